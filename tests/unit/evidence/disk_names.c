/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * disk_names.c -- names as they come to be, and the files of a moment
 */
#include "disk_names.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/must.h"

#include "disk.h"

struct name *find_name(struct names *names, int folder, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (names->at[i].folder == folder &&
		    !strcmp(names->at[i].name, name))
			return &names->at[i];
	return NULL;
}

static void drop_name(struct names *names, int folder, const char *name)
{
	struct name *found = find_name(names, folder, name);

	if (found)
		*found = names->at[--names->n];
}

static void give_name(struct names *names, int folder, const char *name,
		      int thing)
{
	struct name *new_one;

	drop_name(names, folder, name);
	must(names->n < MAX_THINGS);
	new_one = &names->at[names->n++];
	new_one->folder = folder;
	new_one->thing = thing;
	snprintf(new_one->name, NAME_LEN, "%s", name);
}

void change_names(struct names *names, const struct op *op)
{
	struct name *found;
	int thing;

	if (op->kind == OP_NAME)
		give_name(names, op->thing, op->name, op->named);
	if (op->kind == OP_UNLINK)
		drop_name(names, op->thing, op->name);
	found = find_name(names, op->thing, op->name);
	if (op->kind != OP_RENAME || !found)
		return;
	thing = found->thing;
	drop_name(names, op->thing, op->name);
	give_name(names, op->thing, op->to, thing);
}

static bool is_of_names(const struct op *op)
{
	return op->kind == OP_NAME || op->kind == OP_RENAME ||
	       op->kind == OP_UNLINK;
}

/* Was it on the disk for certain when n ops were carried out? */
static bool is_synced(size_t i, size_t n)
{
	for (size_t later = i + 1; later < n; later++)
		if (disk_op(later)->kind == OP_SYNC &&
		    disk_op(later)->thing == disk_op(i)->thing)
			return true;
	return false;
}

bool disk_write_len(size_t n_ops, size_t *len)
{
	if (n_ops == 0 || disk_op(n_ops - 1)->kind != OP_WRITE)
		return false;
	*len = disk_op(n_ops - 1)->len;
	return true;
}

size_t disk_loose_names(size_t n_ops)
{
	size_t n = 0;

	for (size_t i = 0; i < n_ops; i++)
		n += is_of_names(disk_op(i)) && !is_synced(i, n_ops);
	return n;
}

/* The bytes of every thing. */
struct bytes {
	char *at;
	size_t len;
};

static void append(struct bytes *bytes, const struct op *op,
		   const struct disk_crash *crash, bool newest)
{
	size_t torn = newest && crash->torn < op->len ? crash->torn : op->len;
	bool zeros = crash->tear != TEAR_CUT;
	size_t len = zeros ? op->len : torn;

	bytes->at = xrealloc(bytes->at, bytes->len + len + 1, 1);
	memcpy(bytes->at + bytes->len, op->data, len);
	if (torn < op->len && crash->tear == TEAR_ZEROS_FIRST)
		memset(bytes->at + bytes->len, 0, torn);
	if (torn < op->len && crash->tear == TEAR_ZEROS_LAST)
		memset(bytes->at + bytes->len + torn, 0, len - torn);
	bytes->len += len;
}

static void replay(const struct disk_crash *crash, struct names *names,
		   struct bytes *bytes)
{
	size_t loose = 0;

	for (size_t i = 0; i < crash->n_ops; i++) {
		const struct op *op = disk_op(i);
		bool synced = is_synced(i, crash->n_ops);

		if (is_of_names(op) && (synced || loose++ < crash->names))
			change_names(names, op);
		if (is_of_names(op) || !(synced || crash->data))
			continue;
		if (op->kind == OP_WRITE)
			append(&bytes[op->thing], op, crash,
			       i + 1 == crash->n_ops);
		if (op->kind == OP_CUT && op->len < bytes[op->thing].len)
			bytes[op->thing].len = op->len;
	}
}

static void put_file(int folder, const char *name, const struct bytes *bytes)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			0600);

	must(fd >= 0);
	must(write(fd, bytes->at ? bytes->at : "", bytes->len) ==
	     (ssize_t)bytes->len);
	close(fd);
}

void disk_make(const struct disk_crash *crash, int folder)
{
	struct bytes bytes[MAX_THINGS] = { { 0 } };
	struct names names = { .n = 0 };
	int folders[MAX_THINGS];

	replay(crash, &names, bytes);
	for (size_t i = 0; i < MAX_THINGS; i++)
		folders[i] = -1;
	folders[ROOT] = dup(folder);
	/* Folders are made before what is in them, for so they were made. */
	for (size_t i = 0; i < names.n; i++) {
		const struct name *name = &names.at[i];

		if (!disk_is_folder(name->thing))
			continue;
		must(mkdirat(folders[name->folder], name->name, 0700) == 0);
		folders[name->thing] = openat(folders[name->folder], name->name,
					      O_RDONLY | O_DIRECTORY);
	}
	for (size_t i = 0; i < names.n; i++)
		if (!disk_is_folder(names.at[i].thing) &&
		    folders[names.at[i].folder] >= 0)
			put_file(folders[names.at[i].folder], names.at[i].name,
				 &bytes[names.at[i].thing]);
	for (size_t i = 0; i < MAX_THINGS; i++) {
		free(bytes[i].at);
		if (folders[i] >= 0)
			close(folders[i]);
	}
}
