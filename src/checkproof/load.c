/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * load.c -- what registers hold: loads, and what is done to them
 */
#include <string.h>

#include "checkproof/check.h"

const uint8_t nfproto[] = { [IP4] = 2, [IP6] = 10 };

/* Registers 1 to 4 have 16 bytes, 8 to 23 four. NULL: there is no such room. */
static struct reg *reg_find(struct run *run, struct bytes reg, size_t len)
{
	uint64_t of = number(reg), at = (of >= 8 ? of - 8 : of * 4 - 4) * 4;

	return of && of < 24 && at < KEY && len <= KEY - at
		       ? &run->frame.regs[at]
		       : NULL;
}

/* Bytes of the box, and zeros until a word is full. Of BOX nothing is known. */
static unsigned load(struct run *run, struct bytes reg, unsigned of, size_t len)
{
	struct reg *at = reg_find(run, reg, len);

	for (size_t i = 0; at && i < len; i++)
		at[i] = (struct reg){ (uint8_t)(of == BOX ? of : of + i), 255,
				      0 };
	for (size_t i = len; at && i % 4; i++)
		at[i] = (struct reg){ BOX, 0, 0 };
	return at ? MORE : ANYTHING;
}

unsigned load_bytes(struct run *run, struct bytes reg, struct bytes bytes)
{
	struct reg *at = reg_find(run, reg, bytes.len);

	if (load(run, reg, BOX, bytes.len) != MORE || !bytes.len)
		return ANYTHING;
	for (size_t i = 0; i < bytes.len; i++)
		at[i] = (struct reg){ BOX, 0, bytes.at[i] };
	return MORE;
}

static unsigned load_byte(struct run *run, struct bytes reg, uint8_t byte)
{
	return load_bytes(run, reg, (struct bytes){ &byte, 1 });
}

/* Of one value nothing is known, nor of what comes behind it. */
static unsigned forget(struct run *run, struct bytes reg)
{
	const struct reg *at = reg_find(run, reg, 0), *end;

	end = run->frame.regs + KEY;
	return load(run, reg, BOX, at ? (size_t)(end - at) : KEY);
}

unsigned load_any(struct run *run, const struct bytes *e)
{
	(void)e;
	return forget(run, (struct bytes){ (const uint8_t *)"\1", 1 }) | ON;
}

/* Under a mask that is no prefix less is known than could be. */
bool key_of(struct run *run, struct bytes reg, size_t len, struct key *key)
{
	const struct reg *at = reg_find(run, reg, len);
	uint8_t lo, hi, rest;

	for (size_t i = 0; at && i < len; i++) {
		lo = at[i].of < BOX ? run->box->lo[at[i].of] : 0;
		hi = at[i].of < BOX ? run->box->hi[at[i].of] : 255;
		rest = (uint8_t)~at[i].mask;
		if (lo != hi && (rest & (rest + 1)))
			lo = 0, hi = 255;
		key->lo[i] = (lo & at[i].mask) | at[i].value;
		key->hi[i] = (hi & at[i].mask) | at[i].value;
		key->regs[i] = at[i];
	}
	return at;
}

/* Fields of both headers, and of what is behind them. */
unsigned load_payload(struct run *run, const struct bytes *e)
{
	static const struct {
		uint8_t base, family, at, len, of;
	} fields[] = {
		{ 1, IP4, 9, 1, PROTO },  { 1, IP4, 12, 4, SADDR },
		{ 1, IP4, 16, 4, DADDR }, { 1, IP6, 8, 32, SADDR },
		{ 2, IP4, 0, 4, SPORT },  { 2, IP6, 0, 4, SPORT },
	};

	uint64_t base = number(e[2]), from = number(e[3]), len = number(e[4]);
	struct reg *at = reg_find(run, e[1], len);
	uint64_t family = run->box->lo[FAMILY];

	if (load(run, e[1], BOX, len) != MORE)
		return ANYTHING;
	for (size_t f = 0; f < sizeof(fields) / sizeof(*fields); f++)
		for (uint64_t i = 0; i < fields[f].len; i++)
			if (fields[f].base == base &&
			    fields[f].family == family &&
			    fields[f].at + i - from < len)
				at[fields[f].at + i - from].of =
					(uint8_t)(fields[f].of + i);
	return base == 1 && from + len <= (family == IP4 ? 20 : 40) ? MORE
								    : MORE | ON;
}

/* What is written no box tells, up to the key NFT_META_BRI_BROUTE. */
unsigned load_meta(struct run *run, const struct bytes *e)
{
	uint64_t key = number(e[2]), hook = run->base->hook;

	if (e[3].at)
		return key <= 34 ? MORE : ANYTHING;
	if (key == 6) /* NFT_META_IIFNAME */
		return load(run, e[1], hook <= 2 ? IIF : BOX, 16);
	if (key == 7) /* NFT_META_OIFNAME */
		return load(run, e[1], hook >= 2 ? OIF : BOX, 16);
	if (key == 15) /* NFT_META_NFPROTO */
		return load_byte(run, e[1], nfproto[run->box->lo[FAMILY]]);
	if (key == 16) /* NFT_META_L4PROTO */
		return load(run, e[1], PROTO, 1) | ON;
	return forget(run, e[1]) | ON;
}

static unsigned write_mark(struct run *run, struct bytes reg)
{
	bool stamps = run->stamps;
	struct key key;

	if (!key_of(run, reg, 4, &key))
		return ANYTHING;
	for (size_t i = 0; i < 4 && stamps; i++)
		stamps = key.lo[i] <= run->stamps->hi[MARK + i] &&
			 key.hi[i] >= run->stamps->lo[MARK + i];
	run->settled |= stamps;
	run->written = true;
	return stamps ? MORE | STAMP : MORE;
}

/* Connections are looked up at NF_IP_PRI_CONNTRACK, of what leaves too. */
unsigned load_ct(struct run *run, const struct bytes *e)
{
	static const uint8_t bits[] = { 8, 1, 64, 4, 2 };
	uint64_t key = number(e[2]), hook = run->base->hook;
	uint8_t state = run->box->lo[STATE];

	if (e[4].at && key == 3) /* NFT_CT_MARK */
		return write_mark(run, e[4]);
	if (e[4].at)
		return key <= 23 ? MORE : ANYTHING;
	if (hook == 0 || (hook == 3 && run->base->priority <= -200))
		return forget(run, e[1]) | ON;
	if (key == 0) /* NFT_CT_STATE */
		return load_byte(run, e[1], bits[state]);
	if (state == INVALID || state == UNTRACKED)
		return ON;
	if (key == 1 && state == NEW) /* NFT_CT_DIRECTION */
		return load_byte(run, e[1], 0);
	if (key == 3 && !run->written)
		return load(run, e[1], MARK, 4);
	return forget(run, e[1]) | ON;
}

/* Masks alone. */
unsigned do_bitwise(struct run *run, const struct bytes *e)
{
	static const uint8_t none[KEY];
	struct bytes mask = value(e[4]), flip = value(e[5]);
	size_t len = number(e[3]);
	struct reg *from = reg_find(run, e[1], len);
	struct reg *to = reg_find(run, e[2], len);

	if (!from || !to || mask.len != len || flip.len != len ||
	    memcmp(flip.at, none, len) != 0 || number(e[6]))
		return forget(run, e[2]);
	memmove(to, from, len * sizeof(*to));
	for (size_t i = 0; i < len; i++) {
		to[i].mask &= mask.at[i];
		to[i].value &= mask.at[i];
	}
	for (size_t i = len; i % 4; i++)
		to[i] = (struct reg){ BOX, 0, 0 };
	return MORE;
}
