/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * volume.h -- a file of originals, one behind the other
 *
 * "20261121-01.mail" holds the records (record.h) of a day, ascending by number.
 * The first one is the volume's own, and gives its salt. After a power cut heads
 * or messages behind those that were promised may be there in part: what is no
 * head with the salt is passed over, block by block. A volume without its first
 * record, or whose sync failed, that cannot be read to its end or was opened on
 * a read-only disk, is not added to: the day goes on in "20261121-02.mail".
 *
 * "20261121-01.index" says how much was surely on the disk and where each
 * record begins. It is never synced and never believed: what it points to must
 * be the record that is looked for; if not, the file is gone through from its
 * begin, and the index learns what is passed. Only a number that it knows is not
 * given again, whatever became of its record.
 *
 * System calls: openat, pread64, pwrite64, fdatasync, fsync, fallocate,
 * newfstatat, getrandom, close.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "store/record.h"

enum {
	VOLUME_NAME = 24,
	VOLUME_PARTS = 9999,
	VOLUME_BAD = 16, /* blocks that cannot be read: more are not tried */
};

struct volume {
	uint32_t day, part;
	int file, index; /* index -1: there is none, and it goes without */
	uint32_t next;   /* one above the highest that is here */
	uint64_t end;    /* bytes: where the next record goes */
	bool salted;     /* it has its first record */
	bool read_only;  /* the disk was, when it was opened */
	bool failed;     /* nothing is added any more */
	bool promised;   /* somebody may have been promised what is in it */
	bool damaged;    /* … and not all of that can be read any more */
	uint8_t salt[RECORD_SALT];
};

char *volume_name(char out[static VOLUME_NAME], uint32_t day, uint32_t part,
		  const char *suffix);

/* A new one, to be appended to; its name is on the disk. 0 or -errno; -EEXIST. */
int volume_make(int folder, uint32_t day, uint32_t part, uint32_t first,
		struct volume *out);
/* One that is there, to be read and erased from. 0 or -errno. */
int volume_open(int folder, uint32_t day, uint32_t part, struct volume *out);
/*
 * After volume_open(), to go on with it: all heads are read, and of the messages
 * those of which the index does not know that they were on the disk. Sets next
 * (above all that is here or that the index knows of, for the disk may have lost
 * it; without a first record: above whatever may be here, if the volume began
 * with `least`), end and failed. 0 or -errno.
 */
int volume_recover(struct volume *volume, uint32_t least);
void volume_close(struct volume *volume);
/* Whether its name still leads to it: 0, -ESTALE, or -errno. */
int volume_check_name(const struct volume *volume, int folder);
/* One of which nothing was promised loses its name, if that is still its own,
 * and stays open. 0 or -errno. */
int volume_unmake(const struct volume *volume, int folder);
/* Its files go. 0 or -errno. */
int volume_remove(int folder, uint32_t day, uint32_t part);

/* What is to be kept; `file` is read from its begin. */
struct original {
	uint64_t time;
	const void *envelope;
	uint32_t envelope_len; /* at most RECORD_ENVELOPE_MAX */
	int file;
	uint32_t size;
};

/* Written, not yet on the disk. 0 or -errno: then as before, but that the room
 * behind `end` may hold a part of it. */
int volume_append(struct volume *volume, const struct original *original,
		  struct record *out);
/* All that was appended is on the disk. After an error nobody knows: nothing is
 * added any more, and what was appended since the last success must be said to
 * have failed. 0 or -errno. */
int volume_commit(struct volume *volume);

struct place {
	uint64_t at; /* of the record */
	struct record record;
	uint8_t front[RECORD_FRONT_MAX]; /* head and envelope */
};

/* Whatever stands there. 0; -EBADMSG: no whole head; or -errno. */
int volume_look(const struct volume *volume, uint64_t at, struct place *out);
/* Where the index says that it is. False: it does not know, or is wrong. */
bool volume_known(const struct volume *volume, uint32_t number,
		  struct place *out);
/* 0, -ENOENT, or -errno. */
int volume_find(const struct volume *volume, uint32_t number,
		struct place *out);
/* Bytes of the message. 0 or -errno. */
int volume_read(const struct volume *volume, const struct place *place,
		uint64_t from, void *bytes, size_t len);
/* Whether the message is the one that was kept. 0, -EBADMSG, or -errno. */
int volume_verify(const struct volume *volume, const struct place *place);
/*
 * Gives the message's blocks back and leaves a head with `words` (who, when,
 * why) for an envelope. On the disk after 0. After an error, and after
 * a power cut in between, the message may be gone and the head as before: to be
 * done again.
 */
int volume_erase(const struct volume *volume, struct place *place,
		 const char *words);
