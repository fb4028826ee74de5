/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * utf8.c -- UTF-8 one code point at a time (RFC 3629)
 */
#include "mime/text/utf8.h"

#include "base/eights.h"

/* How many bytes follow this lead, and between what the first of them lies:
 * Unicode table 3-7. */
static int follow(uint8_t lead, uint8_t *low, uint8_t *high)
{
	*low = 0x80;
	*high = 0xBF;
	if (lead < 0xC2 || lead > 0xF4)
		return -1;
	if (lead < 0xE0)
		return 1;
	if (lead == 0xE0)
		*low = 0xA0;
	else if (lead == 0xED)
		*high = 0x9F;
	else if (lead == 0xF0)
		*low = 0x90;
	else if (lead == 0xF4)
		*high = 0x8F;
	return lead < 0xF0 ? 2 : 3;
}

uint32_t utf8_read_other(const uint8_t *at, size_t len, size_t *used)
{
	uint8_t low, high;
	uint32_t cp;
	int n;

	*used = 1;
	n = follow(at[0], &low, &high);
	if (n < 0)
		return UTF8_BAD;
	cp = at[0] & (0x3FU >> n);
	for (int i = 1; i <= n; i++) {
		if ((size_t)i >= len || at[i] < low || at[i] > high)
			return UTF8_BAD;
		cp = cp << 6 | (at[i] & 0x3F);
		*used = (size_t)i + 1;
		low = 0x80;
		high = 0xBF;
	}
	return cp;
}

static bool are_ascii(const uint8_t at[static 32])
{
	return !eights_beyond(eights_load(at) | eights_load(at + 8) |
			      eights_load(at + 16) | eights_load(at + 24));
}

size_t utf8_ascii_run(const uint8_t *at, size_t len)
{
	uint64_t flags;
	size_t i = 0;

	while (len - i >= 32 && are_ascii(at + i))
		i += 32;
	/* The last ones with some before, which is all of most texts. */
	if (len >= 32 && len - i < 32 && are_ascii(at + len - 32))
		return len;
	for (; len - i >= 8; i += 8) {
		flags = eights_beyond(eights_load(at + i));
		if (flags)
			return i + eights_first(flags);
	}
	while (i < len && at[i] < 0x80)
		i++;
	return i;
}

size_t utf8_wide_run(const uint8_t *at, size_t len)
{
	size_t i = 0;

	while (utf8_is_wide(at + i, len - i))
		i += 3;
	return i;
}

bool utf8_valid(const uint8_t *at, size_t len)
{
	size_t used;

	for (; len; at += used, len -= used) {
		used = utf8_ascii_run(at, len);
		used += utf8_wide_run(at + used, len - used);
		if (!used && utf8_read(at, len, &used) == UTF8_BAD)
			return false;
	}
	return true;
}
