/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_dump.h -- decoded rules as the dump that a kernel would give of them
 */
#pragma once

#include "proof/rules/rules.h"
#include "ruleset/snapshot.h"

/* Gives sets names of their own, and takes away what no kernel has. */
void rules_dump(struct rules *rules, struct snapshot *out);
