/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deletions.h -- an original is erased by two persons: the first one's word
 * until the second one's comes, and what both leave behind
 *
 * The words that wait are lines of one file of the store's folder, "deletions":
 * reference, uid, time, name and reason, a tab between two. It is written anew
 * and renamed for each change; what is older than a week, or of more than a day
 * to come, is left out then, and counts no more before. A tombstone has the same
 * without the reference, a line a person.
 *
 * System calls: openat, pread64, write, fsync, renameat, unlinkat, close.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "control/asker.h"
#include "control/request.h"
#include "store/reference.h"

enum {
	DELETION_DAYS = 7,
	DELETIONS_MAX = 1000, /* that wait */
	/* Bytes of the words that are left behind; of store_erase() 3,900. */
	TOMBSTONE_MAX = 2 * (REQUEST_REASON + ASKER_NAME + 64),
};

struct person_asked {
	uint32_t uid;
	uint64_t time;
	char name[ASKER_NAME];
	char reason[REQUEST_REASON];
};

struct deletion {
	struct reference reference;
	struct person_asked by;
};

/* 0; -ENOENT: nobody has asked, or too long ago; or -errno. */
int deletions_find(int folder, const struct reference *reference, time_t now,
		   struct deletion *out);
/* In the place of one of the same reference. On the disk after 0; -EDQUOT: too
 * many wait; or -errno: as before. */
int deletions_add(int folder, const struct deletion *deletion, time_t now);
/* 0, also where there was none; or -errno. */
int deletions_end(int folder, const struct reference *reference, time_t now);

struct tombstone {
	size_t n;
	struct person_asked by[2];
};

void tombstone_write(char out[static TOMBSTONE_MAX],
		     const struct person_asked *first,
		     const struct person_asked *second);
/* What is no such line is left out. */
void tombstone_read(const char *text, size_t len, struct tombstone *out);
