/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * afterwards.c -- who signed what had been applied in an emergency (事後承認)
 */
#include "daemon/engine/afterwards.h"

#include <string.h>

static bool is_on_record(const struct generation *generation, const char *key)
{
	for (size_t i = 0; i < generation->n_approvals; i++)
		if (!strcmp(generation->approvals[i].key, key))
			return true;
	return false;
}

struct deposits afterwards_of(const struct approvals *store,
			      const struct generation *generation,
			      struct arena *arena)
{
	struct deposits all = { 0 }, out = { 0 };

	if (generation->kind != GENERATION_EMERGENCY ||
	    approvals_list(store, generation->change, arena, &all) < 0)
		return out;
	vec_each(deposit, &all.list)
		if (!is_on_record(generation, deposit->key))
			*vec_add(arena, &out.list) = *deposit;
	return out;
}

void afterwards_json(const struct deposits *signatures, struct json *json)
{
	json_key(json, "afterwards");
	json_array(json);
	vec_each(deposit, &signatures->list)
		json_string(json, deposit->name);
	json_array_end(json);
}
