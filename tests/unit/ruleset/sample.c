/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sample.c -- two zones and what a test puts between them
 */
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

void sample_add_range(struct sample *sample, struct ranges *ranges,
		      const char *text)
{
	struct addr_range *range = vec_add(&sample->policy.arena, ranges);

	assert_int_equal(range_read(text, range), ADDR_OK);
}

static void add_zone(struct sample *sample, const char *name, const char *label,
		     const char *v4, const char *v6)
{
	struct policy *p = &sample->policy;
	struct zone *zone = vec_add(&p->arena, &p->zones);

	zone->index = (uint32_t)p->zones.n - 1;
	zone->name = name;
	zone->label = label;
	*vec_add(&p->arena, &zone->interfaces) =
		arena_printf(&p->arena, "%s0", name);
	sample_add_range(sample, &zone->space, v4);
	sample_add_range(sample, &zone->space, v6);
	for (size_t i = 0; i < 2; i++) {
		struct addr own = zone->space.at[i].first;

		own.bytes[own.family == FAMILY_IPV4 ? 3 : 15] = 1;
		*vec_add(&p->arena, &zone->addresses) = own;
	}
}

int sample_setup(void **state)
{
	struct sample *sample = calloc(1, sizeof(*sample));

	sample->policy.file = "sample.conf";
	sample->now = SAMPLE_NOW;
	add_zone(sample, "a", "甲", "10.0.0.0/16", "fd00::/32");
	add_zone(sample, "b", "乙", "10.1.0.0/16", "fd00:1::/32");
	*state = sample;
	return 0;
}

int sample_teardown(void **state)
{
	struct sample *sample = *state;

	ruleset_finish(&sample->ruleset);
	arena_finish(&sample->policy.arena);
	diags_finish(&sample->diags);
	free(sample);
	return 0;
}

struct flow *sample_flow(struct sample *sample, const char *source,
			 const char *destination, uint16_t port)
{
	struct policy *p = &sample->policy;
	struct flow *flow = vec_add(&p->arena, &p->flows);
	struct port_range *range = vec_add(&p->arena, &flow->ports);

	flow->number = ++p->n_entries;
	flow->at = (struct loc){ p->file, flow->number, 0 };
	flow->from = &p->zones.at[0];
	flow->to = &p->zones.at[1];
	sample_add_range(sample, &flow->sources, source);
	sample_add_range(sample, &flow->destinations, destination);
	*range = (struct port_range){ PROTO_TCP, port, port };
	p->entry_ids =
		arena_calloc(&p->arena, p->n_entries, sizeof(*p->entry_ids));
	for (uint32_t i = 0; i < p->n_entries; i++)
		p->entry_ids[i] = arena_printf(&p->arena, "F-%u", i + 1);
	flow->id = p->entry_ids[flow->number - 1];
	return flow;
}

void sample_host(struct sample *sample, uint32_t zone, const char *address)
{
	struct policy *p = &sample->policy;
	struct host *host = vec_add(&p->arena, &p->hosts);

	host->name = "host";
	host->zone = &p->zones.at[zone];
	host->has_mac = host->on_link = true;
	host->mac = (struct mac){ { 2, 0, 0, 0, 0, 1 } };
	assert_int_equal(
		addr_read(address, vec_add(&p->arena, &host->addresses)),
		ADDR_OK);
}

void sample_compile(struct sample *sample, uint32_t generation)
{
	struct compile_options options = { generation, sample->now };

	assert_true(ruleset_compile(&sample->policy, &options, &sample->ruleset,
				    &sample->diags));
}

const struct set *sample_set(const struct sample *sample, const char *name)
{
	vec_each(set, &sample->ruleset.tree.sets)
		if (strcmp(set->name, name) == 0)
			return set;
	return NULL;
}

const struct chain *sample_chain(const struct sample *sample, const char *name)
{
	vec_each(chain, &sample->ruleset.tree.chains)
		if (strcmp(chain->name, name) == 0)
			return chain;
	return NULL;
}
