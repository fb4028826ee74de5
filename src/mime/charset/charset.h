/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * charset.h -- from the charsets of mail to UTF-8
 *
 * The decoders are total: bytes that mean nothing in the charset are counted
 * (`invalid`) and shown as 〓, and decoding goes on behind them. Line ends and
 * controls pass as they are: src/mime/text/clean.h is behind every decoder.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

enum charset_kind {
	CHARSET_UNKNOWN, /* no decoder: the text is withheld */
	CHARSET_NONE,    /* no label, or one that says nothing */
	CHARSET_ASCII,
	CHARSET_UTF8,
	CHARSET_JIS,   /* every member of the ISO-2022-JP family */
	CHARSET_CP932, /* Shift_JIS and all that is called so */
	CHARSET_EUC_JP,
	CHARSET_GB18030, /* and GBK, GB 2312 */
	CHARSET_HZ,
	CHARSET_BIG5,
	CHARSET_EUC_KR,
	CHARSET_ISO2022_KR,
	CHARSET_UTF7,
	CHARSET_UTF16, /* of either byte order */
	CHARSET_UTF16_LITTLE,
	CHARSET_UTF16_BIG,
	CHARSET_SINGLE,     /* one byte a character */
	CHARSET_ASCII_ONLY, /* known, ASCII below 0x80, no decoder above */
};

struct charset {
	enum charset_kind kind;
	const char *name;     /* ours, as shown; "" for NONE and UNKNOWN */
	const uint16_t *high; /* SINGLE: 0x80..0xFF */
};

/* The charset of a kind; of SINGLE, windows-1252. */
struct charset charset_of(enum charset_kind kind);
/* By any label seen in mail (any case, blanks around it ignored). */
struct charset charset_find(const char *label, size_t len);

/* Appends in[0..len) as UTF-8. Returns how many characters had no mapping. The
 * kind must be one with a decoder (not UNKNOWN, NONE); ASCII shows bytes above
 * 0x7f as 〓, and so does ASCII_ONLY. */
size_t charset_decode(const struct charset *charset, const uint8_t *in,
		      size_t len, struct buf *out);

/* What a guess decided. */
struct charset_text {
	struct charset used;
	bool guessed; /* not what the label says */
	bool wrong;   /* the bytes are not in the label's charset */
	size_t unmapped;
};

/*
 * Appends in[0..len) as UTF-8 by the label where it fits, else by what the
 * bytes are: UTF-8, ISO-2022-JP (ESC $), Shift_JIS or EUC-JP by plausibility,
 * at last windows-1252. Where no decoder can be trusted, used.kind is UNKNOWN
 * and nothing is appended; else out->at is not NULL, though the text be empty,
 * while there is memory.
 */
struct charset_text charset_read(const struct charset *label, const uint8_t *in,
				 size_t len, struct buf *out);
/* What most texts are: ASCII, under a label that has it, with nothing in it that
 * could be anything else. charset_read() would append it as it is. */
bool charset_is_itself(const struct charset *label, const uint8_t *in,
		       size_t len);
/* What the bytes are beyond doubt, which is all that a label without a decoder
 * (UNKNOWN or ASCII_ONLY) lets them be; UNKNOWN: nothing speaks for anything. */
enum charset_kind charset_settle(const uint8_t *in, size_t len);

static inline bool charset_kind_is_utf16(enum charset_kind kind)
{
	return kind == CHARSET_UTF16 || kind == CHARSET_UTF16_LITTLE ||
	       kind == CHARSET_UTF16_BIG;
}

/* Text of two bytes a character: its zero bytes are no sign of binary data. */
bool charset_is_utf16(const struct charset *label, const uint8_t *in,
		      size_t len);

enum {
	CHARSET_HALF_WORD = 1, /* the score of a word of half-width kana */
};

/* How much like Japanese the bytes read in CP932 or EUC_JP: positive for text
 * that people write, not above 0 for accidents. */
long charset_score(enum charset_kind kind, const uint8_t *in, size_t len);
