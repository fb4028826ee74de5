/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cut.h -- where a box of packets is cut in two
 */
#pragma once

#include "checkproof/claim.h"

/* One part is not above `at` in that byte, the other is; no cut: BOX. */
struct cut {
	size_t byte;
	uint8_t at;
};

bool box_meets(const struct box *box, const struct box *other);
/* False: the box is in the other, or does not meet it. */
bool cut_out(const struct box *box, const struct box *other, struct cut *cut);
/*
 * What the checker could not decide: at an end of the element, in the first byte
 * that has more than one value. `cut` is left alone where none is of the box.
 */
void cut_doubt(const struct box *box, const struct key *key,
	       const struct shape *shape, const struct element *e,
	       struct cut *cut);
