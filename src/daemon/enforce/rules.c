/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules.c -- what should be in force, and that it is
 */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "daemon/clock.h"
#include "daemon/enforce/enforce.h"
#include "daemon/enforce/state.h"
#include "kernel/forwarding.h"
#include "kernel/heal.h"
#include "kernel/own.h"
#include "ruleset/isolation.h"

enum {
	ATTEMPTS = 5,
	PAUSE_MS = 10,
};

struct intent enforce_intent(const struct enforce *enforce)
{
	const struct ruleset *const pending = &enforce->pending.ruleset;
	const struct ruleset *const loaded = &enforce->loaded.ruleset;
	const int64_t left = enforce->lapses - now_ms();

	return (struct intent){
		.current = &enforce->current.ruleset,
		.current_from = enforce->current.counted_from,
		.pending = pending->generation ? pending : NULL,
		.pending_from = enforce->pending.counted_from,
		.pending_ms = left > 0 ? (uint64_t)left : 0,
		.loaded = loaded->generation ? loaded : NULL,
		.overlay = enforce->overlay.chains.n ? &enforce->overlay : NULL,
	};
}

void enforced_finish(struct enforced *enforced)
{
	ruleset_finish(&enforced->ruleset);
	arena_finish(&enforced->arena);
	*enforced = (struct enforced){ 0 };
}

void enforced_move(struct enforced *from, struct enforced *into)
{
	enforced_finish(into);
	*into = *from;
	*from = (struct enforced){ 0 };
}

bool enforce_is_passing(int error)
{
	return error == -ERESTART || error == -ENOBUFS || error == -EAGAIN ||
	       error == -EBUSY;
}

static void pause_ms(long ms)
{
	const struct timespec t = { .tv_nsec = ms * 1000000 };

	nanosleep(&t, NULL);
}

/* ------ whose the table is ------ */

/* To take it is to close it for a moment. */
static bool taking_costs(const struct held *held)
{
	return held->gate.present && !held->gate.owner &&
	       !(held->gate.flags & TABLE_PERSIST) &&
	       (held->live || held->mixed);
}

/* 1: it was made anew, and is closed. */
static int take(struct enforce *enforce)
{
	static const char *const how[] = { "kept", "adopted", "made" };
	_cleanup_(diags_finish) struct diags diags = { 0 };
	struct owned owned = { 0 };
	int r = kernel_own(&enforce->sock, &owned, &diags);

	lines_add_diags(&enforce->lines, &diags);
	if (r == -EPERM)
		lines_add(
			&enforce->lines,
			"the gate's table belongs to another socket (port id %u)",
			owned.owner);
	if (r < 0)
		return log_errno(r, "own-table owner=%u", owned.owner);
	log_info("table-owned how=%s flags=%x", how[owned.how],
		 enforce->sock.gate_flags);
	enforce->owns = true;
	return owned.how == OWN_MADE;
}

static bool is_closed(const struct held *held)
{
	return !held->live && !held->fallback && !held->mixed;
}

int enforce_own(struct enforce *enforce, bool at_any_price)
{
	_cleanup_(held_finish) struct held held = { 0 };
	int r;

	if (enforce->owns)
		return 0;
	r = held_read(&enforce->sock, &held);
	if (r < 0)
		return r;
	if (!at_any_price && taking_costs(&held))
		return 0;
	r = take(enforce);
	/* Nothing was ever to pass, or does any more. */
	if (r == 1 || (r == 0 && is_closed(&held)))
		enforce->governs = true;
	return r;
}

void enforce_forward(struct enforce *enforce)
{
	int r;

	if (!enforce->current.ruleset.generation &&
	    !enforce->pending.ruleset.generation)
		return;
	r = forwarding_on();
	if (r == 0)
		return;
	log_errno(r, "switch-forwarding-on");
	lines_add(
		&enforce->lines,
		"the rules are in force, but forwarding cannot be switched on: %s",
		strerror(-r));
}

/* ------ compared and put right ------ */

static const struct facts *facts_of(const struct enforced *enforced)
{
	return enforced->has_facts ? &enforced->facts : NULL;
}

int enforce_heal(struct enforce *enforce, enum depth depth,
		 struct findings *found)
{
	_cleanup_(diags_finish) struct diags diags = { 0 };
	const struct intent intent = enforce_intent(enforce);
	const struct heal heal = {
		.sock = &enforce->sock,
		.intent = &intent,
		.trees = depth,
		.current = facts_of(&enforce->current),
		.pending = facts_of(&enforce->pending),
		.found = found,
		.diags = &diags,
	};
	int r = kernel_heal(&heal);

	lines_add_diags(&enforce->lines, &diags);
	return r;
}

/* Result of MESSAGE_COMPARED. */
static int put_right(struct enforce *enforce)
{
	_cleanup_(findings_finish) struct findings found = { 0 };
	int r = -ERESTART;

	for (int i = 0; i < ATTEMPTS && enforce_is_passing(r); i++) {
		if (i)
			pause_ms(PAUSE_MS);
		r = enforce_heal(enforce, DEPTH_ALL, &found);
	}
	lines_add_findings(&enforce->lines, &found);
	if (r >= 0)
		enforce_forward(enforce);
	return r < 0 ? log_errno(r, "put-right") : !r;
}

