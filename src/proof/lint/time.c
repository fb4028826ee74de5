/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * time.c -- all moments from now on, as few as entries can tell apart
 */
#include "proof/lint/time.h"

#include <stdlib.h>

enum {
	DAY = 24 * 3600,
	WEEK = 7 * DAY,
	EPOCH_DAY = 4, /* 1970-01-01 was a Thursday */
};

/* Seconds since Sunday 00:00 in the policy's zone. */
static uint32_t week_second(const struct lint_time *time, time_t t)
{
	int64_t local = (int64_t)t + time->policy->utc_offset +
			(int64_t)EPOCH_DAY * DAY;

	return (uint32_t)((local % WEEK + WEEK) % WEEK);
}

static int by_time(const void *a, const void *b)
{
	time_t x = *(const time_t *)a, y = *(const time_t *)b;

	return (x > y) - (x < y);
}

static int by_second(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* starts.at[0] is now until they are sorted, and then as well. */
static void add_start(struct lint_time *time, time_t at)
{
	if (at > time->starts.at[0])
		*vec_add(time->arena, &time->starts) = at;
}

static void add_hours(struct lint_time *time, const struct hours *hours)
{
	for (uint32_t day = 0; day < 7; day++) {
		if (!(hours->days >> day & 1))
			continue;
		*vec_add(time->arena, &time->slots) = day * DAY + hours->from;
		if (day * DAY + hours->to < WEEK)
			*vec_add(time->arena, &time->slots) =
				day * DAY + hours->to;
	}
}

/* Sorted, each once. */
static void sort_both(struct lint_time *time)
{
	size_t n = 0;

	qsort(time->starts.at, time->starts.n, sizeof(*time->starts.at),
	      by_time);
	for (size_t i = 0; i < time->starts.n; i++)
		if (!n || time->starts.at[i] != time->starts.at[n - 1])
			time->starts.at[n++] = time->starts.at[i];
	time->starts.n = n;
	n = 0;
	qsort(time->slots.at, time->slots.n, sizeof(*time->slots.at),
	      by_second);
	for (size_t i = 0; i < time->slots.n; i++)
		if (!n || time->slots.at[i] != time->slots.at[n - 1])
			time->slots.at[n++] = time->slots.at[i];
	time->slots.n = n;
}

void lint_time_begin(struct lint_time *time, const struct space *space,
		     time_t now)
{
	time->stretch_level = space->levels[VAR_DAY];
	time->slot_level = space->levels[VAR_HOUR];
	*vec_add(time->arena, &time->starts) = now;
	*vec_add(time->arena, &time->slots) = 0;
}

void lint_time_add(struct lint_time *time, const struct entry *entry)
{
	add_start(time, entry->approval->valid_from);
	add_start(time, entry->approval->valid_until);
	if (!entry->flow)
		return;
	vec_each(hours, &entry->flow->hours)
		add_hours(time, hours);
}

bool lint_time_end(struct lint_time *time)
{
	sort_both(time);
	time->stretch_edges = arena_calloc(time->arena, time->starts.n,
					   sizeof(*time->stretch_edges));
	time->slot_edges = arena_calloc(time->arena, time->slots.n,
					sizeof(*time->slot_edges));
	return time->starts.n <= DIGIT_MAX && time->slots.n <= DIGIT_MAX;
}

static bool is_long(const struct lint_time *time, size_t stretch)
{
	return stretch + 1 == time->starts.n ||
	       time->starts.at[stretch + 1] - time->starts.at[stretch] >= WEEK;
}

static uint32_t slot_end(const struct lint_time *time, size_t slot)
{
	return slot + 1 < time->slots.n ? time->slots.at[slot + 1] : WEEK;
}

/* Is some moment of the stretch in the slot? */
static bool is_there(const struct lint_time *time, size_t stretch, size_t slot)
{
	uint32_t from, to;

	if (is_long(time, stretch))
		return true;
	from = week_second(time, time->starts.at[stretch]);
	to = from + (uint32_t)(time->starts.at[stretch + 1] -
			       time->starts.at[stretch]);
	return (time->slots.at[slot] < to && slot_end(time, slot) > from) ||
	       time->slots.at[slot] + WEEK < to;
}

static bool hours_have(const struct entry *entry, uint32_t second)
{
	if (!entry->flow || !entry->flow->hours.n)
		return true;
	vec_each(hours, &entry->flow->hours)
		if ((hours->days >> second / DAY & 1) &&
		    second % DAY >= hours->from && second % DAY < hours->to)
			return true;
	return false;
}

/* `leaf` in the slots of one stretch in which the entry is in force. */
static uint32_t slots_of(const struct lint_time *time, struct diagrams *all,
			 const struct entry *entry, size_t stretch,
			 uint32_t leaf)
{
	size_t n = time->slots.n;
	struct edge *edges = time->slot_edges;

	for (size_t i = 0; i < n; i++) {
		edges[i].high = i + 1 < n ? (uint16_t)i : DIGIT_MAX;
		edges[i].child =
			hours_have(entry, time->slots.at[i]) &&
					(n == 1 || is_there(time, stretch, i))
				? leaf
				: DIAGRAM_NOMATCH;
	}
	return diagram_node(all, time->slot_level, edges, n);
}

/* The first stretch that begins at `at` or later. */
static size_t stretch_from(const struct lint_time *time, time_t at)
{
	size_t low = 0, high = time->starts.n, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (time->starts.at[middle] >= at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

uint32_t lint_time_when(const struct lint_time *time, struct diagrams *all,
			const struct entry *entry, uint32_t leaf)
{
	size_t n = time->starts.n;
	size_t first = stretch_from(time, entry->approval->valid_from);
	size_t end = entry->approval->valid_until
			     ? stretch_from(time, entry->approval->valid_until)
			     : n;
	uint32_t long_one = DIAGRAM_TOO_MUCH;
	struct edge *edges = time->stretch_edges;
	size_t n_edges = 0;

	if (first >= end)
		return DIAGRAM_NOMATCH;
	for (size_t i = 0; i < n; i++) {
		uint32_t child = DIAGRAM_NOMATCH;

		if (i >= first && i < end) {
			if (!is_long(time, i))
				child = slots_of(time, all, entry, i, leaf);
			else if (long_one == DIAGRAM_TOO_MUCH)
				child = long_one =
					slots_of(time, all, entry, i, leaf);
			else
				child = long_one;
		}
		if (n_edges && edges[n_edges - 1].child == child)
			n_edges--;
		edges[n_edges++] =
			(struct edge){ i + 1 < n ? (uint16_t)i : DIGIT_MAX,
				       child };
	}
	return diagram_node(all, time->stretch_level, edges, n_edges);
}

bool lint_time_is_never(const struct lint_time *time, const struct entry *entry)
{
	size_t end = time->starts.n;

	if (entry->approval->valid_until)
		end = stretch_from(time, entry->approval->valid_until);
	for (size_t i = stretch_from(time, entry->approval->valid_from);
	     i < end; i++)
		for (size_t j = 0; j < time->slots.n; j++)
			if (hours_have(entry, time->slots.at[j]) &&
			    is_there(time, i, j))
				return false;
	return end > 0;
}

time_t lint_time_moment(const struct lint_time *time, const uint16_t *digits)
{
	size_t stretch = digits[time->stretch_level];
	size_t slot = digits[time->slot_level];
	uint32_t second;
	time_t start;

	if (stretch >= time->starts.n)
		stretch = time->starts.n - 1;
	if (slot >= time->slots.n)
		slot = time->slots.n - 1;
	start = time->starts.at[stretch];
	second = week_second(time, start);
	if (second >= time->slots.at[slot] && second < slot_end(time, slot))
		return start;
	return start + (time->slots.at[slot] + WEEK - second) % WEEK;
}

void lint_time_now(const struct lint_time *time, uint16_t *stretch,
		   uint16_t *slot)
{
	uint32_t second = week_second(time, time->starts.at[0]);
	size_t at = 0;

	while (slot_end(time, at) <= second)
		at++;
	*stretch = 0;
	*slot = (uint16_t)at;
}
