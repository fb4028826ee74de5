/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch.c -- what others do to the rules is found and put right at once
 *
 * Every foreign transaction wakes us; a second later at the latest we look
 * anyway, for an event can be lost. A table that is ours alone (own.h) is
 * compared by its names: nobody can have changed what is in it. Now and then,
 * and where nobody owns anything, all is compared. Many transactions at once
 * are one look; a look is followed by a pause as long as it took, a few
 * milliseconds at most, so that a storm cannot keep us from all else.
 */
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "daemon/clock.h"
#include "daemon/enforce/state.h"

enum {
	/* ms */
	TICK = 1000,
	TICK_COST = 50, /* … or so many times what a look takes */
	DEEP_EVERY = 300000,
	DEEP_COST = 100,
	DEEP_AGAIN = 10000,
	BREATH_MAX = 5,
	FIRST_PAUSE = 10,
	LONGEST_PAUSE = 1000,
	STORM_PAUSE = 50,
	STORM = 2000, /* so long it is nobody's fault */
	COMPLAIN_EVERY = 60000,
};

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int watch_open(struct watch *watch)
{
	watch->others_due = true;
	return events_open(&watch->events);
}

static void ask(struct watch *watch)
{
	if (!watch->asked)
		watch->woken_us = now_us();
	watch->asked = true;
}

void watch_ask(struct watch *watch)
{
	watch->deep = true;
	ask(watch);
}

/* ------ who ------ */

static bool is_known(const struct authors *authors, uint32_t pid)
{
	for (size_t i = 0; i < authors->n; i++)
		if (authors->list[i].pid == pid)
			return true;
	return false;
}

/* /proc is read at once, for the process may end, but once for each. */
static void note_author(struct watch *watch, const struct event *event)
{
	struct event_who who = { 0 };
	const bool known = is_known(&watch->looking, event->pid) &&
			   is_known(&watch->reading, event->pid);

	if (!known)
		event_who_read(event->pid, &who);
	authors_add(&watch->looking, event, &who);
	authors_add(&watch->reading, event, &who);
}

static void hear(const struct event *event, void *ctx)
{
	struct enforce *enforce = ctx;
	const struct event_ours ours = { .ports = &enforce->sock.port,
					 .n_ports = 1 };

	if (event_is_ours(event, &ours))
		return;
	ask(&enforce->watch);
	enforce->watch.others_due = true;
	if (event->kind == EVENT_CHANGE)
		note_author(&enforce->watch, event);
}

int watch_hear(struct enforce *enforce)
{
	return events_read(&enforce->watch.events, false, hear, enforce);
}

void watch_hear_authors(struct enforce *enforce, struct authors *since,
			struct authors *out)
{
	*out = *since;
	*since = (struct authors){ 0 };
	(void)watch_hear(enforce);
	authors_join(out, since);
}

/* ------ a look ------ */

/* No flag without the owner's: kernel/own.h. */
static bool is_owned(const struct enforce *enforce)
{
	return enforce->sock.gate_flags != 0;
}

/* Where others keep changing the rules, as long as the attempt took: half of
 * the time is theirs. Else it is doubled. */
static int64_t pause_after(const struct watch *watch, int error,
			   int64_t took_ms)
{
	int64_t pause = watch->pause ? 2 * watch->pause : FIRST_PAUSE;

	if (enforce_is_passing(error))
		return took_ms < STORM_PAUSE ? took_ms + 1 : STORM_PAUSE;
	return pause < LONGEST_PAUSE ? pause : LONGEST_PAUSE;
}

static bool is_worth_a_word(const struct watch *watch, int error, int64_t now)
{
	return now >= watch->complain_at &&
	       (!enforce_is_passing(error) ||
		now >= watch->failing_since + STORM);
}

/* The rules are not as they should be, or cannot be compared: it is tried again
 * and again, and told, but not each time. To compare everything takes longer
 * than a storm leaves quiet. */
