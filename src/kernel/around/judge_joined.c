/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge_joined.c -- judges what joins two zones where no rule is asked
 */
#include "kernel/around/judge_parts.h"

static void say_joined(const struct around_link *a, const struct around_link *b,
		       void *ctx)
{
	const struct judge *judge = *(const struct judge *const *)ctx;
	const struct expected_zone *of_a = judge_zone(judge, a->index);
	const struct expected_zone *of_b = judge_zone(judge, b->index);
	struct sighting *f;

	if (!of_a || !of_b || of_a == of_b)
		return;
	f = sightings_add(judge->out, SEVERITY_ALARM, "zone-joined",
			  "%s and %s", a->name, b->name);
	sighting_ja(
		judge->out, f,
		"ゾーン %s の %s とゾーン %s の %s は、ブリッジや veth でつながっている。その間のフレームはどの規則にも掛からない。bridge link で確かめて外す。",
		of_a->name, a->name, of_b->name, b->name);
	sighting_en(
		judge->out, f,
		"%s of zone %s and %s of zone %s are joined by bridges or a veth: frames between them meet no rule. See bridge link and take them apart.",
		a->name, of_a->name, b->name, of_b->name);
}

void judge_joined(const struct judge *judge)
{
	around_each_joined(judge->around, say_joined, &judge);
}
