/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * differ.c -- whether one text says much that another does not
 */
#include "mime/text/differ.h"

#include <string.h>

#include "base/arena.h"
#include "base/sixteens.h"
#include "mime/text/ascii.h"
#include "mime/text/buf.h"
#include "mime/text/utf8.h"

enum {
	LEAST_BITS = 1 << 13,
	BITS_A_BYTE = 8, /* of text: at most one bit in eight is set */
	A_GOOD_MANY = 30,
	LONGEST_NAME = 512, /* of a picture, with its brackets */
};

/* Characters by their bytes in UTF-8. */
enum {
	BULLET = 0xE280A2,
	REFERENCE_MARK = 0xE280BB, /* ※ */
	IDEOGRAPHIC_SPACE = 0xE38080,
	MIDDLE_DOT = 0xE383BB,
};

static const uint32_t spread = 2654435761U; /* 2^32 over the golden ratio */

/* A text going by, one word at a time. */
struct words {
	const uint8_t *at, *end;
	const uint8_t *barren; /* no '<' before it begins an address */
	uint32_t before; /* the character beyond ASCII just before; 0: none */
	bool wrapped;    /* neighbours with a blank between are a word */
};

/* FNV-1a, of eight letters at a time. */
static uint64_t mix(uint64_t hash, uint64_t eight)
{
	return (hash ^ eight) * UINT64_C(0x9E3779B97F4A7C15);
}

static inline bool begins(const uint8_t *at, const uint8_t *end,
			  const char *what)
{
	const size_t len = strlen(what);

	return (size_t)(end - at) >= len && memcmp(at, what, len) == 0;
}

/* "<address>": its length, or 0. What stands up to the next blank is looked at
 * once, however many '<' are in it. */
static size_t address(struct words *words)
{
	const uint8_t *stop = words->at + 1;

	if (words->at < words->barren)
		return 0;
	while (stop != words->end && *stop > ' ' && *stop != '>')
		stop++;
	if (stop != words->end && *stop == '>')
		return (size_t)(stop - words->at) + 1;
	words->barren = stop;
	return 0;
}

/* "[画像: name]", "[無効なリンク: name]": the length, or 0. */
static size_t bracket(const struct words *words)
{
	const uint8_t *at = words->at, *stop;
	const size_t left = (size_t)(words->end - at);

	if (!begins(at, words->end, "[画像") &&
	    !begins(at, words->end, "[無効"))
		return 0;
	stop = memchr(at, ']', left < LONGEST_NAME ? left : LONGEST_NAME);
	return stop ? (size_t)(stop - at) + 1 : 0;
}

/* What the conversion of HTML adds, in ASCII brackets: the length, or 0. */
static size_t addition(struct words *words)
{
	return *words->at == '<'   ? address(words)
	       : *words->at == '[' ? bracket(words)
				   : 0;
}

/* The letters and digits at the beginning, small; 0 behind them. */
static size_t letters(const uint8_t *at, const uint8_t *end, uint64_t pair[2])
{
	sixteen bytes = { 0 }, others;
	size_t len = sizeof(bytes);

	if ((size_t)(end - at) >= len)
		bytes = sixteen_load(at);
	else
		memcpy(&bytes, at, (size_t)(end - at));
	others = ~(sixteen_between(bytes | 0x20, 'a', 'z') |
		   sixteen_between(bytes, '0', '9'));
	if (sixteen_any(others))
		len = sixteen_first(others);
	bytes = sixteen_head(bytes | 0x20, len);
	memcpy(pair, &bytes, sizeof(bytes));
	return len;
}

/* By sixteens: where a word ends is what no processor can tell before. */
static uint32_t ascii_word(struct words *words)
{
	uint64_t hash = 0, pair[2];
	size_t len;

	do {
		len = letters(words->at, words->end, pair);
		hash = mix(mix(hash, pair[0]), pair[1]);
		words->at += len;
	} while (len == sizeof(pair));
	return (uint32_t)(hash >> 32);
}

