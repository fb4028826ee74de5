/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_replay.c -- any bytes as a capture: every frame is counted once
 *
 * Judged by two zones without a flow; all packets of a conversation are told of.
 */
#include <stdlib.h>

#include "base/must.h"
#include "replay/replay.h"

#include "fuzz.h"

static struct policy policy;

/* Two zones of one interface each, and no entry: enough to be judged. */
static void make_policy(void)
{
	static const char *const names[] = { "a0", "b0" };

	policy.file = "";
	for (uint8_t i = 0; i < 2; i++) {
		struct zone *zone = vec_add(&policy.arena, &policy.zones);
		struct addr_range *range;

		zone->index = i;
		zone->name = zone->label = names[i];
		*vec_add(&policy.arena, &zone->interfaces) = names[i];
		range = vec_add(&policy.arena, &zone->networks);
		range->first = (struct addr){ FAMILY_IPV4, { 10, i, 0, 0 } };
		range->last = (struct addr){ FAMILY_IPV4, { 10, i, 255, 255 } };
		*vec_add(&policy.arena, &zone->space) = *range;
	}
}

static uint64_t sum(const struct replay_counts *counts)
{
	uint64_t n = counts->judged + counts->twice + counts->other +
		     counts->cut + counts->wrong + counts->loose_fragments +
		     counts->too_many;

	for (int i = 0; i <= UNJUDGED_LIMIT; i++)
		n += counts->unjudged[i];
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct inquiry_options how = { .policy = &policy,
				       .how.time = REGISTER_TIMES };
	struct capture capture;
	struct replay replay;
	struct judge judge;

	if (!policy.zones.n)
		make_policy();
	if (capture_open(&capture, data, size)) {
		judge_init(&judge, &how, 0);
		replay_init(&replay, &judge, NULL);
		replay_run(&replay, &capture);
		must(sum(&replay.counts) == replay.counts.frames);
		replay_finish(&replay);
		judge_finish(&judge);
	}
	capture_finish(&capture);
	return 0;
}
