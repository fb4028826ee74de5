/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wire.c -- which interfaces carry a zone's packets
 *
 * A zone's interface can lie upon others: a VLAN upon its trunk, a bond or a
 * bridge upon its members. What hangs there meets the zone's packets as well.
 * The peers of a veth lie upon each other.
 */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "kernel/around/parts.h"

static bool lies_upon(const struct around_link *upper,
		      const struct around_link *lower)
{
	return upper != lower &&
	       (lower->master == upper->index ||
		(upper->below == lower->index && !upper->below_abroad));
}

void around_mark_wires(const struct expectation *expected, struct around *out)
{
	struct around_link *links = out->links.at;
	size_t n = 0, n_links = out->links.n;
	size_t *queue = xcalloc(n_links + 1, sizeof(*queue));

	for (size_t i = 0; i < n_links; i++) {
		links[i].carries =
			expected_by_interface(expected, links[i].name);
		if (links[i].carries)
			queue[n++] = i;
	}
	for (size_t at = 0; at < n; at++) {
		const struct around_link *upper = &links[queue[at]];

		for (size_t i = 0; i < n_links; i++) {
			if (links[i].carries || !lies_upon(upper, &links[i]))
				continue;
			links[i].carries = upper->carries;
			queue[n++] = i;
		}
	}
	free(queue);
}

/* ------ from one to the next ------ */

typedef bool (*leads_fn)(const struct around_link *from,
			 const struct around_link *to);

static void walk_links(const struct around *around,
		       const struct around_link *start, leads_fn leads,
		       around_link_fn visit, void *ctx)
{
	const struct around_link *links = around->links.at;
	size_t n = 0, n_links = around->links.n;
	size_t *queue = xcalloc(n_links + 1, sizeof(*queue));
	bool *seen = xcalloc(n_links + 1, sizeof(*seen));

	queue[n++] = (size_t)(start - links);
	seen[queue[0]] = true;
	for (size_t at = 0; at < n; at++)
		for (size_t i = 0; i < n_links; i++) {
			if (seen[i] || !leads(&links[queue[at]], &links[i]))
				continue;
			seen[i] = true;
			queue[n++] = i;
			visit(&links[i], ctx);
		}
	free(seen);
	free(queue);
}

static bool leads_up(const struct around_link *from,
		     const struct around_link *to)
{
	return lies_upon(to, from);
}

void around_each_upon(const struct around *around,
		      const struct around_link *wire, around_link_fn visit,
		      void *ctx)
{
	walk_links(around, wire, leads_up, visit, ctx);
}

static bool is_port(const struct around_link *link)
{
	return link->master && !strcmp(link->master_kind, "bridge");
}

static bool is_member(const struct around_link *link,
		      const struct around_link *bridge)
{
	return is_port(link) && link->master == bridge->index;
}

static bool hands_on(const struct around_link *from,
		     const struct around_link *to)
{
	return is_member(from, to) || is_member(to, from) ||
	       (!strcmp(from->kind, "veth") && !strcmp(to->kind, "veth") &&
		from->below == to->index && !from->below_abroad);
}

struct joining {
	const struct around_link *from;
	around_joined_fn visit;
	void *ctx;
};

static void visit_joined(const struct around_link *to, void *ctx)
{
	const struct joining *joining = ctx;

	if (to->index > joining->from->index && !is_port(to))
		joining->visit(joining->from, to, joining->ctx);
}

void around_each_joined(const struct around *around, around_joined_fn visit,
			void *ctx)
{
	vec_each(link, &around->links) {
		struct joining joining = { link, visit, ctx };

		if (!is_port(link))
			walk_links(around, link, hands_on, visit_joined,
				   &joining);
	}
}
