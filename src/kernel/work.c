/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work.c -- one change of the kernel's rules, step by step
 */
#include "kernel/work.h"

#include <errno.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <linux/membarrier.h>
#include <linux/netfilter/nf_tables.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "kernel/maps.h"
#include "kernel/put/table.h"
#include "kernel/put_frame.h"
#include "kernel/put_tree.h"

enum {
	PACKET_WAIT_MS = 20,
};

void work_finish(struct work *work)
{
	batch_finish(&work->batch);
}

int work_repeat(struct work *work, const struct apply *apply,
		int (*attempt)(struct work *, const struct apply *))
{
	int r = -ERESTART;

	for (int i = 0; i < WORK_ATTEMPTS && r == -ERESTART; i++)
		r = attempt(work, apply);
	return r;
}

void work_begin(struct work *work)
{
	batch_begin(&work->batch, work->sock, work->genid);
	work->batch.age_ms = 0;
}

int work_commit(struct work *work)
{
	int r;

	if (batch_is_empty(&work->batch))
		return 0;
	r = batch_commit(&work->batch, work->diags);
	/* The kernel counts on and leaves out 0. */
	if (r == 0 && ++work->genid == 0)
		work->genid++;
	/* Lost answers: look again what is true. */
	return r == -ENOBUFS ? -ERESTART : r;
}

int work_look(struct work *work, struct held *out)
{
	struct held held = { 0 };
	int r = held_read(work->sock, &held);

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
	work_begin(work);
	put_table(&work->batch, table);
	return work_commit(work);
}

static int mend_table(struct work *work, const struct held_table *held,
		      const struct table *table, enum depth depth,
		      const struct table *overlay)
{
	_cleanup_(findings_finish) struct findings damage = { 0 };
	int r = verify_table(work->sock, held, table, depth, &damage);

	if (r == 0 && overlay)
		r = verify_table(work->sock, held, overlay, DEPTH_ALL, &damage);
	if (r < 0)
		return r == -EINTR || r == -ENOENT ? -ERESTART : r;
	if (damage.list.n == 0)
		return 0;
	/* To make a table for the first time is not worth a word. */
	if (held->present && work->found)
		vec_each(finding, &damage.list)
			findings_copy(finding, work->found);
	r = wake_table(work, held, table);
	if (r < 0)
		return r;
	work_begin(work);
	put_frame(&work->batch, held, table, overlay);
	return work_commit(work);
}

int work_mend_guard(struct work *work, const struct held *held,
		    const struct ruleset *ruleset)
{
	return mend_table(work, &held->guard, &ruleset->guard, DEPTH_ALL, NULL);
}

/* The guard first: until the frame's chains stand, it keeps all closed. */
int work_mend(struct work *work, const struct apply *apply)
{
	const struct ruleset *ruleset = apply->ruleset;
	_cleanup_(held_finish) struct held held = { 0 };
	int r = work_look(work, &held);

	if (r == 0)
		r = work_mend_guard(work, &held, ruleset);
	if (r == 0)
		r = mend_table(work, &held.gate, &ruleset->frame, DEPTH_RULES,
			       apply->overlay);
	return r;
}

int work_read_back(struct work *work, const struct apply *apply)
{
	_cleanup_(findings_finish) struct findings differences = { 0 };
	_cleanup_(held_finish) struct held held = { 0 };
	uint32_t genid = 0;
	int r = work_look(work, &held);

	if (r < 0)
		return r;
	r = verify_aged(work->sock, &held.gate, &apply->ruleset->tree,
			DEPTH_ALL, intent_age_ms(apply->counted_from),
			&differences);
	if (r == 0)
		r = sock_generation(work->sock, &genid);
	if (r == -EINTR || r == -ENOENT || (r == 0 && genid != work->genid))
		r = -ERESTART;
	vec_each(finding, &differences.list)
		if (r == 0 || r == -EIO) {
			log_err("read-back-differs what=\"%s\"", finding->text);
			r = -EIO;
		}
	return r;
}

static int add_overlay(struct work *work, const struct table *overlay)
{
	_cleanup_(held_finish) struct held held = { 0 };
	int r = work_look(work, &held);

	if (r == 0)
		put_overlay(&work->batch, &held.gate, overlay);
	return r;
}

int work_switch(struct work *work, const struct apply *apply,
		const struct ruleset *selected, uint64_t ms,
		const struct ruleset *fallback)
{
	_cleanup_(maps_finish) struct maps maps = { 0 };
	int r = 0;

	maps_init(&maps, selected, ms, fallback);
	work_begin(work);
	if (apply->overlay)
		r = add_overlay(work, apply->overlay);
	if (r < 0)
		return r;
	put_maps(&work->batch, &maps);
	work->switching = true;
	return work_commit(work);
}

/* A packet passes all hooks within one read-side section of RCU, and this call
 * waits for an end of all of them (membarrier(2), synchronize_rcu() in the
 * kernel). A kernel that cannot do it for its idle processors is given time. */
void work_wait_for_packets(void)
{
	const struct timespec t = { .tv_nsec = PACKET_WAIT_MS * 1000000L };

	if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0) < 0)
		nanosleep(&t, NULL);
}

int work_remove_others(struct work *work, const struct held *held,
		       const struct intent *intent)
{
	work->genid = held->genid;
	work_begin(work);
	put_others_gone(&work->batch, held, intent);
	return work_commit(work);
}
