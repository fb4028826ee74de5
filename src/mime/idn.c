/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * idn.c -- host names beyond ASCII, in the other of their two spellings
 */
#include "mime/idn.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "mime/buf.h"
#include "mime/utf8.h"

/* RFC 3492 5. */
enum {
	BASE = 36,
	T_MIN = 1,
	T_MAX = 26,
	SKEW = 38,
	DAMP = 700,
	FIRST_BIAS = 72,
	FIRST_CODE = 128,
	LONGEST = 63, /* characters of a label */
};

/* The code points of one label. */
struct label {
	uint32_t at[LONGEST];
	uint32_t n;
};

static uint32_t adapt(uint32_t delta, uint32_t n, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	delta += delta / n;
	while (delta > (BASE - T_MIN) * T_MAX / 2) {
		delta /= BASE - T_MIN;
		k += BASE;
	}
	return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static uint32_t threshold(uint32_t k, uint32_t bias)
{
	if (k <= bias + T_MIN)
		return T_MIN;
	return k >= bias + T_MAX ? T_MAX : k - bias;
}

static uint32_t digit_value(char c)
{
	if (c >= 'a' && c <= 'z')
		return (uint32_t)(c - 'a');
	if (c >= 'A' && c <= 'Z')
		return (uint32_t)(c - 'A');
	return c >= '0' && c <= '9' ? (uint32_t)(c - '0') + 26 : BASE;
}

static char digit_of(uint32_t value)
{
	return (char)(value < 26 ? 'a' + value : '0' + (value - 26));
}

/* One number of variable length (6.2); false: it does not parse. */
static bool read_number(const char **at, const char *end, uint32_t bias,
			uint32_t *out)
{
	uint32_t weight = 1, digit, t;

	for (uint32_t k = BASE;; k += BASE) {
		if (*at == end || (digit = digit_value(*(*at)++)) == BASE ||
		    digit > (INT32_MAX - *out) / weight)
			return false;
		*out += digit * weight;
		t = threshold(k, bias);
		if (digit < t)
			return true;
		if (weight > INT32_MAX / (BASE - t))
			return false;
		weight *= BASE - t;
	}
}

/* What is behind "xn--" (6.2). */
static bool decode(const char *at, size_t len, struct label *out)
{
	const char *end = at + len, *dash = memrchr(at, '-', len);
	uint32_t n = FIRST_CODE, i = 0, before, bias = FIRST_BIAS;

	out->n = 0;
	for (; dash && at < dash; at++) {
		if ((uint8_t)*at >= 0x80 || out->n == LONGEST)
			return false;
		out->at[out->n++] = (uint8_t)*at;
	}
	at += dash != NULL;
	while (at < end) {
		before = i;
		if (out->n == LONGEST || !read_number(&at, end, bias, &i))
			return false;
		bias = adapt(i - before, out->n + 1, before == 0);
		n += i / (out->n + 1);
		i %= out->n + 1;
		if (n > 0x10FFFF || (n >= 0xD800 && n <= 0xDFFF))
			return false;
		memmove(out->at + i + 1, out->at + i,
			(out->n - i) * sizeof(out->at[0]));
		out->at[i++] = n;
		out->n++;
	}
	return out->n;
}

static void put_number(uint32_t value, uint32_t bias, struct buf *out)
{
	uint32_t t;

	for (uint32_t k = BASE;; k += BASE) {
		t = threshold(k, bias);
		if (value < t)
			break;
		buf_put_byte(out, digit_of(t + (value - t) % (BASE - t)));
		value = (value - t) / (BASE - t);
	}
	buf_put_byte(out, digit_of(value));
}

static uint32_t least_from(const struct label *label, uint32_t n)
{
	uint32_t least = UINT32_MAX;

	for (size_t i = 0; i < label->n; i++)
		if (label->at[i] >= n && label->at[i] < least)
			least = label->at[i];
	return least;
}

/* 6.3; a label of at most LONGEST code points cannot overflow 64 bits. */
static void encode(const struct label *label, struct buf *out)
{
	uint32_t n = FIRST_CODE, delta = 0, bias = FIRST_BIAS, basic = 0, done;

	buf_put_text(out, "xn--");
	for (size_t i = 0; i < label->n; i++) {
		if (label->at[i] >= FIRST_CODE)
			continue;
		buf_put_byte(out, (char)label->at[i]);
		basic++;
	}
	if (basic)
		buf_put_byte(out, '-');
	for (done = basic; done < label->n; delta++, n++) {
		uint32_t least = least_from(label, n);

		delta += (least - n) * (done + 1);
		n = least;
		for (size_t i = 0; i < label->n; i++) {
			delta += label->at[i] < n;
			if (label->at[i] != n)
				continue;
			put_number(delta, bias, out);
			bias = adapt(delta, done + 1, done == basic);
			delta = 0;
			done++;
		}
	}
}

static bool read_label(const char *at, size_t len, struct label *out)
{
	const uint8_t *from = (const uint8_t *)at, *end = from + len;
	size_t used;

	for (out->n = 0; from < end; from += used) {
		if (out->n == LONGEST)
			return false;
		out->at[out->n++] =
			utf8_read(from, (size_t)(end - from), &used);
	}
	return true;
}

/* One label in its other form, or as it is; false: it does not convert. */
static bool put_label(const char *at, size_t len, bool *other, struct buf *out)
{
	struct label label;

	if (len > 4 && strncasecmp(at, "xn--", 4) == 0) {
		if (!decode(at + 4, len - 4, &label))
			return false;
		for (size_t i = 0; i < label.n; i++)
			buf_put_cp(out, label.at[i]);
		*other = true;
	} else if (utf8_ascii_run((const uint8_t *)at, len) != len) {
		if (!read_label(at, len, &label))
			return false;
		encode(&label, out);
		*other = true;
	} else {
		buf_put(out, at, len);
	}
	return true;
}

bool idn_other_form(struct html_span host, struct buf *out)
{
	const char *at = host.at, *end = at + host.len, *dot;
	size_t from = out->len;
	bool other = false;

	for (; at < end; at = dot + 1) {
		dot = memchr(at, '.', (size_t)(end - at));
		if (!dot)
			dot = end;
		if (!put_label(at, (size_t)(dot - at), &other, out)) {
			other = false;
			break;
		}
		if (dot < end)
			buf_put_byte(out, '.');
	}
	if (!other)
		out->len = from;
	return other;
}

/* Alphabets by bit; 0 for what looks like no letter of another one. */
static unsigned script_of(uint32_t cp)
{
	if ((cp | 0x20) >= 'a' && (cp | 0x20) <= 'z')
		return 1;
	if (cp >= 0xC0 && cp <= 0x24F)
		return 1;
	if (cp >= 0x370 && cp <= 0x3FF)
		return 2;
	if (cp >= 0x400 && cp <= 0x52F)
		return 4;
	return cp >= 0x530 && cp <= 0x1FFF ? 8 : 0;
}

bool idn_is_mixed(struct html_span host)
{
	const uint8_t *at = (const uint8_t *)host.at, *end = at + host.len;
	unsigned seen = 0;
	size_t used;

	for (; at < end; at += used) {
		if (*at == '.')
			seen = 0;
		seen |= script_of(utf8_read(at, (size_t)(end - at), &used));
		if (seen & (seen - 1))
			return true;
	}
	return false;
}
