/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pack.h -- a ruleset as bytes for another process, and back
 *
 * Only what a policy decides travels: generation, entry ids, tree, the
 * selectors' elements. Frame and guard are built anew by the receiver, so that
 * no sender can change them. The receiver trusts nothing it reads (sound.h).
 *
 *   "SKR1", generation, entry ids, sets, chains, selectors; each a count and
 *   as many. Numbers are big-endian.
 *   text: u32, 0 for none, else its place among the texts so far; at its first
 *   use u16 and the bytes follow.
 *   place: text of the file, u32 line, u32 col.
 */
#pragma once

#include <stdio.h>

#include "ruleset/ruleset.h"

enum {
	PACK_MAGIC = 0x534b5231,
	PACK_BYTES_MAX = 512 << 20,
	PACK_TEXT_MAX = 4096, /* bytes, without NUL */
	PACK_SETS_MAX = 1 << 20,
	PACK_CHAINS_MAX = 1 << 19,
	PACK_RULES_MAX = 1 << 21, /* of all chains */
	PACK_STMTS_MAX = 1 << 23, /* of all rules */
	PACK_RULE_STMTS_MAX = 24, /* of one rule */
	PACK_TEXTS_MAX = 1 << 21, /* different ones */
};

/* Flags of a set, and of a statement. */
enum {
	PACK_INTERVAL = 1,
	PACK_TIMEOUTS = 2,
	PACK_COUNTERS = 4,
	PACK_NEGATE = 1,
	PACK_MASK = 2,
};

/* 0; -EINVAL: a text that no receiver would take (not UTF-8, too long); or the
 * stream's error. Same ruleset, same bytes. */
int ruleset_pack(const struct ruleset *ruleset, FILE *out);
/*
 * True: `out` is the ruleset that was packed, with a frame and a guard of our
 * own; the caller ends it with ruleset_finish(). False, and `out` untouched:
 * the bytes are not exactly one ruleset within the bounds, or ruleset_flaw()
 * finds it unsound. Nothing of the bytes is kept.
 */
bool ruleset_unpack(const uint8_t *bytes, size_t len, struct ruleset *out);
