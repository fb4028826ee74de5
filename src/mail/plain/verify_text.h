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
bool verify_address(struct slice text);     /* strict ASCII addr-spec */
bool verify_mailbox(struct slice text);     /* the same in any script */
bool verify_message_id(struct slice text);  /* <left@right> */
bool verify_message_ids(struct slice text); /* one blank between */
/* Words that pass the check, one blank between; or nothing. */
bool verify_words(struct slice text, bool (*check)(struct slice));
bool verify_date(struct slice text); /* Fri, 20 Nov 2026 08:05:00 +0900 */
bool verify_word(struct slice text); /* html-to-text: a-z, 0-9, hyphen */
bool verify_token(struct slice text, size_t max); /* A-Z a-z 0-9 - _ . = : */
bool verify_hex(struct slice text, size_t len);   /* lower case */
/* One to 19 digits. */
bool verify_digits(struct slice text, uint64_t *out);
/* Decimal, no leading zero, at most max. */
bool verify_number(struct slice text, uint64_t max, uint64_t *out);
