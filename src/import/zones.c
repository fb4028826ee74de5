/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zones.c -- the interfaces that old rules name, as a draft of zones
 */
#include "import/zones.h"

#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "import/limits.h"

enum {
	NETWORKS_SHOWN = 32, /* of one interface */
	IFACE_LEN = 15,      /* IFNAMSIZ - 1 */
};

struct side {
	const char *iface;
	VEC(struct addr_range) networks;
	size_t more; /* that are not shown */
};

struct draft {
	struct arena arena;
	VEC(struct side) sides;
};

/* Whether sekisho.conf may name it: no pattern, and not the loopback. */
static bool is_name(const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz"
				"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@");

	return n > 0 && n <= IFACE_LEN && !text[n] && strcmp(text, "lo") != 0;
}

static struct side *side_of(struct draft *draft, const char *iface)
{
	struct side *side;

	vec_each(one, &draft->sides) {
		if (!strcmp(one->iface, iface))
			return one;
	}
	if (draft->sides.n >= IMPORT_IFACES)
		return NULL;
	side = vec_add(&draft->arena, &draft->sides);
	side->iface = iface;
	return side;
}

static void add_network(struct draft *draft, struct side *side,
			const char *text)
{
	struct addr_range range;

	/* Lists, masks that are no prefix, and everything: no network. */
	if (range_read(text, &range) != ADDR_OK ||
	    range_prefix_len(&range) == 0)
		return;
	vec_each(one, &side->networks) {
		if (range_contains(one, &range))
			return;
	}
	if (side->networks.n >= NETWORKS_SHOWN)
		side->more++;
	else
		*vec_add(&draft->arena, &side->networks) = range;
}

static void note(struct draft *draft, const struct save_plain *iface,
		 const struct save_plain *network)
{
	struct side *side;

	if (!iface->text || iface->inverted || !is_name(iface->text))
		return;
	side = side_of(draft, iface->text);
	if (side && network->text && !network->inverted)
		add_network(draft, side, network->text);
}

static int by_name(const void *a, const void *b)
{
	const struct side *x = a, *y = b;

	return strcmp(x->iface, y->iface);
}

static void print_side(struct side *side, FILE *out)
{
	char text[RANGE_TEXT];
	const char *before = " ";

	side->networks.n = ranges_merge(side->networks.at, side->networks.n);
	fprintf(out, "#   { name = \"%s\"; tier = \"\"; label = \"\";\n",
		side->iface);
	fprintf(out, "#     interfaces = [ \"%s\" ]; networks = [",
		side->iface);
	vec_each(range, &side->networks) {
		fprintf(out, "%s\"%s\"", before, range_text(text, range));
		before = ", ";
	}
	fputs(" ]; },\n", out);
	if (side->more)
		fprintf(out, "#     # and %zu more\n", side->more);
}

void import_zones(const struct save *save, FILE *out)
{
	struct draft draft = { .sides = { 0 } };

	vec_each(table, &save->tables) {
		vec_each(chain, &table->chains) {
			vec_each(rule, &chain->rules) {
				note(&draft, &rule->iif, &rule->source);
				note(&draft, &rule->oif, &rule->destination);
			}
		}
	}
	if (draft.sides.n > 0)
		qsort(draft.sides.at, draft.sides.n, sizeof(*draft.sides.at),
		      by_name);
	fputs("# Interfaces that the rules name, and the networks beside them. "
	      "Which of these\n# are one zone, of which tier, and what else "
	      "is in it, people know.\n# zones = (\n",
	      out);
	vec_each(side, &draft.sides)
		print_side(side, out);
	fputs("# );\n", out);
	arena_finish(&draft.arena);
}
