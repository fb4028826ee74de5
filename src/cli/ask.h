/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask.h -- a verb that the daemon answers
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "cli/command/command.h"
#include "cli/options.h"
#include "control/request.h"

/* With --json and the session that the question comes through. */
struct request ask_request(enum verb verb, const struct options *options);

/* Puts a word of the command line into a request's `out`. False with a line on
 * stderr where it is too long or holds control characters; `what` names it. */
bool ask_put(char *out, size_t size, const char *what, const char *text);

/*
 * Asks; the answer goes to stdout, what is said to stderr. The answer's exit
 * status, or -errno with nothing printed. `policy` (may be NULL) goes along as
 * its canonical text.
 */
int ask(const struct request *request, const struct policy *policy);
/* The same without printing: *answer is a descriptor of the answer's text, or
 * -1 where there is none. */
int ask_for(const struct request *request, const struct policy *policy,
	    int *answer);
/* An answer's text to stdout. 0 or -errno. */
int ask_print(int fd);
/* The text of a generation's policy (0: in force): a descriptor, with *status
 * the answer's exit status, or -errno with nothing printed: -ENODATA where
 * there is no text. */
int ask_policy(uint32_t generation, int *status);

/* Nobody listens: -ENOENT, -ECONNREFUSED. */
bool ask_is_nobody(int error);
/* ask_is_nobody(), and says on stderr that this process looks for itself. */
bool ask_is_for_us(int error);
/* Says on stderr why not, with `cure` where nobody listens; ANSWER_MACHINE. */
int ask_failed(int error, const char *cure);

enum {
	ASK_WORD = 1 << 0,       /* one word is needed */
	ASK_GENERATION = 1 << 1, /* a generation's number may be given */
	ASK_REASON = 1 << 2,     /* -m REASON may be given */
	ASK_OVERRIDE = 1 << 3,   /* and --override REASON */
	ASK_CUT_ME = 1 << 4,     /* --cut-me may be given */
	ASK_UNPROVED = 1 << 5,   /* --unproved may be given */
	ASK_CHANGE = 1 << 6,     /* the word is a generation or a change */
};

/* The run() of a verb that takes no more than that (ASK_…). */
int ask_verb(const struct command *self, int argc, char **argv, enum verb verb,
	     unsigned takes);
