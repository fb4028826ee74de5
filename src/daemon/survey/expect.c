/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expect.c -- what a policy says about what is around the gate
 */
#include "daemon/survey/expect.h"

#include <string.h>

#include "base/must.h"

static void copy_interface(struct arena *arena, const char *name,
			   struct expected_zone *out)
{
	struct expected_interface *interface = vec_add(arena, &out->interfaces);

	must(strlen(name) < sizeof(interface->name));
	memcpy(interface->name, name, strlen(name) + 1);
}

static void copy_zone(struct arena *arena, const struct zone *zone,
		      struct expected_zone *out)
{
	out->name = arena_strdup(arena, zone->name);
	out->upstream = zone->upstream;
	vec_each(name, &zone->interfaces)
		copy_interface(arena, *name, out);
	vec_each(range, &zone->networks)
		*vec_add(arena, &out->networks) = *range;
	vec_each(addr, &zone->addresses)
		*vec_add(arena, &out->addresses) = *addr;
}

void survey_expect(const struct policy *policy, struct expectation *out)
{
	vec_each(zone, &policy->zones)
		copy_zone(&out->arena, zone, vec_add(&out->arena, &out->zones));
}
