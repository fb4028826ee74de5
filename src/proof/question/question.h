/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * question.h -- a claim in words, and whether it holds
 *
 *	never A -> B                nothing begins from zone A to zone B, nor
 *	no-initiation A -> B        passes as a packet of no connection
 *	no-packet A -> B            nothing passes at all, no answer either
 *	only F lets A reach B       never, but for what entry F permits
 *	anti-spoofing A             nothing passes that comes from A with an
 *	                            address that is not A's
 *	accept PACKET               this packet passes, at the moment asked about
 *	drop PACKET                 it does not
 *	always PACKET               it passes at every hour of the week
 *	same                        what is accepted is what is allowed
 *	connections                 every live connection could begin now
 *
 * A PACKET is as space/witness.h says it; it is ordinary in what it does not say.
 * docs/man/sekisho-questions.7.scd is for who asks.
 */
#pragma once

#include <time.h>

#include "policy/policy.h"
#include "proof/inquiry.h"
#include "proof/proof.h"

enum question_kind {
	QUESTION_NEVER,
	QUESTION_NO_PACKET,
	QUESTION_ONLY,
	QUESTION_ANTI_SPOOFING,
	QUESTION_ACCEPT,
	QUESTION_DROP,
	QUESTION_ALWAYS,
	QUESTION_SAME,
	QUESTION_CONNECTIONS,
};

enum {
	N_QUESTION_KINDS = QUESTION_CONNECTIONS + 1,
	QUESTION_TEXT = 1024, /* bytes of a question, at most, with a NUL */
	QUESTION_ERROR = 256,
};

struct question {
	enum question_kind kind;
	const char *text;
	const struct zone *from, *to; /* A and B */
	const struct flow *flow;
	/* Of a packet: its words, and when (0: the moment asked about). */
	const char *packet;
	time_t when;
};

/*
 * `text` is kept: question->packet points into it. False: `error` says what is
 * wrong. A packet's words are read when it is answered.
 */
bool question_read(const char *text, const struct policy *policy,
		   struct question *out, char error[static QUESTION_ERROR]);
/* Those of a policy; texts in the arena. */
void question_of_claim(const struct claim *claim, struct question *out);
void question_of_test(const struct policy_test *test, struct arena *arena,
		      struct question *out);

enum question_result {
	RESULT_PROVED,
	RESULT_REFUTED,
	RESULT_CONDITIONAL, /* it depends on what is not modelled */
	RESULT_UNKNOWN,     /* past the limits */
};

/* "proved", "refuted", "conditional", "unknown". */
const char *question_result_text(enum question_result result);

struct reply {
	enum question_result result;
	/* A packet against it, or, of `accept`, the one that was meant. */
	bool has_witness;
	uint16_t digits[DIAGRAM_LEVELS];
	/* What it depends on: atoms and other things nobody can know. */
	VEC(const char *) rests_on;
	/* It holds of every connection that can begin: whether there is one
	 * from before, the live connections tell. So they do of
	 * QUESTION_CONNECTIONS, which nothing else answers. */
	bool by_stamps;
	const char *limit;          /* of UNKNOWN: "nodes", "bytes", "time" */
	char error[QUESTION_ERROR]; /* of a packet that could not be read */
};

/* What a claim about two zones is asked of, of packets that can exist alone:
 * TRUE and FALSE, or entries. */
struct claimed {
	uint32_t may;                   /* of the kernel, or allowed */
	uint32_t plain_may, plain_must; /* where no stamp lets it pass */
	uint32_t allowed;               /* by the register alone */
};

/* An inquiry, and what was worked out for one answer and serves the next. */
struct grounds {
	struct inquiry *inquiry;
	struct arena *arena;
	bool has_proof;
	struct proof proof;
	bool has_stamps; /* asked whether they are honest: */
	bool honest;
	bool has_claimed;
	struct claimed claimed; /* of forwarded packets */
	bool has_by_entry;
	struct claimed by_entry; /* the same, as entries */
	bool has_entries;
	struct register_diagrams entries;
};

/* The inquiry has a policy and rules. */
const struct proof *grounds_proof(struct grounds *grounds);
/* By hook: which entry permits a packet, whether or not it is in force just
 * now: leaves as of register/register.h's "rule" diagrams. */
const struct register_diagrams *grounds_entries(struct grounds *grounds);
/* What passes, for some answer of every atom (`must`: for all), where the
 * connection bears no mark yet: of NEW packets what can begin. */
uint32_t grounds_begins(struct grounds *grounds, enum register_hook hook,
			bool must);
/* The diagram where the connection bears no mark. */
uint32_t grounds_unmarked(struct grounds *grounds, uint32_t id);

/* Without what the gateway needs of its neighbours (register/register.h, 4 and
 * 5). */
uint32_t grounds_but_neighbours(struct grounds *grounds,
				enum register_hook hook, uint32_t id);

enum {
	ROW_ENTRIES = 16,
};

/* The entries that permit something of the row, ascending: how many there are,
 * of which at most ROW_ENTRIES are told; 0 behind them. */
size_t grounds_row_entries(struct grounds *grounds, enum register_hook hook,
			   const struct ask_row *row,
			   uint32_t entries[static ROW_ENTRIES]);

/*
 * Asks the kernel's diagrams where the inquiry has them, else the register's.
 * Each question may take as long as the inquiry's limits say.
 * The inquiry has a policy; QUESTION_SAME needs rules. False: a packet's words
 * were wrong, `out->error` says how. Texts of `rests_on` lie in the arena.
 */
bool question_answer(struct grounds *grounds, const struct question *question,
		     struct reply *out);
/* Of a host whose MAC the policy pins the frame bears it, unless it bears
 * another. */
void question_pin_mac(const struct inquiry *inquiry,
		      uint16_t digits[static DIAGRAM_LEVELS]);
