/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_text.h -- is this text, and nothing but text?
 *
 * Part of the inner half: it trusts nothing, needs libc alone and shares no
 * source file with the transform.
 */
#pragma once

#include "mail/plain/verify_slice.h"

enum char_class {
	CHAR_FORBIDDEN,
	CHAR_BASE,
	CHAR_MARK,          /* combining */
	CHAR_IDEOGRAPH,     /* Unicode property Ideographic */
	CHAR_SELECTOR,      /* U+FE00..U+FE0F */
	CHAR_NAME_SELECTOR, /* U+E0100..U+E01EF: only behind an ideograph */
};

enum {
	VERIFY_MARKS = 8 /* most combining characters in a row */
};

/*
 * One character of well-formed UTF-8 (RFC 3629: shortest form, no surrogate,
 * at most U+10FFFF) at text; returns its length in bytes, or 0.
 */
size_t verify_utf8(const char *text, size_t len, uint32_t *point);
enum char_class verify_class(uint32_t point);

/* Well-formed UTF-8 of permitted characters only; TAB only if tab_ok. */
bool verify_line(struct slice text, bool tab_ok);

/* Each says whether the text is exactly that. */
bool verify_address(struct slice text); /* strict ASCII addr-spec */
/* Likewise, and not like an encoded-word: programs decode that, and show another
 * address. */
bool verify_shown(struct slice text);
bool verify_mailbox(struct slice text);     /* in any script */
bool verify_message_id(struct slice text);  /* <left@right> */
bool verify_message_ids(struct slice text); /* one blank between */
bool verify_date(struct slice text);   /* Fri, 20 Nov 2026 08:05:00 +0900 */
bool verify_word(struct slice text);   /* html-to-text: a-z, 0-9, hyphen */
bool verify_token(struct slice text);  /* A-Z a-z 0-9 - _ . = : */
bool verify_sha256(struct slice text); /* in hexadecimal, lower case */
/* Parts that pass the check, one separator between; at least one. */
bool verify_parts(struct slice text, char separator,
		  bool (*check)(struct slice));
/* Is it one of these words, with one blank between them? The words behind it,
 * or NULL. */
const char *verify_one_of(struct slice word, const char *words);
/* Decimal, at most 19 digits, no leading zero, at most max. */
bool verify_number(struct slice text, uint64_t max, uint64_t *out);
/* The other way, in front of `end`; returns the first digit, one of at most
 * 20. snprintf(3) would be half of all work. */
char *verify_write_number(char *end, uint64_t number);
