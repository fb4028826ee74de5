/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal.h -- what happened, in lines of JSON that hold each other
 *
 * Files journal-000001.jsonl, journal-000002.jsonl … of one folder. A line:
 *
 *   {"n":7,"time":"2027-03-01T00:00:00.000Z","clock":81234,"event":"apply",
 *    …fields…,"prev":"HEX","check":"HEX"}\n
 *
 * (without the break). n counts lines over all files from 1. time is UTC;
 * clock is milliseconds since the boot (CLOCK_BOOTTIME), so that a clock that
 * was set shows. prev is the SHA-256 of all bytes of the line before, its
 * newline included; 64 zeros where there is none. check is the first 8 bytes
 * of the SHA-256 of the line up to the comma before "check": it finds what a
 * disk changed in the newest line, which no later line vouches for yet.
 *
 * Each file begins with an event of our own, which continues the chain:
 *   journal-file     file, before: the names of this file and the one before
 *   journal-damaged  the same, fault: what is wrong with the file before,
 *                    found: SHA-256 of all its bytes, null if it cannot be
 *                    read; n is above any that was read in it, prev of the
 *                    last line that is known to be good
 * and where a power cut had torn the newest line:
 *   journal-torn     bytes: how many were cut off, sha256, text: of those
 *
 * A chain proves nothing to somebody who may have been given another one:
 * whoever wants to know that no end was cut off notes "n:hash" of the newest
 * line elsewhere (journal_verify.h).
 *
 * System calls: opening needs openat, read, pread64, newfstatat, getdents64,
 * fcntl, lseek, flock, close; adding needs newfstatat, openat, write,
 * fdatasync, fsync, ftruncate, close; both memory, and clock_gettime (vDSO).
 * All paths are names in the folder, but that the C library looks for
 * /etc/localtime once; it need not get it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/json.h"

enum {
	JOURNAL_FILE_MAX = 16 << 20, /* bytes, unless told otherwise */
	JOURNAL_LINE_MAX = 64 << 10, /* bytes with the newline */
	JOURNAL_TEXT_MAX = 4096,     /* bytes of a text of journal_text() */
	JOURNAL_EVENT_MAX = 48,      /* bytes: a-z, 0-9 and '-' */
	JOURNAL_NAME = 32,           /* bytes of a file's name, with the NUL */
	JOURNAL_FAULT = 192,
};

/* The highest n: exact in every reader of JSON. */
#define JOURNAL_N_MAX ((UINT64_C(1) << 53) - 1)

/* A line that is known: its number, and the SHA-256 of its bytes. n 0: before
 * the first line, or none is known. */
struct journal_head {
	uint64_t n;
	uint8_t hash[DIGEST_LEN];
};

struct journal {
	int folder;        /* the caller's */
	int file;          /* the newest, or -1: the next line begins one */
	uint32_t number;   /* of the newest file; 0: there is none */
	uint32_t before;   /* of the file before that; 0: there is none */
	uint64_t size;     /* its bytes that are whole lines on the disk */
	uint64_t file_max; /* a file as large as this is followed by another */
	struct journal_head head;
	bool dirty;       /* behind `size` may be something: to be cut off */
	bool unsynced;    /* the folder is to be synced */
	bool past_damage; /* the newest file began behind a damaged one */
	/* A torn end that was found and is not in the journal yet. */
	uint64_t torn;
	uint8_t torn_hash[DIGEST_LEN];
	char torn_text[JOURNAL_FAULT];
	/* What is wrong with the file before, until that is in the journal; ""
	 * if nothing. Nothing is ever added to such a file. */
	char fault[JOURNAL_FAULT];
	uint8_t found[DIGEST_LEN]; /* of all its bytes; zeros: unknown */
};

/* Writes the fields of an event: json_key(), value, and so on. */
typedef void journal_fields_fn(struct json *json, const void *data);

/*
 * Reads the newest file whole and finds where to go on; writes nothing, so that
 * a full disk keeps nobody from starting. `folder` is kept, and stays locked
 * (flock) while the journal is open: -EBUSY, another one is writing. file_max 0:
 * JOURNAL_FILE_MAX. Damage is no error (see `fault`: to be alarmed about, and the
 * journal goes on in a new file). 0 or -errno, logged.
 */
int journal_open(struct journal *journal, int folder, uint64_t file_max);

/*
 * One line, by one write(2), then fdatasync(2): after 0 it is on the disk.
 * fields may be NULL. -ENOSPC, -EDQUOT, -EFBIG, -EIO …: it is not in the
 * journal, and the journal is as before: what was written of it is cut off
 * again, at the latest before the next line. (Should the power fail just then,
 * the line may be found whole: it says what was about to be done.) Fields that
 * would pass JOURNAL_LINE_MAX are replaced by their beginning as a text,
 * "fields_cut", and their length, "fields_bytes".
 */
int journal_add(struct journal *journal, const char *event,
		journal_fields_fn *fields, const void *data);

void journal_close(struct journal *journal);

/* For callbacks: key and text; a text of more than JOURNAL_TEXT_MAX bytes is cut
 * at a character and ends in "…". NULL writes null. */
void journal_text(struct json *json, const char *key, const char *text);
void journal_number(struct json *json, const char *key, int64_t number);
void journal_digest(struct json *json, const char *key,
		    const uint8_t digest[static DIGEST_LEN]);
