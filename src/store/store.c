/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store.c -- the originals of mail: opened, added to, found, taken away
 */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "store/listing.h"

static uint64_t length(uint32_t envelope_len, uint64_t size)
{
	struct record record = { .envelope_len = envelope_len, .size = size };

	record_measure(&record);
	return (uint64_t)record.blocks * RECORD_BLOCK;
}

/* ------ a day that was begun before ------ */

/* A name that was made earlier may not be on the disk yet. */
static int settle(const struct store *store)
{
	return fsync(store->folder) < 0 ? -errno : 0;
}

static int recover_part(struct store *store, const struct listed_volume *part,
			uint32_t next)
{
	int r = volume_open(store->folder, part->day, part->part,
			    &store->current);

	if (r == 0)
		r = volume_recover(&store->current, next);
	if (r < 0)
		return log_errno(r, "store day=%u part=%u", part->day,
				 part->part);
	if (store->current.next < next)
		store->current.next = next;
	store->damaged |= store->current.damaged;
	return 0;
}

/* A mark knows a number that its volume may have lost. */
static void believe_marks(struct store *store, const struct listing *listing)
{
	vec_each(held, &listing->held)
		if (held->day == store->current.day &&
		    held->number >= store->current.next)
			store->current.next = held->number + 1;
}

/* Its numbers go on from `next` at least. */
static int recover(struct store *store, const struct listing *listing,
		   uint32_t day, uint32_t next)
{
	vec_each(part, &listing->volumes) {
		int r = 0;

		if (part->day != day)
			continue;
		volume_close(&store->current);
		r = recover_part(store, part, next);
		if (r < 0) {
			volume_close(&store->current);
			return r;
		}
		next = store->current.next;
	}
	believe_marks(store, listing);
	return 0;
}

/* Counts all, and goes on with the newest day. */
static int recover_newest(struct store *store, const struct listing *listing)
{
	uint32_t newest = 0;

	vec_each(volume, &listing->volumes) {
		store->used += volume->bytes;
		newest = volume->day;
	}
	return newest ? recover(store, listing, newest, 1) : 0;
}

int store_open(struct store *store, int folder, const struct store_rules *rules)
{
	struct arena arena = { 0 };
	struct listing listing = { 0 };
	int unsettled, r;

	*store = (struct store){
		.folder = folder,
		.rules = *rules,
		.current = { .file = -1, .index = -1 },
	};
	if (flock(folder, LOCK_EX | LOCK_NB) < 0)
		return log_errno(errno == EWOULDBLOCK ? -EBUSY : -errno,
				 "store lock");
	unsettled = settle(store);
	r = listing_read(folder, &arena, &listing);
	r = r < 0 ? log_errno(r, "store") : recover_newest(store, &listing);
	arena_finish(&arena);
	/* It is read all the same; what comes goes into one with a sure name. */
	if (r == 0 && unsettled < 0) {
		log_errno(unsettled, "store");
		store->current.failed = true;
	}
	if (r < 0)
		store_close(store);
	return r;
}

void store_close(struct store *store)
{
	volume_close(&store->current);
	flock(store->folder, LOCK_UN);
}

/* ------ one more ------ */

/* Those appended since the last commit; what goes wrong is told at the next. */
static int sync_waiting(struct store *store)
{
	if (store->n_waiting && store->sync == 0)
		store->sync = volume_commit(&store->current);
	/* Else nobody would find in it what is promised. */
	if (store->n_waiting && store->sync == 0) {
		store->sync = volume_check_name(&store->current, store->folder);
		store->current.failed = store->sync < 0;
	}
	store->n_waiting = 0;
	return store->sync;
}

static void count_less(struct store *store, uint64_t bytes)
{
	store->used -= bytes < store->used ? bytes : store->used;
}

/* Of a disk that syncs nothing for hours each attempt would leave one behind,
 * until the day has no further part. */
static void take_away_unpromised(struct store *store)
{
	const struct volume *current = &store->current;

	if (current->file >= 0 && current->failed && !current->promised &&
	    volume_unmake(current, store->folder) == 0)
		count_less(store, current->end);
}

/* Numbers of a day are given once: where there is a volume already, it is known
 * which ones. */
static int go_on_with(struct store *store, uint32_t day)
{
	struct arena arena = { 0 };
	struct listing listing = { 0 };
	int r = settle(store);

	if (r == 0)
		r = listing_read(store->folder, &arena, &listing);
	if (r == 0)
		r = recover(store, &listing, day,
			    day == store->current.day ? store->current.next
						      : 1);
	arena_finish(&arena);
	return r;
}

/* The day's first volume, or one more of the current day: in the place of one
 * that was taken away, so that none is missing between two. */
static int begin(struct store *store, uint32_t day)
{
	struct volume *current = &store->current, next;
	const bool more = current->file >= 0 && current->day == day;
	const uint32_t part = more ? current->part : 1;
	const uint32_t first = more ? current->next : 1;
	int r;

	take_away_unpromised(store);
	r = volume_make(store->folder, day, part, first, &next);
	if (r == -EEXIST && more)
		r = part < VOLUME_PARTS ? volume_make(store->folder, day,
						      part + 1, first, &next)
					: -EMFILE;
	if (r < 0)
		return r;
	volume_close(current);
	*current = next;
	store->used += RECORD_BLOCK;
	return 0;
}

