/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * limit.c -- does an altered object let pass only part of what it did?
 *
 * Each function looks at the keys of its section's `limits` and no others; what
 * it cannot show to be a part is WIDEN.
 */
#include <string.h>

#include "policy/change/item.h"
#include "policy/space.h"

static unsigned kind_of(bool part, bool same)
{
	if (!part)
		return WIDEN;
	return same ? 0 : NARROW;
}

/* Both sorted and merged. */
static unsigned compare_ranges(const struct ranges *before,
			       const struct ranges *after)
{
	bool same = before->n == after->n;

	for (size_t i = 0; i < after->n; i++) {
		if (!ranges_have(before, &after->at[i]))
			return WIDEN;
		same = same && !range_cmp(&before->at[i], &after->at[i]);
	}
	return kind_of(true, same);
}

static bool ports_have(const struct port_ranges *set,
		       const struct port_range *port)
{
	vec_each(range, set)
		if (range->proto == port->proto &&
		    range->first <= port->first && range->last >= port->last)
			return true;
	return false;
}

static unsigned compare_ports(const struct port_ranges *before,
			      const struct port_ranges *after)
{
	vec_each(port, after)
		if (!ports_have(before, port))
			return WIDEN;
	vec_each(port, before)
		if (!ports_have(after, port))
			return NARROW;
	return 0;
}

static unsigned compare_validity(const struct approval *before,
				 const struct approval *after)
{
	bool later = after->valid_from >= before->valid_from;
	bool sooner = !before->valid_until ||
		      (after->valid_until &&
		       after->valid_until <= before->valid_until);

	return kind_of(later && sooner,
		       after->valid_from == before->valid_from &&
			       after->valid_until == before->valid_until);
}

static bool hours_have(const struct flow *flow, const struct hours *window)
{
	vec_each(hours, &flow->hours)
		if (!(window->days & ~hours->days) &&
		    window->from >= hours->from && window->to <= hours->to)
			return true;
	return false;
}

static unsigned compare_hours(const struct flow *before,
			      const struct flow *after)
{
	if (!before->hours.n)
		return after->hours.n ? NARROW : 0;
	if (!after->hours.n)
		return WIDEN;
	vec_each(window, &after->hours)
		if (!hours_have(before, window))
			return WIDEN;
	vec_each(window, &before->hours)
		if (!hours_have(after, window))
			return NARROW;
	return 0;
}

static unsigned compare_rates(const struct rate *before,
			      const struct rate *after)
{
	if (!before->count)
		return after->count ? NARROW : 0;
	if (!after->count || after->seconds != before->seconds)
		return WIDEN;
	return kind_of(
		after->count <= before->count && after->burst <= before->burst,
		after->count == before->count && after->burst == before->burst);
}

static bool is_pinned(const struct host *host)
{
	return host->has_mac && host->on_link;
}

/* Whoever else then takes a pinned host's address is no longer refused. */
unsigned host_struck(const void *object)
{
	return is_pinned(object) ? WIDEN : NARROW;
}

static bool has_addr(const struct host *host, const struct addr *addr)
{
	vec_each(own, &host->addresses)
		if (!addr_cmp(own, addr))
			return true;
	return false;
}

static bool has_addrs(const struct host *outer, const struct host *inner)
{
	vec_each(addr, &inner->addresses)
		if (!has_addr(outer, addr))
			return false;
	return true;
}

unsigned host_shrinks(const void *before, const void *after)
{
	const struct host *a = before, *b = after;
	bool same_mac = a->has_mac == b->has_mac && a->on_link == b->on_link &&
			!memcmp(&a->mac, &b->mac, sizeof(a->mac));
	bool fewer = !has_addrs(b, a);

	if (!has_addrs(a, b) || (is_pinned(a) && (fewer || !same_mac)))
		return WIDEN;
	return kind_of(same_mac || is_pinned(b), same_mac && !fewer);
}

unsigned group_shrinks(const void *before, const void *after)
{
	const struct group *a = before, *b = after;

	return compare_ranges(&a->ranges, &b->ranges);
}

unsigned service_shrinks(const void *before, const void *after)
{
	const struct service *a = before, *b = after;

	return compare_ports(&a->ports, &b->ports);
}

unsigned flow_shrinks(const void *before, const void *after)
{
	const struct flow *a = before, *b = after;

	return compare_ranges(&a->sources, &b->sources) |
	       compare_ranges(&a->destinations, &b->destinations) |
	       compare_ports(&a->ports, &b->ports) |
	       compare_validity(&a->approval, &b->approval) |
	       compare_hours(a, b) | compare_rates(&a->rate, &b->rate);
}

struct domains {
	const char *const *at;
	size_t n;
	bool any;
};

static bool has_domains(const struct domains *outer,
			const struct domains *inner)
{
	for (size_t i = 0; i < inner->n; i++) {
		bool found = false;

		for (size_t j = 0; j < outer->n; j++)
			found = found || !strcmp(inner->at[i], outer->at[j]);
		if (!found)
			return outer->any;
	}
	return outer->any || !inner->any;
}

static unsigned compare_domains(struct domains before, struct domains after)
{
	return kind_of(has_domains(&before, &after),
		       has_domains(&after, &before));
}

static struct domains recipients(const struct relay *relay)
{
	return (struct domains){ relay->domains.at, relay->domains.n,
				 relay->any_domain };
}

static struct domains senders(const struct relay *relay)
{
	return (struct domains){ relay->sender_domains.at,
				 relay->sender_domains.n,
				 !relay->sender_domains.n };
}

static unsigned compare_tls(enum tls_use before, enum tls_use after)
{
	return kind_of(after == TLS_MUST || after == before, after == before);
}

static unsigned compare_attachments(const struct relay *a,
				    const struct relay *b)
{
	return kind_of(!(b->attachments & ~a->attachments),
		       b->attachments == a->attachments) |
	       kind_of(b->attachment_size <= a->attachment_size,
		       b->attachment_size == a->attachment_size);
}

unsigned relay_shrinks(const void *before, const void *after)
{
	const struct relay *a = before, *b = after;

	return compare_ranges(&a->peer_ranges, &b->peer_ranges) |
	       compare_domains(recipients(a), recipients(b)) |
	       compare_domains(senders(a), senders(b)) |
	       kind_of(b->max_size <= a->max_size, b->max_size == a->max_size) |
	       compare_rates(&a->rate_peer, &b->rate_peer) |
	       compare_rates(&a->rate_sender, &b->rate_sender) |
	       compare_tls(a->tls, b->tls) |
	       compare_tls(a->next_hop_tls, b->next_hop_tls) |
	       kind_of(b->my_number >= a->my_number,
		       b->my_number == a->my_number) |
	       compare_attachments(a, b) |
	       compare_validity(&a->approval, &b->approval);
}

unsigned manager_shrinks(const void *before, const void *after)
{
	const struct management *a = before, *b = after;

	return compare_ranges(&a->sources, &b->sources) |
	       compare_ports(&a->ports, &b->ports) |
	       compare_validity(&a->approval, &b->approval);
}

unsigned gateway_shrinks(const void *before, const void *after)
{
	const struct gateway_service *a = before, *b = after;

	return compare_ranges(&a->destinations, &b->destinations) |
	       compare_ports(&a->ports, &b->ports) |
	       compare_validity(&a->approval, &b->approval);
}
