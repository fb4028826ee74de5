/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * switch.c -- from one generation to the next, and back where nobody
 * confirms
 */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "daemon/clock.h"
#include "daemon/enforce/state.h"
#include "daemon/messages.h"
#include "kernel/confirm.h"

enum {
	ATTEMPTS = 5,
	PAUSE_MS = 20,
	SETTLE_PAUSE = 5,
};

/* What the kernel functions need, and what they found. */
struct step {
	struct enforce *enforce;
	struct apply apply;
	struct diags diags;
	struct findings found;
	uint64_t ms; /* of a switch */
};

static const struct ruleset *current_or_none(const struct enforce *enforce)
{
	const struct ruleset *current = &enforce->current.ruleset;

	return current->generation ? current : NULL;
}

static void begin(struct step *step, struct enforce *enforce,
		  struct enforced *next)
{
	*step = (struct step){ .enforce = enforce };
	step->apply = (struct apply){
		.sock = &enforce->sock,
		.ruleset = &next->ruleset,
		.previous = current_or_none(enforce),
		.overlay = enforce->overlay.chains.n ? &enforce->overlay : NULL,
		.facts = &next->facts,
		.counted_from = next->counted_from,
		.found = &step->found,
		.diags = &step->diags,
	};
}

static int end(struct step *step, int r, const char *what)
{
	struct lines *lines = &step->enforce->lines;

	lines_add_findings(lines, &step->found);
	lines_add_diags(lines, &step->diags);
	findings_finish(&step->found);
	diags_finish(&step->diags);
	if (r == 0)
		return 0;
	lines_add(lines, "%s: %s", what, strerror(-r));
	return log_errno(r, "%s", what);
}

/* Errors that go by are waited for. */
static int repeat(struct step *step, int (*what)(struct step *))
{
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000L };
	int r = what(step);

	for (int i = 1; i < ATTEMPTS && enforce_is_passing(r); i++) {
		nanosleep(&pause, NULL);
		r = what(step);
	}
	return r;
}

/* ------ beside what is in force ------ */

void enforce_unload(struct enforce *enforce)
{
	struct step step;
	int r;

	if (!enforce->loaded.ruleset.generation)
		return;
	begin(&step, enforce, &enforce->loaded);
	r = kernel_unload(&step.apply);
	/* The next apply removes what stays. */
	if (r < 0)
		log_errno(r, "unload generation=%u",
			  enforce->loaded.ruleset.generation);
	findings_finish(&step.found);
	diags_finish(&step.diags);
	enforced_finish(&enforce->loaded);
}

static int load(struct step *step)
{
	return kernel_load(&step->apply, &step->enforce->loaded_genid);
}

/* Where another's table is in force and stays so until the switch, this is a
 * rehearsal: what the kernel refuses is refused now. */
int enforce_load(struct enforce *enforce, struct enforced *told)
{
	struct step step;
	int r;

	enforce_unload(enforce);
	r = enforce_own(enforce, false);
	if (r < 0)
		return r;
	begin(&step, enforce, told);
	r = end(&step, repeat(&step, load), "load");
	if (r < 0)
		return r;
	enforced_move(told, &enforce->loaded);
	enforce->unload_at = now_ms() + KEEP_LOADED;
	return 0;
}

/* ------ in force ------ */

static void come_in_force(struct enforce *enforce, uint64_t ms)
{
	enforced_move(&enforce->loaded,
		      ms ? &enforce->pending : &enforce->current);
	enforce->lapses = now_ms() + (int64_t)ms;
	enforce->governs = true;
	enforce->awaits_until = 0;
	enforce_forward(enforce);
}

static int flip(struct step *step)
{
	return kernel_switch(&step->apply, step->enforce->loaded_genid,
			     step->ms);
}

