/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge.h -- facts around the gate and what should be there -> sightings
 *
 * Pure: no kernel is asked. docs/around.md lists every slug.
 */
#pragma once

#include "kernel/around/around.h"
#include "kernel/around/expectation.h"
#include "kernel/around/sighting.h"

/* Which interface it was that bore a zone's name when the policy came. */
struct around_memory {
	struct arena arena;
	VEC(struct {
		char name[INTERFACE_NAME];
		uint32_t index;
	})
	seen;
};

/* Remembers interfaces of zones that were not seen before. */
void around_remember(struct around_memory *memory,
		     const struct expectation *expected,
		     const struct around *around);
void around_forget(struct around_memory *memory);

/* Adds to `out`, which is then settled. `memory` may be empty. */
void around_judge(const struct around *around,
		  const struct expectation *expected,
		  const struct around_memory *memory, struct sightings *out);
