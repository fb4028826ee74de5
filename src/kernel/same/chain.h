/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain.h -- does the kernel hold the very chain that was compiled?
 */
#pragma once

#include <stdbool.h>

#include "kernel/held/held.h"
#include "ruleset/ruleset.h"

/* Where it hooks in, when, and with which policy; not its rules. */
bool chain_is_same(const struct held_chain *held, const struct chain *wanted);
/* The policy apart: what can only be changed by making the chain anew. */
bool chain_hooks_same(const struct held_chain *held,
		      const struct chain *wanted);
