/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run.c -- what surely becomes of a box of packets on its way
 *
 * All base chains that see it, by priority: an accept goes on to the next, only
 * a drop is final. A rule that may match is both followed and passed over. From
 * the bytes of expressions, after net/netfilter/nft_*.c of Linux 6.18.
 */
#include "checkproof/run.h"

#include <string.h>

/* What may come of a rule, or of a chain. */
enum {
	PASSES = 1,
	DROPS = 2,
	RETURNS = 4,
	GOES_ON = 8
};

enum {
	DEEPEST = 16,
	MOST_RULES = 1 << 22
};

struct at {
	const struct chain *chain;
	const struct rule *rule;
	unsigned depth;
};

static unsigned run_chain(struct run *run, const struct chain *chain,
			  unsigned depth);

static unsigned strange(struct run *run)
{
	run_strange(run);
	return PASSES;
}

static unsigned drop(struct run *run, const struct at *at)
{
	run->out.chain = at->chain;
	run->out.handle = at->rule->handle;
	return DROPS;
}

/* As deep as DEEPEST, the kernel's own bound (NFT_JUMP_STACK_SIZE). */
/* NOLINTBEGIN(misc-no-recursion) */

static unsigned do_verdict(struct run *run, const struct at *at, struct bytes v)
{
	const struct id *in = &at->chain->id;
	int32_t code = (int32_t)attr_number(v, 1, NONE);
	const struct chain *to = NULL;
	const struct regs regs = run->regs;
	unsigned what;

	if (code == 0)
		return drop(run, at);
	if (code == 1)
		return run->settled = true, PASSES;
	if (code == -1 || code == -2) /* NFT_CONTINUE, NFT_BREAK */
		return GOES_ON;
	if (code == -5)
		return RETURNS;
	if (code == -3 || code == -4) /* NFT_JUMP, NFT_GOTO */
		to = dump_find(
			(struct id){ in->family, in->table, attr_name(v, 2) },
			run->dump->chains, run->dump->n_chains, sizeof(*to));
	if (!to || at->depth >= DEEPEST)
		return strange(run);
	what = run_chain(run, to, at->depth + 1);
	run->regs = regs; /* other elements are still to be compared */
	if (code == -3 && (what & RETURNS))
		what = (what & ~(unsigned)RETURNS) | GOES_ON;
	return what;
}

static enum answer do_lookup(struct run *run, const struct at *in,
			     struct bytes e, unsigned *what)
{
	const struct set *set =
		dump_find((struct id){ in->chain->id.family,
				       in->chain->id.table, attr_name(e, 1) },
			  run->dump->sets, run->dump->n_sets, sizeof(*set));
	uint64_t to = attr_number(e, 3, NONE);
	enum answer all = NO, one;
	const struct element *element;
	size_t at, first, n;
	bool tell = true;

	if (!set || (set->grows && to == 0))
		return strange(run), MAYBE;
	at = reg_at(run, attr_number(e, 2, 0), set->key_len);
	first = set_search(run, set, at, false);
	n = set_search(run, set, at, true) - first;
	for (size_t i = 0; i < n && all != YES; i++) {
		element = &set->at[first + (n / 2 + i) % n];
		one = within(run, at, &set->shape, element, tell);
		if (one == NO)
			continue;
		all = one == YES && !element->perhaps ? YES : MAYBE;
		tell = false;
		if (to == 0)
			*what |= do_verdict(run, in, attr(element->data, 2));
		else if (all == MAYBE)
			break;
	}
	if (set->has_else && all != YES) {
		all = set->otherwise.perhaps ? MAYBE : YES;
		if (to == 0)
			*what |= do_verdict(run, in,
					    attr(set->otherwise.data, 2));
	}
	if (to != 0 && to != NONE)
		forget(run, to);
	all = set->grows ? MAYBE : all;
	return attr_number(e, 5, 0) & 1 ? not_that(all) : all;
}

enum expr {
	IMMEDIATE,
	CMP,
	RANGE,
	BITWISE,
	LOOKUP,
	PAYLOAD,
	META,
	CT,
	NOTRACK,
	REJECT,
	NEUTRAL,
	CHANCE, /* it may match or not */
	LOADS,  /* something unknown, somewhere */
	UNKNOWN
};

/* By name; with the attributes that are understood. */
static const struct {
	const char *name;
	uint32_t attrs;
	enum expr expr;
} exprs[] = {
	{ "immediate", 0x06, IMMEDIATE },
	{ "cmp", 0x0e, CMP },
	{ "range", 0x1e, RANGE },
	{ "bitwise", 0x1fe, BITWISE },
	{ "lookup", 0x3e, LOOKUP },
	{ "payload", 0x1fe, PAYLOAD },
	{ "meta", 0x0e, META },
	{ "ct", 0x1e, CT },
	{ "notrack", 0, NOTRACK },
	{ "reject", 0x06, REJECT },
	{ "counter", ~0U, NEUTRAL },
	{ "log", ~0U, NEUTRAL },
	{ "last", ~0U, NEUTRAL },
	{ "limit", ~0U, CHANCE },
	{ "quota", ~0U, CHANCE },
	{ "connlimit", ~0U, CHANCE },
	{ "dynset", ~0U, CHANCE },
	{ "objref", ~0U, CHANCE },
	{ "match", ~0U, CHANCE },
	{ "byteorder", ~0U, LOADS },
	{ "numgen", ~0U, LOADS },
	{ "hash", ~0U, LOADS },
	{ "fib", ~0U, LOADS },
	{ "rt", ~0U, LOADS },
	{ "socket", ~0U, LOADS },
	{ "osf", ~0U, LOADS },
	{ "xfrm", ~0U, LOADS },
	{ "exthdr", ~0U, LOADS },
};

