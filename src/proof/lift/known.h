/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * known.h -- large conditions that were worked out once
 *
 * The same rules are lifted for several questions, and a set's members are most
 * of the work: they do not depend on the question.
 */
#pragma once

#include "proof/lift/bit.h"

/* Where a key that begins at `bits` is one of all the set's elements; 0: not
 * known. */
uint32_t known_members(const struct lift *lift, const struct bit *bits,
		       const struct nf_set *set);
void know_members(struct lift *lift, const struct bit *bits,
		  const struct nf_set *set, uint32_t members);
