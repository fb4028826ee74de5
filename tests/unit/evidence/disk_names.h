/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * disk_names.h -- what disk.c notes: changes of names and of bytes
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum {
	MAX_THINGS = 256,
	NAME_LEN = 96,
	ROOT = 0,
};

enum op_kind {
	OP_NAME, /* a thing gets a name */
	OP_RENAME,
	OP_UNLINK,
	OP_WRITE,
	OP_CUT,
	OP_SYNC,
};

struct op {
	enum op_kind kind;
	int thing; /* whose bytes, or the folder whose names */
	int named; /* OP_NAME: what */
	char name[NAME_LEN], to[NAME_LEN];
	char *data;
	size_t len;
};

struct name {
	int folder, thing;
	char name[NAME_LEN];
};

struct names {
	struct name at[MAX_THINGS];
	size_t n;
};

/* The i-th that was noted. */
const struct op *disk_op(size_t i);
bool disk_is_folder(int thing);

/* NULL: there is none. */
struct name *find_name(struct names *names, int folder, const char *name);
void change_names(struct names *names, const struct op *op);
