/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * volume.c -- a file of originals: opened, gone through, asked
 */
#include "store/volume.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fd.h"
#include "base/log.h"
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
			O_CLOEXEC | O_NOFOLLOW | flags, MODE);

	return fd < 0 ? -errno : fd;
}

/* The first record. The first commit syncs it together with what follows. */
static int begin(struct volume *volume, uint32_t first)
{
	static uint8_t front[RECORD_BLOCK];
	struct record record = {
		.number = first,
		.state = RECORD_BEGIN,
		.blocks = 1,
	};

	if (getrandom(volume->salt, sizeof(volume->salt), 0) !=
	    sizeof(volume->salt))
		return -EIO;
	memcpy(record.salt, volume->salt, sizeof(record.salt));
	record_write(&record, NULL, front);
	volume->salted = true;
	volume->next = first;
	volume->end = RECORD_BLOCK;
	return fd_write_at(volume->file, front, sizeof(front), 0);
}

int volume_make(int folder, uint32_t day, uint32_t part, uint32_t first,
		struct volume *out)
{
	_cleanup_(fd_closep) int file =
		open_file(folder, day, part, "mail", O_RDWR | O_CREAT | O_EXCL);
	char name[VOLUME_NAME];
	int r;

	if (file < 0)
		return file;
	*out = (struct volume){ .day = day, .part = part, .file = file };
	r = begin(out, first);
	if (r == 0 && fsync(folder) < 0)
		r = -errno;
	if (r < 0) {
		/* It would be in the next one's way. */
		unlinkat(folder, volume_name(name, day, part, "mail"), 0);
		return r;
	}
	out->index = open_file(folder, day, part, "index",
			       O_RDWR | O_CREAT | O_TRUNC);
	(void)take_fd(&file);
	return 0;
}

int volume_open(int folder, uint32_t day, uint32_t part, struct volume *out)
{
	_cleanup_(fd_closep) int file =
		open_file(folder, day, part, "mail", O_RDWR);
	/* A disk that has turned so still has what is on it. */
	const bool read_only = file == -EROFS;
	uint8_t front[RECORD_HEAD];
	struct record record;
	struct stat st;

	if (read_only)
		file = open_file(folder, day, part, "mail", O_RDONLY);
	if (file < 0)
		return file;
	if (fstat(file, &st) < 0)
		return -errno;
	*out = (struct volume){
		.day = day,
		.part = part,
		.end = (uint64_t)st.st_size,
		.read_only = read_only,
		.failed = true,
		.promised = true,
		.index = open_file(folder, day, part, "index",
				   read_only ? O_RDONLY : O_RDWR | O_CREAT),
		.file = take_fd(&file),
	};
	if (fd_read_at(out->file, front, sizeof(front), 0) == 0 &&
	    record_read(front, &record) && record.state == RECORD_BEGIN &&
	    record_check(front, &record)) {
		out->salted = true;
		out->next = record.number;
		memcpy(out->salt, record.salt, sizeof(out->salt));
	}
	return 0;
}

/* The index first: without its volume it would stay for ever. */
int volume_remove(int folder, uint32_t day, uint32_t part)
{
	char name[VOLUME_NAME];

	volume_name(name, day, part, "index");
	if (unlinkat(folder, name, 0) < 0 && errno != ENOENT)
		return -errno;
	volume_name(name, day, part, "mail");
	return unlinkat(folder, name, 0) < 0 ? -errno : 0;
}

int volume_check_name(const struct volume *volume, int folder)
{
	char name[VOLUME_NAME];
	struct stat named, open;

	volume_name(name, volume->day, volume->part, "mail");
	if (fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) < 0 ||
	    fstat(volume->file, &open) < 0)
		return -errno;
	return named.st_ino == open.st_ino && named.st_dev == open.st_dev
		       ? 0
		       : -ESTALE;
}

int volume_unmake(const struct volume *volume, int folder)
{
	int r = volume_check_name(volume, folder);

	return r < 0 ? r : volume_remove(folder, volume->day, volume->part);
}

void volume_close(struct volume *volume)
{
	fd_closep(&volume->file);
	fd_closep(&volume->index);
	volume->file = volume->index = -1;
}

/* ------ one record ------ */

int volume_look(const struct volume *volume, uint64_t at, struct place *out)
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
	if (volume->salted &&
	    memcmp(out->record.salt, volume->salt, RECORD_SALT) != 0)
		return -EBADMSG;
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

/* The next record at `at` or behind it, over whatever is none. 0; 1: no more;
 * -errno, `at` behind the block that cannot be read. */
static int next_place(const struct volume *volume, uint64_t *at, uint64_t size,
		      struct place *out)
{
	int r = -EBADMSG;

