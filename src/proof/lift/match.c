/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * match.c -- comparisons of registers with data, as conditions
 *
 * Equality asks each level for the bits that it has in the value. Order is
 * decided by the first bit that differs, so it is built from the last run of
 * bits of one level to the first: less, more, or what the rest says.
 */
#include "proof/lift/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "proof/lift/load.h"

static bool data_bit(const uint8_t *data, size_t i)
{
	return data[i / 8] >> (7 - i % 8) & 1;
}

uint16_t lift_zeros(const struct lift *lift, unsigned level)
{
	enum variable variable;
	unsigned digit;

	if (!space_variable(lift->space, level, &variable, &digit))
		return 0;
	if (variable == VAR_CT_DIRECTION)
		return 0xfffe;
	/* A load that could be L4PROTO_NONE breaks before. */
	if (variable == VAR_L4PROTO || variable_info(variable)->bits == 8)
		return 0xff00;
	return 0;
}

/* Where the bits come from, as an atom's text says it. */
static char *describe(struct lift *lift, const struct bit *bits, size_t n)
{
	char *text = arena_strdup(&lift->arena, "");
	enum variable variable;
	const char *name;
	unsigned digit;
	size_t end;

	for (size_t i = 0; i < n; i = end) {
		for (end = i + 1; end < n && bits[end].kind == bits[i].kind &&
				  bits[end].flip == bits[i].flip &&
				  bits[end].level == bits[i].level &&
				  (bits[end].kind == BIT_CONST ||
				   abs(bits[end].at - bits[end - 1].at) == 1);)
			end++;
		name = "constant";
		if (bits[i].kind == BIT_SOURCE)
			name = lift->sources.at[bits[i].level].text;
		else if (bits[i].kind != BIT_CONST &&
			 space_variable(lift->space, bits[i].level, &variable,
					&digit))
			name = variable_info(variable)->name;
		text = arena_printf(&lift->arena,
				    "%s%s%s kind %u level %u "
				    "bits %u-%u",
				    text, i ? ", " : "", name, bits[i].kind,
				    bits[i].kind == BIT_SOURCE ? 0U
							       : bits[i].level,
				    bits[i].at, bits[end - 1].at);
		if (bits[i].flip)
			text = arena_printf(&lift->arena, "%s inverted", text);
	}
	return text;
}

static uint32_t atom_of(struct lift *lift, const struct bit *bits, size_t n,
			const char *op, const uint8_t *data)
{
	size_t len = (n + 7) / 8;
	char *hex = arena_alloc(&lift->arena, 2 * len + 1);
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		hex[2 * i] = digits[data[i] >> 4];
		hex[2 * i + 1] = digits[data[i] & 15];
	}
	return lift_atom(lift, arena_printf(&lift->arena, "(%s) %s %s",
					    describe(lift, bits, n), op, hex));
}

/* Digits whose masked bits are the value. */
static uint32_t digit_is(struct lift *lift, unsigned level, uint16_t mask,
			 uint16_t value)
{
	struct lift_digit *digit;
	uint16_t low;

	mask |= lift_zeros(lift, level);
	low = (uint16_t)~mask;
	if ((low & (low + 1U)) == 0) /* free bits are the lowest */
		return diagram_interval(lift->all, level, value, value | low,
					DIAGRAM_TRUE, DIAGRAM_FALSE);
	digit = &lift->digits[(level * 31 + mask * 7U + value) % LIFT_DIGITS];
	if (digit->mask == mask && digit->level == level &&
	    digit->value == value)
		return digit->id;
	*digit = (struct lift_digit){ .level = (uint16_t)level,
				      .mask = mask,
				      .value = value };
	digit->id = diagram_interval(lift->all, level, value, value,
				     DIAGRAM_TRUE, DIAGRAM_FALSE);
	digit->id = diagram_bitwise(lift->all, digit->id, level, mask, 0);
	return digit->id;
}

struct asked {
	uint16_t level, mask, value;
};

struct equality {
	struct asked asked[REGS_BITS];
	size_t n;
	uint32_t rest; /* what no mask can say */
};

/* False: no digit can satisfy it. */
static bool equality_bit(struct lift *lift, struct equality *equality,
			 struct bit bit, bool value)
{
	uint16_t place = (uint16_t)(1U << bit.at % 16);
	size_t i = 0;

