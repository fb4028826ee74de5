/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * apply.c -- makes the kernel do what a ruleset says, or leaves it as it was
 *
 * Every step starts from the generation id that the step before left; if
 * anybody else changed a rule meanwhile the kernel refuses the step (-ERESTART)
 * and everything is looked at again from the beginning.
 */
#include "kernel/apply.h"

#include <errno.h>
#include <time.h>

#include <linux/netfilter/nf_tables.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "kernel/batch.h"
#include "kernel/conntrack.h"
#include "kernel/forwarding.h"
#include "kernel/put_table.h"
#include "kernel/put_tree.h"

enum {
	ATTEMPTS = 10
};

struct work {
	const struct apply *apply;
	struct batch batch;
	uint32_t genid; /* the kernel's, after our last transaction */
	bool flipping;  /* the switch was sent, perhaps unanswered */
};

static void work_finish(struct work *work)
{
	batch_finish(&work->batch);
}

static void step(const struct work *work, const char *what)
{
	if (work->apply->step)
		work->apply->step(what);
}

static void begin(struct work *work)
{
	batch_begin(&work->batch, work->apply->sock, work->genid);
}

static int commit(struct work *work)
{
	int r = batch_commit(&work->batch, work->apply->diags);

	/* The kernel counts on and leaves out 0. */
	if (r == 0 && ++work->genid == 0)
		work->genid++;
	/* Lost answers: look again what is true. */
	return r == -ENOBUFS ? -ERESTART : r;
}

/* Reads what is held; it must be what our last transaction left. */
static int look(struct work *work, struct held *out)
{
	struct held held = { 0 };
	int r = held_read(work->apply->sock, &held);

	if (r < 0)
		return r;
	if (held.genid != work->genid) {
		held_finish(&held);
		return -ERESTART;
	}
	*out = held;
	return 0;
}

/* A dormant table judges nothing; it must be woken before its chains can be
 * changed. */
static int wake_table(struct work *work, const struct held_table *held,
		      const struct table *table)
{
	if (!(held->flags & NFT_TABLE_F_DORMANT))
		return 0;
	begin(work);
	put_table(&work->batch, table);
	return commit(work);
}

static int mend_table(struct work *work, const struct held_table *held,
		      const struct table *table, bool skip_elements)
{
	_cleanup_(findings_finish) struct findings damage = { 0 };
	int r = verify_table(work->apply->sock, held, table, skip_elements,
			     &damage);

	if (r < 0)
		return r == -EINTR || r == -ENOENT ? -ERESTART : r;
	if (damage.list.n == 0)
		return 0;
	/* To make a table for the first time is not worth a word. */
	if (held->present)
		vec_each(finding, &damage.list)
			findings_copy(finding, work->apply->found);
	r = wake_table(work, held, table);
	if (r < 0)
		return r;
	begin(work);
	put_frame(&work->batch, held, table);
	return commit(work);
}

/* The guard first: until the frame's chains stand, it keeps all closed. */
static int mend_frame(struct work *work)
{
	const struct ruleset *ruleset = work->apply->ruleset;
	_cleanup_(held_finish) struct held held = { 0 };
	int r = look(work, &held);

	if (r == 0)
		r = mend_table(work, &held.guard, &ruleset->guard, false);
	if (r == 0)
		r = mend_table(work, &held.gate, &ruleset->frame, true);
	return r;
}

/* Foreign objects are named; they go with the old tree. */
static void report_foreign(const struct work *work, const struct held *held)
{
	_cleanup_(findings_finish) struct findings all = { 0 };

	verify_foreign(held, work->apply->ruleset, &all);
	vec_each(finding, &all.list)
		if (finding->kind == FINDING_FOREIGN)
			findings_copy(finding, work->apply->found);
}

/* 1: the ruleset's generation is in force already. */
static int remove_tree(struct work *work)
{
	const uint32_t generation = work->apply->ruleset->generation;
	_cleanup_(held_finish) struct held held = { 0 };
	int r = look(work, &held);

	if (r < 0)
		return r;
	if (held.live == generation)
		return 1;
	begin(work);
	put_tree_gone(&work->batch, &held, generation);
	return batch_is_empty(&work->batch) ? 0 : commit(work);
}

/* How much goes into one transaction; an attempt may end beyond it by one
 * message. */
static size_t batch_room(const struct sock *sock)
{
	return sock->send_room > 2 * (size_t)MESSAGE_MAX
		       ? sock->send_room - MESSAGE_MAX
		       : (size_t)MESSAGE_MAX / 2;
}

