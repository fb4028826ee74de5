/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain.h -- a base chain, with all that it can come to, as one diagram
 *
 * Every chain is lifted once, callees first. A jump puts the callee's diagram
 * in at once; a goto stays a leaf until the whole is known, so that a chain
 * that many go to is put in once, where all of their conditions are.
 */
#pragma once

#include "proof/lift/effect.h"

/*
 * Leaves are OUTCOME_DROP, _PASSED and _ACCEPT. TOO_MUCH past the limits, and
 * where chains go round in a circle (no kernel has those). lift->live says what
 * is asked afterwards and lift->then what it says; lift->hook and lift->early
 * are set by the caller, too.
 */
uint32_t chain_lift(struct lift *lift, const struct nf_chain *base);
