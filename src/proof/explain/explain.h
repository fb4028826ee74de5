/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain.h -- why a packet passes or does not, and what would have to change
 *
 * Of one packet in words (space/witness.h): what the register says and by which
 * entry, what a kernel's rules do with it and by which of them, and, where it
 * is denied, which entries come nearest to letting it pass.
 *
 * What the question leaves open is filled in as it would be of an honest
 * packet: the moment asked about, the MAC of a pinned host, the addresses of an
 * established connection. A rate is taken as kept; it is told as a condition.
 */
#pragma once

#include "base/json.h"
#include "policy/judge.h"
#include "proof/register/register.h"
#include "proof/space/witness.h"
#include "proof/trace/trace.h"
#include "ruleset/snapshot.h"

struct explain_options {
	/* All of it outlives the explanation. */
	const struct policy *policy;
	const struct rules *rules;       /* NULL: the register alone */
	const struct snapshot *snapshot; /* of the rules, or NULL */
	uint32_t generation;             /* whose tree is in force; 0: none */
	/* The policy is the one that was applied: marks name its entries. */
	bool is_applied;
	time_t now;
	time_t applied; /* since when the tree counts; 0: nobody knows */
};

/* Why something is permitted. */
enum explain_ground {
	GROUND_NONE, /* it is not */
	GROUND_ENTRY,
	GROUND_LOOPBACK,
	GROUND_NEIGHBOUR,
	GROUND_ERROR, /* an ICMP error about a connection that is let in */
	GROUND_STAMP, /* its connection bears a stamp of the generation */
};

/* What one side says. */
struct explain_side {
	enum trace_verdict verdict;
	enum explain_ground ground;
	uint32_t entry; /* the policy's that permits; 0: none, or unknown */
	const char *id; /* its id; of rules also of another policy's; or NULL */
};

/* A sentence in both languages. */
struct explain_text {
	const char *en, *ja;
};

struct explain_texts {
	struct explain_text *at;
	size_t n, cap;
};

/* What of a packet an entry does not permit. */
enum near_kind {
	NEAR_NOT_YET,
	NEAR_ENDED,
	NEAR_HOURS,
	NEAR_SERVICE,
	NEAR_SOURCE,
	NEAR_DESTINATION,
	NEAR_FROM, /* another zone, or another interface than its zone's */
	NEAR_TO,
	NEAR_DIRECTION, /* it permits the other way round */
};

enum {
	N_NEAR_KINDS = NEAR_DIRECTION + 1,
	NEAR_MOST = 5,   /* entries told */
	NEAR_LISTED = 4, /* of what an entry permits */
};

struct near_difference {
	enum near_kind kind;
	const char *is;      /* the packet's */
	const char *allowed; /* what the entry says: "tcp/443, udp/53" */
};

struct near_entry {
	uint32_t entry;
	unsigned distance; /* the least first */
	/* All of it would have to be otherwise. */
	struct near_difference list[N_NEAR_KINDS];
	size_t n;
};

struct explain_use {
	bool counted;
	uint64_t packets, bytes;
};

struct explanation {
	struct explain_options options;
	const char *question; /* as it was asked */
	struct arena arena;
	struct space space;
	struct tracer tracer;
	uint16_t digits[DIAGRAM_LEVELS]; /* the packet that was meant */
	struct witness packet;
	enum register_hook hook;
	enum trace_verdict verdict; /* the kernel's where there is one */
	struct explain_side by_register, by_kernel;
	bool has_kernel;
	bool disagrees;           /* the two sides do */
	enum judgement judgement; /* of the register */
	struct trace trace;       /* of the kernel */
	/* The cell of the model that governs the pair, or NULL. */
	const struct model_cell *cell;
	struct explain_texts reasons;    /* why not */
	struct explain_texts conditions; /* what it rests on, if permitted */
	struct near_entry near[NEAR_MOST];
	size_t n_near;
	struct explain_use use; /* of the entry that permits */
};

/* False: `error` says what is wrong with the question. explain_finish() ends it
 * in any case. */
bool explain(const char *question, const struct explain_options *options,
	     struct explanation *out, char error[static WITNESS_ERROR]);
void explain_finish(struct explanation *explanation);

/* Where an entry stands, "FILE:LINE"; NULL: there is no such entry. */
char *explain_place(const struct explanation *explanation, struct arena *arena,
		    uint32_t entry);
const struct approval *explain_approval(const struct policy *policy,
					uint32_t entry);

/* Both languages; colours are a terminal's. */
void explain_print(const struct explanation *explanation, bool colours,
		   FILE *out);
/* Members of an object that the caller opens and ends. */
void explain_json(const struct explanation *explanation, struct json *json);
