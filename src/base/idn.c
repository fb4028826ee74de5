/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * idn.c -- Punycode (RFC 3492), label by label
 */
#include "base/idn.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

/* RFC 3492 5. Nothing here can overflow: 63 characters of 21 bits. */
enum {
	BASE = 36,
	T_MIN = 1,
	T_MAX = 26,
	SKEW = 38,
	DAMP = 700,
	FIRST_BIAS = 72,
	FIRST_CODE = 128,
	LAST_CODE = 0x10ffff,
};

static const char prefix[] = "xn--";

struct label {
	uint32_t at[IDN_LABEL];
	size_t n;
};

/* What is written, and whether it still fits. */
struct line {
	char *at;
	size_t len, size; /* with room for the NUL */
	bool good;
};

static void put(struct line *line, uint32_t byte)
{
	line->good &= line->len + 1 < line->size;
	if (line->good)
		line->at[line->len++] = (char)byte;
}

/* ------ characters ------ */

static const struct {
	uint32_t first, last;
} japanese[] = {
	{ 0x3005, 0x3007 },   { 0x3041, 0x3096 },   { 0x309d, 0x309e },
	{ 0x30a1, 0x30fa },   { 0x30fc, 0x30fe },   { 0x3400, 0x4dbf },
	{ 0x4e00, 0x9fff },   { 0x20000, 0x2a6df }, { 0x2a700, 0x2ebe0 },
	{ 0x30000, 0x3134a },
};

static bool is_known(uint32_t code)
{
	for (size_t i = 0; i < sizeof(japanese) / sizeof(japanese[0]); i++)
		if (code >= japanese[i].first && code <= japanese[i].last)
			return true;
	return code < FIRST_CODE;
}

/* One character of well-formed UTF-8; *at moves behind it. */
static uint32_t read_code(const char **at)
{
	const uint8_t first = (uint8_t) * (*at)++;
	unsigned more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0;
	uint32_t code = more ? first & (0x3fU >> more) : first;

	for (; more; more--)
		code = code << 6 | ((uint8_t) * (*at)++ & 0x3f);
	return code;
}

static void put_code(struct line *line, uint32_t code)
{
	if (code < 0x80) {
		put(line, code);
		return;
	}
	if (code >= 0x10000)
		put(line, 0xf0 | code >> 18);
	if (code >= 0x800)
		put(line, code >= 0x10000 ? 0x80 | (code >> 12 & 0x3f)
					  : 0xe0 | code >> 12);
	put(line, code >= 0x800 ? 0x80 | (code >> 6 & 0x3f) : 0xc0 | code >> 6);
	put(line, 0x80 | (code & 0x3f));
}

static uint32_t lower(uint32_t code)
{
	return code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code;
}

/* ------ Punycode ------ */

