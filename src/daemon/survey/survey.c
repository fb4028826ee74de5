/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * survey.c -- the process that watches what is around the gate
 *
 * The engine says what should be there (MESSAGE_EXPECT); it looks at once and
 * at every change, and says what it found whenever that is different
 * (MESSAGE_SURVEYED). It changes nothing. Everything that takes rights is
 * opened first; then it gives them up.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/must.h"
#include "base/sealed.h"
#include "daemon/messages.h"
#include "daemon/settings.h"
#include "daemon/survey/row.h"
#include "kernel/around/around.h"
#include "kernel/around/judge.h"
#include "kernel/around/watch.h"
#include "kernel/dump.h"
#include "privsep/channel.h"
#include "proof/rules/dump_file.h"

enum {
	EXIT_PEER = 1,
};

struct survey {
	struct around_eyes eyes;
	struct around_watch watch;
	struct expectation expected;
	struct around_memory memory;
	struct sightings last; /* what the engine knows */
	bool expects;          /* the engine has said what should be there */
	bool told;             /* … and been answered since */
	bool asked;            /* look without waiting */
};

static int64_t clock_ms(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ------ what the others may say ------ */

static bool take_expectation(void *state, struct message *message)
{
	struct survey *survey = state;
	struct expectation expected = { 0 };
	struct sealed sealed;
	bool good;

	if (sealed_map(message->fd, EXPECT_PACKED_MAX, &sealed) < 0)
		return false;
	good = expectation_unpack(sealed.bytes, sealed.len, &expected);
	sealed_finish(&sealed);
	if (!good) {
		expectation_finish(&expected);
		return false;
	}
	expectation_finish(&survey->expected);
	survey->expected = expected;
	around_forget(&survey->memory);
	survey->expects = survey->asked = true;
	survey->told = false;
	return true;
}

static int seal(const struct snapshot *snapshot)
{
	const size_t len = dump_file_len(snapshot);
	_cleanup_(freep) uint8_t *bytes = xcalloc(len, 1);
	uint8_t digest[DIGEST_LEN];

	dump_file_write(snapshot, bytes, digest);
	return sealed_make(bytes, len);
}

/* Facts alone, for whoever judges a dump of the rules. */
static bool tell_around(void *state, struct message *message)
{
	struct survey *survey = state;
	struct around around = { 0 };
	struct snapshot snapshot = { 0 };
	_cleanup_(fd_closep) int fd = -1;
	int r;

	around_look(&survey->eyes, &survey->expected, &around);
	dump_around(&around, &snapshot);
	around_finish(&around);
	fd = seal(&snapshot);
	snapshot_finish(&snapshot);
	r = channel_send(FD_SURVEY_ENGINE, MESSAGE_IS_AROUND, message->id, NULL,
			 0, fd);
	if (fd < 0 || r < 0)
		log_errno(fd < 0 ? fd : r, "survey-around");
	return true;
}

static bool answer_ping(void *state, struct message *message)
{
	(void)state;
	channel_send(FD_PARENT, MESSAGE_PONG, message->id, NULL, 0, -1);
	return true;
}

static const struct accept from_engine[] = {
	{ MESSAGE_EXPECT, true, 0, 0, take_expectation },
	{ MESSAGE_AROUND, false, 0, 0, tell_around },
};

static const struct accept from_parent[] = {
	{ MESSAGE_PING, false, 0, 0, answer_ping },
};

/* False: it is gone or misbehaves, and there is nothing left to live for. */
static bool hear(struct survey *survey, int channel, const struct accept *table,
		 size_t n)
{
	return channel_serve_all(channel, table, n, survey, "survey-misled") ==
	       CHANNEL_EMPTY;
}

/* ------ looking and telling ------ */

static int tell(const struct sightings *sightings)
{
	size_t len = sightings_pack(sightings, NULL, 0);
	_cleanup_(freep) uint8_t *bytes = xcalloc(len, 1);
	_cleanup_(fd_closep) int fd = -1;

	sightings_pack(sightings, bytes, len);
	fd = sealed_make(bytes, len);
	if (fd < 0)
		return fd;
	return channel_send(FD_SURVEY_ENGINE, MESSAGE_SURVEYED, 0, NULL, 0, fd);
}

/* What the engine could not be told is told with the next look, which then is
 * due soon. */
static void report(struct survey *survey, struct sightings *now)
{
	bool differs = sightings_compare(now, &survey->last);

	if (differs || !survey->told) {
		int r = tell(now);

		if (r < 0) {
			log_errno(r, "survey-tell");
			survey->watch.changed = true;
			sightings_finish(now);
			return;
		}
	}
	survey->told = true;
	sightings_forget_gone(now);
	sightings_finish(&survey->last);
	survey->last = *now;
}

static void look(struct survey *survey)
{
	struct around around = { 0 };
	struct sightings now = { 0 };
	int64_t began = clock_ms(CLOCK_PROCESS_CPUTIME_ID);

	survey->asked = false;
	around_watch_begin(&survey->watch);
	around_look(&survey->eyes, &survey->expected, &around);
	around_remember(&survey->memory, &survey->expected, &around);
	around_judge(&around, &survey->expected, &survey->memory, &now);
	around_finish(&around);
	around_watch_looked(&survey->watch, clock_ms(CLOCK_MONOTONIC),
			    clock_ms(CLOCK_PROCESS_CPUTIME_ID) - began);
	report(survey, &now);
}

/* ------ the life ------ */

static bool turn(struct survey *survey)
{
	struct pollfd fds[] = {
		{ .fd = FD_SURVEY_ENGINE, .events = POLLIN },
		{ .fd = FD_PARENT, .events = POLLIN },
		{ .fd = survey->eyes.xfrm, .events = POLLIN },
		{ .fd = survey->watch.fd, .events = POLLIN },
	};
	/* While a look is due anyway nothing of the kernel wakes us. */
	nfds_t n = around_watch_hears(&survey->watch) ? 4 : 2;
	int64_t wait = survey->expects
			       ? around_watch_due(&survey->watch,
						  clock_ms(CLOCK_MONOTONIC))
			       : -1;

	if (poll(fds, survey->expects ? n : 2, (int)wait) < 0 && errno != EINTR)
		return false;
	if (fds[0].revents && !hear(survey, FD_SURVEY_ENGINE, from_engine, 2))
		return false;
	if (fds[1].revents && !hear(survey, FD_PARENT, from_parent, 1))
		return false;
	if (fds[2].revents)
		survey->watch.changed = true;
	if (fds[3].revents && around_watch_drain(&survey->watch) < 0)
		return false;
	if (survey->asked ||
	    (survey->expects &&
	     around_watch_due(&survey->watch, clock_ms(CLOCK_MONOTONIC)) == 0))
		look(survey);
	return true;
}

int survey_main(void)
{
	static struct survey survey;
	struct settings settings;
	int r = settings_load(FD_SETTINGS, &settings);

	close(FD_SETTINGS);
	if (r == 0)
		r = around_open(&survey.eyes);
	if (r == 0)
		r = around_watch_open(&survey.watch);
	if (r < 0) {
		log_errno(r, "survey-open");
		return EXIT_PEER;
	}
	if (jail_enter(&survey_row, &settings.who[PROC_SURVEY]) < 0)
		return EXIT_PEER;
	while (turn(&survey))
		;
	return EXIT_PEER;
}
