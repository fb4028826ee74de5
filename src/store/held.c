/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * held.c -- the marks of originals that wait for a decision
 */
#include "store/held.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fd.h"
#include "store/listing.h"
#include "store/store.h"

static const char prefix[] = "held-";

enum {
	NAME = sizeof(prefix) + REFERENCE_TEXT
};

/* Returns out. */
static char *name_of(char out[static NAME], const struct reference *reference)
{
	char text[REFERENCE_TEXT];

	snprintf(out, NAME, "%s%s", prefix, reference_text(text, reference));
	return out;
}

bool held_read(const char *name, struct reference *out)
{
	const size_t len = strlen(prefix);

	return strncmp(name, prefix, len) == 0 &&
	       reference_read(name + len, out);
}

int store_hold(const struct store *store, const struct reference *reference,
	       const char *why)
{
	const bool was_held = store_is_held(store, reference);
	char name[NAME];
	_cleanup_(fd_closep) int fd = openat(
		store->folder, name_of(name, reference),
		O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	int r;

	if (fd < 0)
		return -errno;
	r = fd_write_all(fd, why, strnlen(why, HELD_WHY - 1));
	if (r == 0 && (fsync(fd) < 0 || fsync(store->folder) < 0))
		r = -errno;
	/* Who is told that it is not held brings it again. */
	if (r < 0 && !was_held)
		unlinkat(store->folder, name, 0);
	return r;
}

int store_held_why(const struct store *store, const struct reference *reference,
		   char out[static HELD_WHY])
{
	char name[NAME];
	_cleanup_(fd_closep) int fd =
		openat(store->folder, name_of(name, reference),
		       O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t len;

	if (fd < 0)
		return -errno;
	len = pread(fd, out, HELD_WHY - 1, 0);
	if (len < 0)
		return -errno;
	out[len] = '\0';
	return 0;
}

int store_unhold(const struct store *store, const struct reference *reference)
{
	char name[NAME];

	if (unlinkat(store->folder, name_of(name, reference), 0) < 0)
		return -errno;
	return fsync(store->folder) < 0 ? -errno : 0;
}

bool store_is_held(const struct store *store, const struct reference *reference)
{
	char name[NAME];

	return faccessat(store->folder, name_of(name, reference), F_OK, 0) == 0;
}

int store_held(const struct store *store, struct arena *arena,
	       struct references *out)
{
	struct listing listing;
	int r = listing_read(store->folder, arena, &listing);

	out->list.at = listing.held.at;
	out->list.n = listing.held.n;
	out->list.cap = listing.held.cap;
	return r;
}
