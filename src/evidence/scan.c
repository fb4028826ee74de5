/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan.c -- reading back exactly the JSON that we wrote, and no other
 */
#include "evidence/scan.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"

enum {
	UTF8_MAX = 4 /* bytes of a character */
};

static size_t left(const struct scan *scan)
{
	return scan->bad ? 0 : (size_t)(scan->end - scan->pos);
}

bool scan_maybe(struct scan *scan, const char *word)
{
	size_t len = strlen(word);

	if (left(scan) < len || memcmp(scan->pos, word, len) != 0)
		return false;
	scan->pos += len;
	return true;
}

void scan_word(struct scan *scan, const char *word)
{
	if (!scan_maybe(scan, word))
		scan->bad = true;
}

uint64_t scan_number(struct scan *scan, uint64_t max)
{
	char digits[21];
	uint64_t number = 0;
	size_t n = 0;

	while (n < left(scan) && n < sizeof(digits) - 1 &&
	       scan->pos[n] >= '0' && scan->pos[n] <= '9') {
		digits[n] = scan->pos[n];
		n++;
	}
	digits[n] = '\0';
	if (!text_u64(digits, max, &number)) {
		scan->bad = true;
		return 0;
	}
	scan->pos += n;
	return number;
}

/* -1: none. */
static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

void scan_hex(struct scan *scan, uint8_t *out, size_t len)
{
	if (left(scan) < 2 * len) {
		scan->bad = true;
		return;
	}
	for (size_t i = 0; i < len; i++) {
		int high = hex_digit(scan->pos[0]);
		int low = hex_digit(scan->pos[1]);

		if (high < 0 || low < 0) {
			scan->bad = true;
			return;
		}
		out[i] = (uint8_t)(high << 4 | low);
		scan->pos += 2;
	}
}

void scan_digest(struct scan *scan, const char *word,
		 uint8_t out[static DIGEST_LEN])
{
	scan_word(scan, word);
	scan_word(scan, "\"");
	scan_hex(scan, out, DIGEST_LEN);
	scan_word(scan, "\"");
}

static uint32_t scan_unit(struct scan *scan)
{
	uint8_t bytes[2] = { 0 };

	scan_word(scan, "u");
	scan_hex(scan, bytes, sizeof(bytes));
	return (uint32_t)bytes[0] << 8 | bytes[1];
}

static size_t put_char(uint32_t c, char out[static UTF8_MAX])
{
	static const uint8_t lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = len; i-- > 1; c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)(lead[len] | c);
	return len;
}

/* What stands behind a backslash, and its length; json.c writes only these. */
static size_t unescape(struct scan *scan, char out[static UTF8_MAX])
{
	uint32_t c, low;

	if (scan_maybe(scan, "\""))
		return put_char('"', out);
	if (scan_maybe(scan, "\\"))
		return put_char('\\', out);
	c = scan_unit(scan);
	if (c >= 0xd800 && c < 0xdc00) {
		scan_word(scan, "\\");
		low = scan_unit(scan);
		if (low < 0xdc00 || low > 0xdfff)
			scan->bad = true;
		c = 0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff));
	}
	if (c == 0 || !text_is_control(c))
		scan->bad = true;
	return put_char(c, out);
}

/* The bytes up to the next quote or backslash; 0 when bad. */
static size_t plain_run(struct scan *scan)
{
	size_t n = 0;

	while (n < left(scan) && scan->pos[n] != '"' && scan->pos[n] != '\\' &&
	       (unsigned char)scan->pos[n] >= 0x20 && scan->pos[n] != 0x7f)
		n++;
	if (n == left(scan))
		scan->bad = true;
	return scan->bad ? 0 : n;
}

const char *scan_string(struct scan *scan, struct arena *arena, size_t max)
{
	size_t room = left(scan) < max ? left(scan) : max, len = 0;
	char escaped[UTF8_MAX];
	char *text = arena_alloc(arena, room + 1);

	scan_word(scan, "\"");
	while (!scan->bad) {
		size_t run = plain_run(scan);

		if (run > room - len)
			break;
		memcpy(text + len, scan->pos, run);
		len += run;
		scan->pos += run;
		if (scan_maybe(scan, "\"")) {
			if (text_is_utf8(text, len))
				return text;
			break;
		}
		scan_word(scan, "\\");
		run = unescape(scan, escaped);
		if (run > room - len)
			break;
		memcpy(text + len, escaped, run);
		len += run;
	}
	scan->bad = true;
	return "";
}

void scan_text(struct scan *scan, const char *word, char *out, size_t size)
{
	_cleanup_(arena_finish) struct arena arena = { 0 };
	const char *text;

	scan_word(scan, word);
	text = scan_string(scan, &arena, size - 1);
	memcpy(out, text, strlen(text) + 1);
}

/* Behind its opening quote. */
static void skip_string(struct scan *scan)
{
	while (!scan->bad) {
		scan->pos += plain_run(scan);
		if (scan_maybe(scan, "\""))
			return;
		scan_word(scan, "\\");
		if (left(scan))
			scan->pos++;
	}
}

/* Within nothing, these end a value. */
static bool ends_value(char c)
{
	return c == ',' || c == ':' || c == '}' || c == ']';
}

const char *scan_value(struct scan *scan, size_t *len)
{
	const char *start = scan->pos;
	size_t depth = 0;

	*len = 0;
	while (left(scan) && (depth || !ends_value(*scan->pos))) {
		char c = *scan->pos++;

		depth += c == '{' || c == '[';
		depth -= c == '}' || c == ']';
		if (c == '"')
			skip_string(scan);
	}
	if (depth || scan->pos == start)
		scan->bad = true;
	if (!scan->bad)
		*len = (size_t)(scan->pos - start);
	return start;
}

bool scan_done(const struct scan *scan)
{
	return !scan->bad && scan->pos == scan->end;
}
