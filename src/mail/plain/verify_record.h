/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_record.h -- the records of a plain message as a table: for its reader,
 * for who writes it again, and for the words of the notice
 */
#pragma once

#include "mail/plain/plain.h"

/* The lists that records are part of: those of one list stand together, again
 * and again for each of its elements. */
enum record_list {
	ONE, /* none: the record stands once */
	RCPTS,
	REPLY_TO,
	TO,
	CC,
	MARKS,
	ACTIONS,
	DEFECTS,
	REMOVED,
	FILES,
	N_RECORD_LISTS,
};

/* Where its elements and their number lie in struct plain, and how many records
 * each element is. */
struct list_place {
	size_t offset, size;
	size_t count; /* 0: there is always one */
	size_t least, most, run;
};

struct record {
	enum record_list list;
	const char *tag;
	size_t offset; /* in the element, or in struct plain: of a struct slice,
			* or of an uint64_t if there is no check */
	uint32_t max;  /* bytes, or the largest number */
	bool (*check)(struct slice);
	bool none; /* "" will do as well */
};

enum {
	N_RECORDS = 46
};

extern const struct record plain_records[N_RECORDS];
extern const struct list_place plain_lists[N_RECORD_LISTS];
