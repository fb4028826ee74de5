/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * around_wire.c -- which interfaces carry a zone's packets
 *
 * A zone's interface can lie upon others: a VLAN upon its trunk, a bond or a
 * bridge upon its members. What hangs there meets the zone's packets as well.
 * The peers of a veth lie upon each other.
 */
#include <stdlib.h>

#include "base/must.h"
#include "kernel/around_parts.h"

static bool lies_upon(const struct around_link *upper,
		      const struct around_link *lower)
{
	return upper != lower &&
	       (lower->master == upper->index ||
		(upper->below == lower->index && !upper->below_abroad));
}

void around_mark_wires(const struct expectation *expected, struct around *out)
{
	struct around_link **queue = xcalloc(out->links.n + 1, sizeof(*queue));
	size_t n = 0;

	vec_each(link, &out->links) {
		link->carries = expected_by_interface(expected, link->name);
		if (link->carries)
			queue[n++] = link;
	}
	for (size_t i = 0; i < n; i++)
		vec_each(lower, &out->links)
			if (!lower->carries && lies_upon(queue[i], lower)) {
				lower->carries = queue[i]->carries;
				queue[n++] = lower;
			}
	free(queue);
}

void around_each_upon(const struct around *around,
		      const struct around_link *wire, around_upper_fn visit,
		      void *ctx)
{
	const struct around_link **queue =
		xcalloc(around->links.n + 1, sizeof(*queue));
	bool *seen = xcalloc(around->links.n + 1, sizeof(*seen));
	size_t n = 0;

	queue[n++] = wire;
	seen[wire - around->links.at] = true;
	for (size_t i = 0; i < n; i++)
		vec_each(upper, &around->links) {
			if (seen[upper - around->links.at] ||
			    !lies_upon(upper, queue[i]))
				continue;
			seen[upper - around->links.at] = true;
			queue[n++] = upper;
			visit(upper, ctx);
		}
	free(seen);
	free(queue);
}
