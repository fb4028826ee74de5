/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isolation.c -- what is cut off at once, as chains
 */
#include "ruleset/isolation.h"

#include <string.h>

#include "base/must.h"
#include "ruleset/build.h"

/* What building one thing's rules passes around. */
struct work {
	struct arena *arena;
	struct table *out;
	const struct isolated *isolated;
	size_t place; /* 1-based, in the list */
	const char *chain;
	/* Names of its sets, or NULL where one value is compared in place. */
	const char *interfaces, *spaces[2];
	/* Its addresses, sorted and merged; those of IPv4 come first. */
	struct addr_range *ranges;
	size_t n_ranges[2];
};

static const enum family families[] = { FAMILY_IPV4, FAMILY_IPV6 };

static const struct hook_row {
	enum hook hook;
	const char *name;
	bool in, out; /* which of a packet's interfaces and addresses count */
} rows[] = {
	{ HOOK_FORWARD, "isolate_forward", true, true },
	{ HOOK_INPUT, "isolate_input", true, false },
	{ HOOK_OUTPUT, "isolate_output", false, true },
};

static void add_refusal(struct work *w)
{
	const char *name = w->isolated->name;
	const char *prefix =
		build_is_word(name) && strlen(name) <= 64
			? arena_printf(w->arena, "sekisho isolated %s", name)
			: arena_printf(w->arena, "sekisho isolated #%zu",
				       w->place);
	struct build b =
		build_chain(w->arena, w->chain, build_comment(w->arena, name));

	build_refusal(&b, prefix);
	build_end(&b, w->out);
}

static bool is_repeated(const struct isolated *isolated, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(isolated->interfaces.at[k],
			    isolated->interfaces.at[i]))
			return true;
	return false;
}

static void add_interfaces(struct work *w)
{
	const struct isolated *isolated = w->isolated;
	struct set set = {
		.name = arena_printf(w->arena, "%s_interfaces", w->chain),
		.key = KEY(FIELD_IIFNAME),
	};
	struct element *element;

	if (isolated->interfaces.n < 2)
		return;
	for (size_t i = 0; i < isolated->interfaces.n; i++) {
		const char *name = isolated->interfaces.at[i];

		if (is_repeated(isolated, i))
			continue;
		element = vec_add(w->arena, &set.elements);
		must(strlen(name) < field_info(FIELD_IIFNAME)->len);
		memcpy(element->key, name, strlen(name));
	}
	w->interfaces = set.name;
	*vec_add(w->arena, &w->out->sets) = set;
}

static void add_space(struct work *w, int f)
{
	const struct addr_range *range = w->ranges + (f ? w->n_ranges[0] : 0);
	size_t len = family_len(families[f]);
	struct set set = {
		.name = arena_printf(w->arena, "%s_addresses%s", w->chain,
				     f ? "6" : "4"),
		.key = KEY(f ? FIELD_IP6_SADDR : FIELD_IP_SADDR),
		.interval = true,
	};
	struct element *element;

	if (w->n_ranges[f] < 2)
		return;
	for (size_t i = 0; i < w->n_ranges[f]; i++) {
		element = vec_add(w->arena, &set.elements);
		memcpy(element->key, range[i].first.bytes, len);
		memcpy(element->last, range[i].last.bytes, len);
	}
	w->spaces[f] = set.name;
	*vec_add(w->arena, &w->out->sets) = set;
}

static void add_spaces(struct work *w)
{
	size_t n = w->isolated->ranges.n;

	if (!n)
		return;
	w->ranges = arena_calloc(w->arena, n, sizeof(*w->ranges));
	memcpy(w->ranges, w->isolated->ranges.at, n * sizeof(*w->ranges));
	n = ranges_merge(w->ranges, n);
	for (size_t i = 0; i < n; i++)
		w->n_ranges[w->ranges[i].first.family == FAMILY_IPV6]++;
	add_space(w, 0);
	add_space(w, 1);
}

static void ask_interface(const struct work *w, struct build *b,
			  enum field field)
{
	if (!w->isolated->interfaces.n)
		return;
	build_rule(b, NULL);
	if (w->interfaces)
		build_lookup(b, KEY(field), w->interfaces);
	else
		build_name(b, field, w->isolated->interfaces.at[0]);
	build_goto(b, w->chain);
}

static void ask_addresses(const struct work *w, struct build *b, int f,
			  enum field field)
{
	if (!w->n_ranges[f])
		return;
	build_rule(b, NULL);
	build_family(b, families[f]);
	if (w->spaces[f])
		build_lookup(b, KEY(field), w->spaces[f]);
	else
		build_address(b, field, w->ranges + (f ? w->n_ranges[0] : 0));
	build_goto(b, w->chain);
}

/* The clock's bit does not count. */
static void ask_entries(const struct work *w, struct build *b)
{
	vec_each(entry, &w->isolated->entries) {
		build_rule(b, NULL);
		build_masked(b, FIELD_CT_MARK, GENERATION_MASK | ENTRY_MAX,
			     entry->generation << GENERATION_SHIFT |
				     entry->number);
		build_goto(b, w->chain);
	}
}

static void ask(const struct work *w, struct build *b,
		const struct hook_row *row)
{
	if (row->in) {
		ask_interface(w, b, FIELD_IIFNAME);
		ask_addresses(w, b, 0, FIELD_IP_SADDR);
		ask_addresses(w, b, 1, FIELD_IP6_SADDR);
	}
	if (row->out) {
		ask_interface(w, b, FIELD_OIFNAME);
		ask_addresses(w, b, 0, FIELD_IP_DADDR);
		ask_addresses(w, b, 1, FIELD_IP6_DADDR);
	}
	ask_entries(w, b);
}

void isolation_build(const struct isolation *isolation, struct arena *arena,
		     struct table *out)
{
	size_t n = isolation->list.n;
	struct work *works = arena_calloc(arena, n + 1, sizeof(*works));
	struct build b;

	*out = (struct table){ .name = TABLE_GATE };
	if (!n)
		return;
	for (size_t i = 0; i < n; i++) {
		works[i].arena = arena;
		works[i].out = out;
		works[i].isolated = &isolation->list.at[i];
		works[i].place = i + 1;
		works[i].chain = arena_printf(arena, "isolate_%zu", i + 1);
		add_interfaces(&works[i]);
		add_spaces(&works[i]);
		add_refusal(&works[i]);
	}
	for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
		b = build_chain(arena, rows[r].name, NULL);
		b.chain.hook = rows[r].hook;
		b.chain.priority = ISOLATION_PRIORITY;
		b.chain.accepts = true;
		for (size_t i = 0; i < n; i++)
			ask(&works[i], &b, &rows[r]);
		build_end(&b, out);
	}
}

void isolation_finish(struct isolation *isolation)
{
	arena_finish(&isolation->arena);
	*isolation = (struct isolation){ 0 };
}
