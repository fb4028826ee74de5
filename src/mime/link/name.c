/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name.c -- what a mail program takes for the name of a host
 */
#include "mime/link/name.h"

#include <string.h>

#include "mime/tables/tables.h"
#include "mime/text/ascii.h"
#include "mime/text/utf8.h"

enum {
	LONGEST_TOP = 24,
	IDEOGRAPHIC_DOT = 0x3002,
	HALF_DOT = 0xFF61,
};

static const char *const opaque[] = {
	"javascript", "vbscript", "data",   "file",   "search",
	"search-ms",  "mhtml",    "gopher", "news",   "irc",
	"res",        "its",      "mk",     "shell",  "view-source",
	"mms",        "rtsp",     "ldap",   "ldaps",  "smb",
	"ssh",        "git",      "nntp",   "telnet", "ws",
	"wss",        "ftps",     "sftp",   "callto", "onenote",
	"outlook",    "prospero", "wais",   "webcal",
};

/* Kana, ideographs and hangul. */
static bool never_folds(uint32_t cp)
{
	return (cp >= 0x3041 && cp <= 0x30FF) ||
	       (cp >= 0x3400 && cp <= 0x9FFF) || (cp >= 0xAC00 && cp <= 0xD7A3);
}

uint8_t link_fold_beyond(const uint8_t *at, const uint8_t *end, size_t *used)
{
	uint32_t cp = utf8_read(at, (size_t)(end - at), used);
	size_t from = 0, to = n_cp_folds, middle;

	if (never_folds(cp))
		return 0;
	if (cp == IDEOGRAPHIC_DOT || cp == HALF_DOT)
		return '.';
	while (from < to) {
		middle = from + (to - from) / 2;
		if (cp_folds[middle].cp == cp)
			return cp_folds[middle].ascii;
		if (cp_folds[middle].cp < cp)
			from = middle + 1;
		else
			to = middle;
	}
	return 0;
}

size_t link_plain_run(const uint8_t *at, const uint8_t *end)
{
	const uint8_t *from = at;
	size_t used;

	while (utf8_is_wide(at, (size_t)(end - at)) &&
	       never_folds(utf8_read(at, (size_t)(end - at), &used)))
		at += used;
	return (size_t)(at - from);
}

const uint8_t *link_step_back(const uint8_t *at)
{
	do {
		at--;
	} while ((*at & 0xC0) == 0x80);
	return at;
}

static bool is_label_ascii(uint8_t c)
{
	return ascii_is_alnum(c) || c == '-' || c == '_';
}

/* Letters beyond ASCII; punctuation, symbols and CJK signs are none. */
static bool is_label_beyond(uint32_t cp)
{
	return cp >= 0xC0 && cp <= 0x10FFFF && cp != 0xD7 && cp != 0xF7 &&
	       !(cp >= 0x2000 && cp <= 0x2BFF) &&
	       !(cp >= 0x3000 && cp <= 0x3004) &&
	       !(cp >= 0x3008 && cp <= 0x3040) &&
	       !(cp >= 0xFE10 && cp <= 0xFE6F) &&
	       !(cp >= 0xFF00 && cp <= 0xFF65);
}

/* 'a' for a letter of ASCII or what folds to one, 'x' for others, 0. */
static char kind_of(const uint8_t *at, const uint8_t *end, size_t *used)
{
	uint8_t folded = link_fold(at, end, used);
	size_t again;

	if (folded)
		return is_label_ascii(folded) ? 'a' : 0;
	if (*at < 0x80)
		return 0;
	return is_label_beyond(utf8_read(at, (size_t)(end - at), &again)) ? 'x'
									  : 0;
}

size_t link_label(const uint8_t *at, const uint8_t *end)
{
	const uint8_t *from = at;
	char kind = 0, one;
	size_t used;

	while (at < end && is_label_ascii(*at)) {
		kind = 'a';
		at++;
	}
	while (at < end && (one = kind_of(at, end, &used)) &&
	       (!kind || one == kind)) {
		kind = one;
		at += used;
	}
	return (size_t)(at - from);
}

