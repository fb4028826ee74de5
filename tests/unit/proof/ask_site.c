/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_site.c -- a random policy to ask about, and another to compare it with
 */
#include "ask_site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "proof/space/care.h"

#include "random_policy.h"
#include "register_say.h"

enum {
	HOUR = 3600,
};

void site_set_up(struct site *s, uint64_t seed)
{
	random_seed(seed);
	random_policy(&s->policy);
	random_seed(seed);
	random_policy(&s->after);
	s->after.flows.at[1].approval.valid_until = RANDOM_EPOCH;
	s->after.flows.at[2].hours.n = 0;
	s->after.flows.at[3].ports.at[0].last = 65535;
	s->after.flows.n -= 3;
	s->options = (struct register_options){
		.time = REGISTER_AT,
		.now = RANDOM_EPOCH + (time_t)pick(50) * HOUR,
	};
	diagrams_init(&s->all, (struct diagram_limits){ 0 });
	space_init(&s->space, ORDER_DESTINATIONS);
	assert_true(register_names(&s->policy, &s->space));
	space_freeze(&s->space);
	s->asked = (struct asked){
		.all = &s->all,
		.space = &s->space,
		.policy = &s->policy,
		.care = space_care(&s->all, &s->space),
	};
}

void site_finish(struct site *s)
{
	space_finish(&s->space);
	diagrams_finish(&s->all);
	arena_finish(&s->policy.arena);
	arena_finish(&s->after.arena);
}

const struct zone *site_zone_of(const struct policy *policy, const char *name)
{
	vec_each(zone, &policy->zones)
		vec_each(interface, &zone->interfaces)
			if (name && !strcmp(*interface, name))
				return zone;
	return NULL;
}

static bool row_has(const struct ask_row *row, const struct site *s,
		    const struct packet *p, const uint16_t *digits)
{
	uint16_t sport = digits[s->space.levels[VAR_SPORT]];

	if (row->from != site_zone_of(&s->policy, p->iif) ||
	    row->to != site_zone_of(&s->policy, p->oif))
		return false;
	return (!row->iif || !strcmp(row->iif, p->iif)) &&
	       (!row->oif || !strcmp(row->oif, p->oif)) &&
	       row->source.first.family == p->saddr.family &&
	       range_has(&row->source, &p->saddr) &&
	       range_has(&row->destination, &p->daddr) &&
	       p->proto >= row->first_proto && p->proto <= row->last_proto &&
	       p->dport >= row->first_port && p->dport <= row->last_port &&
	       sport >= row->first_sport && sport <= row->last_sport;
}

bool rows_have(const struct ask_rows *rows, const struct site *s,
	       const struct packet *packet)
{
	uint16_t digits[DIAGRAM_LEVELS];

	register_assign(&s->space, packet, digits);
	vec_each(row, &rows->rows)
		if (row_has(row, s, packet, digits))
			return true;
	return false;
}

struct packet site_packet(const struct site *s)
{
	struct packet packet;
	struct mac mac;

	do
		packet = random_packet(&s->policy, &mac);
	while (packet.reply);
	packet.mac = NULL;
	packet.now = s->options.now;
	if (packet.proto == PROTO_ICMP || packet.proto == PROTO_ICMPV6)
		packet.dport = 0;
	return packet;
}
