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

#include "store/listing.h"
#include "store/store.h"

static const char prefix[] = "held-";

char *held_name(char out[static HELD_NAME], const struct reference *reference)
{
	char text[REFERENCE_TEXT];

	snprintf(out, HELD_NAME, "%s%s", prefix,
		 reference_text(text, reference));
	return out;
}

bool held_read(const char *name, struct reference *out)
{
	const size_t len = strlen(prefix);

	return strncmp(name, prefix, len) == 0 &&
	       reference_read(name + len, out);
}

int store_hold(const struct store *store, const struct reference *reference)
{
	char name[HELD_NAME];
	int fd = openat(store->folder, held_name(name, reference),
			O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return -errno;
	close(fd);
	return fsync(store->folder) < 0 ? -errno : 0;
}

int store_unhold(const struct store *store, const struct reference *reference)
{
	char name[HELD_NAME];

	if (unlinkat(store->folder, held_name(name, reference), 0) < 0)
		return -errno;
	return fsync(store->folder) < 0 ? -errno : 0;
}

bool store_is_held(const struct store *store, const struct reference *reference)
{
	char name[HELD_NAME];

	return faccessat(store->folder, held_name(name, reference), F_OK, 0) ==
	       0;
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
