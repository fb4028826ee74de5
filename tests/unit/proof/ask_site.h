/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_site.h -- a random policy to ask about, and another to compare it with
 */
#pragma once

#include "policy/judge.h"
#include "proof/question/ask.h"

struct site {
	struct policy policy, after;
	struct space space;
	struct diagrams all;
	struct asked asked;
	struct register_options options;
};

/* The policy, and as `after` the same with entries less, more and others. */
void site_set_up(struct site *s, uint64_t seed);
void site_finish(struct site *s);
const struct zone *site_zone_of(const struct policy *policy, const char *name);
/* One that may begin a connection, at the options' moment, from any MAC. */
struct packet site_packet(const struct site *s);
bool rows_have(const struct ask_rows *rows, const struct site *s,
	       const struct packet *packet);
