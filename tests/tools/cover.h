/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cover.h -- how much of somebody's rules the lift models, and whether it errs
 *
 * For rules that were not made for it: those of nft's own tests, and those that
 * people wrote. Only for lift_coverage.c and cover_*.c.
 */
#pragma once

#include <stdio.h>

#include "proof/lift/hook.h"

#include "machine.h"

/* What the lift made of an expression, of both families the worse. */
enum cover_class {
	COVER_EXACT,
	COVER_FREE,     /* its answer is an atom */
	COVER_OF_FREE,  /* asks or changes a value that is free */
	COVER_ANYTHING, /* may do whatever it likes */
	COVER_LOST,     /* past a limit: the whole answer is UNKNOWN */
};

enum {
	N_COVER_CLASSES = COVER_LOST + 1,
	COVER_SORTS = 256, /* of expressions that are told apart */
	COVER_SORT_LEN = 48,
	COVER_HOOKS = 5,
};

/* "meta skuid", "payload network", "lookup": an expression and its key. */
struct cover_sort {
	char name[COVER_SORT_LEN];
	size_t n[N_COVER_CLASSES];
};

struct cover_count {
	struct cover_sort sorts[COVER_SORTS];
	size_t n_sorts;
	size_t rules[N_COVER_CLASSES]; /* by their worst expression */
	size_t exprs[N_COVER_CLASSES];
};

const char *cover_class_text(enum cover_class class);

/* cover_class.c: of every expression of a rule. The chain's table is emptied
 * for it and put back. Returns the worst. */
enum cover_class cover_rule(struct rules *rules, struct nf_chain *chain,
			    const struct nf_rule *rule,
			    const struct lift_options *options,
			    struct cover_count *count);
/* The hook where a rule may stand: `hook`, unless it translates addresses; then
 * `type` is nat. */
uint32_t cover_hook(const struct nf_rule *rule, uint32_t hook,
		    const char **type);
/* All rules that a packet of IP can meet. */
void cover_rules(struct rules *rules, const struct lift_options *options,
		 struct cover_count *count);
/* cover_count.c */
void cover_note(struct cover_count *count, const struct nf_expr *expr,
		enum cover_class class);
void cover_add(struct cover_count *to, const struct cover_count *from);
void cover_print(const struct cover_count *count, FILE *out);

/* cover_aim.c: makes of a packet one that a rule speaks of, at the edges of
 * what it says, as far as that can be read off it. */
struct cover_aim {
	const struct space *space;
	const struct lift_options *options;
	uint16_t *digits;
	bool little_endian;
};

void cover_aim(const struct cover_aim *aim, const struct nf_rule *rule);
/* cover_put.c: so that the load yields the bytes. */
void cover_put(const struct cover_aim *aim, const struct nf_expr *load,
	       const uint8_t *bytes, size_t len);

/* cover_check.c: the lift against the machine. */
struct cover_check {
	size_t packets, passed, dropped;
	size_t open;   /* either would have been right */
	size_t astray; /* translated, and asked of later: not compared */
	size_t traced; /* as well, through all hooks of a way */
	size_t unsure; /* of them: the trace leaves it open */
	size_t wrong;  /* of both */
};

struct cover_try {
	const char *name; /* that is printed where it is wrong */
	const struct rules *rules;
	const struct lift_options *options;
	size_t packets; /* for each hook; for each way half of them */
	/* Most that the diagrams may have; all zero: no bounds. */
	struct diagram_limits limits;
};

/* False: the lift says UNKNOWN at some hook. */
bool cover_check(const struct cover_try *attempt, struct cover_check *out);
