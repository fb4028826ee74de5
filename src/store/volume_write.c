/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * volume_write.c -- a file of originals: added to, and erased from
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <linux/falloc.h>

#include "base/fd.h"
#include "base/must.h"
#include "store/volume.h"
#include "store/volume_index.h"

enum {
	PIECE = 256 << 10,
};

/* The message, and zeros up to the next block. */
static int copy_message(struct volume *volume, const struct original *original,
			uint64_t at, uint8_t digest_out[static DIGEST_LEN])
{
	static uint8_t bytes[PIECE];
	struct digest digest = { 0 };
	int r = 0;

	digest_begin(&digest);
	for (uint32_t from = 0; r == 0 && from < original->size;
	     from += PIECE) {
		const uint32_t left = original->size - from;
		const size_t len = left < PIECE ? left : PIECE;
		const size_t whole =
			(len + RECORD_BLOCK - 1) / RECORD_BLOCK * RECORD_BLOCK;

		r = fd_read_at(original->file, bytes, len, (off_t)from);
		if (r < 0)
			break;
		digest_add(&digest, bytes, len);
		memset(bytes + len, 0, whole - len);
		r = fd_write_at(volume->file, bytes, whole, (off_t)(at + from));
	}
	digest_end(&digest, digest_out);
	return r;
}

/* The head comes last: without it there is no record. */
int volume_append(struct volume *volume, const struct original *original,
		  struct record *out)
{
	static uint8_t front[RECORD_FRONT_MAX];
	struct record record = {
		.number = volume->next,
		.state = RECORD_KEPT,
		.time = original->time,
		.size = original->size,
		.envelope_len = original->envelope_len,
	};
	int r;

	must(!volume->failed);
	if (original->envelope_len > RECORD_ENVELOPE_MAX)
		return -E2BIG;
	memcpy(record.salt, volume->salt, sizeof(record.salt));
	record_measure(&record);
	r = copy_message(volume, original,
			 volume->end + record_front(record.envelope_len),
			 record.digest);
	if (r < 0)
		return r;
	record_write(&record, original->envelope, front);
	r = fd_write_at(volume->file, front, record_front(record.envelope_len),
			(off_t)volume->end);
	if (r < 0)
		return r;
	volume_index_put(volume->index, record.number, volume->end);
	volume->end += (uint64_t)record.blocks * RECORD_BLOCK;
	volume->next++;
	*out = record;
	return 0;
}

int volume_commit(struct volume *volume)
{
	if (fdatasync(volume->file) < 0) {
		volume->failed = true;
		return -errno;
	}
	volume->promised = true;
	volume_index_put_synced(volume->index, volume->end);
	return 0;
}

/* ------ a deletion ------ */

static int overwrite(int file, uint64_t at, uint64_t len)
{
	static const uint8_t zeros[PIECE];
	int r = 0;

	while (r == 0 && len) {
		const size_t n = len < PIECE ? len : PIECE;

		r = fd_write_at(file, zeros, n, (off_t)at);
		at += n;
		len -= n;
	}
	return r;
}

/* Gives blocks back; where the file system cannot, they become zero. */
static int clear(int file, uint64_t at, uint64_t len)
{
	if (len == 0 ||
	    fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
		      (off_t)at, (off_t)len) == 0)
		return 0;
	return errno == EOPNOTSUPP ? overwrite(file, at, len) : -errno;
}

static int clear_and_sync(int file, uint64_t at, uint64_t len)
{
	int r = clear(file, at, len);

	return r == 0 && fdatasync(file) < 0 ? -errno : r;
}

/*
 * A sector is written whole or not at all, a block is not. So the head that
 * tells of the erasure goes to where the message was, and the old one, by which
 * the record is known until then, goes after it. Only a record without a message
 * has one place for both.
 */
int volume_erase(const struct volume *volume, struct place *place,
		 const char *words)
{
	struct record *record = &place->record;
	const uint64_t len = (uint64_t)record->blocks * RECORD_BLOCK;
	const uint64_t front = record_front(record->envelope_len);
	const uint64_t old = place->at, behind = len > front ? front : 0;
	const size_t n = strnlen(words, RECORD_BLOCK - RECORD_HEAD);
	int r = clear_and_sync(volume->file, old + front, len - front);

	if (r < 0)
		return r;
	place->at = old + behind;
	record->state = RECORD_ERASED;
	record->envelope_len = (uint32_t)n;
	record->blocks -= (uint32_t)(behind / RECORD_BLOCK);
	record_write(record, words, place->front);
	r = fd_write_at(volume->file, place->front, RECORD_BLOCK,
			(off_t)place->at);
	if (r == 0 && fdatasync(volume->file) < 0)
		r = -errno;
	if (r == 0 && behind)
		r = clear_and_sync(volume->file, old, front);
	else if (r == 0)
		r = clear_and_sync(volume->file, old + RECORD_BLOCK,
				   front - RECORD_BLOCK);
	if (r == 0)
		volume_index_put(volume->index, record->number, place->at);
	return r;
}
