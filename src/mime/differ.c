/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * differ.c -- whether one text says much that another does not
 */
#include "mime/differ.h"

#include <string.h>

#include "base/arena.h"

enum {
	LEAST_BITS = 1 << 13,
	BITS_A_BYTE = 8, /* of text: at most one bit in eight is set */
	A_GOOD_MANY = 30,
};

/* A text going by, one word at a time. */
struct words {
	const uint8_t *at, *end;
	uint32_t before; /* hash of the character beyond ASCII just before */
};

static bool is_word_byte(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

static uint32_t mix(uint32_t hash, uint8_t c)
{
	return (hash ^ c) * 16777619U; /* FNV-1a */
}

/* What HTML adds: "<address>", "[画像: name]". The length, or 0. */
static size_t addition(const uint8_t *at, const uint8_t *end)
{
	static const char image[] = "[画像";
	const uint8_t *stop;
	size_t most = (size_t)(end - at);

	if (*at == '[' && most >= sizeof(image) - 1 &&
	    memcmp(at, image, sizeof(image) - 1) == 0) {
		stop = memchr(at, ']', most < 512 ? most : 512);
		return stop ? (size_t)(stop - at) + 1 : 0;
	}
	if (*at != '<')
		return 0;
	for (stop = at + 1; stop<end && * stop> ' '; stop++)
		if (*stop == '>')
			return (size_t)(stop - at) + 1;
	return 0;
}

static uint32_t ascii_word(struct words *words)
{
	uint32_t hash = 2166136261U;

	while (words->at < words->end && is_word_byte(*words->at))
		hash = mix(hash, *words->at++ | 0x20);
	return hash;
}

static uint32_t character(struct words *words)
{
	uint32_t hash = 2166136261U;

	hash = mix(hash, *words->at++);
	while (words->at < words->end && (*words->at & 0xC0) == 0x80)
		hash = mix(hash, *words->at++);
	return hash;
}

/* The hash of the next word; false at the end. */
static bool next_word(struct words *words, uint32_t *out)
{
	uint32_t before, now;
	size_t skip;

	while (words->at < words->end) {
		if (*words->at >= 0x80) {
			before = words->before;
			now = character(words);
			words->before = now;
			if (!before)
				continue;
			*out = before * 31 + now;
			return true;
		}
		words->before = 0;
		if (is_word_byte(*words->at)) {
			*out = ascii_word(words);
			return true;
		}
		skip = addition(words->at, words->end);
		words->at += skip ? skip : 1;
	}
	return false;
}

static struct words words_of(const char *text, size_t len)
{
	const uint8_t *at = (const uint8_t *)text;

	return (struct words){ .at = at, .end = at + len };
}

bool differ_begin(struct differ *differ, struct arena *arena, const char *text,
		  size_t len)
{
	struct words words = words_of(text, len);
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
	while (next_word(&words, &hash)) {
		hash = (hash ^ hash >> 15) & differ->mask;
		differ->seen[hash / 8] |= (uint8_t)(1U << hash % 8);
	}
	return true;
}

bool differ_greatly(const struct differ *differ, const char *text, size_t len)
{
	struct words words = words_of(text, len);
	size_t n = 0, missing = 0;
	uint32_t hash;

	while (next_word(&words, &hash)) {
		hash = (hash ^ hash >> 15) & differ->mask;
		n++;
		missing += !(differ->seen[hash / 8] >> hash % 8 & 1);
	}
	return missing >= A_GOOD_MANY && missing * 2 > n;
}
