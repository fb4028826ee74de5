/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * match.c -- is what registers hold within an interval?
 */
#include <string.h>

#include "checkproof/run.h"

enum answer not_that(enum answer answer)
{
	return answer == MAYBE ? MAYBE : answer == YES ? NO : YES;
}

/* Byte i is undecided: split it so that the end of an interval is told. */
static void split(struct run *run, size_t i, uint8_t lo, uint8_t hi)
{
	unsigned of = run->regs.of[i], at;

	if (of == BOX || run->settled)
		return;
	at = hi < run->regs.hi[i] ? hi | (uint8_t)~run->regs.mask[i] : lo - 1U;
	if (at < run->box->lo[of] || at >= run->box->hi[of])
		at = (run->box->lo[of] + run->box->hi[of]) / 2U;
	run->out.split = of;
	run->out.at = (uint8_t)at;
}

/* The first byte from there on that is more than one value, if it is a box's. */
static void split_first(struct run *run, size_t at, size_t len, size_t from,
			const struct element *e)
{
	const struct regs *regs = &run->regs;

	for (size_t i = from; i < len; i++) {
		if (regs->lo[at + i] == regs->hi[at + i] ||
		    regs->of[at + i] == BOX)
			continue;
		split(run, at + i, e->lo[i], e->hi ? e->hi[i] : 255);
		return;
	}
}

/* Does the element's part end before this? */
static bool is_past(const uint8_t *at, const struct element *e, size_t off,
		    size_t n)
{
	return e->hi && memcmp(at + off, e->hi + off, n) > 0 - (int)e->open;
}

enum answer within(struct run *run, size_t at, const struct shape *shape,
		   const struct element *e, bool tell)
{
	const uint8_t *parts = shape->parts;
	size_t align = shape->align, len = shape->len;
	const uint8_t *lo = run->regs.lo + at, *hi = run->regs.hi + at;
	size_t open = KEY;

	for (size_t off = 0, n; off < len;
	     off += (n + align - 1) / align * align) {
		n = *parts++;
		if (memcmp(hi + off, e->lo + off, n) < 0 ||
		    is_past(lo, e, off, n))
			return NO;
		if (open == KEY && (memcmp(lo + off, e->lo + off, n) < 0 ||
				    is_past(hi, e, off, n)))
			open = off;
	}
	if (open < len && tell)
		split_first(run, at, len, open, e);
	return open == KEY ? YES : MAYBE;
}

/* EQ NEQ LT LTE GT GTE; what is less than c is not in c … the greatest. */
enum answer do_cmp(struct run *run, struct bytes e)
{
	static const uint8_t least[KEY];
	struct bytes data = attr(attr(e, 3), 1);
	uint64_t op = attr_number(e, 2, NONE);
	bool above = op == 2 || op == 5;
	struct element range = { .lo = op < 2 || above ? data.at : least,
				 .hi = above ? NULL : data.at };
	struct shape shape = { .len = data.len, .align = 1 };
	size_t at = reg_at(run, attr_number(e, 1, 0), data.len);
	enum answer answer;

	if (!data.len || data.len > KEY - at || op > 5)
		return run_strange(run);
	memset(shape.parts, 1, sizeof(shape.parts));
	if (op >= 2)
		shape.parts[0] = (uint8_t)data.len;
	answer = within(run, at, &shape, &range, true);
	return op == 1 || op == 2 || op == 4 ? not_that(answer) : answer;
}

enum answer do_range(struct run *run, struct bytes e)
{
	struct bytes lo = attr(attr(e, 3), 1), hi = attr(attr(e, 4), 1);
	struct element range = { .lo = lo.at, .hi = hi.at };
	uint64_t op = attr_number(e, 2, NONE);
	size_t at = reg_at(run, attr_number(e, 1, 0), lo.len);
	struct shape shape = { lo.len, { (uint8_t)lo.len }, 1 };
	enum answer answer;

	if (!lo.len || lo.len != hi.len || lo.len > KEY - at || op > 1)
		return run_strange(run);
	answer = within(run, at, &shape, &range, true);
	return op ? not_that(answer) : answer;
}
