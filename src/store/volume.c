/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * volume.c -- a file of originals: opened, gone through, asked
 */
#include "store/volume.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fd.h"
#include "store/volume_index.h"

enum {
	MODE = 0600,
	PIECE = 256 << 10,
};

char *volume_name(char out[static VOLUME_NAME], uint32_t day, uint32_t part,
		  const char *suffix)
{
	snprintf(out, VOLUME_NAME, "%08u-%02u.%s", day, part, suffix);
	return out;
}

static int open_file(int folder, uint32_t day, uint32_t part,
		     const char *suffix, int flags)
{
	char name[VOLUME_NAME];
	int fd = openat(folder, volume_name(name, day, part, suffix),
			O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, MODE);

	return fd < 0 ? -errno : fd;
}

int volume_make(int folder, uint32_t day, uint32_t part, uint32_t first,
		struct volume *out)
{
	_cleanup_(fd_closep) int file =
		open_file(folder, day, part, "mail", O_CREAT | O_EXCL);

	if (file < 0)
		return file;
	if (fsync(folder) < 0)
		return -errno;
	*out = (struct volume){
		.day = day,
		.part = part,
		.first = first,
		.next = first,
		.index = open_file(folder, day, part, "index",
				   O_CREAT | O_TRUNC),
		.file = take_fd(&file),
	};
	return 0;
}

int volume_open(int folder, uint32_t day, uint32_t part, struct volume *out)
{
	_cleanup_(fd_closep) int file = open_file(folder, day, part, "mail", 0);
	struct stat st;

	if (file < 0)
		return file;
	if (fstat(file, &st) < 0)
		return -errno;
	*out = (struct volume){
		.day = day,
		.part = part,
		.end = (uint64_t)st.st_size,
		.torn = true,
		.index = open_file(folder, day, part, "index", O_CREAT),
		.file = take_fd(&file),
	};
	return 0;
}

void volume_close(struct volume *volume)
{
	fd_closep(&volume->file);
	fd_closep(&volume->index);
	volume->file = volume->index = -1;
}

/* ------ one record ------ */

/* 0; -EBADMSG: no whole head there; or -errno. */
static int read_place(const struct volume *volume, uint64_t at,
		      struct place *out)
{
	const off_t from = (off_t)at;
	int r = fd_read_at(volume->file, out->front, RECORD_HEAD, from);

	if (r < 0)
		return r == -ENODATA ? -EBADMSG : r;
	if (!record_read(out->front, &out->record))
		return -EBADMSG;
	r = fd_read_at(volume->file, out->front,
		       record_front(out->record.envelope_len), from);
	if (r < 0)
		return r == -ENODATA ? -EBADMSG : r;
	out->at = at;
	return record_check(out->front, &out->record) ? 0 : -EBADMSG;
}

static uint64_t length(const struct record *record)
{
	return (uint64_t)record->blocks * RECORD_BLOCK;
}

int volume_read(const struct volume *volume, const struct place *place,
		uint64_t from, void *bytes, size_t len)
{
	const uint64_t at =
		place->at + record_front(place->record.envelope_len) + from;

	if (place->record.state != RECORD_KEPT || from > place->record.size ||
	    len > place->record.size - from)
		return -EINVAL;
	return fd_read_at(volume->file, bytes, len, (off_t)at);
}

int volume_verify(const struct volume *volume, const struct place *place)
{
	static uint8_t bytes[PIECE];
	const uint64_t size = place->record.size;
	uint8_t found[DIGEST_LEN];
	struct digest digest = { 0 };
	int r = 0;

	digest_begin(&digest);
	for (uint64_t at = 0; r == 0 && at < size; at += PIECE) {
		size_t len = size - at < PIECE ? size - at : PIECE;

		r = volume_read(volume, place, at, bytes, len);
		if (r == 0)
			digest_add(&digest, bytes, len);
	}
	digest_end(&digest, found);
	if (r < 0)
		return r == -ENODATA ? -EBADMSG : r;
	return memcmp(found, place->record.digest, DIGEST_LEN) == 0 ? 0
								    : -EBADMSG;
}

/* ------ all of them ------ */

/* The next record at `at` or behind it, over whatever cannot be read. 0; 1: no
 * more; -errno. *junk: something was passed over. */
static int next_place(const struct volume *volume, uint64_t at, uint64_t size,
		      struct place *out, bool *junk)
{
	for (*junk = false; at < size; at += RECORD_BLOCK) {
		int r = read_place(volume, at, out);

		if (r != -EBADMSG)
			return r;
		*junk = true;
	}
	return 1;
}

static int search(const struct volume *volume, uint32_t number,
		  struct place *out)
{
	struct stat st;
	bool junk;
	int r;

	if (fstat(volume->file, &st) < 0)
		return -errno;
	for (uint64_t at = 0;; at = out->at + length(&out->record)) {
		r = next_place(volume, at, (uint64_t)st.st_size, out, &junk);
		if (r)
			return r < 0 ? r : -ENOENT;
		if (out->record.number == number)
			return 0;
	}
}

int volume_find(const struct volume *volume, uint32_t number, struct place *out)
{
	uint64_t at;

	if (volume_index_get(volume->index, number, &at) &&
	    read_place(volume, at, out) == 0 && out->record.number == number)
		return 0;
	return search(volume, number, out);
}

int volume_recover(struct volume *volume)
{
	const uint64_t size = volume->end;
	const uint64_t synced = volume_index_synced(volume->index, size);
	static struct place place;
	bool junk;
	int r;

	*volume = (struct volume){
		.day = volume->day,
		.part = volume->part,
		.file = volume->file,
		.index = volume->index,
	};
	for (;;) {
		r = next_place(volume, volume->end, size, &place, &junk);
		volume->torn |= junk;
		if (r)
			break;
		if (place.at >= synced && place.record.state == RECORD_KEPT) {
			r = volume_verify(volume, &place);
			if (r < 0 && r != -EBADMSG)
				break;
			volume->torn |= r < 0;
		}
		if (!volume->first)
			volume->first = place.record.number;
		if (place.record.number >= volume->next)
			volume->next = place.record.number + 1;
		volume->end = place.at + length(&place.record);
	}
	volume->torn |= volume->end != size;
	return r < 0 ? r : 0;
}
