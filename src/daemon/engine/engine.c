/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * engine.c -- the life of the process that decides
 */
#include "daemon/engine/engine.h"

#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "daemon/clock.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/alarm.h"
#include "daemon/engine/ask.h"
#include "daemon/engine/confirmed.h"
#include "daemon/engine/folder.h"
#include "daemon/engine/hear.h"
#include "daemon/engine/isolate/isolate.h"
#include "daemon/engine/prove/prove.h"
#include "daemon/engine/record.h"
#include "daemon/engine/row.h"
#include "daemon/engine/transition.h"

enum {
	EXIT_PEER = 1,
	EXIT_MACHINE = 3,
	RETRY_SECONDS = 60, /* a renewal that failed */
	RESUME = 10000,     /* ms: what could not be written */
	FIRST_LOOK = 5000,  /* ms */
	LONGEST_WAIT = 3600000
};

/* The others, and the parent in the engine's own place; control is the last. */
static const enum proc heard[] = { PROC_ENGINE, PROC_ENFORCE, PROC_SURVEY,
				   PROC_VERIFY, PROC_CONTROL };

enum {
	N_HEARD = sizeof(heard) / sizeof(heard[0])
};

static int open_stores(struct engine *engine)
{
	int r = journal_open(&engine->journal, FD_ENGINE_STATE, 0);

	if (r == 0)
		r = generations_open(&engine->store, FD_ENGINE_STATE);
	if (r == 0)
		r = approvals_open(&engine->approvals, FD_ENGINE_STATE);
	if (r == 0 && *engine->journal.fault)
		alarm_add(engine, "journal-damaged", "journal",
			  engine->journal.fault);
	if (r == 0)
		r = isolate_open(engine);
	return r;
}

/* What needs more than the engine may do later is done first. */
static int begin(struct engine *engine)
{
	int r = settings_load(FD_SETTINGS, &engine->settings);

	close(FD_SETTINGS);
	for (int i = 0; i < N_PROCS; i++)
		engine->channels[i] = -1;
	engine->channels[PROC_ENGINE] = FD_PARENT;
	engine->surveyed = engine->answer.fd = -1;
	engine->live = engine->pending = standing_none();
	engine->began = now_ms();
	if (r == 0)
		r = filter_build(worker_row.calls, &engine->worker);
	if (r == 0)
		r = jail_leave_network();
	if (r == 0)
		r = jail_enter(&engine_row, &engine->settings.who[PROC_ENGINE]);
	return r == 0 ? open_stores(engine) : r;
}

/* What has just been started is told what it must know. */
static void greet(struct engine *engine)
{
	if (engine->channels[PROC_ENFORCE] >= 0 &&
	    !engine->greeted[PROC_ENFORCE]) {
		engine->greeted[PROC_ENFORCE] = true;
		act_start(engine);
	}
	if (engine->channels[PROC_SURVEY] >= 0 &&
	    !engine->greeted[PROC_SURVEY]) {
		engine->greeted[PROC_SURVEY] = true;
		transition_tell(engine);
	}
}

/* ------ time ------ */

/* Milliseconds until the calendar asks for something. */
static int64_t until_renewal(const struct engine *engine, time_t tried)
{
	time_t step = engine->live.index.next_step, now = time(NULL);

	if (!engine->live.number || engine->pending.number || step == 0 ||
	    !engine->greeted[PROC_ENFORCE] ||
	    engine->channels[PROC_ENFORCE] < 0)
		return LONGEST_WAIT;
	if (step < tried + RETRY_SECONDS)
		step = tried + RETRY_SECONDS;
	if (step <= now)
		return 0;
	return step - now > LONGEST_WAIT / 1000 ? LONGEST_WAIT
						: (step - now) * 1000;
}

/* Of what could not be made to stand. */
static int64_t until_start(const struct engine *engine)
{
	int64_t ms = engine->start_again - now_ms();

	return ms > 0 ? ms : 0;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Milliseconds until something is to be done of our own accord. */
static int64_t until_next(const struct engine *engine, time_t tried)
{
	int64_t ms = least(until_renewal(engine, tried), LONGEST_WAIT);

	if (engine->survey_news)
		ms = least(ms, act_survey_due(engine));
	if (engine->start_again)
		ms = least(ms, until_start(engine));
	if (engine->journal_fails || engine->unnoted || engine->unkept)
		ms = least(ms, RESUME);
	return prove_due(engine, ms);
}

/* ------ the life ------ */

/* Before the kernel has been looked at, nothing would seem to be in force or
 * pending: who asks then waits a moment. Where enforce does not come, that is
 * what has to be answered. */
static bool is_too_early(const struct engine *engine)
{
	return !engine->looked && now_ms() < engine->began + FIRST_LOOK;
}

static bool wait_and_hear(struct engine *engine, int64_t ms)
{
	struct pollfd polls[N_HEARD + 1];
	const bool early = is_too_early(engine);

	for (size_t i = 0; i < N_HEARD; i++)
		polls[i] = (struct pollfd){ engine->channels[heard[i]], POLLIN,
					    0 };
	if (early) {
		polls[N_HEARD - 1].fd = -1;
		ms = least(ms, FIRST_LOOK);
	}
	polls[N_HEARD] = (struct pollfd){ prove_descriptor(engine), POLLIN, 0 };
	if (poll(polls, N_HEARD + 1, (int)ms) < 0)
		return errno == EINTR;
	/* The parent first: it says who is new. */
	for (size_t i = 0; i < N_HEARD; i++)
		if (polls[i].revents &&
		    polls[i].fd == engine->channels[heard[i]] &&
		    !ask_hear(engine, heard[i]) && heard[i] == PROC_ENGINE)
			return false;
	return true;
}

int engine_main(void)
{
	static struct engine engine;
	time_t tried = 0;
	int r = begin(&engine);

	if (r < 0) {
		log_errno(r, "engine-begin");
		return EXIT_MACHINE;
	}
	while (wait_and_hear(&engine, until_next(&engine, tried))) {
		greet(&engine);
		folder_look(&engine);
		if (engine.start_again && until_start(&engine) == 0)
			act_start(&engine);
		if (engine.lapsed)
			act_lapse(&engine);
		if (engine.survey_news && act_survey_due(&engine) == 0)
			act_survey(&engine);
		(void)record_resume(&engine);
		isolate_keep_again(&engine);
		confirmed_again(&engine);
		if (until_renewal(&engine, tried) == 0) {
			tried = time(NULL);
			act_renew(&engine);
		}
		prove_turn(&engine);
		hear_postponed(&engine);
	}
	return EXIT_PEER;
}
