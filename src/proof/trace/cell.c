/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cell.c -- registers as bytes, some of which nobody knows
 *
 * The semantics are those of net/netfilter/nft_bitwise.c, nft_byteorder.c and
 * nft_cmp.c, Linux 6.18.
 */
#include <string.h>

#include "base/must.h"
#include "proof/trace/run.h"

enum {
	BYTES = NF_REGS * NF_REG_LEN,
};

struct cell *cells_at(struct cells *cells, uint8_t reg)
{
	must(reg < NF_REGS);
	return cells->at + (size_t)reg * NF_REG_LEN;
}

void cells_pad(struct cells *cells, uint8_t reg, size_t len)
{
	struct cell *at = cells_at(cells, reg);

	must((size_t)reg * NF_REG_LEN + len <= BYTES);
	for (size_t i = len; i % NF_REG_LEN != 0; i++)
		at[i] = (struct cell){ 0 };
}

void cells_put(struct cells *cells, uint8_t reg, const uint8_t *bytes,
	       size_t len)
{
	struct cell *at = cells_at(cells, reg);

	must((size_t)reg * NF_REG_LEN + len <= BYTES);
	for (size_t i = 0; i < len; i++)
		at[i] = (struct cell){ .value = bytes[i] };
	cells_pad(cells, reg, len);
}

void cells_put_source(struct cells *cells, uint8_t reg, uint16_t source,
		      size_t len)
{
	struct cell *at = cells_at(cells, reg);

	must((size_t)reg * NF_REG_LEN + len <= BYTES);
	for (size_t i = 0; i < len; i++)
		at[i] = (struct cell){ 0, 0xff, (uint8_t)i, source };
	cells_pad(cells, reg, len);
}

bool cells_are_known(const struct cell *cells, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (cells[i].unknown)
			return false;
	return true;
}

void cells_take(const struct cell *cells, size_t n, uint8_t *bytes)
{
	for (size_t i = 0; i < n; i++)
		bytes[i] = cells[i].value;
}

/* A byte of which nothing is known any more but that it came from others. */
static struct cell mixed(struct running *r, const char *text)
{
	return (struct cell){ 0, 0xff, 0, run_source(r, text, true) };
}

/* Bits that are unknown keep what was done to them in `value`: flipped. */
static struct cell with_known(struct cell a, uint8_t b, enum nf_bitwise_op op)
{
	if (op == NF_BITWISE_AND) {
		a.value &= b;
		a.unknown &= b;
	} else if (op == NF_BITWISE_OR) {
		a.value |= b;
		a.unknown &= (uint8_t)~b;
	} else {
		a.value ^= b;
	}
	return a;
}

static struct cell combine(struct running *r, struct cell a, struct cell b,
			   enum nf_bitwise_op op)
{
	if (!b.unknown)
		return with_known(a, b.value, op);
	if (!a.unknown)
		return with_known(b, a.value, op);
	return mixed(r, "two values combined");
}

/* Words are of the host's order. */
static size_t byte_of_word(const struct running *r, size_t word, size_t i)
{
	return word * NF_REG_LEN +
	       (r->tracer->rules->little_endian ? 3 - i : i);
}

static uint32_t word_of(const struct running *r, const struct cell *cells,
			size_t word, bool unknown)
{
	uint32_t value = 0;
	const struct cell *cell;

	for (size_t i = 0; i < NF_REG_LEN; i++) {
		cell = &cells[byte_of_word(r, word, i)];
		value = value << 8 | (unknown ? cell->unknown : cell->value);
	}
	return value;
}

static uint32_t shifted(const uint32_t *words, size_t i, size_t n, uint32_t by,
			bool left)
{
	if (by == 0)
		return words[i];
	if (left)
		return words[i] << by |
		       (i + 1 < n ? words[i + 1] >> (32 - by) : 0);
	return words[i] >> by | (i > 0 ? words[i - 1] << (32 - by) : 0);
}

