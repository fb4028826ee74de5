/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * punycode.c -- a label of a domain's name in ASCII and back (RFC 3492)
 */
#include "base/punycode.h"

#include <string.h>

/* RFC 3492 5. */
enum {
	BASE = 36,
	T_MIN = 1,
	T_MAX = 26,
	SKEW = 38,
	DAMP = 700,
	FIRST_BIAS = 72,
	FIRST_CODE = 128,
};

struct line {
	char *at;
	size_t len;
};

static void put(struct line *line, uint32_t byte)
{
	line->at[line->len++] = (char)byte;
}

/* 6.1 */
static uint32_t adapt(uint32_t delta, size_t n, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	delta += delta / (uint32_t)n;
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

/* ------ to ASCII ------ */

static uint32_t digit_of(uint32_t value)
{
	return value < 26 ? 'a' + value : '0' + (value - 26);
}

static void put_number(struct line *line, uint32_t value, uint32_t bias)
{
	uint32_t t;

	for (uint32_t k = BASE;; k += BASE) {
		t = threshold(k, bias);
		if (value < t)
			break;
		put(line, digit_of(t + (value - t) % (BASE - t)));
		value = (value - t) / (BASE - t);
	}
	put(line, digit_of(value));
}

static uint32_t least_from(const struct code_points *label, uint32_t n)
{
	uint32_t least = UINT32_MAX;

	for (size_t i = 0; i < label->n; i++)
		if (label->at[i] >= n && label->at[i] < least)
			least = label->at[i];
	return least;
}

/* 6.3; so few points of 21 bits cannot overflow. */
size_t punycode_encode(const struct code_points *label,
		       char out[static PUNYCODE_TEXT])
{
	uint32_t n = FIRST_CODE, delta = 0, bias = FIRST_BIAS;
	struct line line = { .len = 0 };
	size_t basic, done;

	line.at = out;
	for (size_t i = 0; i < label->n; i++)
		if (label->at[i] < FIRST_CODE)
			put(&line, label->at[i]);
	basic = line.len;
	if (basic)
		put(&line, '-');
	for (done = basic; done < label->n; delta++, n++) {
		uint32_t least = least_from(label, n);

		delta += (least - n) * (uint32_t)(done + 1);
		n = least;
		for (size_t i = 0; i < label->n; i++) {
			delta += label->at[i] < n;
			if (label->at[i] != n)
				continue;
			put_number(&line, delta, bias);
			bias = adapt(delta, done + 1, done == basic);
			delta = 0;
			done++;
		}
	}
	return line.len;
}

/* ------ and back ------ */

static uint32_t digit_value(char c)
{
	if (c >= 'a' && c <= 'z')
		return (uint32_t)(c - 'a');
	if (c >= 'A' && c <= 'Z')
		return (uint32_t)(c - 'A');
	return c >= '0' && c <= '9' ? (uint32_t)(c - '0') + 26 : BASE;
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

static void insert(struct code_points *label, size_t place, uint32_t code)
{
	memmove(label->at + place + 1, label->at + place,
		(label->n - place) * sizeof(label->at[0]));
	label->at[place] = code;
	label->n++;
}

/* 6.2 */
bool punycode_decode(const char *at, size_t len, struct code_points *out)
{
	const char *end = at + len, *dash = memrchr(at, '-', len);
	uint32_t n = FIRST_CODE, i = 0, before, bias = FIRST_BIAS;

	out->n = 0;
	for (; dash && at < dash; at++) {
		if ((uint8_t)*at >= FIRST_CODE || out->n == PUNYCODE_POINTS)
			return false;
		out->at[out->n++] = (uint8_t)*at;
	}
	at += dash != NULL;
	while (at < end) {
		before = i;
		if (out->n == PUNYCODE_POINTS ||
		    !read_number(&at, end, bias, &i))
			return false;
		bias = adapt(i - before, out->n + 1, before == 0);
		n += i / (uint32_t)(out->n + 1);
		i %= (uint32_t)(out->n + 1);
		if (n > 0x10FFFF || (n >= 0xD800 && n <= 0xDFFF))
			return false;
		insert(out, i++, n);
	}
	return out->n;
}
