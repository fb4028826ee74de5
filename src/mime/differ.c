/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * differ.c -- whether one text says much that another does not
 */
#include "mime/differ.h"

#include <string.h>

#include "base/arena.h"
#include "mime/ascii.h"
#include "mime/buf.h"

enum {
	LEAST_BITS = 1 << 13,
	BITS_A_BYTE = 8, /* of text: at most one bit in eight is set */
	A_GOOD_MANY = 30,
	LONGEST_NAME = 512, /* of a picture, with its brackets */
	WIDE = 3,           /* bytes of a blank or mark beyond ASCII */
};

static const uint32_t spread = 2654435761U; /* 2^32 over the golden ratio */

/* A text going by, one word at a time. */
struct words {
	const uint8_t *at, *end;
	const uint8_t *barren; /* no '<' before it begins an address */
	uint32_t before; /* the character beyond ASCII just before; 0: none */
	bool wrapped;    /* neighbours with a blank between are a word */
};

static uint32_t mix(uint32_t hash, uint8_t c)
{
	return (hash ^ c) * 16777619U; /* FNV-1a */
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

/* What the conversion of HTML adds: the length, or 0. */
static size_t addition(struct words *words)
{
	static const char link[] = "※表示と異なるリンク先";

	switch (*words->at) {
	case '<':
		return address(words);
	case '[':
		return bracket(words);
	case 0xE2: /* as "※" begins */
		return begins(words->at, words->end, link) ? strlen(link) : 0;
	default:
		return 0;
	}
}

static uint32_t ascii_word(struct words *words)
{
	uint32_t hash = 2166136261U;

	while (words->at < words->end && ascii_is_alnum(*words->at))
		hash = mix(hash, *words->at++ | 0x20);
	return hash;
}

/* One beyond ASCII, by its bytes. */
static uint32_t character(struct words *words)
{
	uint32_t bytes = *words->at++;

	while (words->at < words->end && (*words->at & 0xC0) == 0x80)
		bytes = bytes << 8 | *words->at++;
	return bytes;
}

/* A blank, a line's end, a mark of quotes or of lists: its length, or 0. */
static size_t blank(const struct words *words)
{
	const uint8_t *at = words->at, *end = words->end;

	switch (*at) {
	case ' ':
	case '\n':
	case '>':
		return 1;
	case 0xE2:
		return begins(at, end, "•") ? WIDE : 0;
	case 0xE3:
		if (begins(at, end, "\u3000") || begins(at, end, "・"))
			return WIDE;
		return 0;
	default:
		return 0;
	}
}

/* The hash of the next word; false at the end. */
static bool next_word(struct words *words, uint32_t *out)
{
	uint32_t before, now;
	size_t skip;

	while (words->at < words->end) {
		skip = blank(words);
		if (skip) {
			words->before = words->wrapped ? words->before : 0;
			words->at += skip;
			continue;
		}
		skip = addition(words);
		if (skip) {
			words->at += skip;
			continue;
		}
		if (*words->at >= 0x80) {
			before = words->before;
			now = character(words);
			words->before = now;
			if (!before)
				continue;
			*out = before * spread + now;
			return true;
		}
		words->before = 0;
		if (ascii_is_alnum(*words->at)) {
			*out = ascii_word(words);
			return true;
		}
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
	return true;
}

/* What of text..end the other text has not. */
struct news {
	size_t n;       /* words of text */
	size_t missing; /* of these, in the other */
	bool addresses; /* there are some, and none at all in the other */
};

static struct news compare(const struct differ *differ, const char *text,
			   size_t len)
{
	const uint8_t *at = (const uint8_t *)text;
	struct words words = { .at = at, .end = at + len, .barren = at };
	struct news news = {
		.addresses = !differ->addresses && has_address(text, len),
	};
	uint32_t hash;

	for (; next_word(&words, &hash); news.n++)
		news.missing += !is_seen(differ, hash);
	return news;
}

enum difference differ_ask(const struct differ *differ, const char *text,
			   size_t len)
{
	const struct news news = compare(differ, text, len);

	if (news.missing >= A_GOOD_MANY && news.missing * 2 > news.n)
		return DIFFER_GREATLY;
	return news.missing || news.addresses ? DIFFER_IN_LINES : DIFFER_NOT;
}

void differ_keep_lines(const struct differ *differ, struct buf *text)
{
	char *at = text->at, *to = at, *end = at + text->len;

	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		const size_t len =
			stop ? (size_t)(stop - at) + 1 : (size_t)(end - at);
		const struct news news = compare(differ, at, len);

		if (news.missing || news.addresses) {
			memmove(to, at, len);
			to += len;
		}
		at += len;
	}
	text->len = (size_t)(to - text->at);
}
