/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * entry.c -- every entry as one shape, and when it is in force
 */
#include "proof/register/entry.h"

#include "proof/diagram/apply.h"

enum {
	DAY = 24 * 3600,
	WEEK = 7 * DAY,
	EPOCH_DAY = 4, /* 1970-01-01 was a Thursday */
};

#define SECOND_NS 1000000000ULL

/* One address, or one port, as a list that an entry can point to. */
static struct ranges *one_address(struct meaning *m, const struct addr *addr)
{
	struct ranges *ranges = arena_alloc(&m->arena, sizeof(*ranges));

	*vec_add(&m->arena, ranges) = (struct addr_range){ *addr, *addr };
	return ranges;
}

static struct port_ranges *one_port(struct meaning *m, uint16_t port)
{
	struct port_ranges *ports = arena_alloc(&m->arena, sizeof(*ports));

	*vec_add(&m->arena, ports) =
		(struct port_range){ PROTO_TCP, port, port };
	return ports;
}

static struct ranges *own_addresses(struct meaning *m, const struct zone *zone)
{
	struct ranges *ranges = arena_alloc(&m->arena, sizeof(*ranges));

	vec_each(addr, &zone->addresses)
		*vec_add(&m->arena, ranges) =
			(struct addr_range){ *addr, *addr };
	ranges->n = ranges_merge(ranges->at, ranges->n);
	return ranges;
}

static void add_relay(struct meaning *m, const struct relay *relay)
{
	*vec_add(&m->arena, &m->entries) = (struct entry){
		.number = relay->number_in,
		.from = relay->from->index,
		.to = m->gateway,
		.sources = &relay->peer_ranges,
		.destinations = one_address(m, &relay->listen),
		.ports = one_port(m, relay->listen_port),
		.approval = &relay->approval,
	};
	*vec_add(&m->arena, &m->entries) = (struct entry){
		.number = relay->number_out,
		.from = m->gateway,
		.to = relay->to->index,
		.sources = own_addresses(m, relay->to),
		.destinations = one_address(m, &relay->next_hop),
		.ports = one_port(m, relay->next_hop_port),
		.approval = &relay->approval,
	};
}

void meaning_entries(struct meaning *m)
{
	vec_each(flow, &m->policy->flows)
		*vec_add(&m->arena, &m->entries) = (struct entry){
			.number = flow->number,
			.from = flow->from->index,
			.to = flow->to->index,
			.sources = &flow->sources,
			.destinations = &flow->destinations,
			.ports = &flow->ports,
			.approval = &flow->approval,
			.flow = flow,
		};
	vec_each(relay, &m->policy->relays)
		add_relay(m, relay);
	vec_each(item, &m->policy->management)
		*vec_add(&m->arena, &m->entries) = (struct entry){
			.number = item->number,
			.from = item->from->index,
			.to = m->gateway,
			.sources = &item->sources,
			.destinations = own_addresses(m, item->from),
			.ports = &item->ports,
			.approval = &item->approval,
		};
	vec_each(item, &m->policy->gateway)
		*vec_add(&m->arena, &m->entries) = (struct entry){
			.number = item->number,
			.from = m->gateway,
			.to = item->to->index,
			.sources = own_addresses(m, item->to),
			.destinations = &item->destinations,
			.ports = &item->ports,
			.approval = &item->approval,
		};
}

/* One day's window, in seconds of the UTC week. */
struct week_window {
	int64_t from, to; /* from < WEEK; to may lie behind the week's end */
};

static struct week_window week_window(const struct meaning *m,
				      const struct hours *hours, int day)
{
	int64_t from = (int64_t)day * DAY + hours->from - m->policy->utc_offset;

	from = (from % WEEK + WEEK) % WEEK;
	return (struct week_window){ from, from + hours->to - hours->from };
}

static bool hours_hold_at(const struct meaning *m, const struct hours *hours)
{
	int64_t days = m->options.now / DAY + EPOCH_DAY;
	int64_t second = days % 7 * DAY + m->options.now % DAY;
	struct week_window window;

	for (int day = 0; day < 7; day++) {
		if (!(hours->days >> day & 1))
			continue;
		window = week_window(m, hours, day);
		if ((second >= window.from && second < window.to) ||
		    second + WEEK < window.to)
			return true;
	}
	return false;
}

static bool in_force_at(const struct meaning *m, const struct entry *entry)
{
	const struct approval *approval = entry->approval;

	if (m->options.now < approval->valid_from ||
	    (approval->valid_until && m->options.now >= approval->valid_until))
		return false;
	if (!entry->flow || !entry->flow->hours.n)
		return true;
	vec_each(hours, &entry->flow->hours)
		if (hours_hold_at(m, hours))
			return true;
	return false;
}

/* Part of one UTC day: TRUE there, else FALSE. */
static uint32_t day_part(const struct meaning *m, int64_t day, int64_t from,
			 int64_t to)
{
	struct diagram_range hour = space_numbers(
		m->space, VAR_HOUR, (uint64_t)from, (uint64_t)to - 1);
	struct diagram_range days =
		space_numbers(m->space, VAR_DAY, (uint64_t)day, (uint64_t)day);

	return diagram_range(
		m->all, &days,
		diagram_range(m->all, &hour, DIAGRAM_TRUE, DIAGRAM_FALSE),
		DIAGRAM_FALSE);
}

static uint32_t hours_hold_when(const struct meaning *m,
				const struct hours *hours)
{
	uint32_t holds = DIAGRAM_FALSE;
	struct week_window window;
	int64_t day, begin, end;

	for (int local = 0; local < 7; local++) {
		if (!(hours->days >> local & 1))
			continue;
		window = week_window(m, hours, local);
		for (begin = window.from; begin < window.to; begin = end) {
			day = begin / DAY;
			end = (day + 1) * DAY;
			if (end > window.to)
				end = window.to;
			holds = diagram_or(m->all, holds,
					   day_part(m, day % 7,
						    begin - day * DAY,
						    end - day * DAY));
		}
	}
	return holds;
}

static uint32_t in_force_when(const struct meaning *m,
			      const struct entry *entry)
{
	const struct approval *approval = entry->approval;
	uint64_t first = (uint64_t)approval->valid_from * SECOND_NS;
	uint64_t last = UINT64_MAX;
	uint32_t holds = DIAGRAM_FALSE, valid;
	struct diagram_range time;

	if (approval->valid_until)
		last = (uint64_t)approval->valid_until * SECOND_NS - 1;
	if (last < first)
		return DIAGRAM_FALSE;
	time = space_numbers(m->space, VAR_TIME, first, last);
	valid = diagram_range(m->all, &time, DIAGRAM_TRUE, DIAGRAM_FALSE);
	if (!entry->flow || !entry->flow->hours.n)
		return valid;
	vec_each(hours, &entry->flow->hours)
		holds = diagram_or(m->all, holds, hours_hold_when(m, hours));
	return diagram_and(m->all, valid, holds);
}

uint32_t entry_in_force(const struct meaning *m, const struct entry *entry)
{
	if (m->options.unlimited && entry->flow && entry->flow->rate.count)
		return DIAGRAM_FALSE;
	switch (m->options.time) {
	case REGISTER_AT:
		return diagram_of_bool(in_force_at(m, entry));
	case REGISTER_EVER:
		/* Windows are never empty: to > from, on some day. */
		return diagram_of_bool(!entry->approval->valid_until ||
				       entry->approval->valid_until >
					       entry->approval->valid_from);
	case REGISTER_TIMES:
		return in_force_when(m, entry);
	}
	return DIAGRAM_FALSE;
}
