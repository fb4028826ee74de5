/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * listing.c -- what lies in a store's folder
 */
#include "store/listing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "store/held.h"
#include "store/volume.h"

enum {
	HOLIDAYS = 14 /* days without mail, and more */
};

static void closedirp(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

/* What is written again must be what was read. */
static bool is_volume(const char *name, struct listed_volume *out)
{
	char again[VOLUME_NAME], *end;

	out->day = (uint32_t)strtoul(name, &end, 10);
	if (*end != '-')
		return false;
	out->part = (uint32_t)strtoul(end + 1, NULL, 10);
	return strcmp(volume_name(again, out->day, out->part, "mail"), name) ==
	       0;
}

/* One that a disk has spoilt is there all the same, and keeps no other from
 * being listed. */
static void add(int folder, const char *name, struct arena *arena,
		struct listing *out)
{
	struct listed_volume volume = { 0 };
	struct reference reference;
	struct stat st;

	if (held_read(name, &reference)) {
		*vec_add(arena, &out->held) = reference;
	} else if (is_volume(name, &volume)) {
		if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
			volume.bytes = (uint64_t)st.st_blocks * 512;
		} else {
			out->damaged = true;
			log_errno(-errno, "store-damaged day=%u part=%u why",
				  volume.day, volume.part);
		}
		*vec_add(arena, &out->volumes) = volume;
	}
}

static int by_day(const void *a, const void *b)
{
	const struct listed_volume *x = a, *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return (x->part > y->part) - (x->part < y->part);
}

static int by_reference(const void *a, const void *b)
{
	const struct reference *x = a, *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

int listing_read(int folder, struct arena *arena, struct listing *out)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_(closedirp) DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	int r;

	*out = (struct listing){ 0 };
	if (!dir)
		return -errno;
	while ((errno = 0, entry = readdir(dir)))
		add(folder, entry->d_name, arena, out);
	r = -errno;
	if (out->volumes.n)
		qsort(out->volumes.at, out->volumes.n, sizeof(*out->volumes.at),
		      by_day);
	if (out->held.n)
		qsort(out->held.at, out->held.n, sizeof(*out->held.at),
		      by_reference);
	return r;
}

bool listing_is_ahead(const struct listing *listing, uint32_t today,
		      uint32_t newest)
{
	uint32_t next = newest;
	bool after = false;

	vec_each(volume, &listing->volumes)
		if (volume->day <= today)
			after = true;
		else if (volume->day < next)
			next = volume->day;
	if (next == newest)
		return next > reference_day_add(today, 1);
	return after && next > reference_day_add(today, HOLIDAYS);
}
