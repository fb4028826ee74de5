/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enforce.c -- the process that makes the kernel do what the engine decides
 *
 * The only one with CAP_NET_ADMIN. It is told what ought to be in force, loads
 * and switches, and keeps it so whatever others do. Before an order for it has
 * come it changes nothing: the rules in the kernel stand without it.
 */
#include "daemon/enforce/enforce.h"

#include <errno.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "daemon/enforce/hear.h"
#include "daemon/enforce/row.h"
#include "daemon/enforce/state.h"
#include "daemon/procs.h"
#include "daemon/settings.h"
#include "kernel/dump.h"

enum {
	EXIT_PEER = 1,
	URGENT = -20, /* setpriority(2) */
};

static int wait_ms(const struct enforce *enforce)
{
	const int64_t due = watch_due(enforce);

	return due > 60000 ? 60000 : (int)due;
}

/* What others did to the rules comes before what anybody asks. */
static bool turn(struct enforce *enforce)
{
	struct pollfd fds[] = {
		{ .fd = enforce->watch.events.fd, .events = POLLIN },
		{ .fd = FD_ENFORCE_ENGINE, .events = POLLIN },
		{ .fd = FD_PARENT, .events = POLLIN },
	};

	if (poll(fds, 3, wait_ms(enforce)) < 0 && errno != EINTR)
		return false;
	if (fds[0].revents && watch_hear(enforce) < 0)
		return false;
	watch_turn(enforce);
	enforce_end_in_time(enforce);
	if (fds[1].revents && !enforce_hear_engine(enforce))
		return false;
	return !fds[2].revents || enforce_hear_parent(enforce);
}

int enforce_main(void)
{
	static struct enforce enforce = { .sock = { .fd = -1 } };
	struct settings settings;
	int r = settings_load(FD_SETTINGS, &settings);

	close(FD_SETTINGS);
	ruleset_lockdown(&enforce.current.ruleset);
	if (r == 0)
		r = sock_adopt(&enforce.sock, FD_ENFORCE_OWNER);
	if (r == 0)
		r = watch_open(&enforce.watch);
	/* Later there will be no right to. */
	dump_where(&enforce.where);
	if (r < 0) {
		log_errno(r, "enforce-open");
		return EXIT_PEER;
	}
	/* A hole must not wait for its turn. */
	if (setpriority(PRIO_PROCESS, 0, URGENT) < 0)
		log_warn("not-urgent");
	if (jail_enter(&enforce_row, &settings.who[PROC_ENFORCE]) < 0)
		return EXIT_PEER;
	while (turn(&enforce))
		;
	return EXIT_PEER;
}