/* While the clock is behind, mail goes to the newest day: under its own it would
 * be over too soon. */
static int day_to_be(const struct store *store, uint32_t today, uint32_t *out)
{
	const uint32_t current = store->current.day;
	struct arena arena = { 0 };
	struct listing listing = { 0 };
	int r;

	*out = today;
	if (store->current.file < 0 || today >= current)
		return 0;
	r = listing_read(store->folder, &arena, &listing);
	if (r == 0 && !listing_is_ahead(&listing, today, current))
		*out = current;
	arena_finish(&arena);
	return r;
}

/* The volume that a mail of this day goes to. */
static int turn_to(struct store *store, uint32_t today)
{
	struct volume *current = &store->current;
	uint32_t day;
	int r = day_to_be(store, today, &day);

	while (r == 0 &&
	       (current->file < 0 || current->failed || current->day != day)) {
		if (current->file >= 0 && !current->failed)
			r = sync_waiting(store);
		if (r == 0)
			r = begin(store, day);
		if (r == -EEXIST)
			r = go_on_with(store, day);
	}
	return r;
}

int store_append(struct store *store, const struct original *original,
		 struct reference *out)
{
	const uint64_t len = length(original->envelope_len, original->size);
	struct record record;
	int r;

	if (len > store->rules.cap || store->used > store->rules.cap - len)
		return -EXFULL;
	r = turn_to(store, reference_day((time_t)original->time));
	if (r == 0 && store->current.next > REFERENCE_NUMBER_MAX)
		r = -EXFULL;
	if (r == 0)
		r = volume_append(&store->current, original, &record);
	if (r < 0)
		return r;
	store->used += len;
	store->n_waiting++;
	*out = (struct reference){ store->current.day, record.number };
	return 0;
}

int store_commit(struct store *store)
{
	const int r = sync_waiting(store);

	store->sync = 0;
	return r;
}

/* ------ one that was kept ------ */

/* What cannot be read in one part may be in another. */
int store_find(const struct store *store, const struct reference *reference,
	       struct kept *out)
{
	int worst = -ENOENT;

	for (uint32_t part = 1; part <= VOLUME_PARTS; part++) {
		int r = volume_open(store->folder, reference->day, part,
				    &out->volume);

		if (r == -ENOENT)
			break; /* no further one */
		if (r == 0) {
			r = volume_find(&out->volume, reference->number,
					&out->place);
			if (r == 0)
				return 0;
			volume_close(&out->volume);
		}
		if (r != -ENOENT)
			worst = r;
	}
	return worst;
}

void kept_close(struct kept *kept)
{
	volume_close(&kept->volume);
}

/* What is erased is, with a mark or without. */
static void drop_mark(const struct store *store,
		      const struct reference *reference)
{
	char text[REFERENCE_TEXT];
	int r = store_unhold(store, reference);

	if (r < 0 && r != -ENOENT)
		log_errno(r, "erased-still-marked reference=%s",
			  reference_text(text, reference));
}

int store_erase(struct store *store, const struct reference *reference,
		const char *words)
{
	static struct kept kept;
	struct stat st;
	uint64_t before;
	int r = store_find(store, reference, &kept);

	if (r < 0)
		return r;
	before = fstat(kept.volume.file, &st) == 0 ? (uint64_t)st.st_blocks : 0;
	r = volume_erase(&kept.volume, &kept.place, words);
	if (r == 0 && fstat(kept.volume.file, &st) == 0 &&
	    (uint64_t)st.st_blocks < before)
		count_less(store, (before - (uint64_t)st.st_blocks) * 512);
	kept_close(&kept);
	if (r == 0)
		drop_mark(store, reference);
	return r;
}

/* ------ the end of their days ------ */

static bool has_held(const struct listing *listing, uint32_t day)
{
	vec_each(held, &listing->held)
		if (held->day == day)
			return true;
	return false;
}

/* What cannot be taken away stays, and is told; the next one goes. */
static int expire(struct store *store, const struct listing *listing,
		  uint32_t first, struct expired *out)
{
	uint32_t seen = 0, gone = 0;
	int worst = 0;

	vec_each(volume, &listing->volumes) {
		const bool another = volume->day != seen;
		int r;

		if (volume->day >= first || volume->day == store->current.day)
			continue;
		seen = volume->day;
		if (has_held(listing, volume->day)) {
			out->waiting += another;
			continue;
		}
		if (gone && gone != volume->day) {
			out->left += another;
			continue;
		}
		r = volume_remove(store->folder, volume->day, volume->part);
		if (r < 0) {
			worst = log_errno(r, "not-expired day=%u part=%u",
					  volume->day, volume->part);
			continue;
		}
		count_less(store, volume->bytes);
		out->day = gone = volume->day;
		out->bytes += volume->bytes;
	}
	return fsync(store->folder) < 0 ? -errno : worst;
}

int store_expire(struct store *store, time_t now, struct expired *out)
{
	const uint32_t first = reference_day_add(reference_day(now),
						 1 - (int)store->rules.days);
	struct arena arena = { 0 };
	struct listing listing;
	int r = listing_read(store->folder, &arena, &listing);

	*out = (struct expired){ 0 };
	if (r == 0)
		r = expire(store, &listing, first, out);
	arena_finish(&arena);
	return r;
}
