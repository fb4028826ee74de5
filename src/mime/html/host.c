/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host.c -- the host of an address, as browsers read it
 */
#include "mime/html/host.h"

#include <stdint.h>

#include "mime/link/name.h"
#include "mime/text/clean.h"
#include "mime/text/utf8.h"

size_t html_host_end(struct html_span url, size_t from)
{
	static const bool ends[256] = {
		['/'] = true,
		['\\'] = true,
		['?'] = true,
		['#'] = true,
	};

	while (from < url.len && !ends[(uint8_t)url.at[from]])
		from++;
	return from;
}

size_t html_host_from(const char *at, size_t from, size_t to)
{
	const char *sign = memrchr(at + from, '@', to - from);

	return sign ? (size_t)(sign - at) + 1 : from;
}

static bool is_of_host(char c)
{
	return ascii_is_alnum(c) || c == '-' || c == '.' || c == '_';
}

/* The bytes that stand as "%" and two digits each, four at most: how many. */
static size_t escaped(const char *at, const char *end, uint8_t bytes[static 4])
{
	size_t n = 0;
	int high, low;

	for (; n < 4 && end - at > 2 && *at == '%'; at += 3) {
		high = ascii_hex((uint8_t)at[1]);
		low = ascii_hex((uint8_t)at[2]);
		if (high < 0 || low < 0)
			break;
		bytes[n++] = (uint8_t)(high << 4 | low);
	}
	return n;
}

/* A character of a host behind "%": how many bytes it has, 0: it is none. */
static size_t percent(const char *at, const char *end, uint8_t bytes[static 4])
{
	size_t n = escaped(at, end, bytes), used;

	if (!n || bytes[0] < 0x80)
		return n && is_of_host((char)bytes[0]);
	return utf8_read(bytes, n, &used) == UTF8_BAD ? 0 : used;
}

/* In place; returns its length. */
static size_t decode_host(char *at, size_t len)
{
	const char *from = at, *end = at + len;
	uint8_t bytes[4] = { 0 };
	size_t n = 0, used;

	while (from < end) {
		used = percent(from, end, bytes);
		if (used)
			memcpy(at + n, bytes, used);
		else
			at[n] = *from;
		n += used ? used : 1;
		from += used ? 3 * used : 1;
	}
	return n;
}

size_t html_host_fold(char *at, size_t len)
{
	const char *from = at, *end = at + len;
	size_t n = 0, used;
	char c;

	/* Nearly all are as they should be. */
	while (from < end && is_of_host(*from))
		from++;
	if (from == end)
		return len;
	from = at;
	end = at + decode_host(at, len);
	for (; from < end; from += used) {
		c = (char)link_fold((const uint8_t *)from, (const uint8_t *)end,
				    &used);
		if (is_of_host(c)) {
			at[n++] = c;
		} else if (used == 1 ||
			   !clean_drops(utf8_read((const uint8_t *)from, used,
						  &used))) {
			memmove(at + n, from, used);
			n += used;
		}
	}
	return n;
}
