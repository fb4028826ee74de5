/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * my_number_lab.h -- how many My Numbers a text may hold
 *
 * The numbers here are made up; 1234 5678 9018 has the check digit that belongs
 * to 12345678901.
 */
#pragma once

#include "mail/plain/my_number.h"

static inline uint32_t count(const char *text)
{
	struct my_number scan = { 0 };
	struct slice rest = slice_of(text), line;

	while (slice_split(&rest, '\n', &line)) {
		my_number_add(&scan, line);
		my_number_break(&scan);
	}
	my_number_end(&scan);
	return scan.found;
}

static inline void check(const char *text, uint32_t wanted)
{
	if (count(text) != wanted)
		fail_msg("%u, not %u: %s", count(text), wanted, text);
}
