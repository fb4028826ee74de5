/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule_map.h -- a rule's lookups: sets, maps and verdict maps
 */
#pragma once

#include "proof/lift/path.h"

/* Divides the path by what the elements hold, as far as the rule asks for it;
 * ends it where none is hit. */
void path_lookup(struct lift_run *run, struct lift_path *path,
		 const struct nf_expr *expr);
