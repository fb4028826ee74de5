/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dump.c -- the raw dump of a kernel's rules: its frame, its messages
 */
#include <stdlib.h>
#include <string.h>

#include <openssl/sha.h>

#include "checkproof/check.h"

enum part {
	TABLES,
	CHAINS,
	SETS,
	OBJECTS,
	FLOWTABLES,
	ELEMENTS,
	RULES
};

static void flaw(struct dump *dump, bool is_one, const char *what)
{
	if (is_one && !dump->flaw)
		dump->flaw = what;
}

static struct bytes take(struct dump *dump, struct bytes *from, size_t n)
{
	struct bytes taken = { from->at, n };

	flaw(dump, n > from->len, "the dump ends too early");
	if (n > from->len)
		return (struct bytes){ NULL, 0 };
	*from = (struct bytes){ from->at + n, from->len - n };
	return taken;
}

static uint64_t number(struct dump *dump, struct bytes *from, size_t n)
{
	struct bytes taken = take(dump, from, n);
	uint64_t value = 0;

	for (size_t i = 0; i < taken.len; i++)
		value = value << 8 | taken.at[i];
	return value;
}

/* docs/architecture.md, "A dump as a file". */
static void read_frame(struct dump *dump, struct bytes from)
{
	static const uint32_t order = 0x01020304;
	const uint8_t *magic = take(dump, &from, 12).at;
	size_t len = from.len < DIGEST ? 0 : from.len - DIGEST;

	SHA256(magic, magic ? 12 + len : 0, dump->digest);
	flaw(dump,
	     !magic || !len || memcmp(dump->digest, from.at + len, DIGEST) != 0,
	     "the dump's digest is wrong");
	from.len = len;
	flaw(dump,
	     !magic || memcmp(magic, "SKDUMP1\n", 8) != 0 ||
		     memcmp(magic + 8, &order, 4) != 0,
	     "no dump, or of another kind of machine");
	if (dump->flaw)
		return;
	dump->taken_ns = number(dump, &from, 8);
	dump->netns = number(dump, &from, 8);
	dump->generation = number(dump, &from, 4);
	dump->boot = take(dump, &from, 16).at;
	take(dump, &from, number(dump, &from, 1));
	flaw(dump, number(dump, &from, 1) != 1,
	     "nobody looked at what is beside the rules");
	for (int i = TABLES; i <= RULES; i++)
		dump->parts[i] = take(dump, &from, number(dump, &from, 4));
	for (uint64_t n = number(dump, &from, 4); n-- && !dump->flaw;) {
		take(dump, &from, 4);
		take(dump, &from, number(dump, &from, 1));
	}
	dump->facts = from;
}

bool dump_has_fact(const struct dump *dump, const char *start)
{
	struct dump reading = { 0 };
	struct bytes from = dump->facts, fact;

	for (uint64_t n = number(&reading, &from, 4); n--;) {
		fact = take(&reading, &from, number(&reading, &from, 1));
		take(&reading, &from, 8);
		if (reading.flaw || (fact.len >= strlen(start) &&
				     !memcmp(fact.at, start, strlen(start))))
			return true;
	}
	return from.len != 0;
}

static int by_id(const void *a, const void *b)
{
	const struct id *x = a, *y = b;
	int order = strcmp(x->table, y->table);

	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	return order ? order : strcmp(x->name, y->name);
}

void *dump_find(struct id id, const void *at, size_t n, size_t size)
{
	return n ? bsearch(&id, at, n, size, by_id) : NULL;
}

static void *grow(void *at, size_t n, size_t size)
{
	if (n & (n - 1))
		return at;
	at = realloc(at, (n ? 2 * n : 1) * size);
	if (!at)
		abort();
	return memset((uint8_t *)at + n * size, 0, (n ? n : 1) * size), at;
}

#define ADD(list, n) \
	(*((list) = grow((list), (n), sizeof(*(list))), &(list)[(n)++]))

static void add_table(struct dump *dump, unsigned family, struct bytes m)
{
	flaw(dump, !attr_only(m, 0xfe), "a table with something unknown");
	if (attr_number(m, 2, 0) & 1)
		ADD(dump->dormant, dump->n_dormant) =
			(struct id){ family, attr_name(m, 1), "" };
}