static void shift(struct running *r, const struct cell *from, size_t n,
		  const struct nf_expr *expr, struct cell *to)
{
	bool left = expr->bitwise.op == NF_BITWISE_LSHIFT;
	uint32_t values[NF_REGS] = { 0 }, unknown[NF_REGS] = { 0 };
	uint32_t value, hidden, by = expr->bitwise.shift;
	struct cell *cell;

	for (size_t i = 0; i < n; i++) {
		values[i] = word_of(r, from, i, false);
		unknown[i] = word_of(r, from, i, true);
	}
	for (size_t i = 0; i < n * NF_REG_LEN; i++) {
		value = shifted(values, i / 4, n, by, left);
		hidden = shifted(unknown, i / 4, n, by, left);
		cell = &to[byte_of_word(r, i / 4, i % 4)];
		*cell = (struct cell){
			.value = (uint8_t)(value >> (24 - 8 * (i % 4))),
			.unknown = (uint8_t)(hidden >> (24 - 8 * (i % 4))),
		};
		if (cell->unknown)
			*cell = mixed(r, "a value shifted");
	}
}

/* The value is of `len` bytes; behind them are zeros. */
static uint8_t data_at(struct nf_bytes data, size_t i)
{
	return i < data.len ? data.at[i] : 0;
}

void cells_bitwise(struct running *r, const struct nf_expr *expr)
{
	size_t words = (expr->bitwise.len + 3) / 4, n = words * NF_REG_LEN;
	const struct cell *from = cells_at(&r->regs, expr->bitwise.sreg);
	enum nf_bitwise_op op = expr->bitwise.op;
	const struct cell *other = NULL;
	struct cell to[BYTES] = { { 0 } }, with;

	must(n <= BYTES);
	if (expr->bitwise.sreg2 != NF_REG_NONE)
		other = cells_at(&r->regs, expr->bitwise.sreg2);
	if (op == NF_BITWISE_LSHIFT || op == NF_BITWISE_RSHIFT)
		shift(r, from, words, expr, to);
	for (size_t i = 0; i < n; i++) {
		with = (struct cell){ .value = data_at(expr->bitwise.data, i) };
		if (op == NF_BITWISE_MASK_XOR) {
			to[i] = with_known(from[i],
					   data_at(expr->bitwise.mask, i),
					   NF_BITWISE_AND);
			to[i] = with_known(to[i], data_at(expr->bitwise.xor, i),
					   NF_BITWISE_XOR);
		} else if (op >= NF_BITWISE_AND) {
			to[i] = combine(r, from[i], other ? other[i] : with,
					op);
		}
	}
	memcpy(cells_at(&r->regs, expr->bitwise.dreg), to, n * sizeof(*to));
}

void cells_byteorder(struct running *r, const struct nf_expr *expr)
{
	size_t size = expr->byteorder.size, len, from;
	struct cell to[BYTES];

	must(size == 2 || size == 4 || size == 8);
	len = expr->byteorder.len / size * size;
	for (size_t i = 0; i < len; i++) {
		from = r->tracer->rules->little_endian
			       ? i - i % size + size - 1 - i % size
			       : i;
		to[i] = cells_at(&r->regs, expr->byteorder.sreg)[from];
	}
	memcpy(cells_at(&r->regs, expr->byteorder.dreg), to, len * sizeof(*to));
}

void cells_resolve(const struct running *r, struct cell *cells, size_t n)
{
	const struct source *source;
	uint8_t known;

	for (size_t i = 0; i < n; i++) {
		if (!cells[i].unknown)
			continue;
		source = &r->sources.at[cells[i].source];
		known = cells[i].unknown & source->known[cells[i].at];
		cells[i].value ^= source->value[cells[i].at] & known;
		cells[i].unknown &= (uint8_t)~known;
	}
}

/* One byte that lies in two places cannot be two values. */
static bool contradict(const struct cell *a, uint8_t a_data,
		       const struct cell *b, uint8_t b_data)
{
	return a->source == b->source && a->at == b->at &&
	       ((a->value ^ a_data) ^ (b->value ^ b_data)) & a->unknown &
		       b->unknown;
}

enum known cells_equal(const struct cell *cells, const uint8_t *data, size_t n)
{
	enum known equal = KNOWN_YES;

	for (size_t i = 0; i < n; i++) {
		if ((cells[i].value ^ data[i]) & (uint8_t)~cells[i].unknown)
			return KNOWN_NO;
		if (!cells[i].unknown)
			continue;
		equal = KNOWN_MAYBE;
		for (size_t k = 0; k < i; k++)
			if (contradict(&cells[k], data[k], &cells[i], data[i]))
				return KNOWN_NO;
	}
	return equal;
}

/* They are the data: an answer said so. */
static void learn(struct running *r, const struct cell *cells,
		  const uint8_t *data, size_t n)
{
	struct source *source;

	for (size_t i = 0; i < n; i++) {
		if (!cells[i].unknown)
			continue;
		source = &r->sources.at[cells[i].source];
		source->known[cells[i].at] |= cells[i].unknown;
		source->value[cells[i].at] |=
			(cells[i].value ^ data[i]) & cells[i].unknown;
	}
}

