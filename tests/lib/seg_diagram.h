/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * seg_diagram.h -- the rules of seg_list.h as a diagram of the packet space
 */
#pragma once

#include "proof/diagram/apply.h"
#include "proof/space/space.h"

#include "seg_list.h"

/* Leaves: TRUE accepts, FALSE drops; or, `by_rule`, the number of the rule
 * that decides. NOMATCH behind the last rule. */
uint32_t seg_diagram(struct diagrams *all, const struct space *space,
		     const struct seg_rule *rules, size_t n, bool by_rule);
uint32_t seg_rule_diagram(struct diagrams *all, const struct space *space,
			  const struct seg_rule *rule, uint32_t leaf);
void seg_assign(const struct space *space, const struct seg_packet *packet,
		uint16_t digits[static DIAGRAM_LEVELS]);
/* New packets from one zone to another. */
void seg_question(const struct space *space, unsigned from, unsigned to,
		  struct diagram_box *box);
