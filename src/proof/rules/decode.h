/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode.h -- from a snapshot's bytes to rules
 *
 * The bytes may be a stranger's (a dump file that somebody sent): whatever they
 * are, this ends soon, within its bounds, and either says exactly what they say
 * or names what is wrong with them. What a kernel newer than this program says
 * is no flaw: see "strange" in rules.h.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proof/rules/rules.h"
#include "ruleset/snapshot.h"

enum {
	DECODE_TABLES_MAX = 1 << 16,
	DECODE_CHAINS_MAX = 1 << 20, /* of all tables, as the rest */
	DECODE_RULES_MAX = 1 << 22,
	DECODE_EXPRS_MAX = 1 << 24,
	DECODE_SETS_MAX = 1 << 20,
	DECODE_ELEMENTS_MAX = 1 << 23,
};

/* Where it went wrong. All zero: nothing is. */
struct decode_flaw {
	const char *what; /* "a register that does not exist"; NULL: nothing */
	enum snapshot_part part;
	size_t message;   /* of that part, from 0 */
	size_t offset;    /* of the message in the part, in bytes */
	const char *name; /* the expression it is in, or NULL; of the
			   * snapshot's bytes: show it escaped */
};

/* False, with `flaw`, where a message is not what a kernel says; `out` is
 * empty then. rules_finish() ends it before the snapshot ends. */
bool decode(const struct snapshot *snapshot, struct rules *out,
	    struct decode_flaw *flaw);
/* "rules, message 12 (at 3456), lookup: a set that is not there". Returns
 * buf. */
char *decode_flaw_text(const struct decode_flaw *flaw, char *buf, size_t len);
