/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * match.h -- comparisons of registers with data, as conditions
 */
#pragma once

#include "proof/lift/bit.h"

/* Both ends belong to it. */
uint32_t lift_between(struct lift *lift, const struct bit *bits,
		      const uint8_t *first, const uint8_t *last, size_t len);
uint32_t lift_compare(struct lift *lift, struct regs *regs,
		      const struct nf_expr *expr);

/* Bits of a level's digit that are always 0. */
uint16_t lift_zeros(const struct lift *lift, unsigned level);
/* `n` bits that are all of a name, from its first on, compared with the
 * data; or of an index. False: no comparison that can be said as digits. */
bool lift_name_range(struct lift *lift, const struct bit *bits,
		     const uint8_t *first, const uint8_t *last, size_t len,
		     struct diagram_range *out);

/* The name that data compare with, in `name` (SPACE_NAME_LEN + 1). */
enum name_kind {
	NAME_NONE, /* no name can equal it */
	NAME_WHOLE,
	NAME_PREFIX,
	NAME_ODD, /* a range that is no name and no prefix */
};
enum name_kind lift_name_of(const uint8_t *first, const uint8_t *last,
			    size_t len, char *name);
