/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * walk.c -- the originals of some days one after another, a step at a time
 */
#include "store/walk.h"

#include <errno.h>

int walk_begin(struct walk *walk, int folder, const struct reference *after,
	       uint32_t last)
{
	*walk = (struct walk){
		.folder = folder,
		.after = *after,
		.last = last,
		.volume = { .file = -1, .index = -1 },
	};
	return listing_read(folder, &walk->arena, &walk->listing);
}

void walk_finish(struct walk *walk)
{
	volume_close(&walk->volume);
	arena_finish(&walk->arena);
}

/* The next volume of the days that are asked for. A day that was taken away
 * meanwhile is over. */
static int turn_to_next(struct walk *walk)
{
	static struct place place;
	const struct listed_volume *listed;
	int r;

	if (walk->next == walk->listing.volumes.n)
		return 1;
	listed = &walk->listing.volumes.at[walk->next++];
	if (listed->day < walk->after.day || listed->day > walk->last)
		return -EAGAIN;
	r = volume_open(walk->folder, listed->day, listed->part, &walk->volume);
	if (r < 0) {
		walk->volume = (struct volume){ .day = listed->day,
						.file = -1,
						.index = -1 };
		return r == -ENOENT ? -EAGAIN : r;
	}
	walk->at = 0;
	walk->n_bad = 0;
	if (listed->day == walk->after.day &&
	    volume_known(&walk->volume, walk->after.number, &place))
		walk->at = place.at;
	return -EAGAIN;
}

static bool is_asked_for(const struct walk *walk, const struct record *record)
{
	return record->state != RECORD_BEGIN &&
	       (walk->volume.day > walk->after.day ||
		record->number > walk->after.number);
}

/* A bad place of the disk costs what stands there; a disk that reads nothing
 * must not be asked without end. It is told once. */
static int pass_over(struct walk *walk, int error)
{
	if (error == -EIO && walk->n_bad < VOLUME_BAD)
		walk->at += RECORD_BLOCK;
	else
		volume_close(&walk->volume);
	return walk->n_bad++ ? -EAGAIN : error;
}

int walk_step(struct walk *walk, struct place *out)
{
	int r;

	if (walk->volume.file < 0)
		return turn_to_next(walk);
	if (walk->at >= walk->volume.end) {
		volume_close(&walk->volume);
		return -EAGAIN;
	}
	r = volume_look(&walk->volume, walk->at, out);
	if (r == -EBADMSG) {
		walk->at += RECORD_BLOCK;
		return -EAGAIN;
	}
	if (r < 0)
		return pass_over(walk, r);
	walk->at += (uint64_t)out->record.blocks * RECORD_BLOCK;
	return is_asked_for(walk, &out->record) ? 0 : -EAGAIN;
}
