/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan.h -- reading back exactly the JSON that we wrote, and no other
 *
 * A cursor with an error that sticks: the first thing that is not as json.h
 * writes it sets `bad`, every later step is a no-op that yields zero. Read
 * straight down, ask once.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/digest.h"

struct scan {
	const char *pos, *end;
	bool bad;
};

/* These very bytes. */
void scan_word(struct scan *scan, const char *word);
/* Whether these very bytes come next; if so they are taken. */
bool scan_maybe(struct scan *scan, const char *word);
/* Decimal digits without a leading zero, at most max. */
uint64_t scan_number(struct scan *scan, uint64_t max);
/* 2 * len lower-case hexadecimal digits. */
void scan_hex(struct scan *scan, uint8_t *out, size_t len);
/* The word, which ends before the value, and a digest as json.h writes it. */
void scan_digest(struct scan *scan, const char *word,
		 uint8_t out[static DIGEST_LEN]);
/* A string of at most max bytes, in the arena; "" when bad. */
const char *scan_string(struct scan *scan, struct arena *arena, size_t max);
/* The word, which ends before the value, and a string that fits with its NUL. */
void scan_text(struct scan *scan, const char *word, char *out, size_t size);
/* Any value as it stands: a string, a number, an object … *len 0 when bad. */
const char *scan_value(struct scan *scan, size_t *len);
/* Nothing wrong and nothing left over. */
bool scan_done(const struct scan *scan);