static int try_switch(struct enforce *enforce, uint64_t ms)
{
	struct step step;
	int r = enforce_own(enforce, true);

	if (r < 0)
		return r;
	begin(&step, enforce, &enforce->loaded);
	step.ms = ms;
	/* The table was made anew, without what was loaded. */
	r = r == 1 ? repeat(&step, load) : 0;
	if (r == 0)
		r = repeat(&step, flip);
	return end(&step, r, "switch");
}

int enforce_switch(struct enforce *enforce, uint64_t ms)
{
	int r;

	if (!enforce->loaded.ruleset.generation) {
		lines_add(&enforce->lines, "nothing is loaded");
		return -ENODATA;
	}
	if (enforce->pending.ruleset.generation) {
		lines_add(&enforce->lines, "generation %u is pending",
			  enforce->pending.ruleset.generation);
		return -EBUSY;
	}
	r = try_switch(enforce, ms);
	if (r == 0)
		come_in_force(enforce, ms);
	return r;
}

/* ------ while one is pending ------ */

static bool nothing_pends(struct enforce *enforce)
{
	if (enforce->pending.ruleset.generation)
		return false;
	lines_add(&enforce->lines, "no generation is pending");
	return true;
}

static int confirm(struct step *step)
{
	return kernel_confirm(&step->apply);
}

static int extend(struct step *step)
{
	return kernel_extend(&step->apply, step->ms);
}

static int revert(struct step *step)
{
	return kernel_revert(&step->apply);
}

int enforce_confirm(struct enforce *enforce)
{
	struct step step;
	int r;

	if (nothing_pends(enforce))
		return -ETIME;
	begin(&step, enforce, &enforce->pending);
	r = end(&step, repeat(&step, confirm), "confirm");
	if (r == 0)
		enforced_move(&enforce->pending, &enforce->current);
	return r;
}

int enforce_extend(struct enforce *enforce, uint64_t ms)
{
	struct step step;
	int r;

	if (nothing_pends(enforce))
		return -ETIME;
	begin(&step, enforce, &enforce->pending);
	step.ms = ms;
	r = end(&step, repeat(&step, extend), "extend");
	if (r == 0)
		enforce->lapses = now_ms() + (int64_t)ms;
	return r;
}

int enforce_revert(struct enforce *enforce)
{
	struct step step;
	int r;

	if (nothing_pends(enforce))
		return -ETIME;
	begin(&step, enforce, &enforce->pending);
	r = end(&step, repeat(&step, revert), "revert");
	if (r == 0)
		enforced_finish(&enforce->pending);
	return r;
}

/* ------ what time ends ------ */

void enforce_lapsed(struct enforce *enforce)
{
	log_info("lapsed generation=%u in-force=%u",
		 enforce->pending.ruleset.generation,
		 enforce->current.ruleset.generation);
	enforced_finish(&enforce->pending);
	/* An engine that is gone learns it when it comes back: nothing is
	 * pending then. */
	(void)answer_with(MESSAGE_LAPSED, 0, NULL, 0, -1);
}

static void settle(struct enforce *enforce)
{
	struct step step;
	int r;

	begin(&step, enforce, &enforce->pending);
	r = kernel_settle(&step.apply);
	findings_finish(&step.found);
	diags_finish(&step.diags);
	/* The kernel's clock ticks more coarsely. */
	if (r == -EBUSY) {
		enforce->lapses = now_ms() + SETTLE_PAUSE;
		return;
	}
	enforce_lapsed(enforce);
	if (r < 0) {
		/* Packets meet the fallback already; to heal is to settle. */
		log_errno(r, "settle");
		watch_ask(&enforce->watch);
	}
}

void enforce_end_in_time(struct enforce *enforce)
{
	const int64_t now = now_ms();

	if (enforce->pending.ruleset.generation && enforce->governs &&
	    now >= enforce->lapses)
		settle(enforce);
	if (enforce->loaded.ruleset.generation && now >= enforce->unload_at)
		enforce_unload(enforce);
	if (enforce->awaits_until && now >= enforce->awaits_until) {
		enforce->awaits_until = 0;
		watch_ask(&enforce->watch);
	}
}