/* What the tree itself bears is the truth about it. */
static void keep_facts(struct enforced *enforced, const struct held *held)
{
	const uint32_t generation = enforced->ruleset.generation;

	if (generation &&
	    facts_read(held, generation, &enforced->arena, &enforced->facts))
		enforced->has_facts = true;
}

/* The kernel says what is left of it. */
static bool is_pending(struct enforce *enforce, const struct held *held)
{
	const uint32_t pending = enforce->pending.ruleset.generation;

	if (held->pending != pending)
		return false;
	enforce->lapses = now_ms() + (int64_t)held->pending_ms;
	return true;
}

/* 0; 1: nothing is to be compared yet; -ETIME: it has lapsed. */
static int hold_pending(struct enforce *enforce, const struct held *held)
{
	const uint32_t told = enforce->pending.ruleset.generation;

	if (told && !is_pending(enforce, held)) {
		enforce_lapsed(enforce);
		lines_add(&enforce->lines,
			  "generation %u is not pending any more", told);
		return -ETIME;
	}
	enforce->awaits_until = 0;
	if (!told && held->pending &&
	    held->fallback == enforce->current.ruleset.generation) {
		enforce->awaits_until = now_ms() + AWAIT_PENDING;
		return 1;
	}
	return 0;
}

static int hold(struct enforce *enforce, const struct held *held)
{
	int gone, r;

	keep_facts(&enforce->current, held);
	keep_facts(&enforce->pending, held);
	gone = hold_pending(enforce, held);
	r = take(enforce);
	if (r < 0)
		return r;
	enforce->governs = true;
	watch_ask(&enforce->watch);
	if (gone == 1 && r == 0)
		return 1;
	enforce->awaits_until = 0;
	r = put_right(enforce);
	return r < 0 ? r : gone < 0 ? gone : r;
}

int enforce_hold(struct enforce *enforce, struct enforced *told, bool pending)
{
	_cleanup_(held_finish) struct held held = { 0 };
	int r = held_read(&enforce->sock, &held);

	enforced_move(told, pending ? &enforce->pending : &enforce->current);
	/* What is in force besides is told next. */
	if (pending && !enforce->governs)
		return r < 0 ? r : 1;
	return r < 0 ? r : hold(enforce, &held);
}

int enforce_check(struct enforce *enforce)
{
	_cleanup_(findings_finish) struct findings found = { 0 };
	int r = -ERESTART;

	if (!enforce->governs)
		return -ENODATA;
	for (int i = 0; i < ATTEMPTS && enforce_is_passing(r); i++) {
		_cleanup_(held_finish) struct held held = { 0 };
		const struct intent intent = enforce_intent(enforce);

		findings_finish(&found);
		found = (struct findings){ 0 };
		r = held_read(&enforce->sock, &held);
		if (r == 0)
			r = verify_intent(&enforce->sock, &held, &intent,
					  DEPTH_ALL, &found);
	}
	lines_add_findings(&enforce->lines, &found);
	if (r != 1)
		watch_ask(&enforce->watch);
	return r;
}

int enforce_look(struct enforce *enforce, struct enforce_held *out)
{
	_cleanup_(held_finish) struct held held = { 0 };
	_cleanup_(arena_finish) struct arena arena = { 0 };
	struct facts facts;
	int r = held_read(&enforce->sock, &held);

	if (r < 0)
		return r;
	*out = (struct enforce_held){
		.live = held.live,
		.pending = held.pending,
		.fallback = held.fallback,
		.pending_ms = held.pending_ms,
		.present = held.gate.present,
		.mixed = held.mixed,
	};
	/* Of what lasts: the pending one's are its own. */
	out->has_facts = facts_read(&held, held.live, &arena, &facts);
	if (out->has_facts)
		memcpy(out->digest, facts.digest, DIGEST_LEN);
	return 0;
}

/* ------ isolation ------ */

static int isolate_now(struct enforce *enforce)
{
	_cleanup_(diags_finish) struct diags diags = { 0 };
	const struct intent intent = enforce_intent(enforce);
	const struct heal heal = { .sock = &enforce->sock,
				   .intent = &intent,
				   .diags = &diags };
	int r = -ERESTART;

	for (int i = 0; i < ATTEMPTS && enforce_is_passing(r); i++) {
		if (i)
			pause_ms(PAUSE_MS);
		r = kernel_isolate(&heal);
	}
	lines_add_diags(&enforce->lines, &diags);
	return r;
}

int enforce_isolate(struct enforce *enforce, const struct isolation *isolation)
{
	struct arena arena = { 0 };
	struct table overlay = { 0 };
	int r;

	isolation_build(isolation, &arena, &overlay);
	arena_finish(&enforce->overlay_arena);
	enforce->overlay_arena = arena;
	enforce->overlay = overlay;
	r = enforce_own(enforce, false);
	if (r >= 0)
		r = isolate_now(enforce);
	/* A damaged table may be in the way. */
	if (r < 0 && enforce->governs && put_right(enforce) >= 0)
		return 0;
	return r < 0 ? log_errno(r, "isolate") : 0;
}
