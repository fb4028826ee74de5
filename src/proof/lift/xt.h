/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xt.h -- what matches of xtables do to a path
 */
#pragma once

#include "proof/lift/path.h"
#include "proof/rules/xt.h"

void path_match(struct lift_run *run, struct lift_path *path,
		const struct nf_expr *expr);
/* Whether it may do more than let the rule end. */
bool lift_xt_may_drop(const struct nf_expr *expr);