static enum expr expr_of(struct bytes expr)
{
	const char *name = attr_name(expr, 1);

	for (size_t i = 0; i < sizeof(exprs) / sizeof(*exprs); i++)
		if (!strcmp(name, exprs[i].name) && attr_only(expr, 0x06) &&
		    attr_only(attr(expr, 2), exprs[i].attrs))
			return exprs[i].expr;
	return UNKNOWN;
}

static enum answer run_expr(struct run *run, const struct at *at,
			    struct bytes expr, unsigned *what)
{
	struct bytes e = attr(expr, 2), data = attr(e, 2);
	uint32_t hook = run->base->hook;

	switch (expr_of(expr)) {
	case IMMEDIATE:
		if (attr_number(e, 1, NONE) == 0)
			return *what = do_verdict(run, at, attr(data, 2)), YES;
		data = attr(data, 1);
		return put(run, attr_number(e, 1, NONE), data.at, data.len),
		       YES;
	case CMP:
		return do_cmp(run, e);
	case RANGE:
		return do_range(run, e);
	case BITWISE:
		return do_bitwise(run, e);
	case LOOKUP:
		return do_lookup(run, at, e, what);
	case PAYLOAD:
		return load_payload(run, e);
	case META:
		return load_meta(run, e);
	case CT:
		return load_ct(run, e);
	case NOTRACK:
		if (hook != 0 && hook != 3)
			strange(run);
		return YES;
	case REJECT:
		return *what = drop(run, at), YES;
	case NEUTRAL:
		return YES;
	case LOADS:
		return forget(run, 1), MAYBE;
	case CHANCE:
		return MAYBE;
	case UNKNOWN:
		break;
	}
	return strange(run), MAYBE;
}

static unsigned run_rule(struct run *run, const struct at *at)
{
	struct bytes list = at->rule->exprs, expr;
	unsigned what = 0, on = 0, type;
	enum answer answer;

	forget(run, 1);
	if (run->rules++ > MOST_RULES)
		return strange(run);
	while (attr_next(&list, &type, &expr)) {
		answer = run_expr(run, at, expr, &what);
		if (answer != YES)
			on = GOES_ON;
		if (what)
			return what | on | (list.len ? strange(run) : 0);
		if (answer == NO)
			return GOES_ON;
	}
	return list.len ? strange(run) : GOES_ON;
}

static unsigned run_rules(struct run *run, const struct chain *chain,
			  unsigned depth)
{
	unsigned all = 0, what;

	for (size_t i = 0; i < chain->n; i++) {
		what = run_rule(run,
				&(struct at){ chain, &chain->rules[i], depth });
		all |= what & ~(unsigned)GOES_ON;
		if (!(what & GOES_ON))
			return all;
	}
	return all | RETURNS;
}

/* What a chain does depends on the box, the hook, and whether the mark was
 * written: it is run once for each. */
static unsigned run_chain(struct run *run, const struct chain *chain,
			  unsigned depth)
{
	struct memo *memo = &run->dump->memos[chain - run->dump->chains];
	const struct chain *dropper = run->out.chain;
	uint64_t handle = run->out.handle;
	bool written = run->written;
	unsigned what;

	if (memo->box == run->dump->n_boxes && memo->base == run->base &&
	    memo->written == written) {
		if (memo->dropper)
			run->out.chain = memo->dropper;
		if (memo->dropper)
			run->out.handle = memo->handle;
		return memo->what;
	}
	run->out.chain = NULL;
	what = run_rules(run, chain, depth);
	*memo = (struct memo){ run->dump->n_boxes, run->base, run->out.chain,
			       run->out.handle,    what,      written };
	if (!run->out.chain) {
		run->out.chain = dropper;
		run->out.handle = handle;
	}
	return what;
}

/* NOLINTEND(misc-no-recursion) */

static bool is_seen(const struct run *run, const struct id *id)
{
	if (id->family != INET && id->family != run->box->family)
		return false;
	for (size_t i = 0; i < run->dump->n_dormant; i++)
		if (run->dump->dormant[i].family == id->family &&
		    !strcmp(run->dump->dormant[i].table, id->table))
			return false;
	return true;
}

/* False: nothing of the box gets through. */
static bool run_base(struct run *run, const struct chain *base)
{
	unsigned what;

	run->base = base;
	run->settled = run->out.stamps;
	what = run_chain(run, base, 0);
	if ((what & PASSES) || ((what & RETURNS) && base->accepts))
		return true;
	if (what & RETURNS) {
		run->out.chain = base;
		run->out.handle = 0;
	}
	return false;
}

struct verdict box_run(struct dump *dump, const struct box *box)
{
	static const uint32_t hooks[][3] = { [FORWARD] = { 0, 2, 4 },
					     [INPUT] = { 0, 1, NONE },
					     [OUTPUT] = { 3, 4, NONE } };
	struct run run = { .dump = dump, .box = box, .out.split = BOX };
	struct chain **base;

	dump->n_boxes++;
	for (int h = 0; h < 3; h++) {
		for (size_t i = 0; i < dump->n_bases; i++) {
			base = &dump->bases[i];
			if (base[0]->hook != hooks[box->way][h] ||
			    !is_seen(&run, &base[0]->id))
				continue;
			if (!run_base(&run, base[0]))
				return run.out;
			/* Nobody says which of two is the first. */
			if (run.written && i + 1 < dump->n_bases &&
			    base[1]->hook == base[0]->hook &&
			    base[1]->priority == base[0]->priority)
				strange(&run);
		}
	}
	run.out.passes = true;
	return run.out;
}
