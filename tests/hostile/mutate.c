/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mutate.c -- what a hostile transform would try, knowing the records
 */
#include <stdio.h>
#include <string.h>

#include "stream.h"

enum {
	POOL = 4 << 20,
	MOST_STEPS = 3,
	LONG_TEXT = 1 << 14
};

#define TEXT(s)                  \
	{                        \
		s, sizeof(s) - 1 \
	}

/* 63 bytes: the longest */
#define LABEL "abcdefghijklmnopqrstuvwxyz-0123456789-abcdefghijklmnopqrstuvwxy"

/* Put into values, or in their place. */
static const struct text nasty[] = {
	TEXT("\r\n"),
	TEXT("\n"),
	TEXT("\r"),
	TEXT("\r\n.\r\n"),
	TEXT("\n.\n"),
	TEXT("\r\nBcc: x@evil.example"),
	TEXT("\r\n\r\n<script>"),
	TEXT("\r\nContent-Type: text/html"),
	TEXT("\0"),
	TEXT("\x1b[2J"),
	TEXT("\x7f"),
	TEXT("\t"),
	TEXT("\xc2\x9b"),         /* C1: CSI */
	TEXT("\xe2\x80\xae"),     /* RIGHT-TO-LEFT OVERRIDE */
	TEXT("\xe2\x81\xa6"),     /* LEFT-TO-RIGHT ISOLATE */
	TEXT("\xe2\x80\x8b"),     /* ZERO WIDTH SPACE */
	TEXT("\xe2\x80\xa8"),     /* LINE SEPARATOR */
	TEXT("\xc2\xa0"),         /* NO-BREAK SPACE */
	TEXT("\xc2\xad"),         /* SOFT HYPHEN */
	TEXT("\xef\xbb\xbf"),     /* ZERO WIDTH NO-BREAK SPACE */
	TEXT("\xef\xbf\xbf"),     /* no character */
	TEXT("\xee\x80\x80"),     /* private use */
	TEXT("\xf3\xa0\x81\x81"), /* TAG LATIN CAPITAL LETTER A */
	TEXT("\xc0\xaf"),         /* overlong */
	TEXT("\xe0\x80\xaf"),
	TEXT("\xc1\x81"),
	TEXT("\xf0\x80\x80\x8a"), /* an overlong LF */
	TEXT("\xed\xa0\x80"),     /* a surrogate */
	TEXT("\xf4\x90\x80\x80"), /* beyond the last */
	TEXT("\xf5\x80\x80\x80"),
	TEXT("\xe3\x81"), /* cut */
	TEXT("\x80"),
	TEXT("\xff"),
	TEXT("\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"),
	TEXT("\xcc\x81"),
	TEXT("\xf3\xa0\x84\x80"), /* VARIATION SELECTOR-17 */
	TEXT("\xef\xb8\x80"),     /* VARIATION SELECTOR-1 */
	TEXT("\xe8\x91\x9b\xf3\xa0\x84\x80"),
	TEXT("=?UTF-8?B?DQouDQo=?="),
	TEXT("=?utf-8?q?=0D=0A?="),
	TEXT("\"a b\"@x.example"),
	TEXT("\"a\\\"b\"@x.example"),
	TEXT("a@b.example, c@d.example"),
	TEXT("a@b.example> <c@d.example"),
	TEXT("a@b.example"),
	TEXT("a..b@x.example"),
	TEXT(".a@x.example"),
	TEXT("a.@x.example"),
	TEXT("a@-x.example"),
	TEXT("a@x-.example"),
	TEXT("a@x..example"),
	TEXT("a@[127.0.0.1]"),
	TEXT("a@" LABEL "." LABEL "." LABEL "." LABEL), /* beyond 254 */
	TEXT("a@x" LABEL ".example"),
	TEXT("\"a\r\nb\"@x.example"),
	TEXT("<1@[x\r\nBcc: y]>"),
	TEXT("<a\"b@c>"),
	TEXT("\"a\"b\"@x.example"),
	TEXT("<1@b.example>"),
	TEXT("<1@b.example> <2@b.example>"),
	TEXT("<1@b.example>  <2@b.example>"),
	TEXT("<1@b.example>\r\nX: y"),
	TEXT("gw9.example:mail"),
	TEXT("gw.example:mail-in"),
	TEXT("auto-replied"),
	TEXT("auto-replied\r\nX: y"),
	TEXT("Fri, 20 Nov 2026 08:05:00 +0900"),
	TEXT("Fri, 20 Nov 2026 08:05:0\n +0900"),
	TEXT("Fri, 40 Nov 2026 08:05:00 +0900"),
	TEXT("attachments-removed"),
	TEXT("charset-guessed"),
	TEXT("field-cut"),
	TEXT("removed-name"),
	TEXT("0"),
	TEXT("1"),
	TEXT("2"),
	TEXT("00"),
	TEXT("01"),
	TEXT("4294967295"),
	TEXT("4294967296"),
	TEXT("18446744073709551616"),
	TEXT("9999999999999999999"),
	TEXT("-1"),
	TEXT("{name}"),
	TEXT("[tail]"),
	TEXT(""),
};

static const char *const lengths[] = {
	"0",         "00",
	"-1",        "+1",
	"1",         "2",
	"01",        "9",
	"10",        "99999999",
	"999999999", "1048577",
	"1048576",   "18446744073709551615",
	"0x1",       "1 ",
	" 1",        "",
	"1\n",
};

static const char *const ends[] = { "", "\r\n", "\n\n", "\r", " \n", "\n " };

static const char *const tags[] = {
	"sender",
	"rcpt",
	"from-addr",
	"from-name",
	"from-text",
	"reply-name",
	"reply-addr",
	"to-name",
	"to-addr",
	"to-more",
	"cc-name",
	"cc-addr",
	"cc-more",
	"subject",
	"date",
	"message-id",
	"in-reply-to",
	"references",
	"auto-submitted",
	"bulk",
	"received",
	"mark",
	"charset-declared",
	"charset-used",
	"unmapped",
	"controls",
	"invisibles",
	"hidden-text",
	"links",
	"text-cut",
	"action",
	"defect",
	"removed-name",
	"removed-declared",
	"removed-sniffed",
	"removed-size",
	"removed-sha256",
	"removed-locked",
	"removed-image",
	"removed-why",
	"=",
	"end",
	"SENDER",
	"rcp",
	"rcptt",
	"",
	" ",
	"==",
	"bcc",
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
		63,  64,  65,   75,   76,  77,        128,
		129, 253, 254,  255,  400, 512,       513,
		998, 999, 4096, 4097, 900, LONG_TEXT, LONG_TEXT + 1
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
			memcpy(bytes + len - 10, "@b.example", 10);
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
	static const size_t often[] = {
		1, 1, 1, 1, 1, 15, 16, 20, 32, 64, 100
	};
	size_t at = chance_below(chance, stream->n);
	size_t block = 1 + chance_below(chance, 2);
	size_t n = *PICK(often, chance);

	if (chance_below(chance, 16) == 0)
		n = 201;
	if (chance_below(chance, 4) == 0)
		block = 8;
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
