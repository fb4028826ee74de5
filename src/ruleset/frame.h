/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * frame.h -- what stands in the kernel for ever: base chains, selectors, guard
 */
#pragma once

#include "ruleset/ruleset.h"

/* Fills frame, guard and, with no elements yet, selectors. */
void frame_build(struct ruleset *out);
/* The selector of a hook, for its elements. */
struct set *frame_selector(struct ruleset *ruleset, enum hook hook);
/* The fallback map beside a selector, with the selector's elements. */
struct set frame_fallback(const struct set *selector);
/* Is a map of this name asked where the selectors have no element? */
bool frame_is_fallback(const char *name);
/* Is it one of the selectors or fallbacks? */
bool frame_is_map(const char *name);
