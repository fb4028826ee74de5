/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * payload_scan.h -- a line matched against a pattern
 *
 * A blank in the pattern stands for any number of them; everything else for
 * itself, but for
 *
 *	%u uint32_t *	decimal, or hexadecimal with 0x
 *	%x uint32_t *	hexadecimal without
 *	%U uint64_t *	decimal
 *	%r uint8_t *	a register, as nf_tables numbers them
 *	%w const char **	up to the next blank; in the arena
 *	%d struct nf_bytes *	words as "0x0000000a ", in the arena
 *	%h struct nf_bytes *	words as "0000000a "
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"

struct scan {
	struct arena *arena;
	const char *pos;
};

/* False: it begins otherwise; nothing is consumed then, though something may
 * have been set. */
bool scan(struct scan *s, const char *pattern, ...);
