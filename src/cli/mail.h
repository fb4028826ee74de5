/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail.h -- a verb that a mail relay answers
 */
#pragma once

#include "cli/command/command.h"
#include "control/request.h"

/* What a verb of the relay was told on the command line. */
struct mail_words {
	const char *relay;  /* --relay, or NULL: the only one that runs */
	const char *socket; /* --socket, instead */
	const char *reason; /* -m */
	const char *reference;
};

/*
 * Asks: what is said goes to stderr; *answer is the descriptor of the answer, or
 * -1. The exit status; where nobody could be asked, after a line on stderr.
 */
int mail_ask(struct request *request, const struct mail_words *words,
	     int *answer);
/* The same, and the answer to stdout. */
int mail_tell(struct request *request, const struct mail_words *words);
