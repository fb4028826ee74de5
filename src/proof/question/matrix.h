/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * matrix.h -- who can begin a service with whom, of rules without zones
 *
 * Of every packet that a gateway may forward only its two addresses are kept:
 * from some interface to another, from some port, for some answer of every
 * atom. Destinations that the same sources can reach are one row.
 */
#pragma once

#include "base/address.h"
#include "proof/lift/hook.h"

struct matrix_question {
	enum family family;
	uint16_t proto; /* 6 or 17 */
	uint16_t port;  /* destination */
};

struct matrix_ranges {
	VEC(struct addr_range) list; /* ascending, apart */
};

struct matrix_row {
	struct matrix_ranges to, from;
};

struct matrix {
	VEC(struct matrix_row) rows; /* by their first destination */
};

enum {
	MATRIX_RANGES = 1 << 20, /* of one answer, before they are merged */
};

/*
 * The first packet of a connection (of TCP, its SYN), whole and no fragment,
 * with the addresses that it has when it arrives. `forward` is hook_way()'s of
 * WAY_FORWARD. False: UNKNOWN, past the limits.
 */
bool matrix_of(struct lift *lift, uint32_t forward,
	       const struct matrix_question *question, struct arena *arena,
	       struct matrix *out);
