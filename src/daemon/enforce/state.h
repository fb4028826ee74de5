/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state.h -- the enforce process, and all that it knows
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/enforce/answer.h"
#include "kernel/facts.h"
#include "kernel/held/others.h"
#include "kernel/intent.h"
#include "kernel/live/events.h"
#include "kernel/netlink/sock.h"
#include "kernel/verify.h"
#include "ruleset/ruleset.h"
#include "ruleset/snapshot.h"

/* One generation as the engine handed it over; number 0: none. */
struct enforced {
	struct ruleset ruleset;
	double counted_from; /* CLOCK_MONOTONIC, in seconds; see intent.h */
	struct arena arena;  /* of the facts */
	struct facts facts;
	bool has_facts;
};

enum {
	AUTHORS_MAX = 16,
};

/* Who has changed the rules since a certain moment: the first ones and the last
 * ones; others are counted. */
struct authors {
	struct author {
		uint32_t pid;
		char name[EVENT_NAME];
		struct event_who who;
	} list[AUTHORS_MAX];

	size_t n, n_more;
};

/* What was found and is not told yet: where others go on and on it is told a
 * few times a second, put together. */
struct tampering {
	bool waits;
	uint32_t pid, microseconds; /* of the last author; of the slowest */
	bool healed;
	unsigned times;
	char by[2048];
	struct lines found;
};

/* When to look, and who has given reason to. Times in ms of CLOCK_MONOTONIC. */
struct watch {
	struct events events;
	bool asked;       /* look as soon as may be */
	bool deep;        /* … at everything */
	int64_t woken_us; /* the moment that it was asked */
	int64_t not_before, tick, deep_at;
	int64_t pause;                   /* after a failure */
	int64_t failing_since;           /* 0: the last look was fine */
	bool complained;                 /* … of the failure */
	int64_t complain_at;             /* the same failure is told again */
	struct authors looking, reading; /* since the last look, the last
					  * reading of others' tables */
	bool others_due;
	int64_t others_at;
	struct others others; /* as they were read last */
	struct tampering tampering;
	int64_t tell_at;
};

struct enforce {
	struct sock sock; /* every request; owns the gate's table */
	bool owns;        /* … or this kernel has no owners */
	/* What should be in force is known, and is kept so. */
	bool governs;
	struct enforced current; /* a lockdown if its number is 0 */
	struct enforced pending, loaded;
	int64_t lapses;        /* the pending one; ms of CLOCK_MONOTONIC */
	int64_t unload_at;     /* the loaded one, if nobody wants it */
	uint32_t loaded_genid; /* of kernel_load() */
	/* The kernel has something pending that the engine has not told yet:
	 * until then nothing is compared. 0: it has not. */
	int64_t awaits_until;
	struct arena overlay_arena;
	struct table overlay; /* isolation; without chains: none */
	struct watch watch;
	struct lines lines;    /* of the answer in hand */
	struct snapshot where; /* dump_where(), from before the jail */
};

enum {
	/* ms */
	AWAIT_PENDING = 5000,
	KEEP_LOADED = 120000,
};

/* ------ rules.c: what should be in force ------ */

/* Fills `out`, which points into `enforce`. */
struct intent enforce_intent(const struct enforce *enforce);
void enforced_finish(struct enforced *enforced);
/* `from` becomes `into`, whose own goes. */
void enforced_move(struct enforced *from, struct enforced *into);
/* An error that goes by: to be tried again after a pause. */
bool enforce_is_passing(int error);
/*
 * The gate's table becomes ours. One that others made is made anew for that,
 * closed: unless `at_any_price`, it is left as it is while a generation is in
 * force in it. 0; 1: made anew; or -errno, reasons in enforce->lines.
 */
int enforce_own(struct enforce *enforce, bool at_any_price);
/* Once something is in force. Its failure is said, and is no reason to go
 * back. */
void enforce_forward(struct enforce *enforce);
/* One attempt of kernel_heal(); findings are added. */
int enforce_heal(struct enforce *enforce, enum depth depth,
		 struct findings *found);
/* Takes what ought to be in force, or pending. Result of MESSAGE_COMPARED. */
int enforce_hold(struct enforce *enforce, struct enforced *told, bool pending);
int enforce_check(struct enforce *enforce);
/* `out` is what MESSAGE_HELD says. */
struct enforce_held;
int enforce_look(struct enforce *enforce, struct enforce_held *out);
/* A new order to isolate, or none: stands from now on, also where the kernel
 * fails at first. */
struct isolation;
int enforce_isolate(struct enforce *enforce, const struct isolation *isolation);

/* ------ switch.c: from one generation to the next ------ */

/* Nothing is loaded any more, beside what is in force. */
void enforce_unload(struct enforce *enforce);
/* All: 0 or -errno, reasons in enforce->lines. */
int enforce_load(struct enforce *enforce, struct enforced *told);
int enforce_switch(struct enforce *enforce, uint64_t ms);
int enforce_confirm(struct enforce *enforce);
int enforce_extend(struct enforce *enforce, uint64_t ms);
int enforce_revert(struct enforce *enforce);
/* What time ends: something pending, something loaded that nobody wanted. */
void enforce_end_in_time(struct enforce *enforce);
/* The pending generation is not so any more, without an order: it is told. */
void enforce_lapsed(struct enforce *enforce);

/* ------ watch.c: what others do ------ */

int watch_open(struct watch *watch);
/* Look at everything without waiting. */
void watch_ask(struct watch *watch);
/* Events have come. 0 or -errno. */
int watch_hear(struct enforce *enforce);
/* What was read may be the work of somebody whose event has not been heard yet.
 * Whoever is heard now may also have been later than the reading: then it is due
 * again, and he is an author of that one too. */
void watch_hear_authors(struct enforce *enforce, struct authors *since,
			struct authors *out);
/* Looks, heals, reads and tells whatever is due. */
void watch_turn(struct enforce *enforce);
/* ms until there is something to do. */
int64_t watch_due(const struct enforce *enforce);
/* Others have changed the rules, and to look is due. */
bool watch_is_due(const struct enforce *enforce);

/* others.c */

/* Findings of others' tables that reach into the gateway, a line each. Result
 * of MESSAGE_COMPARED. */
int others_list(struct enforce *enforce);
/* Reads them, and tells what is new since the last time. */
void others_look(struct enforce *enforce);

/* tampering.c */

/* Another finding, to be told soon. */
void tampering_add(struct watch *watch, const struct authors *authors,
		   int64_t microseconds, bool healed,
		   const struct lines *found);
void tampering_tell(struct watch *watch);
void authors_add(struct authors *authors, const struct event *event,
		 const struct event_who *who);
void authors_join(struct authors *authors, const struct authors *later);

/* ------ cut.c: live connections ------ */

struct message;
/* False: the message is not what it should be. */
bool cut_hear(void *state, struct message *message);
bool connections_hear(void *state, struct message *message);

/* ------ dump.c: all that the kernel holds ------ */

bool dump_hear(void *state, struct message *message);
