/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * apply.c -- makes the kernel do what a ruleset says, or leaves it as it was
 */
#include "kernel/apply.h"

#include <errno.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "kernel/forwarding.h"
#include "kernel/live/conntrack.h"
#include "kernel/put_tree.h"
#include "kernel/work.h"

static struct work begin_work(const struct apply *apply)
{
	return (struct work){ .sock = apply->sock,
			      .diags = apply->diags,
			      .found = apply->found };
}

static void step(const struct apply *apply, const char *what)
{
	if (apply->step)
		apply->step(what);
}

/* Foreign objects are named; they go with the old tree. */
static void report_foreign(const struct apply *apply, const struct held *held,
			   const struct intent *intent)
{
	_cleanup_(findings_finish) struct findings all = { 0 };

	verify_foreign(held, intent, &all);
	vec_each(finding, &all.list)
		if (finding->kind == FINDING_FOREIGN && apply->found)
			findings_copy(finding, apply->found);
}

static bool is_led_to(const struct held *held, uint32_t generation)
{
	return held->live == generation || held->fallback == generation;
}

/* -EEXIST: packets meet it, or will. */
static int remove_tree(struct work *work, const struct apply *apply)
{
	const uint32_t generation = apply->ruleset->generation;
	_cleanup_(held_finish) struct held held = { 0 };
	int r = work_look(work, &held);

	if (r < 0)
		return r;
	if (is_led_to(&held, generation))
		return -EEXIST;
	work_begin(work);
	put_tree_gone(&work->batch, &held, generation);
	return work_commit(work);
}

/* How much goes into one transaction; an attempt may end beyond it by one
 * message. */
static size_t batch_room(const struct sock *sock)
{
	return sock->send_room > 2 * (size_t)MESSAGE_MAX
		       ? sock->send_room - MESSAGE_MAX
		       : (size_t)MESSAGE_MAX / 2;
}

static int load_tree(struct work *work, const struct apply *apply)
{
	const uint32_t generation = apply->ruleset->generation;
	_cleanup_(arena_finish) struct arena names = { 0 };
	struct tree_cursor cursor = { 0 };
	/* Whatever bears the number's mark would be taken for judged. */
	int r = conntrack_flush(apply->sock, generation << GENERATION_SHIFT,
				GENERATION_MASK);

	if (r < 0)
		return log_errno(r, "flush-connections generation=%u",
				 generation);
	work_begin(work);
	facts_put(&work->batch, &names, generation, apply->facts);
	while (r == 0 && !cursor.done) {
		work->batch.age_ms = intent_age_ms(apply->counted_from);
		put_tree(&work->batch, apply->ruleset, batch_room(apply->sock),
			 &cursor);
		r = work_commit(work);
		work_begin(work);
	}
	return r;
}

static int try_load(struct work *work, const struct apply *apply)
{
	int r = sock_generation(work->sock, &work->genid);

	if (r == 0)
		r = work_mend(work, apply);
	if (r == 0)
		r = remove_tree(work, apply);
	if (r < 0)
		return r;
	step(apply, "loading");
	r = load_tree(work, apply);
	if (r < 0)
		return r;
	step(apply, "reading back");
	return work_read_back(work, apply);
}

static int try_apply(struct work *work, const struct apply *apply)
{
	int r = try_load(work, apply);

	/* Sent, answered to nobody, and so it was done. */
	if (r == -EEXIST && work->switching)
		return 0;
	if (r == 0 && apply->prove) {
		step(apply, "proving");
		r = apply->prove(apply->ctx);
	}
	if (r < 0)
		return r;
	step(apply, "switching");
	return work_switch(work, apply, apply->ruleset, 0, NULL);
}

static int try_unload(struct work *work, const struct apply *apply)
{
	int r = sock_generation(work->sock, &work->genid);

	return r < 0 ? r : remove_tree(work, apply);
}

static int try_tidy(struct work *work, const struct apply *apply)
{
	struct intent intent = { .current = apply->ruleset,
				 .overlay = apply->overlay };
	_cleanup_(held_finish) struct held held = { 0 };
	int r = held_read(work->sock, &held);

	if (r < 0)
		return r;
	if (held.live != apply->ruleset->generation || held.mixed)
		return -ERESTART;
	if (held.pending && apply->previous) {
		intent.current = apply->previous;
		intent.pending = apply->ruleset;
	}
	report_foreign(apply, &held, &intent);
	return work_remove_others(work, &held, &intent);
}

int kernel_tidy(const struct apply *apply)
{
	_cleanup_(work_finish) struct work work = begin_work(apply);

	return work_repeat(&work, apply, try_tidy);
}

int kernel_unload(const struct apply *apply)
{
	_cleanup_(work_finish) struct work work = begin_work(apply);
	int r = work_repeat(&work, apply, try_unload);

	return r == -EEXIST ? 0 : r;
}

/* The rules in force are right already: what cannot be removed now, the next
 * apply removes. */
static void remove_others(const struct apply *apply)
{
	struct diags refusals = { 0 };
	struct apply tidy = *apply;

	tidy.diags = &refusals;
	if (kernel_tidy(&tidy) < 0)
		log_warn("leftovers-remain generation=%u",
			 apply->ruleset->generation);
	vec_each(refusal, &refusals.list)
		log_warn("not-removed what=\"%s\"", refusal->text);
	diags_finish(&refusals);
}

static int run(const struct apply *apply, uint32_t *genid,
	       int (*attempt)(struct work *, const struct apply *))
{
	_cleanup_(work_finish) struct work work = begin_work(apply);
	int r;

	if (!timezone_check(apply->ruleset, apply->diags))
		return -EPROTO;
	r = work_repeat(&work, apply, attempt);
	/* Nothing refers to what was loaded; the next apply would remove it as
	 * well. */
	if (r < 0 && r != -EEXIST)
		(void)kernel_unload(apply);
	if (r == 0)
		*genid = work.genid;
	return r;
}

int kernel_load(const struct apply *apply, uint32_t *genid)
{
	return run(apply, genid, try_load);
}

int kernel_apply(const struct apply *apply)
{
	uint32_t genid;
	int r = run(apply, &genid, try_apply);

	if (r < 0)
		return r;
	step(apply, "removing the old tree");
	remove_others(apply);
	r = forwarding_on();
	return r < 0 ? log_errno(r, "switch-forwarding-on") : 0;
}
