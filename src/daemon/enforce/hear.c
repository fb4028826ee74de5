/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hear.c -- what enforce may be told, by the engine and the parent
 *
 * A handler reads the whole message before it does anything; one that is not
 * what it should be ends the process. That the kernel refuses something does
 * not: it is answered.
 */
#include "daemon/enforce/hear.h"

#include "base/cleanup.h"
#include "base/log.h"
#include "base/sealed.h"
#include "base/wire.h"
#include "daemon/clock.h"
#include "daemon/enforce/enforce.h"
#include "daemon/messages.h"
#include "daemon/procs.h"
#include "privsep/channel.h"
#include "ruleset/isolation.h"
#include "ruleset/pack.h"

enum {
	/* ms: a day, beyond what anybody waits for a confirmation */
	PENDING_MAX = 24 * 3600 * 1000,
};

/* ms: a thousand years. */
#define AGE_MAX (1000ULL * 366 * 24 * 3600 * 1000)

/* Before each answer. */
static struct enforce *begin(void *state)
{
	struct enforce *enforce = state;

	enforce->lines = (struct lines){ 0 };
	return enforce;
}

static bool enforced(struct enforce *enforce, uint32_t id, int r)
{
	return answer_result(MESSAGE_ENFORCED, id, r, &enforce->lines);
}

static bool compared(struct enforce *enforce, uint32_t id, int r)
{
	return answer_result(MESSAGE_COMPARED, id, r, &enforce->lines);
}

/* ------ rulesets ------ */

static bool read_ruleset(int fd, struct ruleset *out)
{
	struct sealed sealed;
	bool good;

	if (sealed_map(fd, ENFORCE_RULESET_MAX, &sealed) < 0)
		return false;
	good = ruleset_unpack(sealed.bytes, sealed.len, out);
	sealed_finish(&sealed);
	if (!good)
		log_err("ruleset-unsound bytes=%zu", sealed.len);
	return good;
}

/* Seconds of CLOCK_MONOTONIC, negative before the boot, never later than now;
 * not 0, which would mean now. */
static double moment(int64_t ms)
{
	const int64_t now = now_ms();

	if (ms > now)
		ms = now;
	return ms == 0 ? -1e-3 : (double)ms / 1e3;
}

static bool hear_load(void *state, struct message *message)
{
	struct enforce *enforce = begin(state);
	_cleanup_(enforced_finish) struct enforced told = { 0 };
	struct enforce_load load;
	int r;

	if (!load_unpack(message->body, message->body_len, &told.arena,
			 &load) ||
	    !read_ruleset(message->fd, &told.ruleset))
		return false;
	told.counted_from = moment((int64_t)load.compiled_ms);
	told.facts = load.facts;
	told.has_facts = true;
	r = enforce_load(enforce, &told);
	return enforced(enforce, message->id, r);
}

static bool hear_hold(void *state, struct message *message)
{
	struct enforce *enforce = begin(state);
	_cleanup_(enforced_finish) struct enforced told = { 0 };
	struct enforce_hold hold;
	int r;

	if (!hold_unpack(message->body, message->body_len, &told.arena,
			 &hold) ||
	    hold.age_ms > AGE_MAX || !read_ruleset(message->fd, &told.ruleset))
		return false;
	told.counted_from = moment(now_ms() - (int64_t)hold.age_ms);
	told.facts = hold.facts;
	told.has_facts = hold.has_facts;
	r = enforce_hold(enforce, &told, hold.pending);
	return compared(enforce, message->id, r);
}

/* ------ switches ------ */

static bool read_ms(const struct message *message, uint64_t least,
		    uint64_t *out)
{
	struct wire w = { message->body, message->body + message->body_len,
			  false };

	*out = wire_u64(&w);
	return wire_done(&w) && *out >= least && *out <= PENDING_MAX;
}

static bool hear_switch(void *state, struct message *message)
{
	struct enforce *enforce = begin(state);
	uint64_t ms;

	return read_ms(message, 0, &ms) &&
	       enforced(enforce, message->id, enforce_switch(enforce, ms));
}

static bool hear_unload(void *state, struct message *message)
{
	struct enforce *enforce = begin(state);

	enforce_unload(enforce);
	return enforced(enforce, message->id, 0);
}

