/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * change_head.c -- what the text of a change says of itself (policy/change/change.h)
 *
 * Read strictly, byte by byte as it is written. Who signed it is not asked
 * here: what it says is only where to look for the policies that it is about.
 */
#include "daemon/engine/change_head.h"

#include <string.h>

#include "base/text.h"

enum {
	HEX_LEN = 2 * DIGEST_LEN,
	NUMBER_MAX = 10, /* digits */
};

struct rest {
	const char *at;
	size_t len;
};

static bool take(struct rest *rest, const char *word)
{
	size_t len = strlen(word);

	if (rest->len < len || memcmp(rest->at, word, len) != 0)
		return false;
	rest->at += len;
	rest->len -= len;
	return true;
}

static bool take_number(struct rest *rest, uint32_t *out)
{
	char digits[NUMBER_MAX + 1];
	size_t len = 0;

	while (len < rest->len && rest->at[len] != '\n')
		len++;
	if (len > NUMBER_MAX)
		return false;
	memcpy(digits, rest->at, len);
	digits[len] = '\0';
	rest->at += len;
	rest->len -= len;
	return text_u32(digits, UINT32_MAX, out);
}

/* -1: it is no digit of ours, which are lower-case. */
static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool take_digest(struct rest *rest, uint8_t out[static DIGEST_LEN])
{
	if (!take(rest, "sha256:") || rest->len < HEX_LEN)
		return false;
	for (size_t i = 0; i < DIGEST_LEN; i++) {
		int high = digit(rest->at[2 * i]);
		int low = digit(rest->at[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	rest->at += HEX_LEN;
	rest->len -= HEX_LEN;
	return true;
}

bool change_head_read(const char *text, size_t len, struct change_head *out)
{
	struct change_head head = { 0 };
	struct rest rest = { text, len };

	if (!take(&rest, "sekisho-change 1\nbase-generation: ") ||
	    !take_number(&rest, &head.base_generation) ||
	    !take(&rest, "\nbase-policy: "))
		return false;
	if (head.base_generation ? !take_digest(&rest, head.base)
				 : !take(&rest, "none"))
		return false;
	if (!take(&rest, "\nnew-policy: ") || !take_digest(&rest, head.next) ||
	    !take(&rest, "\nkinds: "))
		return false;
	*out = head;
	return true;
}

bool change_digest_read(const char *text, uint8_t out[static DIGEST_LEN])
{
	struct rest rest = { text, strlen(text) };

	return take_digest(&rest, out) && rest.len == 0;
}
