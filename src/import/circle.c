/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * circle.c -- that no chain leads back to itself
 *
 * The kernel refuses such rules. Chains that nobody jumps to are taken away
 * until none is left, or only circles are.
 */
#include <stdlib.h>

#include "base/must.h"
#include "import/import.h"

struct count {
	size_t *from; /* of each chain: the jumps to it */
	size_t *order;
	size_t n;
};

static size_t number_of(const struct save_table *table,
			const struct save_rule *rule)
{
	const struct save_chain *to =
		rule->has_target ? save_find_chain(table, rule->target.name)
				 : NULL;

	return to ? (size_t)(to - table->chains.at) : table->chains.n;
}

static void take_away(const struct save_table *table, struct count *count)
{
	for (size_t i = 0; i < count->n; i++) {
		const struct save_chain *chain =
			&table->chains.at[count->order[i]];

		must(table->chains.at);
		vec_each(rule, &chain->rules) {
			size_t to = number_of(table, rule);

			if (to < table->chains.n && --count->from[to] == 0)
				count->order[count->n++] = to;
		}
	}
}

bool import_no_circle(const struct save_table *table, struct diags *diags)
{
	size_t n = table->chains.n;
	struct count count = { .from = xcalloc(n + 1, sizeof(*count.from)),
			       .order = xcalloc(n + 1, sizeof(*count.order)) };
	bool fine = true;

	vec_each(chain, &table->chains) {
		vec_each(rule, &chain->rules)
			count.from[number_of(table, rule)]++;
	}
	for (size_t i = 0; i < n; i++)
		if (count.from[i] == 0)
			count.order[count.n++] = i;
	take_away(table, &count);
	for (size_t i = 0; fine && i < n; i++)
		if (count.from[i] > 0)
			fine = diag_error(diags, table->chains.at[i].at,
					  "import-chain",
					  "a chain that leads back to itself: "
					  "'%s'",
					  table->chains.at[i].name);
	free(count.from);
	free(count.order);
	return fine;
}
