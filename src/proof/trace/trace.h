/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trace.h -- what a kernel's rules do with one packet, rule by rule
 *
 * The rules are run as the kernel runs them, on bytes, through all base chains
 * of the packet's way in the order of their priorities (lift/hook.h). No
 * diagram is made and nothing of the lift is used, so that each can be held
 * against the other: both say the same of every packet
 * (tests/unit/proof/trace_test.c), but for addresses that are translated
 * (lift/translate.h): a packet that is new is taken for the first of its
 * connection, as it was sent; any other as it is where its way is decided.
 *
 * What is not modelled is a question with several answers, an atom: the packet
 * is run once for each way of answering. A question about the packet and about
 * what changes slowly has one answer in a run, one that is drawn (a rate, a
 * random number) a new one each time.
 */
#pragma once

#include "proof/lift/hook.h"
#include "proof/rules/rules.h"
#include "proof/space/space.h"

struct trace_options {
	/* What `iif 3` means; without links it is an atom. */
	const struct lift_link *links;
	size_t n_links;
	bool has_links;
	/* Asked of a moment so long after the dump: elements that ended by
	 * then are not there. */
	uint64_t later_ms;
	/* Rates of this table are never passed: an answer for who keeps to
	 * them. NULL: none. */
	const struct nf_table *within;
};

enum trace_verdict {
	TRACE_DROP,
	TRACE_ACCEPT,
	TRACE_CONDITIONAL, /* both can be: it rests on atoms */
};

struct trace_hit {
	const struct nf_set *set;
	const struct nf_element *element; /* NULL: nobody knows which */
};

enum trace_kind {
	TRACE_BASE,   /* the packet meets a base chain */
	TRACE_RULE,   /* a rule matched */
	TRACE_POLICY, /* a base chain's policy decided */
};

struct trace_step {
	enum trace_kind kind;
	unsigned depth; /* jumps that lead here */
	const struct nf_chain *chain;
	const struct nf_rule *rule;   /* of TRACE_RULE */
	struct nf_verdict verdict;    /* CONTINUE: it went on behind the rule */
	const struct trace_hit *hits; /* what its lookups found */
	size_t n_hits;
};

struct trace_atom {
	const char *text; /* "the packet is within limit 5/second" */
	bool drawn;
	unsigned answer, n;           /* 0 … n - 1; of two: 0 yes, 1 no */
	const struct nf_chain *chain; /* where it was asked */
	const struct nf_rule *rule;   /* or NULL: by the way itself */
};

/* One run of the packet, under one way of answering. */
struct trace_run {
	struct arena arena;
	bool accepted;
	bool lost; /* past the bounds below: it says nothing */
	VEC(struct trace_step) steps;
	VEC(struct trace_atom) atoms;
	/* Its destination was translated: what got through, or did not, is not
	 * the packet that was asked for. */
	bool moved;
	const char *moved_to; /* "10.1.2.3 port 80", as far as it is known */
	bool marked;          /* a rule wrote the connection's mark */
	bool has_mark;        /* it is known, in the end */
	uint32_t mark;
};

struct trace {
	enum trace_verdict verdict;
	/* All ways of answering were tried; else both verdicts are possible, as
	 * far as anybody knows. */
	bool whole;
	/* The last accepted and the last dropped run, if there are such; where
	 * both are, they differ in one answer of `decisive` and what follows
	 * from it. */
	bool has_accept, has_drop;
	struct trace_run accept, drop;
	const char *decisive; /* or NULL; lies in one of the runs */
};

enum {
	TRACE_RUNS = 1024,     /* of one packet */
	TRACE_ATOMS = 64,      /* of one run */
	TRACE_STEPS = 1 << 16, /* of one run's path */
	TRACE_EXPRS = 1 << 23, /* evaluated for one packet, at most */
	TRACE_DEPTH = 16,      /* NFT_JUMP_STACK_SIZE */
};

struct trace_set;
struct trace_table;

struct trace_base {
	const struct nf_chain *chain;
};

/* What is the same for all packets. */
struct tracer {
	const struct space *space;
	const struct rules *rules;
	struct trace_options options;
	struct arena arena;
	VEC(struct trace_base) bases; /* by hook, then rules/order.h */
	struct trace_table *tables;   /* as in rules */
	/* Keys that some rule writes: what is read of them may be new. */
	uint64_t metas_written, cts_written;
	bool payload_written, exthdr_written;
};

/* All of it outlives the tracer. The space is frozen and knows the rules'
 * interfaces (lift_tell_names()). */
void tracer_init(struct tracer *tracer, const struct space *space,
		 const struct rules *rules,
		 const struct trace_options *options);
void tracer_finish(struct tracer *tracer);

/* The packet's atoms are not looked at. trace_finish() ends it. */
void trace_packet(struct tracer *tracer, enum way way,
		  const uint16_t digits[static DIAGRAM_LEVELS],
		  struct trace *out);
void trace_finish(struct trace *trace);

/* The step that decided: the last one. NULL: no chain sees such packets. */
const struct trace_step *trace_deciding(const struct trace_run *run);
/* "forward", "prerouting" … of inet, ip and ip6. */
const char *trace_hook_name(uint32_t hook);
