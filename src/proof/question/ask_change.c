/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_change.c -- what one policy permits and another does not
 */
#include "proof/question/ask_change.h"

#include "proof/diagram/apply.h"

bool ask_change(struct diagrams *all, const struct space *space,
		const struct policy *before, const struct policy *after,
		const struct register_options *options, struct ask_change *out)
{
	struct register_options original = *options;
	struct register_diagrams was, is;

	original.rule = false;
	original.original_only = true;
	register_build(all, space, before, &original, &was);
	register_build(all, space, after, &original, &is);
	for (int i = 0; i < N_REGISTER_HOOKS; i++) {
		out->newly[i] = diagram_minus(all, is.hooks[i], was.hooks[i]);
		out->no_longer[i] =
			diagram_minus(all, was.hooks[i], is.hooks[i]);
	}
	return !all->passed;
}