	value ^= bit.flip;
	if (bit.kind == BIT_CONST)
		return !value;
	if (bit.kind == BIT_IS) {
		equality->rest = diagram_and(
			lift->all, equality->rest,
			diagram_interval(lift->all, bit.level, bit.at, bit.at,
					 diagram_of_bool(value),
					 diagram_of_bool(!value)));
		return equality->rest != DIAGRAM_FALSE;
	}
	while (i < equality->n && equality->asked[i].level != bit.level)
		i++;
	if (i == equality->n)
		equality->asked[equality->n++] =
			(struct asked){ .level = bit.level };
	if ((equality->asked[i].mask & place) &&
	    !(equality->asked[i].value & place) == value)
		return false;
	equality->asked[i].mask |= place;
	if (value)
		equality->asked[i].value |= place;
	return true;
}

/* How many bits from i on are of one name, index or unknown value. */
static size_t opaque_run(const struct bit *bits, size_t i, size_t n)
{
	size_t end = i;

	if (bits[i].kind == BIT_SOURCE) {
		while (end < n && bits[end].kind == BIT_SOURCE)
			end++;
		return end - i;
	}
	while (end < n && bits[end].kind == bits[i].kind &&
	       bits[end].level == bits[i].level &&
	       (end == i || bits[end].at == bits[end - 1].at + 1))
		end++;
	return end - i;
}

/* Equality with `n` bits of data from bit i on. */
static uint32_t opaque_equals(struct lift *lift, const struct bit *bits,
			      size_t i, size_t n, const uint8_t *data)
{
	uint8_t part[NF_REGS * NF_REG_LEN] = { 0 };
	struct diagram_range range;

	for (size_t k = 0; k < n; k++)
		if (data_bit(data, i + k))
			part[k / 8] |= (uint8_t)(0x80 >> k % 8);
	if (bits[i].kind != BIT_SOURCE && n % 8 == 0 &&
	    lift_name_range(lift, bits + i, part, part, n / 8, &range))
		return range.n ? lift_in(lift, range) : DIAGRAM_FALSE;
	return atom_of(lift, bits + i, n, "is", part);
}

/* Whether `len` bytes of bits are the data's. */
static uint32_t equals(struct lift *lift, const struct bit *bits,
		       const uint8_t *data, size_t len)
{
	struct equality equality = { .rest = DIAGRAM_TRUE };
	uint32_t result;
	size_t run;

	for (size_t i = 0; i < 8 * len; i += run) {
		run = 1;
		if (bits[i].kind == BIT_CONST || bits[i].kind == BIT_IS ||
		    bits[i].kind == BIT_DIGIT) {
			if (!equality_bit(lift, &equality, bits[i],
					  data_bit(data, i)))
				return DIAGRAM_FALSE;
			continue;
		}
		run = opaque_run(bits, i, 8 * len);
		equality.rest =
			diagram_and(lift->all, equality.rest,
				    opaque_equals(lift, bits, i, run, data));
	}
	result = equality.rest;
	for (size_t i = 0; i < equality.n; i++) {
		if (equality.asked[i].value &
		    lift_zeros(lift, equality.asked[i].level))
			return DIAGRAM_FALSE;
		result = diagram_and(lift->all, result,
				     digit_is(lift, equality.asked[i].level,
					      equality.asked[i].mask,
					      equality.asked[i].value));
	}
	return result;
}

/* Bits of one digit, one below the other, as the number that they make. */
struct run {
	const struct bit *bits;
	size_t n;
	uint32_t data; /* what it is compared with */
};

/* Digits whose run is in low … high, as numbers in the run's place. */
static uint32_t run_in(struct lift *lift, const struct run *run, uint32_t low,
		       uint32_t high)
{
	unsigned level = run->bits->level;
	uint16_t mask = 0, flip = 0, place;
	uint32_t in;

	for (size_t i = 0; i < run->n; i++) {
		place = (uint16_t)(1U << run->bits[i].at);
		mask |= place;
		if (run->bits[i].flip)
			flip |= place;
	}
	in = diagram_interval(lift->all, level, (uint16_t)low, (uint16_t)high,
			      DIAGRAM_TRUE, DIAGRAM_FALSE);
	/* Bits below the run are free: they are in `high` anyway. */
	mask |= (uint16_t)((1U << run->bits[run->n - 1].at) - 1);
	mask |= lift_zeros(lift, level);
	if (mask == DIGIT_MAX && flip == 0)
		return in;
	return diagram_bitwise(lift->all, in, level, mask, flip);
}

