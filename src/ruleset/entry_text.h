/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * entry_text.h -- elements and rules of a tree in words of the register
 */
#pragma once

#include <time.h>

#include "ruleset/ruleset.h"

/* "gN_a_to_b…" -> "A -> B", by the comment of the pair's chain, else by the
 * words; NULL if the name is no pair's. */
const char *pair_text(struct arena *arena, const struct table *tree,
		      const char *name);
/* "tcp/443 10.20.0.5 -> 10.10.1.5"; of an echo set "ping …". */
char *tuple_text(struct arena *arena, const struct set *set,
		 const struct element *element);
/* The rule jumps to an entry's chain: the same words with its conditions;
 * *until is the end that the chain knows, or 0. */
char *rule_text(struct arena *arena, const struct table *tree,
		const struct rule *rule, time_t *until);
/* "sources 10.20.0.0/16" of a rule that lets addresses in, else NULL. */
char *source_text(struct arena *arena, const struct table *tree,
		  const struct rule *rule);
/* "10.20.0.5 only with MAC 02:…" of an element of pinned hosts. */
char *pin_text(struct arena *arena, const struct set *set,
	       const struct element *element);