/* A letter or number that is several of ASCII, or a picture, as a label of its
 * own: "℡.com", "⑯.com", "☃.net". */
static bool is_label_symbol(const uint8_t *at, const uint8_t *end)
{
	size_t used;
	uint32_t cp = utf8_read(at, (size_t)(end - at), &used);

	return (cp >= 0x2100 && cp <= 0x218F) ||
	       (cp >= 0x2460 && cp <= 0x24FF) || (cp >= 0x2600 && cp <= 0x27BF);
}

const uint8_t *link_label_before(const uint8_t *floor, const uint8_t *at)
{
	const uint8_t *from = at, *before;
	char kind = 0, one;
	size_t used;

	while (from > floor && is_label_ascii(from[-1])) {
		kind = 'a';
		from--;
	}
	while (from > floor) {
		before = link_step_back(from);
		one = kind_of(before, from, &used);
		if (!one || (kind && one != kind))
			break;
		kind = one;
		from = before;
	}
	if (!kind && at > floor && is_label_symbol(link_step_back(at), at))
		return link_step_back(at);
	return kind ? from : NULL;
}

/* The folded label in lower case; false if it is longer than any that is
 * known. */
static bool plain_label(const uint8_t *at, size_t len, char out[static 1])
{
	const uint8_t *end = at + len;
	uint8_t folded;
	size_t n = 0, used;

	for (; at < end; at += used) {
		folded = link_fold(at, end, &used);
		if (n + 4 >= LONGEST_TOP)
			return false;
		if (folded) {
			out[n++] = (char)ascii_lower(folded);
		} else {
			memcpy(out + n, at, used);
			n += used;
		}
	}
	out[n] = '\0';
	return true;
}

bool link_is_top(const uint8_t *at, size_t len)
{
	char label[LONGEST_TOP] = "";
	uint8_t first;

	/* As in a delimiter of MIME, "…/a.example.jp--". */
	while (len && at[len - 1] == '-')
		len--;
	if (len >= 4 && link_is_word(at, 4, "xn--"))
		return true;
	if (!plain_label(at, len, label))
		return false;
	first = (uint8_t)label[0];
	for (unsigned i = tops_from[first]; i < tops_from[first + 1]; i++)
		if (tops[i][1] == label[1] && strcmp(tops[i], label) == 0)
			return true;
	return false;
}

bool link_is_sentence(const uint8_t *top, const uint8_t *dot,
		      const uint8_t *next, size_t len)
{
	size_t used;

	return !link_fold(next, next + len, &used) && !link_is_top(next, len) &&
	       link_is_top(top, (size_t)(dot - top));
}

bool link_is_word(const uint8_t *at, size_t len, const char *word)
{
	const uint8_t *end = at + len;
	size_t used;

	for (; at < end && *word; at += used, word++)
		if (ascii_lower(link_fold(at, end, &used)) != *word)
			return false;
	return at == end && !*word;
}

bool link_is_www(const uint8_t *at, const uint8_t *stop)
{
	size_t used;

	if (at == stop || ascii_lower(link_fold(at, stop, &used)) != 'w')
		return false;
	while (stop > at && link_fold(stop - 1, stop, &used) >= '0' &&
	       link_fold(stop - 1, stop, &used) <= '9')
		stop--;
	return link_is_word(at, (size_t)(stop - at), "www");
}

bool link_is_opaque(const uint8_t *at, size_t len)
{
	const uint8_t *end = at + len;
	size_t used;
	int first;

	if (!len)
		return false;
	if (len > 3 && link_is_word(at, 3, "ms-"))
		return true;
	first = ascii_lower(link_fold(at, end, &used));
	for (size_t i = 0; i < sizeof(opaque) / sizeof(opaque[0]); i++)
		if (opaque[i][0] == first && link_is_word(at, len, opaque[i]))
			return true;
	return false;
}
