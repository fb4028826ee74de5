/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sectors.c -- what the sectors of a disk may hold after a cut
 */
#include "sectors.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/falloc.h>

#include "base/fd.h"
#include "base/must.h"

enum {
	FILES = 256,
	FDS = 256,
	NAME = 48,
	SECTOR = 512,
};

/* bytes NULL: a hole. */
struct change {
	uint64_t at;
	size_t len;
	uint8_t *bytes;
};

struct file {
	char name[NAME];
	bool named, named_lasting;
	uint8_t *lasting; /* its synced content */
	size_t len;
	struct change *changes; /* since then */
	size_t n, cap;
};

static struct file files[FILES];
static size_t n_files;
static struct file *by_fd[FDS];
static int watched = -1;
static void (*after)(void);

/* ld --wrap makes these of every call and of the C library's function. */
#define WRAPPED(type, name, ...)         \
	type __real_##name(__VA_ARGS__); \
	type __wrap_##name(__VA_ARGS__)

WRAPPED(ssize_t, pwrite64, int fd, const void *bytes, size_t len, off_t at);
WRAPPED(int, openat64, int folder, const char *name, int flags, ...);
WRAPPED(int, fallocate64, int fd, int mode, off_t at, off_t len);
WRAPPED(int, fdatasync, int fd);
WRAPPED(int, close, int fd);
WRAPPED(int, fsync, int fd);
WRAPPED(int, unlinkat, int folder, const char *name, int flags);

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static struct file *find(const char *name)
{
	for (size_t i = 0; i < n_files; i++)
		if (files[i].named && strcmp(files[i].name, name) == 0)
			return &files[i];
	return NULL;
}

static struct file *file_of(int fd)
{
	return watched >= 0 && fd >= 0 && fd < FDS ? by_fd[fd] : NULL;
}

static void apply(const struct change *change, uint8_t **bytes, size_t *len)
{
	const size_t end = change->at + change->len;

	if (end > *len && change->bytes) {
		*bytes = realloc(*bytes, end);
		must(*bytes);
		memset(*bytes + *len, 0, end - *len);
		*len = end;
	}
	if (change->bytes)
		memcpy(*bytes + change->at, change->bytes, change->len);
	else if (change->at < *len)
		memset(*bytes + change->at, 0,
		       (end < *len ? end : *len) - change->at);
}

static void settle(struct file *file)
{
	for (size_t i = 0; i < file->n; i++) {
		apply(&file->changes[i], &file->lasting, &file->len);
		free(file->changes[i].bytes);
	}
	file->n = 0;
}

static void note(struct file *file, uint64_t at, const void *bytes, size_t len)
{
	struct change *change;

	if (file->n == file->cap) {
		file->cap = file->cap ? 2 * file->cap : 16;
		file->changes = realloc(file->changes,
					file->cap * sizeof(*file->changes));
		must(file->changes);
	}
	change = &file->changes[file->n++];
	*change = (struct change){ at, len, NULL };
	if (bytes) {
		change->bytes = xcalloc(len, 1);
		memcpy(change->bytes, bytes, len);
	}
}

/* ------ the calls ------ */

ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t len, off_t at)
{
	struct file *file = file_of(fd);
	ssize_t n = __real_pwrite64(fd, bytes, len, at);

	if (file && n > 0) {
		note(file, (uint64_t)at, bytes, (size_t)n);
		after();
	}
	return n;
}

int __wrap_openat64(int folder, const char *name, int flags, ...)
{
	struct file *file;
	mode_t mode = 0;
	va_list ap;
	int fd;

	va_start(ap, flags);
	if (flags & O_CREAT)
		mode = va_arg(ap, mode_t);
	va_end(ap);
	fd = __real_openat64(folder, name, flags, mode);
	if (fd < 0 || watched < 0 || folder != watched || *name == '.')
		return fd;
	file = find(name);
	if (!file) {
		must(n_files < FILES);
		file = &files[n_files++];
		*file = (struct file){ .named = true };
		snprintf(file->name, sizeof(file->name), "%s", name);
		after();
	}
	must(fd < FDS);
	by_fd[fd] = file;
	return fd;
}

int __wrap_fallocate64(int fd, int mode, off_t at, off_t len)
{
	struct file *file = file_of(fd);
	int r = __real_fallocate64(fd, mode, at, len);

	if (file && r == 0) {
		note(file, (uint64_t)at, NULL, (size_t)len);
		after();
	}
	return r;
}

int __wrap_fdatasync(int fd)
{
	struct file *file = file_of(fd);
	int r = __real_fdatasync(fd);

	if (file && r == 0) {
		settle(file);
		after();
	}
	return r;
}

int __wrap_close(int fd)
{
	if (fd >= 0 && fd < FDS)
		by_fd[fd] = NULL;
	return __real_close(fd);
}

int __wrap_fsync(int fd)
{
	int r = __real_fsync(fd);

	if (watched < 0 || fd != watched || r < 0)
		return r;
	for (size_t i = 0; i < n_files; i++)
		files[i].named_lasting = files[i].named;
	after();
	return r;
}

int __wrap_unlinkat(int folder, const char *name, int flags)
{
	struct file *file =
		watched >= 0 && folder == watched ? find(name) : NULL;
	int r = __real_unlinkat(folder, name, flags);

	if (file && r == 0) {
		file->named = false;
		after();
	}
	return r;
}

/* ------ the cut ------ */

static bool lucky(enum luck luck, uint64_t *state)
{
	switch (luck) {
	case LUCK_NOTHING:
		return false;
	case LUCK_ALL:
		return true;
	case LUCK_SOME:
	case N_LUCKS:
		break;
	}
	return next_random(state) >> 40 & 1;
}

static void leave_file(const struct file *file, int folder, enum luck luck,
		       uint64_t *state)
{
	int fd = openat(folder, file->name, O_RDWR | O_CREAT | O_TRUNC, 0600);
	uint8_t *bytes = xcalloc(file->len + 1, 1);
	size_t len = file->len;

	must(fd >= 0);
	if (len)
		memcpy(bytes, file->lasting, len);
	for (size_t i = 0; i < file->n; i++) {
		const struct change *all = &file->changes[i];

		for (size_t from = 0; from < all->len; from += SECTOR) {
			const size_t left = all->len - from;
			const struct change one = {
				all->at + from,
				left < SECTOR ? left : SECTOR,
				all->bytes ? all->bytes + from : NULL,
			};

			if (lucky(luck, state))
				apply(&one, &bytes, &len);
		}
	}
	must(fd_write_at(fd, bytes, len, 0) == 0);
	close(fd);
	free(bytes);
}

void sectors_leave(int folder, enum luck luck, uint64_t seed)
{
	uint64_t state = seed | 1;

	watched = -1;
	for (size_t i = 0; i < n_files; i++) {
		const struct file *file = &files[i];
		bool named = file->named_lasting;

		if (file->named != file->named_lasting && lucky(luck, &state))
			named = file->named;
		if (named)
			leave_file(file, folder, luck, &state);
	}
}

void sectors_begin(int folder, void (*cut)(void))
{
	after = cut;
	watched = folder;
}

void sectors_end(void)
{
	watched = -1;
	for (size_t i = 0; i < n_files; i++) {
		settle(&files[i]);
		free(files[i].lasting);
		free(files[i].changes);
	}
	n_files = 0;
	memset(by_fd, 0, sizeof(by_fd));
}
