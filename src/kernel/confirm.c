/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * confirm.c -- a generation that is in force until it is confirmed, or lapses
 */
#include "kernel/confirm.h"

#include <errno.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "kernel/work.h"

/* 0: nothing was in force. */
static uint32_t previous_generation(const struct apply *apply)
{
	return apply->previous ? apply->previous->generation : 0;
}

/* For good, and with nothing to fall back to. */
static bool is_lasting(const struct held *held, uint32_t generation)
{
	return held->live == generation && !held->pending && !held->fallback &&
	       !held->mixed;
}

static bool is_pending(const struct held *held, const struct apply *apply)
{
	return held->pending && held->pending == apply->ruleset->generation;
}

static int look(struct work *work, struct held *out)
{
	int r = held_read(work->sock, out);

	if (r == 0)
		work->genid = out->genid;
	return r;
}

static int try_switch(struct work *work, const struct apply *apply)
{
	_cleanup_(held_finish) struct held held = { 0 };
	int r = look(work, &held);

	if (r < 0)
		return r;
	if (held.live == apply->ruleset->generation)
		return work->switching ? 0 : -EEXIST;
	if (work->ms && !is_lasting(&held, previous_generation(apply)))
		return -ESTALE;
	if (held.genid != work->loaded) {
		r = work_mend(work, apply);
		if (r == 0)
			r = work_read_back(work, apply);
		if (r < 0)
			return r;
	}
	return work_switch(work, apply, apply->ruleset, work->ms,
			   work->ms ? apply->previous : NULL);
}

static int try_confirm(struct work *work, const struct apply *apply)
{
	_cleanup_(held_finish) struct held held = { 0 };
	int r = look(work, &held);

	if (r < 0)
		return r;
	if (is_lasting(&held, apply->ruleset->generation))
		return 0;
	if (!is_pending(&held, apply))
		return -ETIME;
	return work_switch(work, apply, apply->ruleset, 0, NULL);
}

static int try_extend(struct work *work, const struct apply *apply)
{
	_cleanup_(held_finish) struct held held = { 0 };
	int r = look(work, &held);

	if (r < 0)
		return r;
	if (!is_pending(&held, apply))
		return -ETIME;
	return work_switch(work, apply, apply->ruleset, work->ms,
			   apply->previous);
}

/* With a previous generation of none, everything is closed again. */
static int go_back(struct work *work, const struct apply *apply,
		   const struct held *held)
{
	const uint32_t previous = previous_generation(apply);
	struct ruleset none;
	int r;

	if (is_lasting(held, previous))
		return 0;
	if (held->pending ? !is_pending(held, apply) : held->live != previous)
		return -ESTALE;
	ruleset_lockdown(&none);
	r = work_switch(work, apply, apply->previous ? apply->previous : &none,
			0, NULL);
	ruleset_finish(&none);
	return r;
}

static int try_revert(struct work *work, const struct apply *apply)
{
	_cleanup_(held_finish) struct held held = { 0 };
	int r = look(work, &held);

	return r < 0 ? r : go_back(work, apply, &held);
}

static int try_settle(struct work *work, const struct apply *apply)
{
	_cleanup_(held_finish) struct held held = { 0 };
	int r = look(work, &held);

	if (r < 0)
		return r;
	return held.pending ? -EBUSY : go_back(work, apply, &held);
}

/* What is in force is right already: the next tidying removes what stays. */
static void tidy(const struct apply *apply, const struct ruleset *stays)
{
	_cleanup_(diags_finish) struct diags refusals = { 0 };
	struct apply rest = *apply;

	rest.ruleset = stays;
	rest.diags = &refusals;
	if (stays == apply->previous)
		rest.previous = NULL;
	if (kernel_tidy(&rest) < 0)
		log_warn("leftovers-remain generation=%u", stays->generation);
}

static int run(struct work *work, const struct apply *apply,
	       int (*attempt)(struct work *, const struct apply *))
{
	int r;

	work->sock = apply->sock;
	work->diags = apply->diags;
	work->found = apply->found;
	r = work_repeat(work, apply, attempt);
	work_finish(work);
	return r;
}

int kernel_switch(const struct apply *apply, uint32_t genid, uint64_t ms)
{
	struct work work = { .ms = ms, .loaded = genid };
	int r = run(&work, apply, try_switch);

	if (r == 0)
		tidy(apply, apply->ruleset);
	return r;
}

int kernel_confirm(const struct apply *apply)
{
	struct work work = { 0 };
	int r = run(&work, apply, try_confirm);

	if (r == 0)
		tidy(apply, apply->ruleset);
	return r;
}

int kernel_extend(const struct apply *apply, uint64_t ms)
{
	struct work work = { .ms = ms };

	return run(&work, apply, try_extend);
}

static int back(const struct apply *apply,
		int (*attempt)(struct work *, const struct apply *))
{
	struct work work = { 0 };
	struct ruleset none;
	int r = run(&work, apply, attempt);

	if (r < 0)
		return r;
	ruleset_lockdown(&none);
	tidy(apply, apply->previous ? apply->previous : &none);
	ruleset_finish(&none);
	return 0;
}

int kernel_revert(const struct apply *apply)
{
	return back(apply, try_revert);
}

int kernel_settle(const struct apply *apply)
{
	return back(apply, try_settle);
}