static uint32_t adapt(uint32_t delta, uint32_t n, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	delta += delta / n;
	for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
		delta /= BASE - T_MIN;
	return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static uint32_t threshold(uint32_t k, uint32_t bias)
{
	if (k <= bias + T_MIN)
		return T_MIN;
	return k >= bias + T_MAX ? T_MAX : k - bias;
}

static uint32_t digit(uint32_t value)
{
	return value < 26 ? 'a' + value : '0' + value - 26;
}

static void put_number(struct line *line, uint32_t number, uint32_t bias)
{
	for (uint32_t k = BASE;; k += BASE) {
		const uint32_t t = threshold(k, bias);

		if (number < t)
			break;
		put(line, digit(t + (number - t) % (BASE - t)));
		number = (number - t) / (BASE - t);
	}
	put(line, digit(number));
}

static uint32_t next_code(const struct label *label, uint32_t least)
{
	uint32_t next = LAST_CODE;

	for (size_t i = 0; i < label->n; i++)
		if (label->at[i] >= least && label->at[i] < next)
			next = label->at[i];
	return next;
}

/* RFC 3492 6.3. */
static void encode(const struct label *label, struct line *line)
{
	uint32_t code = FIRST_CODE, delta = 0, bias = FIRST_BIAS, done = 0;
	uint32_t basic;

	for (size_t i = 0; i < label->n; i++)
		if (label->at[i] < FIRST_CODE) {
			put(line, label->at[i]);
			done++;
		}
	basic = done;
	if (basic)
		put(line, '-');
	for (; done < label->n; delta++, code++) {
		const uint32_t next = next_code(label, code);

		delta += (next - code) * (done + 1);
		code = next;
		for (size_t i = 0; i < label->n; i++) {
			delta += label->at[i] < code;
			if (label->at[i] != code)
				continue;
			put_number(line, delta, bias);
			bias = adapt(delta, done + 1, done == basic);
			delta = 0;
			done++;
		}
	}
}

/* -1: none. */
static int value_of(char c)
{
	if (c >= 'a' && c <= 'z')
		return c - 'a';
	return c >= '0' && c <= '9' ? c - '0' + 26 : -1;
}

/* A number of Punycode at *at, which moves behind it; at most `most`. */
static bool read_number(const char **at, const char *end, uint32_t bias,
			uint64_t most, uint32_t *out)
{
	uint64_t number = 0, weight = 1;

	for (uint32_t k = BASE; *at < end; k += BASE) {
		const uint32_t t = threshold(k, bias);
		const int value = value_of(*(*at)++);

		if (value < 0)
			return false;
		number += (uint64_t)value * weight;
		if (number > most)
			return false;
		*out = (uint32_t)number;
		if ((uint32_t)value < t)
			return true;
		weight *= BASE - t;
		if (weight > most * BASE)
			return false;
	}
	return false;
}

static void insert(struct label *label, size_t place, uint32_t code)
{
	memmove(label->at + place + 1, label->at + place,
		(label->n - place) * sizeof(label->at[0]));
	label->at[place] = code;
	label->n++;
}

/* RFC 3492 6.2, of what stands behind the prefix. */
static bool decode(const char *at, const char *end, struct label *out)
{
	uint32_t code = FIRST_CODE, place = 0, bias = FIRST_BIAS, delta;
	const char *basic = memrchr(at, '-', (size_t)(end - at));
	bool first = true;

	out->n = 0;
	for (; basic && at < basic; at++)
		out->at[out->n++] = (uint8_t)*at;
	at += basic != NULL;
	for (; at < end; first = false) {
		const uint32_t n = (uint32_t)out->n + 1;

		if (n > IDN_LABEL ||
		    !read_number(&at, end, bias, (uint64_t)(LAST_CODE + 1) * n,
				 &delta))
			return false;
		bias = adapt(delta, n, first);
		code += (place + delta) / n;
		place = (place + delta) % n;
		if (!is_known(code))
			return false;
		insert(out, place++, code);
	}
	return true;
}

/* ------ labels ------ */

/* Of well-formed UTF-8, up to `end`. False: not all of it is known. */
static bool read_label(const char *at, const char *end, struct label *out,
		       bool *beyond)
{
	*beyond = false;
	for (out->n = 0; at < end; out->n++) {
		const uint32_t code = read_code(&at);

		if (out->n == IDN_LABEL || !is_known(code))
			return false;
		out->at[out->n] = lower(code);
		*beyond |= code >= FIRST_CODE;
	}
	return true;
}

static bool label_to_ascii(const char *at, const char *end, struct line *line)
{
	const size_t from = line->len;
	struct label label;
	bool beyond;

	if (!read_label(at, end, &label, &beyond))
		return false;
	for (const char *p = prefix; beyond && *p; p++)
		put(line, (uint8_t)*p);
	if (beyond)
		encode(&label, line);
	for (size_t i = 0; !beyond && i < label.n; i++)
		put(line, label.at[i]);
	return line->good && line->len - from <= IDN_LABEL;
}

bool idn_to_ascii(const char *name, char out[static IDN_NAME])
{
	struct line line = { out, 0, IDN_NAME, true };

	if (!text_is_utf8(name, strlen(name)))
		return false;
	for (;; name++) {
		const char *end = name + strcspn(name, ".");

		if (!label_to_ascii(name, end, &line))
			return false;
		name = end;
		if (!*name)
			break;
		put(&line, '.');
	}
	out[line.len] = '\0';
	return line.good;
}

static bool label_to_unicode(const char *at, const char *end, struct line *line)
{
	const size_t n = sizeof(prefix) - 1;
	struct label label;
	bool beyond;

	if ((size_t)(end - at) > IDN_LABEL)
		return false;
	if ((size_t)(end - at) <= n || memcmp(at, prefix, n) != 0) {
		if (!read_label(at, end, &label, &beyond) || beyond)
			return false;
	} else if (!decode(at + n, end, &label)) {
		return false;
	}
	for (size_t i = 0; i < label.n; i++)
		put_code(line, label.at[i]);
	return line->good;
}

bool idn_to_unicode(const char *name, char out[static IDN_NAME])
{
	struct line line = { out, 0, IDN_NAME, true };
	const char *const whole = name, *const found = out;
	char again[IDN_NAME];

	if (!text_is_utf8(name, strlen(name)))
		return false;
	for (;; name++) {
		const char *end = name + strcspn(name, ".");

		if (!label_to_unicode(name, end, &line))
			return false;
		name = end;
		if (!*name)
			break;
		put(&line, '.');
	}
	out[line.len] = '\0';
	/* One name has one form of either kind. */
	return line.good && strcmp(found, whole) != 0 &&
	       idn_to_ascii(found, again) && strcmp(again, whole) == 0;
}
