/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * save_chain.c -- a table's chains by their names
 */
#include <string.h>

#include "import/save.h"

enum {
	FIRST_SLOTS = 64,
};

/* FNV-1a. */
static size_t hash_of(const char *name)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; *name; name++)
		hash = (hash ^ (uint8_t)*name) * UINT64_C(0x100000001b3);
	return (size_t)(hash ^ hash >> 32);
}

/* The slot that a name has, or would have. */
static uint32_t *slot_of(const struct save_table *table, const char *name)
{
	size_t i = hash_of(name) & (table->n_slots - 1);

	while (table->slots[i] &&
	       strcmp(table->chains.at[table->slots[i] - 1].name, name) != 0)
		i = (i + 1) & (table->n_slots - 1);
	return &table->slots[i];
}

/* At most half of them are ever taken. */
static void make_slots(struct save *save, struct save_table *table)
{
	if (2 * (table->chains.n + 1) <= table->n_slots)
		return;
	table->n_slots = table->n_slots ? 2 * table->n_slots : FIRST_SLOTS;
	table->slots = arena_calloc(&save->arena, table->n_slots,
				    sizeof(*table->slots));
	for (uint32_t i = 0; i < table->chains.n; i++)
		*slot_of(table, table->chains.at[i].name) = i + 1;
}

struct save_chain *save_add_chain(struct save *save, struct save_table *table,
				  const char *name)
{
	struct save_chain *chain;

	make_slots(save, table);
	*slot_of(table, name) = (uint32_t)table->chains.n + 1;
	chain = vec_add(&save->arena, &table->chains);
	chain->name = name;
	return chain;
}

struct save_chain *save_find_chain(const struct save_table *table,
				   const char *name)
{
	uint32_t slot = table->n_slots ? *slot_of(table, name) : 0;

	return slot ? &table->chains.at[slot - 1] : NULL;
}
