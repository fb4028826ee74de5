/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * events_watch.c -- prints every change of the rules as it is told, and what it cost
 *
 *	events-watch [-s] [-m MILLISECONDS] [-b BYTES] UNTIL
 *
 * Ends when a process named UNTIL has changed something. -s: does not look into
 * /proc; -m: is slow, sleeps so long before each reading; -b: has a queue of so
 * many bytes.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel/live/events.h"

struct watch {
	const char *until;
	unsigned long wakeups, changes, losses;
	int ended;
};

static void print_who(const struct event_who *who)
{
	if (!who->known)
		return;
	printf(" uid=%u program=%s parent=%s command=\"%s\"", who->uid,
	       who->program, who->parent_name, who->command);
}

static void note(const struct event *event, void *ctx)
{
	struct watch *watch = ctx;

	if (event->kind == EVENT_LOST) {
		watch->losses++;
		printf("lost\n");
		return;
	}
	watch->changes++;
	watch->ended |= !strcmp(event->name, watch->until);
	/* A storm of changes is counted, not printed. */
	if (watch->changes > 100 && !watch->ended)
		return;
	printf("genid=%u pid=%u name=%s", event->genid, event->pid,
	       event->name);
	print_who(&event->who);
	putchar('\n');
}

static long peak_kib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

static void shorten(int fd, const char *bytes)
{
	int len = (int)strtol(bytes, NULL, 10);

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &len, sizeof(len)) < 0)
		perror("SO_RCVBUF");
}

int main(int argc, char **argv)
{
	struct watch watch = { 0 };
	struct events events;
	unsigned slow = 0;
	const char *queue = NULL;
	int look = 1, option;
	long before;

	while ((option = getopt(argc, argv, "sm:b:")) != -1) {
		if (option == 's')
			look = 0;
		else if (option == 'm')
			slow = (unsigned)strtoul(optarg, NULL, 10);
		else if (option == 'b')
			queue = optarg;
		else
			return 2;
	}
	if (optind + 1 != argc || events_open(&events) < 0)
		return 2;
	watch.until = argv[optind];
	if (queue)
		shorten(events.fd, queue);
	setvbuf(stdout, NULL, _IOLBF, 0);
	puts("ready");
	before = peak_kib();
	while (!watch.ended) {
		struct pollfd ready = { .fd = events.fd, .events = POLLIN };

		int r = poll(&ready, 1, 60000);

		if (r < 0 && errno == EINTR)
			continue; /* it was stopped for a while */
		if (r <= 0)
			return 3;
		watch.wakeups++;
		usleep(slow * 1000);
		if (events_read(&events, look, note, &watch) < 0)
			return 3;
	}
	printf("wakeups=%lu changes=%lu losses=%lu grown-kib=%ld\n",
	       watch.wakeups, watch.changes, watch.losses, peak_kib() - before);
	events_close(&events);
	return 0;
}
