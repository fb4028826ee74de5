/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper.h -- the store process's state, for the files of that process alone
 *
 * An original's envelope in the store is u8 KEEPER_ENVELOPE, the peer that
 * brought it, and the envelope as in messages.h.
 */
#pragma once

#include <time.h>

#include "control/asker.h"
#include "control/request.h"
#include "evidence/journal.h"
#include "mail/messages.h"
#include "mail/settings.h"
#include "mail/store/recent.h"
#include "privsep/channel.h"
#include "store/store.h"

enum {
	KEEPER_ENVELOPE = 1,           /* how the envelope is written */
	KEEPER_BATCH = 64,             /* originals of one commit, at most */
	KEEPER_BATCH_BYTES = 32 << 20, /* … or as many, whatever comes first */
};

/* What an operator asks of an original. */
struct question {
	struct keeper *keeper;
	uint32_t id; /* control's; 0: none */
	struct asker asker;
	struct request request;
	struct reference reference; /* of request.word, but for held's list */
};

struct keeper {
	struct settings settings;
	struct store store;
	struct journal journal;
	bool asked;                /* there is a process control */
	bool damaged;              /* the journal is, as far as it was read */
	bool failing;              /* to keep the newest message */
	struct question releasing; /* through the outside; one at a time */
	struct search *search;     /* likewise; NULL: nobody searches */

	/* What was appended since the last commit, to be answered after it. */
	struct {
		uint32_t id;
		struct reference reference;
		uint8_t key[DIGEST_LEN];
	} batch[KEEPER_BATCH];

	size_t n_batch;
	uint64_t batch_bytes;

	/* Of each place of the outside the transaction that was answered last:
	 * of that original alone it may say that it is held, or not. */
	struct {
		uint32_t id;
		struct reference reference;
	} answered[N_SLOTS];

	time_t expires_at;     /* the next look for days that are over */
	struct expired untold; /* the journal does not have it yet; day 0: it
				* has all */
	struct recent recent;
};

/* Rows of what the outside and control may say. */
extern const struct accept keeper_from_outside[], keeper_from_control[];
extern const size_t keeper_n_from_outside, keeper_n_from_control;

/* Seconds, of a clock that nobody sets. */
time_t keeper_clock(void);
/* Opens store and journal, in the jail. False: logged. No day ends within the
 * first hour: nor with each start by a clock that is wrong. */
bool keeper_begin(struct keeper *keeper, time_t now);
/* Commits what was appended and answers for it. */
void keeper_commit(struct keeper *keeper);
/* Takes away the days that are over, if it is time. */
void keeper_expire(struct keeper *keeper, time_t now);

/* A line about an original, on the disk after 0; what is NULL is left out. */
int keeper_note(struct keeper *keeper, const char *event,
		const struct reference *reference, const char *why,
		const struct asker *asker, const char *reason);
