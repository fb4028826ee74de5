/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * idn.c -- names of domains in Japanese, label by label
 */
#include "base/idn.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/punycode.h"
#include "base/text.h"

static const char prefix[] = "xn--";

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
	return code < 0x80;
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

/* ------ labels ------ */

/* Of well-formed UTF-8, up to `end`. False: not all of it is known. */
static bool read_label(const char *at, const char *end, struct code_points *out,
		       bool *beyond)
{
	*beyond = false;
	for (out->n = 0; at < end; out->n++) {
		const uint32_t code = read_code(&at);

		if (out->n == IDN_LABEL || !is_known(code))
			return false;
		out->at[out->n] = lower(code);
		*beyond |= code >= 0x80;
	}
	return true;
}

static bool label_to_ascii(const char *at, const char *end, struct line *line)
{
	const size_t from = line->len;
	struct code_points label;
	char text[PUNYCODE_TEXT];
	size_t n = 0;
	bool beyond;

	if (!read_label(at, end, &label, &beyond))
		return false;
	for (const char *p = prefix; beyond && *p; p++)
		put(line, (uint8_t)*p);
	if (beyond)
		n = punycode_encode(&label, text);
	for (size_t i = 0; i < n; i++)
		put(line, (uint8_t)text[i]);
	for (size_t i = 0; !beyond && i < label.n; i++)
		put(line, label.at[i]);
	return line->good && line->len - from <= IDN_LABEL;
}

static bool label_to_unicode(const char *at, const char *end, struct line *line)
{
	const size_t n = sizeof(prefix) - 1, len = (size_t)(end - at);
	struct code_points label;
	bool beyond;

	if (len > IDN_LABEL)
		return false;
	if (len <= n || memcmp(at, prefix, n) != 0) {
		if (!read_label(at, end, &label, &beyond) || beyond)
			return false;
	} else if (!punycode_decode(at + n, len - n, &label)) {
		return false;
	}
	for (size_t i = 0; i < label.n; i++) {
		if (!is_known(label.at[i]))
			return false;
		put_code(line, label.at[i]);
	}
	return line->good;
}

/* ------ names ------ */

static bool convert(const char *name, char out[static IDN_NAME],
		    bool (*put_label)(const char *at, const char *end,
				      struct line *line))
{
	struct line line = { out, 0, IDN_NAME, true };

	if (!text_is_utf8(name, strlen(name)))
		return false;
	for (;; name++) {
		const char *end = name + strcspn(name, ".");

		if (!put_label(name, end, &line))
			return false;
		name = end;
		if (!*name)
			break;
		put(&line, '.');
	}
	out[line.len] = '\0';
	return line.good;
}

bool idn_to_ascii(const char *name, char out[static IDN_NAME])
{
	return convert(name, out, label_to_ascii);
}

/* One name has one form of either kind. */
bool idn_to_unicode(const char *name, char shown[static IDN_NAME])
{
	char ascii[IDN_NAME];

	return convert(name, shown, label_to_unicode) &&
	       strcmp(shown, name) != 0 && idn_to_ascii(shown, ascii) &&
	       strcmp(ascii, name) == 0;
}
