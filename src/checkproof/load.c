/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * load.c -- what registers hold: loads, and what is done to them
 */
#include <string.h>

#include "checkproof/run.h"

enum answer run_strange(struct run *run)
{
	run->out.strange = true;
	return MAYBE;
}

/* Register 1 to 4 of 16 bytes, or 8 to 23 of four. */
size_t reg_at(struct run *run, uint64_t reg, uint64_t len)
{
	uint64_t at = (reg >= 8 ? reg - 8 : reg * 4 - 4) * 4;

	if (reg && reg < 24 && at < KEY && len <= KEY - at)
		return at;
	run_strange(run);
	return 0;
}

/* Of one value nothing is known, nor of what comes behind it. */
void forget(struct run *run, uint64_t reg)
{
	size_t at = reg_at(run, reg, 0);

	memset(run->regs.lo + at, 0, KEY - at);
	memset(run->regs.hi + at, 255, KEY - at);
	memset(run->regs.of + at, BOX, KEY - at);
	memset(run->regs.mask + at, 255, KEY - at);
}

/* The rest of the last word is zero. */
static void pad(struct run *run, size_t at)
{
	for (; at % 4; at++)
		run->regs.lo[at] = run->regs.hi[at] = 0;
}

void put(struct run *run, uint64_t reg, const void *bytes, size_t len)
{
	size_t at = reg_at(run, reg, len);

	forget(run, reg);
	if (!len || len > KEY - at) {
		run_strange(run);
		return;
	}
	memcpy(run->regs.lo + at, bytes, len);
	memcpy(run->regs.hi + at, bytes, len);
	pad(run, at + len);
}

static void put_box(struct run *run, size_t at, unsigned of)
{
	run->regs.lo[at] = run->box->lo[of];
	run->regs.hi[at] = run->box->hi[of];
	run->regs.of[at] = (uint8_t)of;
}

static void load(struct run *run, uint64_t reg, unsigned of, size_t len)
{
	size_t at = reg_at(run, reg, len);

	forget(run, reg);
	for (size_t i = 0; i < len && at + i < KEY; i++)
		put_box(run, at + i, of + (unsigned)i);
	pad(run, at + len);
}

enum answer load_payload(struct run *run, struct bytes e)
{
	uint64_t base = attr_number(e, 2, NONE), off = attr_number(e, 3, 0);
	uint64_t reg = attr_number(e, 1, 0), len = attr_number(e, 4, 0);
	uint64_t source = run->box->family == IP4 ? 12 : 8;
	uint64_t size = run->box->family == IP4 ? 4 : 16;
	size_t at = reg_at(run, reg, len);

	if (attr(e, 5).at || off > 4096 || len > KEY - at)
		return run_strange(run);
	forget(run, reg);
	for (uint64_t i = off; i < off + len; i++) {
		if (base == 2 && i < 4)
			put_box(run, at + i - off, SPORT + (unsigned)i);
		else if (base == 1 && i == 9 && size == 4)
			put_box(run, at + i - off, PROTO);
		else if (base == 1 && i >= source && i < source + size)
			put_box(run, at + i - off,
				SADDR + (unsigned)(i - source));
		else if (base == 1 && i >= source + size &&
			 i < source + 2 * size)
			put_box(run, at + i - off,
				DADDR + (unsigned)(i - source - size));
	}
	pad(run, at + len);
	return base == 1 && off + len <= source + 2 * size ? YES : MAYBE;
}

enum answer load_meta(struct run *run, struct bytes e)
{
	uint64_t reg = attr_number(e, 1, 0), key = attr_number(e, 2, NONE);
	uint8_t family = (uint8_t)run->box->family;
	uint32_t hook = run->base->hook;

	if (key > 37)
		return run_strange(run);
	if (attr(e, 3).at) /* written: nothing that a box tells */
		return YES;
	forget(run, reg);
	if (key == 6 && hook <= 2)
		load(run, reg, IIF, 16);
	else if (key == 7 && hook >= 2)
		load(run, reg, OIF, 16);
	else if (key == 15)
		put(run, reg, &family, 1);
	else if (key == 16)
		load(run, reg, PROTO, 1);
	return key == 6 || key == 7 || key == 15 ? YES : MAYBE;
}

static void set_mark(struct run *run, uint64_t reg)
{
	size_t at = reg_at(run, reg, 4);
	uint32_t least, most;

	memcpy(&least, run->regs.lo + at, 4);
	memcpy(&most, run->regs.hi + at, 4);
	run->written = true;
	if (most < run->box->stamps || least >= run->box->stamps + STAMPS)
		return;
	run->out.stamps = true;
	run->settled = true;
}

enum answer load_ct(struct run *run, struct bytes e)
{
	uint64_t reg = attr_number(e, 1, 0), key = attr_number(e, 2, NONE);
	const struct chain *base = run->base;
	uint32_t state = run->box->state;

	if (key > 23)
		return run_strange(run);
	if (attr(e, 4).at) {
		if (key == 3)
			set_mark(run, attr_number(e, 4, 0));
		return YES;
	}
	forget(run, reg);
	if (base->hook == 0 || (base->hook == 3 && base->priority <= -200))
		return MAYBE; /* before connections are looked up */
	if (key == 0)
		return put(run, reg, &state, 4), YES;
	if (state == INVALID || state == UNTRACKED)
		return NO;
	if (key == 1 && state == NEW)
		return put(run, reg, "", 1), YES;
	if (key == 3 && !run->written)
		return load(run, reg, MARK, 4), YES;
	return MAYBE;
}

enum answer do_bitwise(struct run *run, struct bytes e)
{
	struct bytes mask = attr(attr(e, 4), 1), flip = attr(attr(e, 5), 1);
	uint64_t len = attr_number(e, 3, 0), to = attr_number(e, 2, 0);
	size_t from = reg_at(run, attr_number(e, 1, 0), len), at;
	struct regs old = run->regs;
	uint8_t rest, least, most;

	at = reg_at(run, to, len);
	forget(run, to);
	if (attr_number(e, 6, 0) || mask.len != len || flip.len != len ||
	    len > KEY - from || len > KEY - at)
		return YES;
	for (size_t i = 0; i < len; i++) {
		rest = (uint8_t)~mask.at[i];
		least = old.lo[from + i] & mask.at[i];
		most = old.hi[from + i] & mask.at[i];
		if ((rest & (rest + 1)) && old.lo[from + i] != old.hi[from + i])
			least = 0, most = mask.at[i];
		if (flip.at[i] && least != most)
			continue;
		run->regs.lo[at + i] = least ^ flip.at[i];
		run->regs.hi[at + i] = most ^ flip.at[i];
		run->regs.of[at + i] = old.of[from + i];
		run->regs.mask[at + i] = old.mask[from + i] & mask.at[i];
	}
	pad(run, at + len);
	return YES;
}
