/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snapshot.c -- what a kernel's packet filter held at one moment, as raw bytes
 */
#include "ruleset/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"

enum {
	FIRST_ROOM = 1 << 12,
};

static void make_room(struct snapshot_messages *part, size_t len)
{
	size_t cap = part->cap ? part->cap : FIRST_ROOM;

	if (part->cap - part->len >= len)
		return;
	while (cap - part->len < len)
		cap *= 2;
	part->at = xrealloc(part->at, cap, 1);
	part->cap = cap;
}

size_t snapshot_len(const struct snapshot *snapshot)
{
	size_t len = 0;

	for (size_t i = 0; i < N_SNAPSHOT_PARTS; i++)
		len += snapshot->parts[i].len;
	return len;
}

bool snapshot_add(struct snapshot *snapshot, enum snapshot_part part,
		  const void *bytes, size_t len)
{
	struct snapshot_messages *to = &snapshot->parts[part];

	must(len % 4 == 0);
	if (len > SNAPSHOT_BYTES_MAX - snapshot_len(snapshot))
		return false;
	if (len == 0)
		return true;
	make_room(to, len);
	memcpy(to->at + to->len, bytes, len);
	to->len += len;
	return true;
}

void snapshot_clear(struct snapshot *snapshot)
{
	for (size_t i = 0; i < N_SNAPSHOT_PARTS; i++)
		snapshot->parts[i].len = 0;
}

void snapshot_finish(struct snapshot *snapshot)
{
	for (size_t i = 0; i < N_SNAPSHOT_PARTS; i++)
		free(snapshot->parts[i].at);
	arena_finish(&snapshot->arena);
	*snapshot = (struct snapshot){ 0 };
}
