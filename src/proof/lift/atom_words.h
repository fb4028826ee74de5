/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * atom_words.h -- what is not modelled, so that who reads it finds the rule
 */
#pragma once

#include "base/arena.h"
#include "proof/rules/rules.h"

/*
 * An atom's text (lift.h) in other words: of an expression the rule that has
 * it, where one alone has; else the chain of the first, and how many there are.
 * What is no expression stays as it is. `rules` may be NULL.
 */
const char *atom_words(const struct rules *rules, const char *text,
		       struct arena *arena);
