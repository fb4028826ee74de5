/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parts.h -- what the parts of an explanation share; for explain/ alone
 */
#pragma once

#include "proof/explain/explain.h"

/* register.c: by_register, judgement, cell, and why not. */
void explain_by_register(struct explanation *e);
/* kernel.c: by_kernel, trace, use. */
void explain_by_kernel(struct explanation *e);
/* near.c */
void explain_nearest(struct explanation *e);

void explain_reason(struct explanation *e, const char *en, const char *ja);
void explain_condition(struct explanation *e, const char *en, const char *ja);

/* word.c: words, in the arena. */
const char *explain_zone_name(const struct explanation *e, bool to);
char *explain_service(struct explanation *e); /* "tcp/443" */
char *explain_ports(struct arena *arena, const struct port_ranges *ports);
char *explain_ranges(struct arena *arena, const struct ranges *ranges);
char *explain_hours(struct arena *arena, const struct flow *flow);
char *explain_rate(struct arena *arena, const struct rate *rate);
/* "2027-01-15 12:00 (fri)" of the policy's own time. */
char *explain_moment(struct arena *arena, const struct policy *policy,
		     time_t when);
/* What a step did: "goto g3_from_lgwan". */
char *explain_verdict(struct arena *arena, const struct trace_step *step);
