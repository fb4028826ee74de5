/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * assumptions.c -- what an answer rests on, as lines and as JSON
 */
#include "cli/assumptions.h"

void assumptions_print(const struct assumptions *assumptions, FILE *out)
{
	if (!assumptions->list.n)
		return;
	fputs("assumptions (前提):\n", out);
	vec_each(one, &assumptions->list)
		fprintf(out, "  %c %s%s%s: %s\n      %s\n",
			one->hole ? '!' : '-', one->slug,
			*one->object ? " " : "", one->object, one->ja, one->en);
}

void assumptions_json(const struct assumptions *assumptions, struct json *json)
{
	json_key(json, "assumptions");
	json_array(json);
	vec_each(one, &assumptions->list) {
		json_object(json);
		json_member(json, "slug", one->slug);
		json_member(json, "object", one->object);
		json_key(json, "hole");
		json_bool(json, one->hole);
		json_member(json, "ja", one->ja);
		json_member(json, "en", one->en);
		json_object_end(json);
	}
	json_array_end(json);
}
