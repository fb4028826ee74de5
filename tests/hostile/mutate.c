/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mutate.c -- what a hostile transform would try, knowing the records
 */
#include <stdio.h>
#include <string.h>

#include "mutate_words.h"
#include "stream.h"

enum {
	POOL = 4 << 20,
	MOST_STEPS = 3,
	LONG_TEXT = 1 << 14
};

static char pool[POOL];
static size_t used;

#define PICK(list, chance) \
	(&(list)[chance_below(chance, sizeof(list) / sizeof((list)[0]))])

static char *keep(const char *bytes, size_t len)
{
	char *at = pool + used;

	if (len > POOL - used)
		return NULL;
	if (len)
		memcpy(at, bytes, len);
	used += len;
	return at;
}

static struct record *any(struct stream *stream, struct chance *chance)
{
	return &stream->at[chance_below(chance, stream->n)];
}

/* A value with something in it, or instead of it. */
static void put_nasty(struct record *record, struct text what,
		      struct chance *chance)
{
	struct text old = record->value;
	size_t at = chance_below(chance, old.len + 1);
	char *bytes;

	if (chance_next(chance) & 1) {
		record->value = what;
		return;
	}
	/* not into the middle of a character, mostly */
	while (at < old.len && ((unsigned char)old.at[at] & 0xc0) == 0x80)
		at++;
	bytes = keep(old.at, at);
	if (bytes && keep(what.at, what.len) && keep(old.at + at, old.len - at))
		record->value = (struct text){ bytes, old.len + what.len };
}

static void put_letter(struct record *record, struct chance *chance)
{
	char letter[4];
	size_t len = letters_any(letter, chance_next(chance));

	put_nasty(record, (struct text){ letter, len }, chance);
	if (record->value.at == letter)
		record->value.at = keep(letter, len);
}

static void change_byte(struct record *record, struct chance *chance)
{
	char *bytes = keep(record->value.at, record->value.len);

	if (!bytes || !record->value.len)
		return;
	bytes[chance_below(chance, record->value.len)] =
		(char)chance_next(chance);
	record->value.at = bytes;
}

/* Beyond each bound, or just within. */
static void lengthen(struct record *record, struct chance *chance)
{
	static const size_t sizes[] = {
		63,  64,  65,  75,   76,   77,  128,       129,
		253, 254, 255, 400,  980,  985, 986,       512,
		513, 998, 999, 4096, 4097, 900, LONG_TEXT, LONG_TEXT + 1
	};
	static const char fills[] = "aA0 -.@x";
	size_t len = *PICK(sizes, chance);
	char *bytes = keep("", 0);

	if (len > POOL - used)
		return;
	if (record->value.len && chance_next(chance) & 1) {
		for (size_t i = 0; i < len; i++)
			bytes[i] = record->value.at[i % record->value.len];
	} else {
		memset(bytes, fills[chance_below(chance, 8)], len);
		if (chance_next(chance) & 1 && len > 12)
			memcpy(bytes + len - 11, "@b.example>", 11);
		if (chance_next(chance) & 1)
			bytes[0] = '<';
	}
	used += len;
	record->value = (struct text){ bytes, len };
}

static void remove_at(struct stream *stream, size_t at)
{
	memmove(&stream->at[at], &stream->at[at + 1],
		(stream->n - at - 1) * sizeof(stream->at[0]));
	stream->n--;
}

static void insert_at(struct stream *stream, size_t at, struct record record)
{
	if (stream->n == STREAM_RECORDS)
		return;
	memmove(&stream->at[at + 1], &stream->at[at],
		(stream->n - at) * sizeof(stream->at[0]));
	stream->at[at] = record;
	stream->n++;
}

/* The same once more, or a pair, or far too often. */
static void repeat(struct stream *stream, struct chance *chance)
{
	static const size_t often[] = { 1,  1,  1,  1,  1,  15, 16,
					20, 32, 63, 64, 98, 99 };
	size_t at = chance_below(chance, stream->n);
	size_t block = 1 + chance_below(chance, 2);
	size_t n = *PICK(often, chance);

	if (chance_below(chance, 16) == 0)
		n = 201;
	if (chance_below(chance, 4) == 0)
		block = chance_below(chance, 2) ? 8 : 4;
	if (at + block > stream->n)
		block = 1;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < block; k++)
			insert_at(stream, at + block + i * block + k,
				  stream->at[at + k]);
}

static void fix_end(struct stream *stream, struct chance *chance)
{
	struct record *end = &stream->at[stream->n - 1];
	size_t removed = 0, lines = 0;
	char text[64];
	int len;

	for (size_t i = 0; i < stream->n; i++) {
		const struct text tag = stream->at[i].tag;

		removed += tag.len == 11 && !memcmp(tag.at, "removed-why", 11);
		lines += tag.len == 1 && tag.at[0] == '=';
	}
	removed += chance_below(chance, 8) == 0;
	lines -= chance_below(chance, 8) == 0;
	len = snprintf(text, sizeof(text), "%zu %zu", removed, lines);
	end->value = (struct text){ keep(text, (size_t)len), (size_t)len };
}

static void swap(struct record *a, struct record *b)
{
	struct record was = *a;

	*a = *b;
	*b = was;
}

static void step(struct stream *stream, struct chance *chance)
{
	struct record *record = any(stream, chance);
	struct record *other = any(stream, chance);
	const char *tag;

	switch (chance_below(chance, 16)) {
	case 0:
	case 1:
	case 2:
	case 3:
	case 4:
		put_nasty(record, *PICK(nasty, chance), chance);
		break;
	case 5:
	case 6:
		put_letter(record, chance);
		break;
	case 7:
		change_byte(record, chance);
		break;
	case 8:
		record->length = *PICK(lengths, chance);
		break;
	case 9:
		tag = *PICK(tags, chance);
		record->tag = (struct text){ tag, strlen(tag) };
		break;
	case 10:
		swap(record, other);
		break;
	case 11:
		record->value = other->value;
		break;
	case 12:
		remove_at(stream, (size_t)(record - stream->at));
		break;
	case 13:
		repeat(stream, chance);
		break;
	case 14:
		record->end = *PICK(ends, chance);
		break;
	case 15:
		lengthen(record, chance);
		break;
	default:
		break;
	}
}

void stream_mutate(struct stream *stream, struct chance *chance)
{
	size_t n = chance_below(chance, MOST_STEPS + 1);

	used = 0;
	for (size_t i = 0; i < n && stream->n > 1; i++)
		step(stream, chance);
	/* Or nothing with another number of lines could ever be right. */
	if (stream->n && chance_below(chance, 8) != 0)
		fix_end(stream, chance);
}

size_t stream_spoil_bytes(char *bytes, size_t len, size_t size,
			  struct chance *chance)
{
	size_t at = chance_below(chance, len), n;

	switch (chance_below(chance, 5)) {
	case 0:
		bytes[at] = (char)chance_next(chance);
		return len;
	case 1: /* another total */
		bytes[16 + chance_below(chance, 8)] =
			(char)('0' + chance_below(chance, 12));
		return len;
	case 2: /* cut */
		return at;
	case 3: /* more behind */
		n = 1 + chance_below(chance, 64);
		if (size - len < n)
			return len;
		memmove(bytes + len,
			bytes + at < bytes + len - n ? bytes + at : bytes,
			n < len ? n : len);
		return len + n;
	default: /* two bytes change places */
		n = chance_below(chance, len);
		if (at != n) {
			bytes[at] ^= bytes[n];
			bytes[n] ^= bytes[at];
			bytes[at] ^= bytes[n];
		}
		return len;
	}
}