static uint32_t is_below(struct lift *lift, struct bit bit, bool data,
			 uint32_t rest)
{
	uint32_t set = diagram_interval(lift->all, bit.level, bit.at, bit.at,
					diagram_of_bool(!bit.flip),
					diagram_of_bool(bit.flip));

	if (data)
		return diagram_or(lift->all, diagram_not(lift->all, set), rest);
	return diagram_minus(lift->all, rest, set);
}

static uint32_t run_below(struct lift *lift, const struct run *run,
			  uint32_t rest)
{
	unsigned shift = run->bits[run->n - 1].at;
	uint32_t low = run->data << shift, less = DIAGRAM_FALSE, equal;

	if (run->bits->kind == BIT_IS)
		return is_below(lift, *run->bits, run->data, rest);
	if (low)
		less = run_in(lift, run, 0, low - 1);
	equal = run_in(lift, run, low, low | ((1U << shift) - 1));
	return diagram_or(lift->all, less, diagram_and(lift->all, equal, rest));
}

/* Where the run that ends before `end` begins. */
static size_t run_start(const struct bit *bits, size_t end)
{
	size_t i = end - 1;

	while (i > 0 && end - i < 16 && bits[i].kind == bits[i - 1].kind) {
		if (bits[i].kind == BIT_IS ||
		    (bits[i].kind == BIT_DIGIT &&
		     (bits[i].level != bits[i - 1].level ||
		      bits[i].at + 1 != bits[i - 1].at)))
			break;
		i--;
	}
	return i;
}

/* Whether they are below, in memcmp's order; or, not `strict`, equal. */
static uint32_t lift_below(struct lift *lift, const struct bit *bits,
			   const uint8_t *data, size_t len, bool strict)
{
	uint32_t result = diagram_of_bool(!strict), number;
	size_t start;
	struct run run;

	for (size_t i = 0; i < 8 * len; i++)
		if (bits[i].kind >= BIT_NAME)
			return atom_of(lift, bits, 8 * len,
				       strict ? "is below" : "is at most",
				       data);
	for (size_t end = 8 * len; end > 0; end = start) {
		start = run_start(bits, end);
		run = (struct run){ bits + start, end - start, 0 };
		for (size_t i = start; i < end; i++)
			run.data = run.data << 1 | data_bit(data, i);
		if (bits[start].kind != BIT_CONST) {
			result = run_below(lift, &run, result);
			continue;
		}
		number = 0;
		for (size_t i = start; i < end; i++)
			number = number << 1 | bits[i].flip;
		if (number != run.data)
			result = diagram_of_bool(number < run.data);
	}
	return result;
}

uint32_t lift_between(struct lift *lift, const struct bit *bits,
		      const uint8_t *first, const uint8_t *last, size_t len)
{
	struct diagram_range range;

	if (memcmp(first, last, len) == 0)
		return equals(lift, bits, first, len);
	if (memcmp(first, last, len) > 0)
		return DIAGRAM_FALSE;
	if ((bits->kind == BIT_NAME || bits->kind == BIT_INDEX) &&
	    lift_name_range(lift, bits, first, last, len, &range))
		return range.n ? lift_in(lift, range) : DIAGRAM_FALSE;
	return diagram_minus(lift->all,
			     lift_below(lift, bits, last, len, false),
			     lift_below(lift, bits, first, len, true));
}

uint32_t lift_compare(struct lift *lift, struct regs *regs,
		      const struct nf_expr *expr)
{
	const struct bit *bits = regs_at(regs, expr->cmp.sreg);
	const uint8_t *data = expr->cmp.data.at;
	size_t len = expr->cmp.data.len;

	switch (expr->cmp.op) {
	case NF_CMP_EQ:
		return equals(lift, bits, data, len);
	case NF_CMP_NEQ:
		return diagram_not(lift->all, equals(lift, bits, data, len));
	case NF_CMP_LT:
		return lift_below(lift, bits, data, len, true);
	case NF_CMP_LTE:
		return lift_below(lift, bits, data, len, false);
	case NF_CMP_GT:
		return diagram_not(lift->all,
				   lift_below(lift, bits, data, len, false));
	case NF_CMP_GTE:
		return diagram_not(lift->all,
				   lift_below(lift, bits, data, len, true));
	}
	must(false);
	return DIAGRAM_TOO_MUCH;
}
