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

void around_each_upon(const struct around *around,
		      const struct around_link *wire, around_upper_fn visit,
		      void *ctx)
{
	const struct around_link *links = around->links.at;
	size_t n = 0, n_links = around->links.n;
	size_t *queue = xcalloc(n_links + 1, sizeof(*queue));
	bool *seen = xcalloc(n_links + 1, sizeof(*seen));

	queue[n++] = (size_t)(wire - links);
	seen[queue[0]] = true;
	for (size_t at = 0; at < n; at++)
		for (size_t i = 0; i < n_links; i++) {
			if (seen[i] || !lies_upon(&links[i], &links[queue[at]]))
				continue;
			seen[i] = true;
			queue[n++] = i;
			visit(&links[i], ctx);
		}
	free(seen);
	free(queue);
}
