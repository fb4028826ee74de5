/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_body.c -- bytes into a growing buffer, plainly, as base64 or as words
 */
#include <stdlib.h>
#include <string.h>

#include "mail/plain/compose.h"

enum {
	LINE = 76, /* RFC 2045 6.8 */
	LINE_BYTES = LINE / 4 * 3,
	WORD_FRAME = 12, /* =?UTF-8?B?…?= */
	WORD_LEAST = 16, /* characters; with less room, fold first */
	WORD_MOST = 45,  /* bytes in a word of 75 characters */
	PLAIN_WORDS = 60 /* longer text is encoded, which folds it */
};

static const char digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Room for len more bytes, or NULL. */
static char *room(struct composed *out, size_t len)
{
	if (out->failed)
		return NULL;
	if (!out->bytes || out->size - out->len < len) {
		size_t size = out->len + len + out->size + 4096;
		char *bytes = realloc(out->bytes, size);

		if (!bytes) {
			out->failed = true;
			return NULL;
		}
		out->bytes = bytes;
		out->size = size;
	}
	return out->bytes + out->len;
}

void composed_add(struct composed *out, struct slice text)
{
	char *at = room(out, text.len);

	if (!at)
		return;
	memcpy(at, text.at, text.len);
	out->len += text.len;
}

size_t composed_column(const struct composed *out)
{
	const char *lf = out->len ? memrchr(out->bytes, '\n', out->len) : NULL;

	return lf ? out->len - (size_t)(lf + 1 - out->bytes) : out->len;
}

void composed_text(struct composed *out, const char *text)
{
	composed_add(out, slice_of(text));
}

void composed_finish(struct composed *out)
{
	free(out->bytes);
	*out = (struct composed){ 0 };
}

/* The two digits of twelve bits: with them it takes half the time. */
static char pairs[64 * 64][2];

static void fill_pairs(void)
{
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		pairs[i][0] = digits[i / 64];
		pairs[i][1] = digits[i % 64];
	}
}

/* Four characters for each three bytes, into `at`. Returns behind them. */
static char *write_base64(char *at, const char *text, size_t len)
{
	const unsigned char *bytes = (const unsigned char *)text;
	uint32_t bits;

	if (!pairs[0][0])
		fill_pairs();
	for (; len >= 3; len -= 3, bytes += 3, at += 4) {
		bits = (uint32_t)bytes[0] << 16 | (uint32_t)bytes[1] << 8 |
		       bytes[2];
		memcpy(at, pairs[bits >> 12], 2);
		memcpy(at + 2, pairs[bits & 0xfff], 2);
	}
	if (!len)
		return at;
	bits = (uint32_t)bytes[0] << 16;
	if (len == 2)
		bits |= (uint32_t)bytes[1] << 8;
	*at++ = digits[bits >> 18];
	*at++ = digits[bits >> 12 & 63];
	*at++ = (char)(len == 2 ? digits[bits >> 6 & 63] : '=');
	*at++ = '=';
	return at;
}

void compose_base64(struct composed *out, struct slice bytes)
{
	const size_t lines = (bytes.len + LINE_BYTES - 1) / LINE_BYTES;
	char *at = room(out, lines * (LINE + 2));

	while (at && bytes.len) {
		size_t n = bytes.len < LINE_BYTES ? bytes.len : LINE_BYTES;

		at = write_base64(at, bytes.at, n);
		*at++ = '\r';
		*at++ = '\n';
		bytes = slice_from(bytes, n);
	}
	if (at)
		out->len = (size_t)(at - out->bytes);
}

/* May it stand in any header, a phrase included, as it is? Letters, digits,
 * blanks and what is neither special (RFC 5322 3.2.3) nor like a word of
 * RFC 2047. */
static bool is_plain(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < ' ' || text.at[i] > '~' ||
		    strchr("()<>[]:;@\\,.\"=?", text.at[i]))
			return false;
	return text.len && text.len <= PLAIN_WORDS && text.at[0] != ' ' &&
	       text.at[text.len - 1] != ' ' &&
	       !memmem(text.at, text.len, "  ", 2);
}

/* As many whole characters as fit into max bytes. */
static size_t chars_within(struct slice text, size_t max)
{
	size_t len = text.len < max ? text.len : max;

	/* No character begins with such a byte. */
	while (len && len < text.len && (text.at[len] & 0xc0) == 0x80)
		len--;
	return len;
}

void compose_words(struct composed *out, struct slice text)
{
	char word[LINE];

	if (is_plain(text) && composed_column(out) + text.len <= LINE) {
		composed_add(out, text);
		return;
	}
	while (text.len && !out->failed) {
		const char *end;
		size_t max, len;

		if (composed_column(out) + WORD_FRAME + WORD_LEAST > LINE)
			composed_text(out, "\r\n ");
		max = (LINE - WORD_FRAME - composed_column(out)) / 4 * 3;
		len = chars_within(text, max < WORD_MOST ? max : WORD_MOST);
		if (!len)
			return; /* verified text has no such character */
		composed_text(out, "=?UTF-8?B?");
		end = write_base64(word, text.at, len);
		composed_add(out, (struct slice){ word, (size_t)(end - word) });
		composed_text(out, "?=");
		text = slice_from(text, len);
		if (text.len)
			composed_text(out, "\r\n ");
	}
}