/* One beyond ASCII, by its bytes. */
static uint32_t character(struct words *words)
{
	const uint8_t *at = words->at;
	uint32_t bytes;

	if (utf8_is_wide(at, (size_t)(words->end - at))) {
		words->at += 3;
		return (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
	}
	bytes = *words->at++;
	while (words->at < words->end && (*words->at & 0xC0) == 0x80)
		bytes = bytes << 8 | *words->at++;
	return bytes;
}

/* A blank, a line's end, a mark of quotes or of lists. */
static bool is_blank(uint32_t character)
{
	return character == ' ' || character == '\n' || character == '>' ||
	       character == IDEOGRAPHIC_SPACE || character == MIDDLE_DOT ||
	       character == BULLET;
}

static void skip_blank(struct words *words)
{
	if (!words->wrapped)
		words->before = 0;
}

/* A character beyond ASCII: false if it makes no word with what is before. */
static bool wide_word(struct words *words, uint32_t *out)
{
	static const char link[] = "表示と異なるリンク先";
	const uint32_t before = words->before, now = character(words);

	if (is_blank(now)) {
		skip_blank(words);
		return false;
	}
	if (now == REFERENCE_MARK && begins(words->at, words->end, link)) {
		words->at += strlen(link);
		return false;
	}
	words->before = now;
	*out = before * spread + now;
	return before;
}

/* The hash of the next word; false at the end. */
static bool next_word(struct words *words, uint32_t *out)
{
	size_t skip;

	while (words->at < words->end) {
		if (ascii_is_alnum(*words->at)) {
			words->before = 0;
			*out = ascii_word(words);
			return true;
		}
		if (*words->at >= 0x80) {
			if (wide_word(words, out))
				return true;
			continue;
		}
		if (is_blank(*words->at)) {
			skip_blank(words);
			words->at++;
			continue;
		}
		skip = addition(words);
		if (skip) {
			words->at += skip;
			continue;
		}
		words->before = 0;
		words->at++;
	}
	return false;
}

/* Two bits a word, from two ends of its hash. */
static uint32_t bit(const struct differ *differ, uint32_t hash, int i)
{
	hash *= spread;
	return (i ? hash ^ hash >> 15 : hash >> 7) & differ->mask;
}

static bool is_seen(const struct differ *differ, uint32_t hash)
{
	const uint32_t a = bit(differ, hash, 0), b = bit(differ, hash, 1);

	return differ->seen[a / 8] >> a % 8 & differ->seen[b / 8] >> b % 8 & 1;
}

static void see(struct differ *differ, uint32_t hash)
{
	for (int i = 0; i < 2; i++) {
		const uint32_t at = bit(differ, hash, i);

		differ->seen[at / 8] |= (uint8_t)(1U << at % 8);
	}
}

static bool has_address(const char *text, size_t len)
{
	return len && memmem(text, len, "://", 3);
}

/* What stands in '<' and '>' may be the sender's own words as well as what the
 * conversion of HTML adds. */
static void see_addresses(struct differ *differ, const uint8_t *text,
			  const uint8_t *end)
{
	struct words all = { .at = text, .end = end, .barren = text };
	uint32_t hash;

	while (all.at < end &&
	       (all.at = memchr(all.at, '<', (size_t)(end - all.at)))) {
		const size_t len = address(&all);
		struct words words = { .at = all.at + 1,
				       .end = all.at + len,
				       .barren = end };

		while (len && next_word(&words, &hash))
			see(differ, hash);
		all.at += len ? len : 1;
	}
}

bool differ_begin(struct differ *differ, struct arena *arena, const char *text,
		  size_t len)
{
	const uint8_t *at = (const uint8_t *)text;
	struct words words = {
		.at = at, .end = at + len, .barren = at, .wrapped = true
	};
	uint32_t bits = LEAST_BITS, hash;

	while (bits < len * BITS_A_BYTE)
		bits *= 2;
	differ->mask = bits - 1;
	if (bits / 8 > differ->cap) {
		differ->seen = arena_alloc(arena, bits / 8);
		differ->cap = differ->seen ? bits / 8 : 0;
	}
	if (!differ->seen)
		return false;
	memset(differ->seen, 0, bits / 8);
	differ->addresses = has_address(text, len);
	while (next_word(&words, &hash))
		see(differ, hash);
	see_addresses(differ, at, at + len);
	return true;
}

/* What a line or a text says that the other does not. */
struct news {
	size_t n;       /* its words */
	size_t missing; /* of these, in the other */
	bool addresses; /* there are some, and none at all in the other */
};

static struct news compare(const struct differ *differ, const char *line,
			   size_t len)
{
	const uint8_t *at = (const uint8_t *)line;
	struct words words = { .at = at, .end = at + len, .barren = at };
	struct news news = { 0 };
	uint32_t hash;

	for (; next_word(&words, &hash); news.n++)
		news.missing += !is_seen(differ, hash);
	return news;
}

/* One more line to keep. */
static bool keep(struct differ *differ, struct arena *arena, size_t from,
		 size_t to)
{
	struct differ_lines *last = differ->lines + differ->n_lines;

	if (differ->n_lines && last[-1].to == from) {
		last[-1].to = to;
		return true;
	}
	last = arena_try_grow(arena, differ->lines, differ->n_lines,
			      &differ->cap_lines, sizeof(*last));
	if (!last)
		return false;
	differ->lines = last;
	last[differ->n_lines++] = (struct differ_lines){ from, to };
	return true;
}

static void drop_others(const struct differ *differ, struct buf *text)
{
	char *to = text->at;

	for (size_t i = 0; i < differ->n_lines; i++) {
		const struct differ_lines *lines = &differ->lines[i];

		memmove(to, text->at + lines->from, lines->to - lines->from);
		to += lines->to - lines->from;
	}
	text->len = (size_t)(to - text->at);
}

enum difference differ_ask(struct differ *differ, struct arena *arena,
			   struct buf *text)
{
	const bool addresses =
		!differ->addresses && has_address(text->at, text->len);
	struct news sum = { 0 };
	bool kept = true;

	differ->n_lines = 0;
	for (size_t from = 0, to; from < text->len; from = to) {
		const char *line = text->at + from;
		const char *lf = memchr(line, '\n', text->len - from);
		struct news news;

		to = lf ? (size_t)(lf - text->at) + 1 : text->len;
		news = compare(differ, line, to - from);
		news.addresses = addresses && has_address(line, to - from);
		if (news.missing || news.addresses)
			kept &= keep(differ, arena, from, to);
		sum.n += news.n;
		sum.missing += news.missing;
	}
	if (!kept || (sum.missing >= A_GOOD_MANY && sum.missing * 2 > sum.n))
		return DIFFER_GREATLY;
	if (!differ->n_lines)
		return DIFFER_NOT;
	drop_others(differ, text);
	return DIFFER_IN_LINES;
}
