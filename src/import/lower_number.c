/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lower_number.c -- numbers, ranges, addresses and lists as iptables reads them
 */
#include <arpa/inet.h>
#include <string.h>

#include "import/lower.h"

enum {
	LONGEST = 64,
};

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

bool lower_u32(const char *text, uint32_t *out)
{
	uint64_t value = 0;
	int base = 10;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		base = 16;
		text += 2;
	} else if (text[0] == '0' && text[1]) {
		base = 8;
		text++;
	}
	if (!*text)
		return false;
	for (; *text; text++) {
		int digit = digit_of(*text);

		if (digit >= base)
			return false;
		value = value * (unsigned)base + (unsigned)digit;
		if (value > UINT32_MAX)
			return false;
	}
	*out = (uint32_t)value;
	return true;
}

bool lower_u8(const char *text, uint8_t *out)
{
	uint32_t value;

	if (!lower_u32(text, &value) || value > UINT8_MAX)
		return false;
	*out = (uint8_t)value;
	return true;
}

bool lower_u16(const char *text, uint16_t *out)
{
	uint32_t value;

	if (!lower_u32(text, &value) || value > UINT16_MAX)
		return false;
	*out = (uint16_t)value;
	return true;
}

/* The text up to `at` and behind it, in two buffers. */
static bool divide(const char *text, const char *at, char *before, char *after)
{
	size_t len = (size_t)(at - text);

	if (len >= LONGEST || strlen(at + 1) >= LONGEST)
		return false;
	memcpy(before, text, len);
	before[len] = '\0';
	memcpy(after, at + 1, strlen(at + 1) + 1);
	return true;
}

bool lower_u16_range(const char *text, char between, uint16_t *low,
		     uint16_t *high)
{
	const char *at = strchr(text, between);
	char first[LONGEST], last[LONGEST];
	uint16_t from = 0, to = UINT16_MAX;

	if (!at) {
		if (!lower_u16(text, &from))
			return false;
		*low = *high = from;
		return true;
	}
	if (!divide(text, at, first, last) ||
	    (*first && !lower_u16(first, &from)) ||
	    (*last && !lower_u16(last, &to)) || from > to)
		return false;
	*low = from;
	*high = to;
	return true;
}

bool lower_masked(const char *text, uint32_t *value, uint32_t *mask)
{
	const char *slash = strchr(text, '/');
	char first[LONGEST], last[LONGEST];

	*mask = UINT32_MAX;
	if (!slash)
		return lower_u32(text, value);
	return divide(text, slash, first, last) && lower_u32(first, value) &&
	       lower_u32(last, mask);
}

size_t lower_address_len(const struct lower *l)
{
	return l->ip6 ? 16 : 4;
}

bool lower_address(const struct lower *l, const char *text, uint8_t *out)
{
	return inet_pton(l->ip6 ? AF_INET6 : AF_INET, text, out) == 1;
}

const char *lower_next(struct lower *l, const char **list)
{
	const char *from = *list;
	size_t len;

	if (!from)
		return NULL;
	len = strcspn(from, ",");
	*list = from[len] ? from + len + 1 : NULL;
	return arena_strndup(&l->arena, from, len);
}
