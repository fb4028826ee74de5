/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prover.h -- what a source's diagrams say, and what that rests on
 *
 * A kernel's answer is PROVED only where nothing around its rules could make it
 * false; the live connections are looked at where it depends on them.
 */
#pragma once

#include "cli/source/source.h"
#include "proof/question/assumption.h"
#include "proof/question/question.h"

struct prover {
	const struct source *source;
	bool built; /* else every answer is UNKNOWN */
	struct inquiry inquiry;
	double build_seconds;
	struct assumptions assumptions;
	/* For a moment at which other entries are in force. */
	bool has_other;
	struct inquiry other;
	struct grounds grounds, other_grounds;
	struct arena arena;
};

/* Of all hours of the week, as of source->now; `ever`: of all times. Says on
 * stderr where it takes long. prover_finish() ends it. */
void prover_init(struct prover *prover, const struct source *source, bool ever);
void prover_finish(struct prover *prover);

struct ruling {
	const struct question *question;
	/* Whose space the reply's digits are of. */
	struct grounds *grounds;
	struct reply reply;
	/* Of a packet against the claim: the entry that permits it, else 0. */
	uint32_t entry;
	double seconds;
};

/* ANSWER_YES; or what to exit with, after a line on stderr: the packet's words
 * are wrong, `same` asked of no kernel. */
int prover_ask(struct prover *prover, const struct question *question,
	       struct ruling *out);
/* "F-012 (sekisho.conf:66)", "no entry", "loopback" …; in the arena. */
const char *prover_entry_text(struct prover *prover, uint32_t entry);
