/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * idn.c -- host names beyond ASCII, in the other of their two spellings
 */
#include "mime/html/idn.h"

#include <stdint.h>
#include <string.h>

#include "base/punycode.h"
#include "mime/text/buf.h"
#include "mime/text/utf8.h"

static bool read_label(const char *at, size_t len, struct code_points *out)
{
	const uint8_t *from = (const uint8_t *)at, *end = from + len;
	size_t used;

	for (out->n = 0; from < end; from += used) {
		if (out->n == PUNYCODE_POINTS)
			return false;
		out->at[out->n++] =
			utf8_read(from, (size_t)(end - from), &used);
	}
	return true;
}

/* One label in its other form, or as it is; false: it does not convert. */
static bool put_label(const char *at, size_t len, bool *other, struct buf *out)
{
	struct code_points label;
	char text[PUNYCODE_TEXT];

	if (len > 4 && ascii_begins(at, len, "xn--")) {
		if (!punycode_decode(at + 4, len - 4, &label))
			return false;
		for (size_t i = 0; i < label.n; i++)
			buf_put_cp(out, label.at[i]);
		*other = true;
	} else if (utf8_ascii_run((const uint8_t *)at, len) != len) {
		if (!read_label(at, len, &label))
			return false;
		buf_put_text(out, "xn--");
		buf_put(out, text, punycode_encode(&label, text));
		*other = true;
	} else {
		buf_put(out, at, len);
	}
	return true;
}

bool idn_is_plain(struct html_span host)
{
	return utf8_ascii_run((const uint8_t *)host.at, host.len) == host.len &&
	       !(memchr(host.at, '-', host.len) &&
		 ascii_behind(host.at, host.len, "xn--"));
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
	if (ascii_is_alpha((int)cp) || (cp >= 0xC0 && cp <= 0x24F))
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
