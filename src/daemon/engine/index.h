/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * index.h -- what the engine has to know of a policy without reading it
 *
 * Policies are read in a process that may die (worker.h). What is needed from
 * moment to moment comes back from there as this: names and what they stand
 * for, ends, people. Made by the worker, so unpacked with care.
 */
#pragma once

#include <time.h>

#include "base/address.h"
#include "base/arena.h"
#include "policy/policy.h"

struct index_entry {
	const char *id;
	uint32_t number;
	time_t until; /* 0: no end */
};

struct index_zone {
	const char *name, *label;
	VEC(const char *) interfaces;
	VEC(struct addr_range) addresses; /* all that may be behind it */
};

struct index_host {
	const char *name, *zone;
	VEC(struct addr_range) addresses;
};

struct index_contact {
	const char *name, *role, *phone, *mail;
};

struct index {
	struct arena arena;
	int32_t utc_offset;
	time_t next_step; /* when something has to be done; 0: never */
	VEC(struct index_entry) entries;
	VEC(struct index_zone) zones;
	VEC(struct index_host) hosts;
	VEC(struct index_contact) contacts;
};

enum {
	INDEX_MAX = 64 << 20, /* bytes packed */
};

/* Writes the index of the policy at `now` to the descriptor. 0 or -errno. */
int index_write(const struct policy *policy, time_t now, int fd);
/* False, with nothing in `out`, for what index_write() did not write. */
bool index_unpack(const uint8_t *bytes, size_t len, struct index *out);
void index_finish(struct index *index);

/* The entry's id, or NULL. */
const char *index_entry_id(const struct index *index, uint32_t number);
const struct index_zone *index_find_zone(const struct index *index,
					 const char *name);
const struct index_host *index_find_host(const struct index *index,
					 const char *name);
