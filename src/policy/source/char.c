/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * char.c -- characters that a policy's text may not hold, and their cure
 *
 * Two of them cannot be seen and come from every Japanese keyboard and editor:
 * the full-width blank, and the byte order mark of "UTF-8 (BOM)".
 */
#include "policy/source/char.h"

#include <string.h>

#include "base/text.h"

enum {
	BARE_SHOWN = 48 /* bytes of what is refused, in its message */
};

static size_t char_len(const char *pos)
{
	unsigned char c = (unsigned char)*pos;

	return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* A character that no policy needs: control, bidirectional, invisible. Most
 * of a Japanese text cannot begin one. */
static bool is_control(const char *pos)
{
	unsigned char c = (unsigned char)*pos;
	char one[5] = { 0 };

	if (c >= 0xe3 && c != 0xef && c != 0xf3)
		return false;
	memcpy(one, pos, char_len(pos));
	return c != '\t' && !(c == '\r' && pos[1] == '\n') &&
	       text_has_control(one);
}

size_t source_char(const char *pos, struct loc at, struct diags *diags)
{
	if (!strncmp(pos, "\ufeff", 3))
		diag_error(diags, at, "control-char",
			   "a byte order mark; save the file as UTF-8 without "
			   "one (BOM なし)");
	else if (is_control(pos))
		diag_error(diags, at, "control-char",
			   "a control or invisible character");
	return char_len(pos);
}

size_t source_char_bare(const char *pos, struct loc at, struct diags *diags)
{
	size_t len = 0;

	if (!((unsigned char)*pos & 0x80) || is_control(pos))
		return source_char(pos, at, diags);
	if (!strncmp(pos, "\u3000", 3)) {
		diag_error(
			diags, at, "syntax",
			"a full-width blank (全角スペース) outside of quotes "
			"and comments");
		return 3;
	}
	while (((unsigned char)pos[len] & 0x80) && len < BARE_SHOWN &&
	       strncmp(pos + len, "\u3000", 3) != 0 && !is_control(pos + len))
		len += char_len(pos + len);
	diag_error(diags, at, "syntax",
		   "'%.*s' outside of quotes and comments, where only ASCII "
		   "(半角) stands",
		   (int)len, pos);
	return len;
}
