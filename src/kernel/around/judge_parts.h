/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge_parts.h -- what the parts of around_judge() share
 */
#pragma once

#include "kernel/around/judge.h"

/* An interface with its zone; ordered by index. */
struct seat {
	uint32_t index;
	const struct around_link *link;
	const struct expected_zone *zone; /* NULL: of no zone */
};

struct judge {
	const struct around *around;
	const struct expectation *expected;
	const struct around_memory *memory;
	struct sightings *out;
	struct seat *seats;
	size_t n_seats;
};

const struct seat *judge_seat(const struct judge *judge, uint32_t index);
/* NULL where the interface is of no zone, or is not there. */
const struct expected_zone *judge_zone(const struct judge *judge,
				       uint32_t index);
/* Its name fit to be shown, "?" where it is not there. */
const char *judge_name(const struct judge *judge, uint32_t index);
/* A stranger's short text fit to be shown. */
const char *judge_shown(const struct judge *judge, const char *text);

void judge_links(const struct judge *judge);
void judge_joined(const struct judge *judge);
void judge_strays(const struct judge *judge);
void judge_addresses(const struct judge *judge);
void judge_routes(const struct judge *judge);
void judge_unrouted(const struct judge *judge);
void judge_rules(const struct judge *judge);
void judge_hooks(const struct judge *judge);
void judge_switches(const struct judge *judge);
void judge_connections(const struct judge *judge);
void judge_bridge_switches(const struct judge *judge);
void judge_tables(const struct judge *judge);