static void add_chain(struct dump *dump, unsigned family, struct bytes m)
{
	struct bytes hook = attr(m, 4);
	struct chain chain = {
		.id = { family, attr_name(m, 1), attr_name(m, 3) },
		.hook = (uint32_t)attr_number(hook, 1, NONE),
		.priority = (int32_t)attr_number(hook, 2, 0),
		.accepts = attr_number(m, 5, 1) != 0,
	};
	bool arp = family == 3, ip = family == IP4 || family == IP6;

	flaw(dump, !attr_only(m, 0x1dfe) || !attr_only(hook, 0x6),
	     "a chain with something unknown");
	flaw(dump, hook.at && !arp && !ip && family != INET,
	     "rules of a bridge or a device");
	flaw(dump, hook.at && chain.hook > 4, "rules of a device");
	flaw(dump, hook.at && !strcmp(attr_name(m, 7), "nat"),
	     "addresses are translated");
	ADD(dump->chains, dump->n_chains) = chain;
}

static void add_set(struct dump *dump, unsigned family, struct bytes m)
{
	struct bytes parts = attr(attr(m, 9), 2), part;
	uint64_t flags = attr_number(m, 3, 0), len = 0, n = 0, all = 0;
	struct set set = {
		.id = { family, attr_name(m, 1), attr_name(m, 2) },
		.key_len = attr_number(m, 5, 0),
		.shape.align = 1,
		.joins = (flags & 4) && !parts.at,
		.grows = flags & 0x20,
	};
	unsigned type;

	set.shape.len = set.key_len;
	memset(set.shape.parts, 1, sizeof(set.shape.parts));
	if (set.joins)
		set.shape.parts[0] = (uint8_t)set.key_len;
	while ((flags & 4) && attr_next(&parts, &type, &part) && n < PARTS) {
		len = attr_number(part, 1, 0);
		all += (len + 3) & ~3ULL;
		set.shape.align = 4;
		set.shape.parts[n++] = (uint8_t)len;
	}
	flaw(dump,
	     !attr_only(m, 0x1ffffe) || flags & ~0x1ffULL || !set.key_len ||
		     set.key_len > KEY || (n && all != set.key_len),
	     "a set with something unknown");
	ADD(dump->sets, dump->n_sets) = set;
}

static void add_element(struct dump *dump, struct set *set, struct bytes one)
{
	uint64_t flags = attr_number(one, 3, 0);
	struct bytes key = attr(attr(one, 1), 1), end = attr(attr(one, 10), 1);
	struct element element = {
		.lo = key.at,
		.hi = end.at ? end.at : key.at,
		.data = attr(one, 2),
		.begins = !(flags & 1),
		.perhaps = attr(one, 4).at || attr(one, 5).at ||
			   attr(one, 7).at || attr(one, 11).at,
	};

	flaw(dump,
	     !attr_only(one, 0xefe) || flags & ~3ULL ||
		     (!(flags & 2) && key.len != set->key_len) ||
		     (end.at && (set->joins || end.len != key.len)) ||
		     (!set->joins && (flags & 1)),
	     "an element with something unknown");
	if (flags & 2) {
		set->otherwise = element;
		set->has_else = true;
		return;
	}
	if (!set->n++)
		set->first = dump->n_elements;
	flaw(dump, set->first + set->n != dump->n_elements + 1,
	     "a set's elements are apart");
	ADD(dump->elements, dump->n_elements) = element;
}

static void add_elements(struct dump *dump, unsigned family, struct bytes m)
{
	struct set *set = dump_find(
		(struct id){ family, attr_name(m, 1), attr_name(m, 2) },
		dump->sets, dump->n_sets, sizeof(*set));
	struct bytes list = attr(m, 3), one;
	unsigned type;

	flaw(dump, !set || !attr_only(m, 0x0e), "elements of no set");
	while (!dump->flaw && attr_next(&list, &type, &one))
		add_element(dump, set, one);
	flaw(dump, list.len, "elements that end too early");
}