static bool hear_extend(void *state, struct message *message)
{
	struct enforce *enforce = begin(state);
	uint64_t ms;

	return read_ms(message, 1, &ms) &&
	       enforced(enforce, message->id, enforce_extend(enforce, ms));
}

static bool hear_confirm(void *state, struct message *message)
{
	struct enforce *enforce = begin(state);

	return enforced(enforce, message->id, enforce_confirm(enforce));
}

static bool hear_revert(void *state, struct message *message)
{
	struct enforce *enforce = begin(state);

	return enforced(enforce, message->id, enforce_revert(enforce));
}

/* ------ questions ------ */

static bool hear_look(void *state, struct message *message)
{
	struct enforce *enforce = begin(state);
	uint8_t body[ENFORCE_HELD_LEN];
	struct enforce_held held;
	int r = enforce_look(enforce, &held);

	if (r < 0)
		return enforced(enforce, message->id, log_errno(r, "look"));
	held_pack(&held, body);
	return answer_with(MESSAGE_HELD, message->id, body, sizeof(body), -1);
}

static bool hear_check(void *state, struct message *message)
{
	struct enforce *enforce = begin(state);

	return compared(enforce, message->id, enforce_check(enforce));
}

static bool hear_others(void *state, struct message *message)
{
	struct enforce *enforce = begin(state);

	return compared(enforce, message->id, others_list(enforce));
}

/* ------ isolation ------ */

static bool hear_isolation(void *state, struct message *message)
{
	struct enforce *enforce = begin(state);
	struct isolation isolation = { 0 };
	struct sealed sealed;
	bool good;
	int r;

	if (sealed_map(message->fd, ISOLATION_BYTES_MAX, &sealed) < 0)
		return false;
	good = isolation_unpack(sealed.bytes, sealed.len, &isolation);
	sealed_finish(&sealed);
	if (!good)
		return false;
	r = enforce_isolate(enforce, &isolation);
	isolation_finish(&isolation);
	return enforced(enforce, message->id, r);
}

/* ------ the parent ------ */

static bool hear_ping(void *state, struct message *message)
{
	(void)state;
	channel_send(FD_PARENT, MESSAGE_PONG, message->id, NULL, 0, -1);
	return true;
}

/* ------ who may say what ------ */

static const struct accept from_engine[] = {
	{ MESSAGE_LOOK, false, 0, 0, hear_look },
	{ MESSAGE_HOLD, true, ENFORCE_HOLD_MIN, ENFORCE_HOLD_MAX, hear_hold },
	{ MESSAGE_LOAD, true, ENFORCE_LOAD_MIN, ENFORCE_LOAD_MAX, hear_load },
	{ MESSAGE_SWITCH, false, 8, 8, hear_switch },
	{ MESSAGE_UNLOAD, false, 0, 0, hear_unload },
	{ MESSAGE_CONFIRM, false, 0, 0, hear_confirm },
	{ MESSAGE_EXTEND, false, 8, 8, hear_extend },
	{ MESSAGE_REVERT, false, 0, 0, hear_revert },
	{ MESSAGE_CHECK, false, 0, 0, hear_check },
	{ MESSAGE_OTHERS, false, 0, 0, hear_others },
	{ MESSAGE_CONNECTIONS, false, 0, 0, connections_hear },
	{ MESSAGE_CUT, false, 9, 9, cut_hear },
	{ MESSAGE_CUT, true, 9, 9, cut_hear },
	{ MESSAGE_ISOLATION, true, 0, 0, hear_isolation },
	{ MESSAGE_DUMP, false, 1, 1, dump_hear },
};

static const struct accept from_parent[] = {
	{ MESSAGE_PING, false, 0, 0, hear_ping },
};

static bool hear(struct enforce *enforce, int channel,
		 const struct accept *table, size_t n)
{
	enum channel_verdict verdict =
		channel_serve(channel, table, n, enforce);

	if (verdict == CHANNEL_BROKEN)
		log_err("enforce-misled channel=%d", channel);
	return verdict == CHANNEL_OK || verdict == CHANNEL_EMPTY;
}

bool enforce_hear_engine(struct enforce *enforce)
{
	return hear(enforce, FD_ENFORCE_ENGINE, from_engine,
		    sizeof(from_engine) / sizeof(*from_engine));
}

bool enforce_hear_parent(struct enforce *enforce)
{
	return hear(enforce, FD_PARENT, from_parent,
		    sizeof(from_parent) / sizeof(*from_parent));
}
