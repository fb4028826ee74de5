/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * around_site.c -- a gateway with three zones, all in order
 */
#include "around_site.h"

#include <stdlib.h>
#include <string.h>

#include <linux/rtnetlink.h>

#include "base/text.h"

/* ------ a gateway in order ------ */

struct around_link *link_is(struct site *s, uint32_t index, const char *name)
{
	struct around_link *link = vec_add(&s->around.arena, &s->around.links);

	link->index = index;
	strcpy(link->name, name);
	link->up = link->carrier = true;
	link->loopback = index == LO;
	return link;
}

void address_is(struct site *s, uint32_t link, const char *text)
{
	struct around_address *address =
		vec_add(&s->around.arena, &s->around.addresses);

	address->link = link;
	assert_int_equal(addr_read(text, &address->addr), ADDR_OK);
}

struct around_route *route_is(struct site *s, uint32_t link, const char *text)
{
	struct around_route *route =
		vec_add(&s->around.arena, &s->around.routes);

	assert_int_equal(range_read(text, &route->to), ADDR_OK);
	route->link = link;
	route->table = RT_TABLE_MAIN;
	route->type = RTN_UNICAST;
	route->proto = RTPROT_STATIC;
	return route;
}

void rule_is(struct site *s, enum family family, uint32_t priority,
	     uint32_t table)
{
	*vec_add(&s->around.arena, &s->around.rules) =
		(struct around_rule){ family, priority, table, 1, true };
}

void switch_is(struct site *s, const char *path, int64_t value)
{
	vec_each(one, &s->around.switches)
		if (!strcmp(one->path, path)) {
			one->value = value;
			return;
		}
	*vec_add(&s->around.arena, &s->around.switches) =
		(struct around_switch){ path, value };
}

static void zone_is(struct site *s, const char *name, const char *interface,
		    const char *network, const char *address)
{
	struct arena *arena = &s->expected.arena;
	struct expected_zone *zone = vec_add(arena, &s->expected.zones);

	zone->name = name;
	strcpy(vec_add(arena, &zone->interfaces)->name, interface);
	if (network)
		assert_int_equal(
			range_read(network, vec_add(arena, &zone->networks)),
			ADDR_OK);
	else
		zone->upstream = true;
	assert_int_equal(addr_read(address, vec_add(arena, &zone->addresses)),
			 ADDR_OK);
}

int site_set_up(void **state)
{
	struct site *s = calloc(1, sizeof(*s));

	zone_is(s, "juki", "m0", "10.10.0.0/16", "10.10.0.1");
	zone_is(s, "lgwan", "l0", "10.20.0.0/16", "10.20.0.1");
	zone_is(s, "inet", "i0", NULL, "192.0.2.1");
	link_is(s, LO, "lo");
	link_is(s, M0, "m0");
	link_is(s, L0, "l0");
	link_is(s, I0, "i0");
	address_is(s, M0, "10.10.0.1");
	address_is(s, L0, "10.20.0.1");
	address_is(s, I0, "192.0.2.1");
	route_is(s, M0, "10.10.0.0/16");
	route_is(s, L0, "10.20.0.0/16");
	route_is(s, I0, "0.0.0.0/0");
	rule_is(s, FAMILY_IPV4, 0, RT_TABLE_LOCAL);
	rule_is(s, FAMILY_IPV4, 32766, RT_TABLE_MAIN);
	rule_is(s, FAMILY_IPV4, 32767, RT_TABLE_DEFAULT);
	switch_is(s, "ipv4/ip_forward", 1);
	switch_is(s, "ipv4/conf/l0/forwarding", 1);
	*state = s;
	return 0;
}

int site_tear_down(void **state)
{
	struct site *s = *state;

	around_finish(&s->around);
	expectation_finish(&s->expected);
	around_forget(&s->memory);
	sightings_finish(&s->found);
	free(s);
	return 0;
}

/* ------ claims ------ */

void judge(struct site *s)
{
	sightings_finish(&s->found);
	around_judge(&s->around, &s->expected, &s->memory, &s->found);
	vec_each(one, &s->found.list) {
		/* Both languages, and fit to travel. */
		assert_true(strlen(one->ja) > 10 && strlen(one->en) > 10);
		assert_false(text_has_control(one->ja));
		assert_false(text_has_control(one->en));
		assert_false(text_has_control(one->object));
	}
}

void finds(struct site *s, enum severity severity, const char *slug,
	   const char *object)
{
	judge(s);
	if (s->found.list.n)
		print_message("%s %s: %s\n", s->found.list.at[0].slug,
			      s->found.list.at[0].object,
			      s->found.list.at[0].en);
	assert_int_equal(s->found.list.n, 1);
	assert_string_equal(s->found.list.at[0].slug, slug);
	assert_string_equal(s->found.list.at[0].object, object);
	assert_int_equal(s->found.list.at[0].severity, severity);
}

void finds_nothing(struct site *s)
{
	judge(s);
	assert_int_equal(s->found.list.n, 0);
}

bool found(const struct site *s, const char *slug)
{
	vec_each(one, &s->found.list)
		if (!strcmp(one->slug, slug))
			return true;
	return false;
}
