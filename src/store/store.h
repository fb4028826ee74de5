/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store.h -- the originals of mail, kept before anybody judges them
 *
 * A folder of volumes (volume.h), one or more a day, and of marks: a file
 * "held-20261121-000123-2" with a word why, for each original that waits for a
 * decision.
 * One process has it open (flock). An original is promised to somebody only
 * after store_commit(); from then on only a deletion, or the end of its days,
 * takes it away.
 *
 * Days end by store_expire(): a day's volumes go together, one day a call, and
 * not before the last of its held ones was decided on.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "store/reference.h"
#include "store/volume.h"

struct store_rules {
	uint64_t cap; /* bytes on the disk, of all volumes */
	uint32_t
		days; /* how long they are kept; the day they came is the first */
};

struct store {
	int folder; /* the caller's */
	struct store_rules rules;
	uint64_t used;         /* bytes */
	bool damaged;          /* not all that it has begun with can be read */
	struct volume current; /* file -1: none yet */
	size_t n_waiting;      /* appended since the last commit */
	int sync;              /* what a sync since then said: 0 or -errno */
};

/* Recovers the newest day and counts what is there. `folder` is kept, and
 * locked. 0; -EBUSY: another process has it; or -errno, logged. */
int store_open(struct store *store, int folder,
	       const struct store_rules *rules);
void store_close(struct store *store);

/*
 * Appends to the day of `original->time`, or to the newest day if the clock was
 * set back: what was kept yesterday by a wrong clock must not be over today.
 * Only a day in which a clock was ahead is left again. -EXFULL: the cap would
 * be passed; -ENOSPC, -EDQUOT and others: the disk's. After an error nothing is
 * kept, and what was appended before is as it was.
 */
int store_append(struct store *store, const struct original *original,
		 struct reference *out);
/* All appended is on the disk, in a volume that still has its name: they may be
 * promised. -errno: none of those since the last commit may. -ESTALE: somebody
 * has taken the volume away; the next one goes into another. */
int store_commit(struct store *store);

/* ------ one that was kept ------ */

struct kept {
	struct volume volume;
	struct place place;
};

/* kept_close() ends it. 0; -ENOENT: nothing under that reference. */
int store_find(const struct store *store, const struct reference *reference,
	       struct kept *out);
void kept_close(struct kept *kept);
/* Its message is gone after 0, for good; the reference still tells who did that,
 * when and why: `words`, at most 3,900 bytes. Its mark goes too, if the disk
 * lets it. */
int store_erase(struct store *store, const struct reference *reference,
		const char *words);

/* ------ held ones ------ */

enum {
	HELD_WHY = 32 /* bytes of the word, with the NUL */
};

/* On the disk after 0; a longer word is cut. -errno: no mark is left, as far as
 * the disk lets it go. */
int store_hold(const struct store *store, const struct reference *reference,
	       const char *why);
/* The word; "" where the power failed before it was written. 0; -ENOENT: it is
 * not held; or -errno. */
int store_held_why(const struct store *store, const struct reference *reference,
		   char out[static HELD_WHY]);
/* -ENOENT: it was not held. */
int store_unhold(const struct store *store, const struct reference *reference);
bool store_is_held(const struct store *store,
		   const struct reference *reference);

struct references {
	VEC(struct reference) list; /* ascending */
};

int store_held(const struct store *store, struct arena *arena,
	       struct references *out);

/* ------ the end of their days ------ */

struct expired {
	uint32_t day;     /* that was taken away: 20261121; 0: none */
	uint64_t bytes;   /* that are free again */
	uint32_t left;    /* days past their end that go with later calls */
	uint32_t waiting; /* … with held ones: they stay */
};

/* The oldest day that is over, and no other: a clock that leaps by years must
 * not empty the store before somebody sees it. */
int store_expire(struct store *store, time_t now, struct expired *out);
