/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * card.h -- calendars, visiting cards and delivery reports as lines for people
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mime/charset/charset.h"

struct arena;
struct buf;
struct mime;

enum card_kind {
	CARD_NONE,
	CARD_CALENDAR, /* RFC 5545 */
	CARD_VCARD,    /* RFC 6350, and vCard 2.1 */
	CARD_REPORT,   /* RFC 3464 message/delivery-status, RFC 8098 */
};

/* Appends what people ask of it, a line for each property that is known
 * ("件名: …"); UTF-8 in and out. Alarms, time zones and pictures are left out,
 * and a description that stands in the letter above (from card_squeeze(); NULL:
 * none). Returns the number of characters that HTML in it hides. */
unsigned card_text(struct mime *mime, enum card_kind kind, const uint8_t *text,
		   size_t len, const struct buf *above, struct buf *out);
/* The charset that a property of bytes as they are names (vCard 2.1); `other`
 * if there is none. */
struct charset card_charset(struct arena *arena, enum card_kind kind,
			    const uint8_t *text, size_t len,
			    struct charset other);
/* Appends the bytes with the folds of calendars and visiting cards undone, which
 * may lie within a character (RFC 5545 3.1); false: it has none to undo. */
bool card_unfold(enum card_kind kind, const uint8_t *text, size_t len,
		 struct buf *out);
