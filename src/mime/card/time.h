/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * time.h -- times of a calendar as a reader in Japan has them
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct card_line;

enum {
	CARD_DATE = 8 /* digits: 20261120 */
};

/* "20261120T010000Z" as "2026年11月20日（金）10:00（日本時間）"; a time of another
 * zone with its name; what is no time as it is. first: where an end is written,
 * the CARD_DATE digits of its beginning, else NULL: a day that ends something is
 * the one after its last (RFC 5545 3.6.1). */
void card_put_time(struct buf *out, const struct card_line *line,
		   const char *first);
/* "20261120,20261127/P1D"; the zone of all is said with the first. */
void card_put_times(struct buf *out, const struct card_line *line);
/* "PT1H30M" as "1時間30分" (RFC 5545 3.3.6). */
void card_put_duration(struct buf *out, const char *at, size_t len);
/* Whether a DTSTART in the calendar is a time of UTC. */
bool card_begins_in_utc(const uint8_t *text, size_t len);