static uint64_t age_ms(const struct apply *apply)
{
	struct timespec t;
	double age;

	clock_gettime(CLOCK_MONOTONIC, &t);
	age = (double)t.tv_sec + (double)t.tv_nsec / 1e9 - apply->counted_from;
	return age > 0 ? (uint64_t)(age * 1000) : 0;
}

static int load_tree(struct work *work)
{
	const struct apply *apply = work->apply;
	const uint32_t generation = apply->ruleset->generation;
	_cleanup_(arena_finish) struct arena names = { 0 };
	struct tree_cursor cursor = { 0 };
	/* Whatever bears the number's mark would be taken for judged. */
	int r = conntrack_flush(apply->sock, generation << GENERATION_SHIFT,
				GENERATION_MASK);

	if (r < 0)
		return log_errno(r, "flush-connections generation=%u",
				 generation);
	begin(work);
	facts_put(&work->batch, &names, generation, apply->facts);
	while (r == 0 && !cursor.done) {
		work->batch.age_ms = age_ms(apply);
		put_tree(&work->batch, apply->ruleset, batch_room(apply->sock),
			 &cursor);
		r = commit(work);
		begin(work);
	}
	return r;
}

static int read_back(struct work *work)
{
	const struct apply *apply = work->apply;
	_cleanup_(findings_finish) struct findings differences = { 0 };
	_cleanup_(held_finish) struct held held = { 0 };
	uint32_t genid = 0;
	int r = look(work, &held);

	if (r < 0)
		return r;
	r = verify_table(apply->sock, &held.gate, &apply->ruleset->tree, false,
			 &differences);
	if (r == 0)
		r = sock_generation(apply->sock, &genid);
	if (r == -EINTR || r == -ENOENT || (r == 0 && genid != work->genid))
		r = -ERESTART;
	vec_each(finding, &differences.list)
		if (r == 0 || r == -EIO) {
			log_err("read-back-differs what=\"%s\"", finding->text);
			r = -EIO;
		}
	return r;
}

static int flip(struct work *work)
{
	begin(work);
	put_flip(&work->batch, work->apply->ruleset);
	work->flipping = true;
	return commit(work);
}

static int try_apply(struct work *work)
{
	int r = sock_generation(work->apply->sock, &work->genid);

	if (r == 0)
		r = mend_frame(work);
	if (r == 0)
		r = remove_tree(work);
	if (r > 0)
		return work->flipping ? 0 : -EEXIST;
	if (r < 0)
		return r;
	step(work, "loading");
	r = load_tree(work);
	if (r == 0) {
		step(work, "reading back");
		r = read_back(work);
	}
	if (r == 0) {
		step(work, "switching");
		r = flip(work);
	}
	return r;
}

static int try_tidy(struct work *work)
{
	_cleanup_(held_finish) struct held held = { 0 };
	int r = held_read(work->apply->sock, &held);

	if (r < 0)
		return r;
	if (held.live != work->apply->ruleset->generation || held.mixed)
		return -ERESTART;
	work->genid = held.genid;
	report_foreign(work, &held);
	begin(work);
	put_others_gone(&work->batch, &held, work->apply->ruleset);
	return batch_is_empty(&work->batch) ? 0 : commit(work);
}

static int repeat(struct work *work, int (*attempt)(struct work *))
{
	int r = -ERESTART;

	for (int i = 0; i < ATTEMPTS && r == -ERESTART; i++)
		r = attempt(work);
	return r;
}

int kernel_tidy(const struct apply *apply)
{
	_cleanup_(work_finish) struct work work = { .apply = apply };

	return repeat(&work, try_tidy);
}

/* Nothing refers to what was loaded; the next apply would remove it as well. */
static void abandon(struct work *work)
{
	if (sock_generation(work->apply->sock, &work->genid) == 0)
		(void)remove_tree(work);
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

int kernel_apply(const struct apply *apply)
{
	_cleanup_(work_finish) struct work work = { .apply = apply };
	int r;

	if (!timezone_check(apply->ruleset, apply->diags))
		return -EPROTO;
	r = repeat(&work, try_apply);
	if (r < 0) {
		abandon(&work);
		return r;
	}
	step(&work, "removing the old tree");
	remove_others(apply);
	r = forwarding_on();
	return r < 0 ? log_errno(r, "switch-forwarding-on") : 0;
}
