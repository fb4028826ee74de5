/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control.c -- the process that operators connect to: nothing is granted yet,
 * every connection is closed
 */
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mail/procs.h"
#include "mail/settings.h"

enum {
	EXIT_PEER = 1
};

int control_main(void)
{
	static struct settings settings;
	struct pollfd polls[] = {
		{ .fd = FD_CONTROL_LISTEN, .events = POLLIN },
		{ .fd = FD_CONTROL_OUTSIDE, .events = POLLIN },
	};

	if (settings_load(FD_SETTINGS, &settings) < 0)
		return EXIT_PEER;
	close(FD_SETTINGS);
	if (jail_leave_network() < 0)
		return EXIT_PEER;
	if (jail_enter(&procs[PROC_CONTROL], &settings.who[PROC_CONTROL]) < 0)
		return EXIT_PEER;
	while (ppoll(polls, 2, NULL, NULL) > 0 && !polls[1].revents) {
		int fd = accept4(FD_CONTROL_LISTEN, NULL, NULL, SOCK_CLOEXEC);

		if (fd >= 0)
			close(fd);
	}
	return EXIT_PEER;
}
