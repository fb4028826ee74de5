/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reference.c -- character references (WHATWG HTML, 13.2.5.72 ff.)
 */
#include <string.h>

#include "mime/charset/charset.h"
#include "mime/html/token.h"
#include "mime/tables/tables.h"
#include "mime/text/utf8.h"

/* 13.2.5.80: what a number means. */
static uint32_t numeric(uint32_t cp)
{
	const struct charset latin = charset_of(CHARSET_SINGLE);

	if (cp == 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		return 0xFFFD;
	if (cp >= 0x80 && cp <= 0x9F && latin.high[cp - 0x80])
		return latin.high[cp - 0x80];
	return cp;
}

static size_t number(const uint8_t *at, const uint8_t *end, char out[static 8],
		     size_t *out_len)
{
	const uint8_t *from = at, *digits;
	uint32_t base = 10, cp = 0;
	int digit;

	at += 2; /* "&#" */
	if (at < end && (*at | 0x20) == 'x') {
		base = 16;
		at++;
	}
	for (digits = at; at < end; at++) {
		digit = ascii_hex(*at);
		if (digit < 0 || (uint32_t)digit >= base)
			break;
		if (cp <= 0x10FFFF)
			cp = cp * base + (uint32_t)digit;
	}
	if (at == digits)
		return 0;
	if (at < end && *at == ';')
		at++;
	*out_len = utf8_write(out, numeric(cp));
	return (size_t)(at - from);
}

/* The entities whose names continue with c at this place: narrows [lo, hi). */
static void narrow(size_t place, uint8_t c, size_t *lo, size_t *hi)
{
	size_t from = *lo, to = *hi, mid;

	while (from < to) {
		mid = from + (to - from) / 2;
		if ((uint8_t)html_entities[mid].name[place] < c)
			from = mid + 1;
		else
			to = mid;
	}
	*lo = from;
	to = *hi;
	while (from < to) {
		mid = from + (to - from) / 2;
		if ((uint8_t)html_entities[mid].name[place] <= c)
			from = mid + 1;
		else
			to = mid;
	}
	*hi = from;
}

/* The longest name at the beginning; its length, 0 if none. */
static size_t longest(const uint8_t *at, const uint8_t *end,
		      const struct html_entity **found)
{
	size_t lo = html_entities_from[*at], hi = html_entities_from[*at + 1];
	size_t len = 0;

	/* Only letters and digits: a NUL would match the end of a name. */
	for (size_t i = 0; at + i < end && at[i] > ' '; i++) {
		if (i)
			narrow(i, at[i], &lo, &hi);
		if (lo == hi)
			break;
		/* Sorted: the name that ends here comes first. */
		if (html_entities[lo].name[i + 1] == '\0') {
			*found = &html_entities[lo];
			len = i + 1;
		}
	}
	return len;
}

size_t html_reference(const uint8_t *at, const uint8_t *end, bool attribute,
		      char out[static 8], size_t *out_len)
{
	static const struct html_span nbsp = { "&nbsp;", 6 };
	const struct html_entity *entity = NULL;
	char second[4];
	size_t len, more;

	/* Nearly all are this one. */
	if ((size_t)(end - at) >= nbsp.len &&
	    memcmp(at, nbsp.at, nbsp.len) == 0) {
		*out_len = utf8_write(out, 0xA0);
		return nbsp.len;
	}
	if (end - at >= 2 && at[1] == '#')
		return number(at, end, out, out_len);
	if (end - at < 2 || !ascii_is_alnum(at[1]))
		return 0;
	len = longest(at + 1, end, &entity);
	if (!len)
		return 0;
	/* "?a=1&lt=2" in an attribute is no reference, for old pages' sake. */
	if (attribute && at[len] != ';' && at + 1 + len < end &&
	    (at[1 + len] == '=' || ascii_is_alnum(at[1 + len])))
		return 0;
	*out_len = utf8_write(out, entity->first);
	if (entity->second) {
		more = utf8_write(second, entity->second);
		memcpy(out + *out_len, second, more);
		*out_len += more;
	}
	return len + 1;
}
