/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule_mark.h -- marks out of a map that are the same for all that follows
 *
 * A map with an entry's number for every key would be as many outcomes as
 * elements. But a mark that is only written, by a rule that ends there, matters
 * no further than later chains tell marks apart: by generation, or not at all.
 */
#pragma once

#include "proof/lift/path.h"
#include "proof/lift/set.h"

/* Whether the map's data are such marks; then `tell` says which are the same.
 * It is good until the next chain. */
bool marks_alike(struct lift_run *run, const struct nf_expr *map,
		 struct lift_tell *tell);
/* The bytes of a mark that stands for those of this meaning. */
void mark_bytes(const struct lift *lift, uint32_t meaning,
		uint8_t bytes[static NF_REG_LEN]);
