/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan_cut.c -- which live connections would an apply cut?
 *
 * Conntrack knows addresses, not interfaces: an end is taken to be behind the
 * zone that its address belongs to, as anti-spoofing has made sure.
 */
#include <netinet/in.h>
#include <string.h>

#include "base/text.h"
#include "policy/judge.h"
#include "ruleset/plan.h"

enum {
	ICMP_ECHO = 8,
	ICMPV6_ECHO = 128,
};

struct search {
	struct plan *plan;
	const struct ruleset *in_force;
	/* [number - 1] -> id, of the tree in force */
	VEC(const char *) entries;
};

static bool is_gateways(const struct policy *policy, const struct addr *addr)
{
	vec_each(zone, &policy->zones)
		vec_each(own, &zone->addresses)
			if (!addr_cmp(own, addr))
				return true;
	return false;
}

/* An interface of the zone that the address is behind; NULL: the gateway's own
 * or nobody's. */
static const char *interface_of(const struct policy *policy,
				const struct addr *addr)
{
	vec_each(zone, &policy->zones)
		vec_each(range, &zone->space)
			if (range_has(range, addr))
				return zone->interfaces.at[0];
	return NULL;
}

static bool is_echo(const struct connection *connection)
{
	return (connection->proto == IPPROTO_ICMP &&
		connection->type == ICMP_ECHO) ||
	       (connection->proto == IPPROTO_ICMPV6 &&
		connection->type == ICMPV6_ECHO);
}

static bool is_permitted(const struct policy *policy, time_t now,
			 const struct connection *connection, uint32_t *entry)
{
	struct packet packet = {
		.saddr = connection->source,
		.daddr = connection->destination,
		.proto = connection->proto,
		.sport = connection->source_port,
		.dport = connection->destination_port,
		.echo = is_echo(connection),
		.now = now,
	};

	if (!is_gateways(policy, &packet.saddr)) {
		packet.iif = interface_of(policy, &packet.saddr);
		if (!packet.iif)
			return false;
	}
	if (!is_gateways(policy, &packet.daddr)) {
		packet.oif = interface_of(policy, &packet.daddr);
		if (!packet.oif)
			return false;
	}
	return judge(policy, &packet, entry) == JUDGE_ACCEPT;
}

/* The client's address and port, then ours. */
static bool is_own(const char *session, const struct connection *connection)
{
	char text[128], *word, *rest = text;
	struct addr client;
	uint16_t port;

	if (!session || strlen(session) >= sizeof(text) ||
	    connection->proto != IPPROTO_TCP)
		return false;
	memcpy(text, session, strlen(session) + 1);
	word = strsep(&rest, " ");
	if (!rest || addr_read(word, &client) != ADDR_OK)
		return false;
	word = strsep(&rest, " ");
	return text_u16(word, &port) && port == connection->source_port &&
	       !addr_cmp(&client, &connection->source);
}

static void note_entry(struct search *search, uint32_t mark, const char *id)
{
	uint32_t number = mark & ENTRY_MAX;
	struct arena *arena = &search->plan->arena;

	if (!number || !id)
		return;
	while (search->entries.n < number)
		*vec_add(arena, &search->entries) = NULL;
	search->entries.at[number - 1] = arena_strdup(arena, id);
}

/* Which number is whose: of a map's elements, and of rules that set a mark. */
static void note_entries(struct search *search)
{
	const struct table *tree = &search->in_force->tree;

	vec_each(set, &tree->sets)
		if (set->kind == SET_MARKS)
			vec_each(element, &set->elements)
				note_entry(search, element->mark,
					   element->comment);
	vec_each(chain, &tree->chains)
		vec_each(rule, &chain->rules)
			vec_each(stmt, &rule->stmts)
				if (stmt->kind == STMT_CT_MARK)
					note_entry(search, stmt->number,
						   rule->comment
							   ? rule->comment
							   : chain->comment);
}

/* Does it live now, and by which entry (0: unknown)? Of those that are not let
 * pass nothing can be cut. */
static bool is_live(const struct plan *plan,
		    const struct connection *connection, uint32_t *number)
{
	const uint32_t tree = connection->mark >> GENERATION_SHIFT;

	*number = connection->mark & ENTRY_MAX;
	if (tree == plan->tree)
		return true;
	return tree && plan->base &&
	       is_permitted(plan->base, plan->now, connection, number);
}

static void judge_connection(struct search *search,
			     const struct connection *connection)
{
	struct plan *plan = search->plan;
	uint32_t number;
	struct cut *cut;

	if (!is_live(plan, connection, &number))
		return;
	plan->n_connections++;
	if (is_permitted(plan->policy, plan->now, connection, NULL))
		return;
	cut = vec_add(&plan->arena, &plan->cuts);
	cut->connection = *connection;
	cut->own = is_own(plan->session, connection);
	cut->number = number;
	if (number && number <= search->entries.n)
		cut->entry = search->entries.at[number - 1];
}

void plan_find_cuts(struct plan *plan, const struct ruleset *in_force,
		    const struct connection *connections, size_t n)
{
	struct search search = { .plan = plan, .in_force = in_force };

	note_entries(&search);
	for (size_t i = 0; i < n; i++)
		judge_connection(&search, &connections[i]);
}
