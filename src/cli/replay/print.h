/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print.h -- the conversations of a capture, for people and programs
 */
#pragma once

#include "cli/source/source.h"
#include "replay/replay.h"

struct replay_report {
	const struct replay *replay;
	const struct source
		*sources[N_JUDGES]; /* the second: --against, or NULL */
	uint32_t *order; /* of conversations: denied first, then by bytes */
	size_t n;        /* only those to show */
	size_t outcomes[N_OUTCOMES]; /* of all, by the first judge */
	size_t differing;
};

/* replay_report_finish() ends it. */
void replay_report_make(struct replay_report *report);
void replay_report_finish(struct replay_report *report);
void replay_report_print(const struct replay_report *report, FILE *out);
void replay_report_json(const struct replay_report *report, struct json *json);
