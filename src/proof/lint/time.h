/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * time.h -- all moments from now on, as few as entries can tell apart
 *
 * Days on which an entry begins or ends cut the time to come into stretches,
 * and hours cut the week (the policy's own) into slots. Within a stretch and a
 * slot every entry is in force or not as a whole; what weekday falls into a
 * stretch of less than a week is known. So a moment is two digits, on the
 * levels of VAR_DAY (the stretch) and VAR_HOUR (the slot).
 */
#pragma once

#include "proof/register/entry.h"

struct lint_time {
	const struct policy *policy;
	struct arena *arena;
	VEC(time_t) starts;  /* of each stretch, the first is now; sorted */
	VEC(uint32_t) slots; /* seconds since Sunday 00:00; the first is 0 */
	unsigned stretch_level, slot_level;
	struct edge *stretch_edges, *slot_edges; /* of nodes in the making */
};

/* Of all entries added between begin and end; which says false where there are
 * more than a digit can tell apart. */
void lint_time_begin(struct lint_time *time, const struct space *space,
		     time_t now);
void lint_time_add(struct lint_time *time, const struct entry *entry);
bool lint_time_end(struct lint_time *time);
/* `leaf` where the entry is in force, at moments that there are; NOMATCH
 * elsewhere. */
uint32_t lint_time_when(const struct lint_time *time, struct diagrams *all,
			const struct entry *entry, uint32_t leaf);
/* The entry has not ended, and is in force at no moment even so. */
bool lint_time_is_never(const struct lint_time *time,
			const struct entry *entry);
/* The first moment of these digits. */
time_t lint_time_moment(const struct lint_time *time, const uint16_t *digits);
/* The digits of now. */
void lint_time_now(const struct lint_time *time, uint16_t *stretch,
		   uint16_t *slot);
