/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_ask.h -- what operators ask of originals, for the files of the store
 * process that answer it
 *
 * An access is a line of the journal, on the disk before anything is answered
 * or done: what cannot be written down is refused.
 */
#pragma once

#include "control/request.h"
#include "mail/store/keeper.h"

/* A line for standard error, without its newline. */
void question_say(const struct question *question, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* The end of the answer; fd: what goes to standard output, or -1; stays the
 * caller's. */
void question_done(const struct question *question, int status, int fd);
/* What was being done when the journal could not be written. */
extern const char journal_fails[];
/* Says so, and ends it with ANSWER_MACHINE. */
void question_failed(const struct question *question, const char *doing,
		     int error);
/* A line of the journal about the question's original. False: answered that it
 * cannot be. */
bool question_note(const struct question *question, const char *event,
		   const char *why);
/* The original. False: answered that there is none. */
bool question_find(const struct question *question, struct kept *kept);

/* An original's bytes in a sealed memfd, after they were held against their
 * digest; or -errno, -EBADMSG where they are others. */
int original_take(const struct kept *kept);
/* The packed envelope as it was kept, behind the peer. False: it is none. */
bool original_envelope(const struct place *place,
		       char peer[static LIMIT_PATH + 1], struct envelope *out);

enum {
	ADDRESS_LETTERS = 4 * LIMIT_PATH + 1
};

/* An address as the outside told it, so that nothing of it acts on a
 * terminal: itself, or (in `out`) what stands for it. */
const char *address_letters(char out[static ADDRESS_LETTERS],
			    const char *address);

/* True: answered that the question's original is on its way through the relay,
 * and nothing else can be done with it meanwhile. */
bool keeper_is_releasing(const struct question *question);

/* The end of what was done with the question's original, and is in the journal:
 * as JSON, what is known of it then. */
void keeper_done(const struct question *question, int status);

/* The verbs. */
void keeper_show(const struct question *question);
void keeper_show_held(const struct question *question);
void keeper_release(const struct question *question);
void keeper_delete(const struct question *question);

/* The outside's answer to what keeper_release() began. */
bool keeper_released(void *keeper, struct message *message);