static void add_rule(struct dump *dump, unsigned family, struct bytes m)
{
	struct rule rule = { attr(m, 4), attr_number(m, 3, 0) };
	struct id id = { family, attr_name(m, 1), attr_name(m, 2) };
	struct chain *chain =
		dump_find(id, dump->chains, dump->n_chains, sizeof(*chain));
	struct bytes list = rule.exprs, one;
	struct set *set;
	unsigned type;

	flaw(dump, !chain || !attr_only(m, 0xde),
	     "a rule of no chain, or with something unknown");
	if (!chain)
		return;
	if (!chain->n++)
		chain->first = dump->n_rules;
	flaw(dump, chain->first + chain->n != dump->n_rules + 1,
	     "a chain's rules are apart");
	ADD(dump->rules, dump->n_rules) = rule;
	while (attr_next(&list, &type, &one)) {
		if (strcmp(attr_name(one, 1), "dynset") != 0)
			continue;
		id.name = attr_name(attr(one, 2), 1);
		set = dump_find(id, dump->sets, dump->n_sets, sizeof(*set));
		if (set)
			set->grows = true;
	}
}

static void add_object(struct dump *dump, unsigned family, struct bytes m)
{
	flaw(dump, family == NONE || attr_number(m, 3, NONE) >= 10,
	     "an object that answers in another's name");
}

static void add_flowtable(struct dump *dump, unsigned family, struct bytes m)
{
	flaw(dump, family || m.len, "a flowtable passes packets by the rules");
}

static void sort(void *at, size_t n, size_t size,
		 int (*order)(const void *, const void *))
{
	if (n)
		qsort(at, n, size, order);
}

static void read_part(struct dump *dump, enum part part, unsigned wanted,
		      void (*add)(struct dump *, unsigned, struct bytes))
{
	struct bytes from = dump->parts[part];
	uint32_t len;
	uint16_t type;

	while (from.len >= 20 && !dump->flaw) {
		memcpy(&len, from.at, 4);
		memcpy(&type, from.at + 4, 2);
		if (len < 20 || len > from.len || len % 4 ||
		    type != (10 << 8 | wanted))
			break;
		add(dump, from.at[16],
		    (struct bytes){ from.at + 20, len - 20 });
		from = (struct bytes){ from.at + len, from.len - len };
	}
	flaw(dump, from.len, "a message that is none");
}

static int by_hook(const void *a, const void *b)
{
	const struct chain *x = *(struct chain *const *)a;
	const struct chain *y = *(struct chain *const *)b;

	if (x->hook != y->hook)
		return x->hook < y->hook ? -1 : 1;
	return (x->priority > y->priority) - (x->priority < y->priority);
}

bool dump_load(struct dump *dump, struct bytes bytes)
{
	*dump = (struct dump){ 0 };
	read_frame(dump, bytes);
	read_part(dump, TABLES, 0, add_table);
	read_part(dump, CHAINS, 3, add_chain);
	read_part(dump, SETS, 9, add_set);
	read_part(dump, OBJECTS, 18, add_object);
	read_part(dump, FLOWTABLES, 22, add_flowtable);
	sort(dump->chains, dump->n_chains, sizeof(*dump->chains), by_id);
	sort(dump->sets, dump->n_sets, sizeof(*dump->sets), by_id);
	read_part(dump, ELEMENTS, 12, add_elements);
	read_part(dump, RULES, 6, add_rule);
	/* A list of pointers. NOLINTBEGIN(bugprone-sizeof-expression) */
	for (size_t i = 0; i < dump->n_chains; i++) {
		if (dump->chains[i].n)
			dump->chains[i].rules =
				dump->rules + dump->chains[i].first;
		if (dump->chains[i].hook != NONE)
			ADD(dump->bases, dump->n_bases) = &dump->chains[i];
	}
	sort(dump->bases, dump->n_bases, sizeof(*dump->bases), by_hook);
	/* NOLINTEND(bugprone-sizeof-expression) */
	for (size_t i = 0; i < dump->n_sets; i++)
		if (dump->sets[i].n && !dump->flaw)
			set_prepare(dump, &dump->sets[i]);
	dump->memos = calloc(dump->n_chains + 1, sizeof(*dump->memos));
	return !dump->flaw && dump->memos;
}

void dump_free(struct dump *dump)
{
	for (size_t i = 0; i < dump->n_sets; i++)
		free(dump->sets[i].reach);
	free(dump->dormant);
	free(dump->sets);
	free(dump->bases);
	free(dump->chains);
	free(dump->rules);
	free(dump->memos);
	free(dump->elements);
}
