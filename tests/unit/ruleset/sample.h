/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sample.h -- two zones and what a test puts between them
 */
#pragma once

#include "policy/policy.h"
#include "ruleset/compile.h"

#define SAMPLE_NOW ((time_t)1789999200)

/* Zones "a" (甲, 10.0.0.0/16, a0) and "b" (乙, 10.1.0.0/16, b0), with fd00::/32
 * and fd00:1::/32; their gateway addresses end in .1. UTC. */
struct sample {
	struct policy policy;
	struct ruleset ruleset;
	struct diags diags;
	time_t now;
};

/* The fixture of a cmocka test: a fresh sample in *state. */
int sample_setup(void **state);
int sample_teardown(void **state);

/* From a to b, tcp, called "F-1" and so on. Valid until the next one. */
struct flow *sample_flow(struct sample *sample, const char *source,
			 const char *destination, uint16_t port);
void sample_add_range(struct sample *sample, struct ranges *ranges,
		      const char *text);
/* On-link, with the MAC 02:00:00:00:00:01. */
void sample_host(struct sample *sample, uint32_t zone, const char *address);
/* Fails the test if it does not compile. */
void sample_compile(struct sample *sample, uint32_t generation);
const struct set *sample_set(const struct sample *sample, const char *name);
const struct chain *sample_chain(const struct sample *sample, const char *name);
