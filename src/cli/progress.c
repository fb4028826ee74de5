/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * progress.c -- a line on stderr for who waits longer than a second
 */
#include "cli/progress.h"

#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum {
	FIRST_SECOND = 1,
	EVERY_SECONDS = 10,
};

/* What a signal handler can see. */
static const char *volatile doing;

static void say(const char *text)
{
	/* Nobody can be told that nobody can be told. */
	if (write(STDERR_FILENO, text, strlen(text)) < 0)
		return;
}

static void on_alarm(int number)
{
	const char *what = doing;

	(void)number;
	if (!what)
		return;
	say("sekisho: ");
	say(what);
	say(" …\n");
}

static void set_timer(long first, long every)
{
	struct itimerval timer = {
		.it_value = { .tv_sec = first },
		.it_interval = { .tv_sec = every },
	};

	setitimer(ITIMER_REAL, &timer, NULL);
}

void progress_begin(const char *what)
{
	struct sigaction action = { .sa_handler = on_alarm,
				    .sa_flags = SA_RESTART };

	doing = what;
	sigaction(SIGALRM, &action, NULL);
	set_timer(FIRST_SECOND, EVERY_SECONDS);
}

void progress_end(void)
{
	set_timer(0, 0);
	doing = NULL;
}
