/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run.c -- what surely becomes of a box of packets on its way
 *
 * All base chains that see it, by priority: an accept goes on to the next, only
 * a drop is final. A rule that may match is both followed and passed over. From
 * the bytes of expressions, after net/netfilter/nft_*.c of Linux 6.18.
 */
#include <string.h>

#include "checkproof/check.h"

enum {
	INET = 1,
	DEEPEST = 16, /* NFT_JUMP_STACK_SIZE */
	MOST_RULES = 1 << 18,
};

static unsigned run_chain(struct run *run, const struct object *chain);

static unsigned drop(struct run *run, const struct bytes *e)
{
	(void)e;
	run->decider = run->frame.chain;
	run->handle = run->frame.handle;
	return 0;
}

/* As deep as DEEPEST, the kernel's own bound. */
/* NOLINTBEGIN(misc-no-recursion) */

static unsigned do_verdict(struct run *run, struct bytes data)
{
	struct bytes d[ATTRS], v[ATTRS];
	struct id to = run->frame.chain->id;
	const struct object *chain;
	int32_t code;
	unsigned what;

	if (!attrs(data, 0x06, d) || !attrs(d[2], 0x0e, v) || !v[1].at)
		return ANYTHING;
	code = (int32_t)number(v[1]);
	to.name = text(v[2]);
	chain = dump_find(run->dump, to);
	switch (code) {
	case 0: /* NF_DROP */
		return drop(run, NULL);
	case 1: /* NF_ACCEPT */
		run->settled = true;
		return PASS;
	case -1: /* NFT_CONTINUE */
		return MORE;
	case -2: /* NFT_BREAK */
		return ON;
	case -5: /* NFT_RETURN */
		return BACK;
	case -3: /* NFT_JUMP */
	case -4: /* NFT_GOTO */
		if (!chain || run->frame.depth > DEEPEST)
			return ANYTHING;
		what = run_chain(run, chain);
		return code == -3 && (what & BACK)
			       ? (what & ~(unsigned)BACK) | ON
			       : what;
	default:
		return ANYTHING;
	}
}

/* The element holds what is looked up, or may: what is said of this? */
static unsigned match(struct run *run, const struct element *e, unsigned is_in,
		      unsigned *verdict)
{
	if (verdict)
		*verdict |= do_verdict(run, e->data);
	return is_in == MORE && !e->perhaps ? MORE : MORE | ON;
}

/* In the middle first: what is told of it cuts the others in half. */
static unsigned do_lookup(struct run *run, const struct bytes *e)
{
	struct id id = run->frame.chain->id;
	unsigned what = 0, hit = ON, is_in;
	unsigned *verdict = e[3].at && !number(e[3]) ? &what : NULL;
	const struct element *at;
	struct object *set;
	struct key key;
	size_t first, n;

	id.kind = SET;
	id.name = text(e[1]);
	set = dump_find(run->dump, id);
	if (!set || !key_of(run, e[2], set->shape.len, &key) ||
	    (set->grows && verdict))
		return ANYTHING;
	n = set_find(run->dump, set, &key, &first);
	for (size_t i = 0; i < n && (verdict ? hit & ON : hit == ON); i++) {
		at = &set->elements[first + (n / 2 + i) % n];
		is_in = key_within(run, &key, &set->shape, at, hit == ON);
		if ((is_in & MORE) && !at->ends)
			hit = match(run, at, is_in, verdict);
	}
	if (set->has_else && (hit & ON))
		hit = match(run, &set->otherwise, MORE, verdict);
	if (verdict)
		return what | (hit & ON);
	if (e[3].at)
		load_any(run, NULL);
	if (set->grows)
		hit = MORE | ON;
	return number(e[5]) & 1 ? not_that(hit) : hit;
}

static unsigned do_immediate(struct run *run, const struct bytes *e)
{
	return number(e[1]) ? load_bytes(run, e[1], value(e[2]))
			    : do_verdict(run, e[2]);
}