	for (; *at < size && r == -EBADMSG; *at += RECORD_BLOCK)
		r = volume_look(volume, *at, out);
	return r == -EBADMSG ? 1 : r;
}

/* The volume's own record bears a number too. */
static bool is_original(const struct record *record, uint32_t number)
{
	return record->number == number && record->state != RECORD_BEGIN;
}

/* The index learns what is passed: the next question need not. What cannot be
 * read may be it, or not. */
static int search(const struct volume *volume, uint32_t number,
		  struct place *out)
{
	unsigned n_bad = 0;
	uint64_t at = 0;
	struct stat st;
	int r;

	if (fstat(volume->file, &st) < 0)
		return -errno;
	for (;;) {
		r = next_place(volume, &at, (uint64_t)st.st_size, out);
		if (r == -EIO && n_bad++ < VOLUME_BAD)
			continue;
		if (r)
			return r < 0 ? r : n_bad ? -EIO : -ENOENT;
		at = out->at + length(&out->record);
		if (volume->salted && out->record.state != RECORD_BEGIN)
			volume_index_put(volume->index, out->record.number,
					 out->at);
		if (is_original(&out->record, number))
			return 0;
	}
}

bool volume_known(const struct volume *volume, uint32_t number,
		  struct place *out)
{
	uint64_t at;

	return volume_index_get(volume->index, number, &at) &&
	       volume_look(volume, at, out) == 0 &&
	       is_original(&out->record, number);
}

int volume_find(const struct volume *volume, uint32_t number, struct place *out)
{
	return volume_known(volume, number, out) ? 0
						 : search(volume, number, out);
}

/* What was surely on the disk may have been promised, all else was not. */
static void say_lost(struct volume *volume, uint32_t first, uint32_t last,
		     bool was_sure)
{
	volume->damaged |= was_sure;
	if (was_sure)
		log_err("store-damaged day=%u part=%u lost=%u-%u", volume->day,
			volume->part, first, last);
	else
		log_warn("store-torn day=%u part=%u number=%u-%u", volume->day,
			 volume->part, first, last);
}

/* `told`: bytes that were surely on the disk, as the index says. */
static int look_at(struct volume *volume, const struct place *place,
		   uint64_t told, uint64_t size)
{
	const uint32_t number = place->record.number;
	int r = 0;

	if ((place->at >= told || told > size) &&
	    place->record.state == RECORD_KEPT)
		r = volume_verify(volume, place);
	if (r == -EBADMSG)
		say_lost(volume, number, number, place->at < told);
	return r == -EBADMSG ? 0 : r;
}

/* The newest records may be what a disk has lost: their numbers are not given
 * again, nor is their place as far as the volume reaches. What was promised to
 * nobody may have come into the index alone. */
static void believe_index(struct volume *volume, uint32_t first, uint64_t told,
			  uint64_t size)
{
	const uint64_t synced = told <= size ? told : 0;
	const uint64_t end =
		(synced + RECORD_BLOCK - 1) / RECORD_BLOCK * RECORD_BLOCK;
	const uint32_t known = volume_index_highest(volume->index, first - 1);
	uint64_t at;

	if (known >= volume->next) {
		say_lost(volume, volume->next, known,
			 volume_index_get(volume->index, volume->next, &at) &&
				 at < told);
		volume->next = known + 1;
	}
	if (end > volume->end)
		volume->end = end;
}

/* It is only read, and no number that may be in it is given again. */
static void give_up(struct volume *volume, uint32_t least, uint64_t told,
		    uint64_t size)
{
	volume->failed = volume->damaged = true;
	volume->next = least + (uint32_t)(size / RECORD_BLOCK);
	log_err("store-damaged day=%u part=%u", volume->day, volume->part);
	believe_index(volume, least, told, size);
}

static int go_through(struct volume *volume, uint64_t size, uint64_t told)
{
	static struct place place;
	uint64_t at = RECORD_BLOCK;
	int r;

	volume->end = at;
	while ((r = next_place(volume, &at, size, &place)) == 0) {
		r = look_at(volume, &place, told, size);
		if (r < 0)
			return r;
		if (place.record.number >= volume->next)
			volume->next = place.record.number + 1;
		volume->end = at = place.at + length(&place.record);
	}
	return r < 0 ? r : 0;
}

int volume_recover(struct volume *volume, uint32_t least)
{
	const uint64_t size = volume->end;
	const uint64_t told = volume_index_synced(volume->index);
	const uint32_t first = volume->next;
	int r;

	if (!volume->salted) {
		give_up(volume, least, told, size);
		return 0;
	}
	volume->failed = volume->read_only;
	r = go_through(volume, size, told);
	if (r == -EIO) {
		give_up(volume, first, told, size);
		return 0;
	}
	if (r == 0)
		believe_index(volume, first, told, size);
	return r;
}
