/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * own.c -- the gate's table belongs to one socket
 */
#include "kernel/own.h"

#include <errno.h>

#include <linux/netfilter/nf_tables.h>

#include "base/cleanup.h"
#include "kernel/put/table.h"
#include "kernel/put_frame.h"
#include "kernel/work.h"

enum {
	OWNED = NFT_TABLE_F_OWNER,
	OWNED_FOR_EVER = NFT_TABLE_F_OWNER | TABLE_PERSIST,
};

/* The best that this kernel takes comes first. */
static const uint32_t flags_to_try[] = { OWNED_FOR_EVER, OWNED };

static int adopt(struct work *work, const struct ruleset *closed)
{
	work->sock->gate_flags = OWNED_FOR_EVER;
	work_begin(work);
	put_table(&work->batch, &closed->frame);
	return work_commit(work);
}

/* What was there goes in the same transaction; the guard stands. */
static int make(struct work *work, const struct held *held,
		const struct ruleset *closed)
{
	const struct held_table none = { 0 };

	work_begin(work);
	if (held->gate.present)
		put_table_gone(&work->batch, closed->frame.name);
	put_frame(&work->batch, &none, &closed->frame, NULL);
	return work_commit(work);
}

/* 1: this kernel knows no owners. */
static int make_owned(struct work *work, const struct held *held,
		      const struct ruleset *closed)
{
	struct diags *const said = work->diags;

	for (size_t i = 0; i < sizeof(flags_to_try) / sizeof(*flags_to_try);
	     i++) {
		_cleanup_(diags_finish) struct diags refused = { 0 };
		int r;

		work->sock->gate_flags = flags_to_try[i];
		work->diags = &refused;
		r = make(work, held, closed);
		work->diags = said;
		if (r != -EPROTO)
			return r;
	}
	work->sock->gate_flags = 0;
	return 1;
}

static int make_anew(struct work *work, const struct held *held,
		     const struct ruleset *closed, struct owned *out)
{
	int r = work_mend_guard(work, held, closed);

	if (r == 0)
		r = make_owned(work, held, closed);
	out->how = OWN_MADE;
	if (r <= 0)
		return r;
	if (!held->gate.present)
		return make(work, held, closed);
	out->how = OWN_KEPT;
	return 0;
}

static int try_own(struct work *work, const struct ruleset *closed,
		   struct owned *out)
{
	_cleanup_(held_finish) struct held held = { 0 };
	int r = held_read(work->sock, &held);

	if (r < 0)
		return r;
	work->genid = held.genid;
	*out = (struct owned){ .owner = held.gate.owner };
	if (held.gate.owner && held.gate.owner != work->sock->port)
		return -EPERM;
	if (held.gate.owner) {
		work->sock->gate_flags = held.gate.flags & OWNED_FOR_EVER;
		return 0;
	}
	if (held.gate.flags & TABLE_PERSIST) {
		out->how = OWN_ADOPTED;
		return adopt(work, closed);
	}
	return make_anew(work, &held, closed, out);
}

int kernel_own(struct sock *sock, struct owned *out, struct diags *diags)
{
	_cleanup_(work_finish) struct work work = { .sock = sock,
						    .diags = diags };
	struct ruleset closed;
	int r = -ERESTART;

	ruleset_lockdown(&closed);
	for (int i = 0; i < WORK_ATTEMPTS && r == -ERESTART; i++)
		r = try_own(&work, &closed, out);
	ruleset_finish(&closed);
	return r;
}
