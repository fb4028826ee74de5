/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record.h -- the engine's lines of the journal
 *
 * Before an act takes effect its line is on the disk; where it cannot be, the
 * act is refused. What must not wait for a disk (healing, isolation, what was
 * found) is recorded if it can be, and the failure stands in the status until
 * a line can be written again.
 */
#pragma once

#include "daemon/engine/engine.h"

/* 0, or -errno: it is not in the journal (logged, and an alarm). */
int record(struct engine *engine, const char *event, journal_fields_fn *fields,
	   const void *data);

/* Where lines could not be written: whether one can be again, which says how
 * many are missing. 0, or -errno: not yet. */
int record_resume(struct engine *engine);

/* The common fields of what a person did. */
struct deed {
	const struct asker *asker;
	const struct request *request;
	uint32_t generation; /* 0: none */
	const char *word;    /* what it was done to, or NULL */
};

int record_deed(struct engine *engine, const char *event,
		const struct deed *deed);
/* An event with one sentence. */
int record_text(struct engine *engine, const char *event, const char *key,
		const char *text);
