/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rounds.h -- how many random rounds a test has time for
 *
 * The suite `rounds` runs all of them; the default run the part that
 * tests/unit/meson.build gives it by $ROUNDS_PART: 4 for every fourth.
 */
#pragma once

#include <stdlib.h>

static inline size_t rounds(size_t all)
{
	const char *part = getenv("ROUNDS_PART");
	size_t n = part ? all / strtoul(part, NULL, 10) : all;

	return n ? n : 1;
}
