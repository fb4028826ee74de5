/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * generation.c -- the numbers of generations: found in names, and the next one
 */
#include <string.h>

#include "base/text.h"
#include "kernel/held/held.h"

uint32_t generation_of_name(const char *name)
{
	const char *end = strchr(name, '_');
	char digits[8];
	uint32_t number;
	size_t len;

	if (*name != 'g' || !end)
		return 0;
	len = (size_t)(end - name) - 1;
	if (len >= sizeof(digits))
		return 0;
	memcpy(digits, name + 1, len);
	digits[len] = '\0';
	return text_u32(digits, GENERATION_MAX, &number) ? number : 0;
}

static void mark_used(bool used[static GENERATION_MAX + 1],
		      const struct held_table *table)
{
	vec_each(chain, &table->chains)
		used[generation_of_name(chain->name)] = true;
	vec_each(set, &table->sets)
		used[generation_of_name(set->name)] = true;
}

uint32_t generation_next(const struct held *held)
{
	bool used[GENERATION_MAX + 1] = { false };
	uint32_t number = held->live;

	mark_used(used, &held->gate);
	for (uint32_t i = 0; i < GENERATION_MAX; i++) {
		number = number % GENERATION_MAX + 1;
		if (!used[number])
			return number;
	}
	return 0;
}
