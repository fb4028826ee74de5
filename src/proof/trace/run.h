/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run.h -- a packet in the middle of its way; for trace/ alone
 *
 * Registers are bytes. Of a byte about which not everything is known, `unknown`
 * are the bits that nobody knows; it is then byte `at` of a source, and its
 * other bits and what was done to it (masked, flipped) are in `value` and
 * `unknown`.
 */
#pragma once

#include "proof/rules/range.h"
#include "proof/trace/trace.h"

struct cell {
	uint8_t value, unknown;
	uint8_t at;
	uint16_t source; /* 0: there is none */
};

struct cells {
	struct cell at[NF_REGS * NF_REG_LEN];
};

enum known {
	KNOWN_NO,
	KNOWN_YES,
	KNOWN_MAYBE,
};

/* Bytes that nobody knows; what answers say of them is known from then on. */
struct source {
	const char *text;
	uint8_t known[NF_REGS * NF_REG_LEN], value[NF_REGS * NF_REG_LEN];
};

/* What was tried of one set of the rules. */
struct trace_set {
	unsigned asked; /* how often */
	bool is_dynamic;
	bool built;      /* one of these */
	bool is_strange; /* no kernel has it so */
	uint32_t *slots; /* places of elements plus one, by hash of the key */
	size_t n_slots;
	struct nf_ranges ranges;
};

struct trace_table {
	struct trace_set *sets; /* as in the table */
};

/* Answers so far, and how many there are: a path through all ways. */
struct trace_ways {
	unsigned answer[TRACE_ATOMS], n[TRACE_ATOMS];
	const char *text[TRACE_ATOMS]; /* of the run that asked last */
	size_t len;
	size_t changed; /* the answer that differs from the run before */
};

struct running {
	struct tracer *tracer;
	const struct space *space;
	struct trace_run *run;
	struct trace_ways *ways;
	size_t at; /* next answer of the ways */
	size_t *exprs_left;
	uint32_t family;
	enum nf_hook hook;
	bool early; /* conntrack comes later: the packet has no connection */
	bool no_iif, no_oif;
	bool nat;        /* the base chain is of this type */
	bool settled;    /* its connection has begun: nothing is translated */
	bool translated; /* by a rule, in this hook */
	const struct nf_chain *chain;
	const struct nf_rule *rule;
	VEC(struct trace_hit) hits; /* of the rule */
	VEC(struct source) sources; /* 0: none */
	/* The packet, and the sources of what nobody knows of it any more. */
	uint16_t digits[DIAGRAM_LEVELS], from[DIAGRAM_LEVELS];
	struct cells regs;
};

/* One of n answers; always the same to the same text unless `drawn`. */
unsigned run_choose(struct running *r, const char *text, bool drawn,
		    unsigned n);
/* Of two: the first is yes. */
bool run_holds(struct running *r, const char *text, bool drawn);
bool run_is(struct running *r, enum known known, const char *text);
char *run_printf(struct running *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
uint16_t run_source(struct running *r, const char *text, bool drawn);

/* What a packet's variable holds; false: nobody knows. */
bool run_number(const struct running *r, enum variable variable,
		uint64_t *number);
bool run_has_connection(struct running *r);
void run_forget(struct running *r, const enum variable *variables, size_t n);
/* Whatever something unknown may have written. */
void run_forget_all(struct running *r);

/* cell.c: `reg` and what lies behind it. */
struct cell *cells_at(struct cells *cells, uint8_t reg);
void cells_put(struct cells *cells, uint8_t reg, const uint8_t *bytes,
	       size_t len);
void cells_put_source(struct cells *cells, uint8_t reg, uint16_t source,
		      size_t len);
void cells_pad(struct cells *cells, uint8_t reg, size_t len);
void cells_bitwise(struct running *r, const struct nf_expr *expr);
void cells_byteorder(struct running *r, const struct nf_expr *expr);
bool cells_are_known(const struct cell *cells, size_t n);
/* Where they are known. */
void cells_take(const struct cell *cells, size_t n, uint8_t *bytes);
/* With what was learned of their sources since. */
void cells_resolve(const struct running *r, struct cell *cells, size_t n);
/* Could be, or are, the data. */
enum known cells_equal(const struct cell *cells, const uint8_t *data, size_t n);
/* Below the data, in memcmp's order; or, not `strict`, equal. */
enum known cells_below(const struct cell *cells, const uint8_t *data, size_t n,
		       bool strict);
/* Where they come from, in words. */
char *cells_text(struct running *r, const struct cell *cells, size_t n);
bool cells_compare(struct running *r, const struct nf_expr *expr);
bool cells_range(struct running *r, const struct nf_expr *expr);

/* load.c, set.c, write.c, rule.c. False: the rule does
 * not match. */
bool run_load(struct running *r, const struct nf_expr *expr);
/* Whether all those bytes of a header can be read. */
bool run_can_read(struct running *r, const struct nf_expr *expr);
enum header run_header(const struct running *r, enum nf_payload_base base);
bool run_find(struct running *r, uint8_t reg, const struct nf_set *set,
	      struct trace_hit *hit);
/* What is run where an element is found may break the rule. */
bool run_lets_pass(struct running *r, const struct trace_hit *hit);
void run_write(struct running *r, const struct nf_expr *expr);
bool run_write_header(struct running *r, const struct nf_expr *expr);
/* CONTINUE with `matched` false: it did not. */
struct nf_verdict run_rule(struct running *r, const struct nf_rule *rule,
			   bool *matched);
/* xt.c: a match of xtables. False: it does not match, or `drops`. */
bool run_match(struct running *r, const struct nf_expr *expr, bool *drops);

/* way.c */
bool run_way(struct running *r, enum way way);

/* Chains of a hook: those of type nat or all others, of these priorities. */
struct run_which {
	bool nat;
	int32_t from, to;
};

/* False: the packet is dropped, or the run lost. */
bool run_chains(struct running *r, enum nf_hook hook,
		const struct run_which *which);
/* translate.c: a hook where addresses are translated, whole; and what a rule
 * that translates writes. */
bool run_translated(struct running *r, enum nf_hook hook);
void run_translate(struct running *r, const struct nf_expr *expr);
struct trace_set *run_set(struct running *r, const struct nf_set *set);

/* text.c: what is not modelled, in words that name it exactly. */
char *run_text(struct running *r, const struct nf_expr *expr);
