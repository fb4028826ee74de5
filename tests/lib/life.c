/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * life.c -- a process of the relay by itself, as its parent starts it
 */
#include "life.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/must.h"
#include "mail/procs.h"
#include "privsep/pulse.h"
#include "privsep/spawn.h"

enum {
	OUT_OF_THE_WAY = 100,
	PATIENCE = 30000 /* milliseconds */
};

void life_lead(int (*life)(void), int settings, const int *fds, size_t n)
{
	int high[SPAWN_MAX_FDS], n_high = 0;
	struct pulse pulse;

	must(n + FD_FIRST - FD_SETTINGS <= SPAWN_MAX_FDS);
	high[n_high++] = fcntl(settings, F_DUPFD, OUT_OF_THE_WAY);
	high[n_high++] = fcntl(pulse_open(&pulse), F_DUPFD, OUT_OF_THE_WAY);
	for (size_t i = 0; i < n; i++)
		high[n_high++] = fcntl(fds[i], F_DUPFD, OUT_OF_THE_WAY);
	for (int i = 0; i < n_high; i++)
		dup2(high[i], FD_SETTINGS + i);
	close_range((unsigned)(FD_SETTINGS + n_high), ~0U, 0);
	must(pulse_begin(FD_PULSE) == 0);
	_exit(life());
}

/* proc_pid_stat(5): in epoll(7), for nowhere else does it wait. */
static bool sleeps(pid_t pid)
{
	char path[32], state = '?';
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	must(file && fscanf(file, "%*d (%*[^)]) %c", &state) == 1);
	fclose(file);
	return state == 'S';
}

void life_has_heard(pid_t pid)
{
	for (int i = 0; i < PATIENCE && !sleeps(pid); i++)
		usleep(1000);
	must(sleeps(pid));
}

int life_memory(pid_t pid, const char *name)
{
	char path[64], wanted[64], found[64] = "";
	int fd = 0;

	snprintf(wanted, sizeof(wanted), "/memfd:%s (deleted)", name);
	do {
		snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, ++fd);
		must(fd < 1000);
		memset(found, 0, sizeof(found));
	} while (readlink(path, found, sizeof(found) - 1) < 0 ||
		 strcmp(found, wanted) != 0);
	fd = open(path, O_RDWR | O_CLOEXEC);
	must(fd >= 0);
	return fd;
}
