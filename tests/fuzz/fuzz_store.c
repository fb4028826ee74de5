/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_store.c -- a store whose files were changed on the disk
 *
 * Three originals are kept; then the input says what is overwritten or cut in
 * the volume and its index: places and bytes. Whatever that is, an original is
 * found whole or not at all, one whose volume was left alone is found, who walks
 * comes to an end, and the store goes on.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/must.h"
#include "store/store.h"
#include "store/walk.h"

#include "fuzz.h"

enum {
	NOON = 1795230000, /* 2026-11-21 12:00 in Japan */
	PLENTY = 1 << 30,
	KEPT = 3,
	STEP = 4 /* bytes of a change's head */
};

static const uint32_t sizes[KEPT + 1] = { 5000, 10, 4096, 77 };
static const char mail_name[] = "20261121-01.mail";
static const char index_name[] = "20261121-01.index";
static const struct store_rules rules = { PLENTY, 30 };

static char folder_path[64];
static int folder = -1;

/* A damaged volume is left alone: the day goes on in another. */
static void empty(void)
{
	char name[32];

	for (int part = 1; part <= KEPT; part++) {
		snprintf(name, sizeof(name), "20261121-%02d.mail", part);
		unlinkat(folder, name, 0);
		snprintf(name, sizeof(name), "20261121-%02d.index", part);
		unlinkat(folder, name, 0);
	}
}

static void end(void)
{
	empty();
	rmdir(folder_path);
}

static void begin(void)
{
	if (folder >= 0)
		return;
	setenv("TZ", "JST-9", 1);
	tzset();
	snprintf(folder_path, sizeof(folder_path), "/dev/shm/fuzz-store-%d",
		 (int)getpid());
	must(mkdir(folder_path, 0700) == 0);
	folder = open(folder_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	must(folder >= 0);
	atexit(end);
}

static uint8_t byte_of(size_t original, uint32_t at)
{
	return (uint8_t)(original * 31 + at * 7 + at / 256);
}

static int keep(struct store *store, size_t i, struct reference *out)
{
	int fd = memfd_create("message", MFD_CLOEXEC);
	const struct original original = { NOON, "from to", 7, fd, sizes[i] };
	uint8_t bytes[8192];
	int r;

	for (uint32_t at = 0; at < sizes[i]; at++)
		bytes[at] = byte_of(i, at);
	must(fd_write_at(fd, bytes, sizes[i], 0) == 0);
	r = store_append(store, &original, out);
	close(fd);
	return r < 0 ? r : store_commit(store);
}

/* Found and said to be whole: then it is. Returns whether. */
static bool check_kept(const struct store *store, size_t i,
		       const struct reference *reference)
{
	static struct kept kept;
	uint8_t bytes[8192];
	bool whole;

	if (store_find(store, reference, &kept) < 0)
		return false;
	whole = volume_verify(&kept.volume, &kept.place) == 0;
	if (whole && kept.place.record.state == RECORD_KEPT) {
		must(kept.place.record.size == sizes[i]);
		must(!memcmp(kept.place.front + RECORD_HEAD, "from to", 7));
		must(volume_read(&kept.volume, &kept.place, 0, bytes,
				 sizes[i]) == 0);
		for (uint32_t at = 0; at < sizes[i]; at++)
			must(bytes[at] == byte_of(i, at));
	}
	kept_close(&kept);
	return whole;
}

/* Which file, where, how many bytes: those that follow; or cut it there. True:
 * the volume was changed. */
static bool change(const uint8_t **at, const uint8_t *stop)
{
	const uint8_t *head = *at;
	bool volume = head[0] & 1, cut = (head[0] & 6) == 6;
	off_t place = (off_t)head[1] << 8 | head[2];
	size_t len = head[3] % 64;
	int fd;

	*at += STEP;
	if (len > (size_t)(stop - *at))
		len = (size_t)(stop - *at);
	fd = openat(folder, volume ? mail_name : index_name, O_RDWR);
	if (fd < 0)
		return volume;
	if (cut)
		must(ftruncate(fd, place) == 0);
	else if (len)
		must(pwrite(fd, *at, len, place) == (ssize_t)len);
	close(fd);
	*at += cut ? 0 : len;
	return volume && (cut || len);
}

/* It comes to its end, and meets what was left alone. */
static void check_walk(bool volume_changed)
{
	static struct place place;
	struct walk walk;
	size_t met = 0;
	int r;

	must(walk_begin(&walk, folder, &(struct reference){ 0 }, UINT32_MAX) ==
	     0);
	while ((r = walk_step(&walk, &place)) != 1)
		met += r == 0;
	walk_finish(&walk);
	must(met == KEPT || volume_changed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reference kept[KEPT], more = { 0 };
	const uint8_t *stop = data + size;
	struct store store = { 0 };
	bool volume_changed = false;

	begin();
	must(store_open(&store, folder, &rules) == 0);
	for (size_t i = 0; i < KEPT; i++)
		must(keep(&store, i, &kept[i]) == 0);
	while (stop - data >= STEP)
		volume_changed |= change(&data, stop);
	check_walk(volume_changed);
	for (size_t i = 0; i < KEPT; i++)
		must(check_kept(&store, i, &kept[i]) || volume_changed);
	store_close(&store);
	must(store_open(&store, folder, &rules) == 0);
	for (size_t i = 0; i < KEPT; i++)
		must(check_kept(&store, i, &kept[i]) || volume_changed);
	must(keep(&store, KEPT, &more) == 0);
	must(check_kept(&store, KEPT, &more));
	for (size_t i = 0; i < KEPT; i++)
		must(volume_changed || more.day != kept[i].day ||
		     more.number != kept[i].number);
	store_close(&store);
	empty();
	return 0;
}
