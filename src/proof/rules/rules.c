/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules.c -- a kernel's packet filter rules as plain data: finding in them
 */
#include "proof/rules/rules.h"

#include <stdlib.h>
#include <string.h>

static int by_table(const void *a, const void *b)
{
	const struct nf_table *x = a, *y = b;

	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* The members of all kinds begin with their table and their name. */
struct member {
	const struct nf_table *table;
	const char *name;
};

#define IS_MEMBER(type)                                       \
	_Static_assert(offsetof(struct type, name) ==         \
			       offsetof(struct member, name), \
		       "struct " #type " begins with table, name")
IS_MEMBER(nf_chain);
IS_MEMBER(nf_set);
IS_MEMBER(nf_object);
IS_MEMBER(nf_flowtable);

static int by_name(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int by_name_and_type(const void *a, const void *b)
{
	const struct nf_object *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order != 0)
		return order;
	return (x->type > y->type) - (x->type < y->type);
}

/* NULL where the list is empty: bsearch() wants an address. */
static const void *find(const void *key, const void *at, size_t n, size_t size,
			int (*order)(const void *, const void *))
{
	return n ? bsearch(key, at, n, size, order) : NULL;
}

const struct nf_table *rules_find_table(const struct rules *rules,
					uint32_t family, const char *name)
{
	const struct nf_table key = { .family = family, .name = name };

	return find(&key, rules->tables.at, rules->tables.n, sizeof(key),
		    by_table);
}

const struct nf_chain *rules_find_chain(const struct nf_table *table,
					const char *name)
{
	const struct nf_chain key = { .name = name };

	return find(&key, table->chains.at, table->chains.n, sizeof(key),
		    by_name);
}

const struct nf_set *rules_find_set(const struct nf_table *table,
				    const char *name)
{
	const struct nf_set key = { .name = name };

	return find(&key, table->sets.at, table->sets.n, sizeof(key), by_name);
}

const struct nf_object *rules_find_object(const struct nf_table *table,
					  const char *name, uint32_t type)
{
	const struct nf_object key = { .name = name, .type = type };

	return find(&key, table->objects.at, table->objects.n, sizeof(key),
		    by_name_and_type);
}

const struct nf_flowtable *rules_find_flowtable(const struct nf_table *table,
						const char *name)
{
	const struct nf_flowtable key = { .name = name };

	return find(&key, table->flowtables.at, table->flowtables.n,
		    sizeof(key), by_name);
}

static void sort(void *at, size_t n, size_t size,
		 int (*order)(const void *, const void *))
{
	if (n > 0)
		qsort(at, n, size, order);
}

const char *rules_family_name(uint32_t family)
{
	switch (family) {
	case NF_FAMILY_INET:
		return "inet";
	case NF_FAMILY_IP:
		return "ip";
	case NF_FAMILY_IP6:
		return "ip6";
	default:
		return "?";
	}
}

void rules_sort_tables(struct rules *rules)
{
	sort(rules->tables.at, rules->tables.n, sizeof(*rules->tables.at),
	     by_table);
}

void rules_sort_members(struct nf_table *table)
{
	sort(table->chains.at, table->chains.n, sizeof(*table->chains.at),
	     by_name);
	sort(table->sets.at, table->sets.n, sizeof(*table->sets.at), by_name);
	sort(table->objects.at, table->objects.n, sizeof(*table->objects.at),
	     by_name_and_type);
	sort(table->flowtables.at, table->flowtables.n,
	     sizeof(*table->flowtables.at), by_name);
}

size_t rules_field_offset(const struct nf_set *set, size_t field)
{
	size_t at = 0;

	for (size_t i = 0; i < field; i++)
		at += (set->field_lens[i] + (size_t)NF_REG_LEN - 1) /
		      NF_REG_LEN * NF_REG_LEN;
	return at;
}

void rules_finish(struct rules *rules)
{
	arena_finish(&rules->arena);
	*rules = (struct rules){ 0 };
}
