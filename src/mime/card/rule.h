/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule.h -- when something comes again, in words
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10" as "毎週 月・水曜日、全10回" (RFC 5545
 * 3.3.10). A rule of which more is said than there are words for here stays as
 * it is, behind how often: "毎年 (FREQ=YEARLY;BYWEEKNO=20)". So does one that names
 * days, where these are days of UTC. */
void card_put_rule(struct buf *out, const char *at, size_t len, bool utc);
