/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pulse.c -- a counter in a page that two processes share
 */
#include "privsep/pulse.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/must.h"

enum {
	SIZE = sizeof(atomic_uint),
	/* It can neither be cut off under who looks nor grow. */
	SEALS = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL
};

/* ------ the process ------ */

/* A process has one. */
static atomic_uint *own;

int pulse_begin(int fd)
{
	void *page =
		mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (page == MAP_FAILED || madvise(page, SIZE, MADV_DONTFORK) < 0)
		return log_errno(-errno, "pulse");
	close(fd);
	own = page;
	return 0;
}

void pulse_beat(void)
{
	must(own);
	atomic_fetch_add_explicit(own, 1, memory_order_relaxed);
}

/* ------ its parent ------ */

int pulse_open(struct pulse *pulse)
{
	_cleanup_(fd_closep) int fd =
		memfd_create("pulse", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	void *page;

	*pulse = (struct pulse){ 0 };
	if (fd < 0 || ftruncate(fd, SIZE) < 0 ||
	    fcntl(fd, F_ADD_SEALS, SEALS) < 0)
		return -errno;
	page = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED)
		return -errno;
	pulse->beats = page;
	return take_fd(&fd);
}

void pulse_close(struct pulse *pulse)
{
	if (pulse->beats)
		munmap(pulse->beats, SIZE);
	*pulse = (struct pulse){ 0 };
}

void pulse_look(struct pulse *pulse)
{
	const unsigned beats =
		atomic_load_explicit(pulse->beats, memory_order_relaxed);

	pulse->missed = beats == pulse->seen ? pulse->missed + 1 : 0;
	pulse->seen = beats;
}

bool pulse_waits_for_disk(pid_t pid)
{
	char path[32], line[256] = "";
	const char *name_end;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	if (!fgets(line, sizeof(line), file))
		line[0] = '\0';
	fclose(file);
	name_end = strrchr(line, ')');
	return name_end && strncmp(name_end, ") D", 3) == 0;
}
