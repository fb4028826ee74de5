/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store_lab.c -- a store of a test's own, and originals in it
 */
#include "store_lab.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fd.h"

#include "folder.h"

int folder;
struct store store;

int lab_begin(void **state)
{
	(void)state;
	setenv("TZ", "JST-9", 1);
	tzset();
	folder = folder_make();
	return store_open(&store, folder, &(struct store_rules){ PLENTY, 30 });
}

int lab_end(void **state)
{
	(void)state;
	store_close(&store);
	folder_remove(folder);
	return 0;
}

void open_again(uint64_t cap)
{
	store_close(&store);
	assert_int_equal(
		store_open(&store, folder, &(struct store_rules){ cap, 30 }),
		0);
}

/* A message of so many bytes, which its seed tells from others. */
int make_message(unsigned seed, uint32_t size)
{
	int fd = memfd_create("message", MFD_CLOEXEC);
	uint8_t *bytes = malloc(size + 1);

	for (uint32_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(seed + i * 7 + i / 256);
	assert_int_equal(fd_write_at(fd, bytes, size, 0), 0);
	free(bytes);
	return fd;
}

int append(unsigned seed, uint32_t size, uint64_t time, struct reference *out)
{
	int fd = make_message(seed, size);
	const struct original original = { time, "from to", 7, fd, size };
	int r = store_append(&store, &original, out);

	close(fd);
	return r;
}

struct reference keep(unsigned seed, uint32_t size, uint64_t time)
{
	struct reference reference = { 0 };

	assert_int_equal(append(seed, size, time, &reference), 0);
	assert_int_equal(store_commit(&store), 0);
	return reference;
}

void is_there(struct reference reference, unsigned seed, uint32_t size)
{
	static struct kept kept;
	uint8_t byte;

	assert_int_equal(store_find(&store, &reference, &kept), 0);
	assert_int_equal(kept.place.record.size, size);
	assert_int_equal(volume_verify(&kept.volume, &kept.place), 0);
	assert_memory_equal(kept.place.front + RECORD_HEAD, "from to", 7);
	if (size) {
		assert_int_equal(volume_read(&kept.volume, &kept.place,
					     size - 1, &byte, 1),
				 0);
		assert_int_equal(byte, (uint8_t)(seed + (size - 1) * 7 +
						 (size - 1) / 256));
	}
	assert_int_equal(volume_read(&kept.volume, &kept.place, size, &byte, 1),
			 -EINVAL);
	kept_close(&kept);
}
