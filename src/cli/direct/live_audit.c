/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * live_audit.c -- of every live connection, whether it could begin now
 *
 * What was let in stays until it ends or is cut: by an entry that has ended
 * since, by another's rules, or before the gateway was there. A connection's
 * interfaces are nobody's to know any more; its zones are those of its two
 * addresses, on their first interface.
 */
#include <string.h>

#include "cli/direct/live.h"
#include "proof/diagram/ask.h"
#include "proof/space/witness.h"

#define SECOND_NS 1000000000ULL

enum {
	DAY = 24 * 3600,
	EPOCH_DAY = 4, /* 1970-01-01 was a Thursday */
	TOLD = 50,     /* connections, at most */
};

struct auditing {
	struct inquiry *inquiry;
	time_t now;
	struct arena *arena;
	struct reply *reply;
	size_t n, n_strays;
};

/* One side of a connection. */
struct side {
	const struct zone *zone; /* NULL: the gateway, or nobody */
	const char *name;
};

static struct side side_of(const struct policy *policy, const struct addr *addr)
{
	vec_each(zone, &policy->zones)
		vec_each(own, &zone->addresses)
			if (!addr_cmp(own, addr))
				return (struct side){ NULL, "gateway" };
	vec_each(zone, &policy->zones)
		vec_each(range, &zone->space)
			if (range_has(range, addr))
				return (struct side){ zone, zone->name };
	return (struct side){ NULL, NULL };
}

static bool is_loopback(const struct addr *addr)
{
	static const struct addr one = { .family = FAMILY_IPV6,
					 .bytes = { [15] = 1 } };

	return addr->family == FAMILY_IPV4 ? addr->bytes[0] == 127
					   : !addr_cmp(addr, &one);
}

static void put_now(const struct auditing *a, uint16_t *digits)
{
	const struct space *space = &a->inquiry->space;
	uint64_t now = (uint64_t)a->now;

	space_put_number(space, digits, VAR_TIME, now * SECOND_NS);
	space_put_number(space, digits, VAR_DAY, (now / DAY + EPOCH_DAY) % 7);
	space_put_number(space, digits, VAR_HOUR, now % DAY);
}

static void make_first(const struct auditing *a,
		       const struct connection *connection,
		       const struct side *from, const struct side *to,
		       uint16_t *digits)
{
	const struct space *space = &a->inquiry->space;
	bool icmp = connection->proto == PROTO_ICMP ||
		    connection->proto == PROTO_ICMPV6;
	struct witness witness = {
		.from = from->zone,
		.to = to->zone,
		.source = connection->source,
		.destination = connection->destination,
		.l4proto = connection->proto,
		.sport = icmp ? (uint16_t)(connection->type << 8)
			      : connection->source_port,
		.dport = connection->destination_port,
	};

	witness_ordinary(space, &witness, digits);
	if (!icmp && connection->source_port)
		space_put_number(space, digits, VAR_SPORT,
				 connection->source_port);
	put_now(a, digits);
	question_pin_mac(a->inquiry, digits);
}

static const char *line_of(struct arena *arena,
			   const struct connection *connection,
			   const struct side *from, const struct side *to,
			   const char *why)
{
	char source[ADDR_TEXT], destination[ADDR_TEXT];
	const char *proto = proto_name((enum proto)connection->proto);

	addr_text(source, &connection->source);
	addr_text(destination, &connection->destination);
	return arena_printf(
		arena, "%s %s -> %s %s %s/%u sport %u: %s",
		from->name ? from->name : "?", source,
		to->name ? to->name : "?", destination, proto ? proto : "proto",
		connection->destination_port ? connection->destination_port
					     : connection->type,
		connection->source_port, why);
}

/* NULL: it could begin. */
static const char *objection(const struct auditing *a,
			     const struct connection *connection,
			     const struct side *from, const struct side *to,
			     uint16_t *digits)
{
	struct inquiry *inquiry = a->inquiry;
	enum register_hook hook = !from->zone ? REGISTER_OUTPUT
				  : !to->zone ? REGISTER_INPUT
					      : REGISTER_FORWARD;

	if (!from->name || !to->name)
		return "an address of no zone";
	make_first(a, connection, from, to, digits);
	if (diagram_evaluate(&inquiry->all, inquiry->allowed[hook], digits) !=
	    DIAGRAM_TRUE)
		return "the register does not permit it";
	if (diagram_evaluate(&inquiry->all, inquiry->may[hook], digits) !=
	    DIAGRAM_TRUE)
		return "the rules do not let it begin";
	return NULL;
}

static void note(struct auditing *a, const struct connection *connection)
{
	const struct policy *policy = a->inquiry->options.policy;
	struct side from = side_of(policy, &connection->source);
	struct side to = side_of(policy, &connection->destination);
	uint16_t digits[DIAGRAM_LEVELS] = { 0 };
	const char *why;

	if (is_loopback(&connection->source) ||
	    (from.name && to.name && !from.zone && !to.zone))
		return;
	a->n++;
	why = objection(a, connection, &from, &to, digits);
	if (!why)
		return;
	if (a->n_strays++ < TOLD)
		*vec_add(a->arena, &a->reply->rests_on) =
			line_of(a->arena, connection, &from, &to, why);
	if (a->reply->has_witness || !from.name || !to.name)
		return;
	a->reply->has_witness = true;
	memcpy(a->reply->digits, digits, sizeof(digits));
}

void live_audit(struct inquiry *inquiry, const struct connections *live,
		time_t now, struct arena *arena, struct reply *reply)
{
	struct auditing a = {
		.inquiry = inquiry, .now = now, .arena = arena, .reply = reply
	};

	vec_each(connection, &live->list)
		note(&a, connection);
	if (!a.n_strays)
		return;
	reply->result = RESULT_REFUTED;
	*vec_add(arena, &reply->rests_on) =
		arena_printf(arena,
			     "%zu of %zu live connections could not begin now "
			     "(%zu 本の接続のうち %zu 本は今は開始できない)",
			     a.n_strays, a.n, a.n, a.n_strays);
}
