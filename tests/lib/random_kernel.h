/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_kernel.h -- random rules such as a kernel may take
 *
 * random_rules.h's, with names that differ, intervals that begin before they
 * end, chains on every hook that a packet of another host meets and on both
 * sides of conntrack, and here and there what a lift can only guess at.
 */
#pragma once

#include "proof/rules/rules.h"

void random_kernel_rules(struct rules *rules);