static void complain(struct enforce *enforce, int error, int64_t began_us)
{
	struct watch *watch = &enforce->watch;
	const int64_t now = now_ms();
	const bool passing = enforce_is_passing(error);

	watch->pause = pause_after(watch, error, now - began_us / 1000);
	watch->not_before = now + watch->pause;
	watch->asked = true;
	watch->deep = !passing;
	if (passing && now >= watch->deep_at)
		watch->deep_at = now + DEEP_AGAIN;
	if (!watch->failing_since) {
		watch->failing_since = now;
		watch->complain_at = now;
	}
	if (!is_worth_a_word(watch, error, now))
		return;
	watch->complain_at = now + COMPLAIN_EVERY;
	watch->complained = true;
	log_errno(error, "heal");
	lines_add(
		&enforce->lines,
		passing ? "the rules cannot be compared, for others keep changing theirs: %s"
			: "the rules cannot be put right: %s",
		strerror(-error));
	tampering_add(watch, &watch->looking, now_us() - watch->woken_us, false,
		      &enforce->lines);
}

static void plan(struct watch *watch, int64_t took_us, bool deep)
{
	const int64_t now = now_ms(), took = took_us / 1000;

	watch->pause = 0;
	watch->failing_since = 0;
	watch->complained = false;
	watch->not_before = now + (took < BREATH_MAX ? took : BREATH_MAX);
	watch->tick = now + (took * TICK_COST > TICK ? took * TICK_COST : TICK);
	if (deep)
		watch->deep_at =
			now + (took * DEEP_COST > DEEP_EVERY ? took * DEEP_COST
							     : DEEP_EVERY);
}

static void look(struct enforce *enforce)
{
	_cleanup_(findings_finish) struct findings found = { 0 };
	static struct authors authors;
	struct watch *watch = &enforce->watch;
	const bool deep = watch->deep || now_ms() >= watch->deep_at;
	const int64_t began = now_us(), woken = watch->woken_us;
	int64_t ended;
	int r;

	watch->asked = watch->deep = false;
	enforce->lines = (struct lines){ 0 };
	r = enforce_heal(enforce,
			 deep || !is_owned(enforce) ? DEPTH_ALL : DEPTH_NAMES,
			 &found);
	ended = now_us();
	lines_add_findings(&enforce->lines, &found);
	if (r < 0) {
		complain(enforce, r, began);
		return;
	}
	if (r == 0 && watch->complained)
		lines_add(&enforce->lines, "all is as it should be again");
	if (r == 1 || watch->complained) {
		enforce_forward(enforce);
		watch_hear_authors(enforce, &watch->looking, &authors);
		tampering_add(watch, &authors, ended - woken, true,
			      &enforce->lines);
	} else {
		watch->looking = (struct authors){ 0 };
	}
	plan(watch, ended - began, deep);
}

/* ------ when ------ */

static bool may_look(const struct enforce *enforce)
{
	return enforce->governs && !enforce->awaits_until;
}

static int64_t look_at(const struct watch *watch)
{
	const int64_t at = watch->asked ? 0 : watch->tick;

	return at > watch->not_before ? at : watch->not_before;
}

bool watch_is_due(const struct enforce *enforce)
{
	const struct watch *watch = &enforce->watch;

	return may_look(enforce) && watch->asked &&
	       now_ms() >= watch->not_before;
}

void watch_turn(struct enforce *enforce)
{
	struct watch *watch = &enforce->watch;
	const int64_t now = now_ms();

	if (may_look(enforce) && now >= look_at(watch)) {
		ask(watch);
		look(enforce);
	}
	if (watch->tampering.waits && now >= watch->tell_at)
		tampering_tell(watch);
	/* Heal first, look around then. */
	if (may_look(enforce) && !watch->asked && watch->others_due &&
	    now >= watch->others_at)
		others_look(enforce);
}

static void sooner(int64_t *until, bool applies, int64_t at)
{
	if (applies && at < *until)
		*until = at;
}

int64_t watch_due(const struct enforce *enforce)
{
	const struct watch *watch = &enforce->watch;
	const int64_t now = now_ms();
	const bool looks = may_look(enforce);
	int64_t until = now + 3600000;

	sooner(&until, looks, look_at(watch));
	sooner(&until, looks && watch->others_due, watch->others_at);
	sooner(&until, watch->tampering.waits, watch->tell_at);
	sooner(&until, enforce->awaits_until, enforce->awaits_until);
	sooner(&until, enforce->loaded.ruleset.generation, enforce->unload_at);
	sooner(&until, enforce->pending.ruleset.generation && enforce->governs,
	       enforce->lapses);
	return until > now ? until - now : 0;
}
