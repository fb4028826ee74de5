/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain.h -- a base chain, with all that it can come to, as one diagram
 *
 * Every chain is lifted once, callees first. A jump puts the callee's diagram
 * in at once; a goto stays a leaf until the whole is known, so that a chain
 * that many go to is put in once, where all of their conditions are.
 */
#pragma once

#include "proof/lift_effect.h"

/*
 * Leaves are OUTCOME_DROP and OUTCOME_ACCEPT. TOO_MUCH past the limits, and
 * where chains go round in a circle (no kernel has those). lift->live says what
 * is asked afterwards; lift->hook and lift->early are set by the caller.
 */
uint32_t chain_lift(struct lift *lift, const struct nf_chain *base);