enum known cells_below(const struct cell *cells, const uint8_t *data, size_t n,
		       bool strict)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t low = cells[i].value & (uint8_t)~cells[i].unknown;
		uint8_t high = cells[i].value | cells[i].unknown;

		if (high < data[i])
			return KNOWN_YES;
		if (low > data[i])
			return KNOWN_NO;
		if (cells[i].unknown)
			return KNOWN_MAYBE;
	}
	return strict ? KNOWN_NO : KNOWN_YES;
}

/* How many cells from the first on are one source's bytes, untouched. */
static size_t run_of(const struct cell *cells, size_t n)
{
	size_t end = 1;

	while (end < n && cells[end].unknown == 0xff &&
	       cells->unknown == 0xff && !cells[end].value && !cells->value &&
	       cells[end].source == cells->source &&
	       cells[end].at == cells->at + end)
		end++;
	return end;
}

char *cells_text(struct running *r, const struct cell *cells, size_t n)
{
	char *text = run_printf(r, "%s", "");
	size_t run;

	for (size_t i = 0; i < n; i += run) {
		const struct cell *cell = &cells[i];

		run = run_of(cell, n - i);
		if (!cell->unknown)
			text = run_printf(r, "%s%s0x%02x", text, i ? " . " : "",
					  cell->value);
		else if (run == n && cell->at == 0)
			text = run_printf(r, "%s",
					  r->sources.at[cell->source].text);
		else if (run > 1)
			text = run_printf(r, "%s%sbytes %u-%zu of %s", text,
					  i ? " . " : "", cell->at,
					  cell->at + run - 1,
					  r->sources.at[cell->source].text);
		else
			text = run_printf(r,
					  "%s%sbyte %u of %s & 0x%02x ^ 0x%02x",
					  text, i ? " . " : "", cell->at,
					  r->sources.at[cell->source].text,
					  cell->unknown, cell->value);
	}
	return text;
}

static char *data_text(struct running *r, const uint8_t *data, size_t n)
{
	char *text = run_printf(r, "0x");

	for (size_t i = 0; i < n; i++)
		text = run_printf(r, "%s%02x", text, data[i]);
	return text;
}

static bool decide(struct running *r, enum known known,
		   const struct cell *cells, const char *op, struct nf_bytes to)
{
	if (known != KNOWN_MAYBE)
		return known == KNOWN_YES;
	return run_holds(r,
			 run_printf(r, "%s %s %s", cells_text(r, cells, to.len),
				    op, data_text(r, to.at, to.len)),
			 false);
}

static bool is_equal(struct running *r, const struct cell *cells,
		     struct nf_bytes data)
{
	bool equal = decide(r, cells_equal(cells, data.at, data.len), cells,
			    "is", data);

	if (equal)
		learn(r, cells, data.at, data.len);
	return equal;
}

static bool is_below(struct running *r, const struct cell *cells,
		     struct nf_bytes data, bool strict)
{
	return decide(r, cells_below(cells, data.at, data.len, strict), cells,
		      strict ? "is below" : "is at most", data);
}

bool cells_compare(struct running *r, const struct nf_expr *expr)
{
	struct cell *cells = cells_at(&r->regs, expr->cmp.sreg);
	struct nf_bytes data = expr->cmp.data;

	cells_resolve(r, cells, data.len);
	switch (expr->cmp.op) {
	case NF_CMP_EQ:
		return is_equal(r, cells, data);
	case NF_CMP_NEQ:
		return !is_equal(r, cells, data);
	case NF_CMP_LT:
		return is_below(r, cells, data, true);
	case NF_CMP_LTE:
		return is_below(r, cells, data, false);
	case NF_CMP_GT:
		return !is_below(r, cells, data, false);
	case NF_CMP_GTE:
		return !is_below(r, cells, data, true);
	}
	must(false);
	return false;
}

bool cells_range(struct running *r, const struct nf_expr *expr)
{
	struct cell *cells = cells_at(&r->regs, expr->range.sreg);
	bool in;

	cells_resolve(r, cells, expr->range.from.len);
	in = !is_below(r, cells, expr->range.from, true) &&
	     is_below(r, cells, expr->range.to, false);
	return in != expr->range.inverted;
}