/* With the attributes that are understood; NULL: it does nothing to a packet. */
static const struct {
	const char *name;
	uint32_t attrs;
	unsigned (*run)(struct run *run, const struct bytes *e);
} exprs[] = {
	{ "immediate", 0x06, do_immediate },
	{ "cmp", 0x0e, do_cmp },
	{ "bitwise", 0x1fe, do_bitwise },
	{ "lookup", 0x3e, do_lookup },
	{ "payload", 0x1e, load_payload },
	{ "meta", 0x0e, load_meta },
	{ "ct", 0x1e, load_ct },
	{ "reject", 0x06, drop },
	{ "counter", ~0U, NULL },
	{ "log", ~0U, NULL },
	{ "last", ~0U, NULL },
};

/* They may match or not, and load what nobody knows. */
static const char *const doubtful[] = {
	"limit", "quota",     "connlimit", "dynset", "objref",
	"match", "byteorder", "numgen",    "hash",   "fib",
	"rt",    "socket",    "exthdr",    "range",
};

static unsigned run_expr(struct run *run, struct bytes expr)
{
	struct bytes e[ATTRS], data[ATTRS];
	const char *name;

	if (!attrs(expr, 0x06, e))
		return ANYTHING;
	name = text(e[1]);
	for (size_t i = 0; i < sizeof(exprs) / sizeof(*exprs); i++)
		if (!strcmp(name, exprs[i].name) &&
		    attrs(e[2], exprs[i].attrs, data))
			return exprs[i].run ? exprs[i].run(run, data) : MORE;
	for (size_t i = 0; i < sizeof(doubtful) / sizeof(*doubtful); i++)
		if (!strcmp(name, doubtful[i]))
			return load_any(run, NULL);
	return ANYTHING;
}

static unsigned run_rule(struct run *run, struct bytes message)
{
	struct bytes rule[ATTRS], list, expr;
	unsigned what = MORE, all = 0, type;

	take(&message, 20);
	if (!attrs(message, ~0U, rule) || run->rules++ > MOST_RULES)
		return ANYTHING;
	run->frame.handle = number(rule[3]);
	load_any(run, NULL);
	list = rule[4];
	while ((what & MORE) && attr_next(&list, &type, &expr)) {
		what = run_expr(run, expr);
		all |= what & ~(unsigned)MORE;
	}
	return what & MORE ? all | ON : all;
}

static unsigned run_chain(struct run *run, const struct object *chain)
{
	const struct frame outer = run->frame;
	struct bytes rules = chain->rules, rule;
	unsigned what = ON, all = 0;

	run->frame.chain = chain;
	run->frame.depth++;
	while ((what & ON) && message_next(&rules, &rule)) {
		what = run_rule(run, rule);
		all |= what & ~(unsigned)ON;
	}
	run->frame = outer;
	return what & ON ? all | BACK : all;
}

/* NOLINTEND(misc-no-recursion) */

/* Of two of one priority nobody says which is the first. */
unsigned box_run(struct run *run)
{
	/* The hooks of a way, as bits; they are passed in this order. */
	static const unsigned ways[] = { [FORWARD] = 1 << 0 | 1 << 2 | 1 << 4,
					 [INPUT] = 1 << 0 | 1 << 1,
					 [OUTPUT] = 1 << 3 | 1 << 4 };
	const struct box *box = run->box;
	unsigned what, all = PASS;

	if (memcmp(box->lo + WAY, box->hi + WAY, BOX - WAY) != 0)
		return ANYTHING;
	run->base = run->dump->bases;
	for (; run->base; run->base = run->base->next) {
		if (!(ways[box->lo[WAY]] >> run->base->hook & 1) ||
		    (run->base->id.family != INET &&
		     run->base->id.family != nfproto[box->lo[FAMILY]]))
			continue;
		run->settled = all & STAMP;
		run->written |= run->base->is_tied;
		what = run_chain(run, run->base);
		if ((what & BACK) && run->base->accepts)
			what |= PASS;
		else if (what & BACK)
			run->decider = run->base, run->handle = 0;
		all = (all & (what | STAMP)) | (what & STAMP);
		if (!(all & PASS) && !run->base->is_tied)
			break;
	}
	return all;
}
