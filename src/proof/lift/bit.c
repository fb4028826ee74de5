/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bit.c -- registers that know where each of their bits comes from
 *
 * The semantics are those of net/netfilter/nft_bitwise.c and nft_byteorder.c.
 */
#include "proof/lift/bit.h"

#include <string.h>

#include "base/must.h"

void regs_init(struct regs *regs)
{
	/* The kernel does not clear registers, but refuses rules that read
	 * what they did not write. */
	memset(regs, 0, sizeof(*regs));
}

struct bit bit_const(bool value)
{
	return (struct bit){ .kind = BIT_CONST, .flip = value };
}

bool bit_is_const(struct bit bit)
{
	return bit.kind == BIT_CONST;
}

struct bit *regs_at(struct regs *regs, uint8_t reg)
{
	must(reg < NF_REGS);
	return regs->at + (size_t)reg * REG_BITS;
}

void regs_pad(struct regs *regs, uint8_t reg, size_t len)
{
	struct bit *bits = regs_at(regs, reg);

	for (size_t i = len * 8; i % REG_BITS != 0; i++)
		bits[i] = bit_const(false);
}

void regs_put_bytes(struct regs *regs, uint8_t reg, const uint8_t *bytes,
		    size_t len)
{
	struct bit *bits = regs_at(regs, reg);

	must((size_t)reg * REG_BITS + len * 8 <= REGS_BITS);
	for (size_t i = 0; i < len * 8; i++)
		bits[i] = bit_const(bytes[i / 8] >> (7 - i % 8) & 1);
	regs_pad(regs, reg, len);
}

void regs_put_source(struct regs *regs, uint8_t reg, size_t source, size_t len)
{
	struct bit *bits = regs_at(regs, reg);

	must((size_t)reg * REG_BITS + len * 8 <= REGS_BITS);
	for (size_t i = 0; i < len * 8; i++)
		bits[i] = (struct bit){ .kind = BIT_SOURCE,
					.level = (uint16_t)source,
					.at = (uint16_t)i };
	regs_pad(regs, reg, len);
}

void regs_forget(struct lift *lift, struct regs *regs, const char *text)
{
	regs_put_source(regs, 0, lift_drawn_source(lift, text),
			(size_t)NF_REGS * NF_REG_LEN);
}

size_t lift_drawn_source(struct lift *lift, const char *text)
{
	if (lift->sources.n > UINT16_MAX) {
		lift->lost = true;
		return 0;
	}
	*vec_add(&lift->arena, &lift->sources) = (struct lift_source){
		arena_printf(&lift->arena, "%s #%zu", text, lift->sources.n),
	};
	return lift->sources.n - 1;
}

size_t lift_source(struct lift *lift, const char *text)
{
	vec_each(source, &lift->sources) {
		if (strcmp(source->text, text) == 0)
			return (size_t)(source - lift->sources.at);
	}
	lift_drawn_source(lift, text);
	if (lift->lost)
		return 0;
	lift->sources.at[lift->sources.n - 1].text =
		arena_strdup(&lift->arena, text);
	return lift->sources.n - 1;
}

/* Words are of the host's order: where bit `place` (0 the least) of word w
 * lies. */
static size_t word_bit(const struct lift *lift, size_t w, unsigned place)
{
	size_t byte = lift->rules->little_endian ? place / 8 : 3 - place / 8;

	return w * REG_BITS + byte * 8 + (7 - place % 8);
}

static void shift(const struct lift *lift, struct bit *to,
		  const struct bit *from, size_t words, unsigned by, bool left)
{
	size_t n = words * REG_BITS, source;

	/* k counts from the most significant bit of the first word on. */
	for (size_t k = 0; k < n; k++) {
		source = left ? k + by : k - by;
		to[word_bit(lift, k / 32, 31 - k % 32)] =
			source < n ? from[word_bit(lift, source / 32,
						   31 - source % 32)]
				   : bit_const(false);
	}
}

static struct bit combine(struct lift *lift, enum nf_bitwise_op op,
			  struct bit a, struct bit b)
{
	size_t source;

	if (!bit_is_const(b)) {
		struct bit other = a;

		a = b;
		b = other;
	}
	if (bit_is_const(b)) {
		if (op == NF_BITWISE_XOR) {
			a.flip ^= b.flip;
			return a;
		}
		return b.flip == (op == NF_BITWISE_AND) ? a : b;
	}
	source = lift_drawn_source(lift, "two values combined");
	return (struct bit){ .kind = BIT_SOURCE, .level = (uint16_t)source };
}

/* The register's value is that of `len` bytes; behind them are zeros. */
static bool data_bit(struct nf_bytes data, size_t i)
{
	return i / 8 < data.len && (data.at[i / 8] >> (7 - i % 8) & 1);
}

void regs_bitwise(struct lift *lift, struct regs *regs,
		  const struct nf_expr *expr)
{
	size_t words = (expr->bitwise.len + 3) / 4, n = words * REG_BITS;
	const struct bit *from = regs_at(regs, expr->bitwise.sreg);
	const struct bit *other = expr->bitwise.sreg2 == NF_REG_NONE
					  ? NULL
					  : regs_at(regs, expr->bitwise.sreg2);
	enum nf_bitwise_op op = expr->bitwise.op;
	struct bit to[REGS_BITS];

	must(n <= REGS_BITS);
	if (op == NF_BITWISE_LSHIFT || op == NF_BITWISE_RSHIFT)
		shift(lift, to, from, words, expr->bitwise.shift,
		      op == NF_BITWISE_LSHIFT);
	else
		for (size_t i = 0; i < n; i++) {
			struct bit with = bit_const(data_bit(
				op == NF_BITWISE_MASK_XOR ? expr->bitwise.mask
							  : expr->bitwise.data,
				i));

			if (op == NF_BITWISE_MASK_XOR) {
				to[i] = combine(lift, NF_BITWISE_AND, from[i],
						with);
				to[i].flip ^= data_bit(expr->bitwise.xor, i);
			} else {
				to[i] = combine(lift, op, from[i],
						other ? other[i] : with);
			}
		}
	memcpy(regs_at(regs, expr->bitwise.dreg), to, n * sizeof(*to));
}

void regs_byteorder(struct regs *regs, const struct nf_expr *expr,
		    bool little_endian)
{
	size_t size = expr->byteorder.size, words, from;
	struct bit to[REGS_BITS];

	must(size == 2 || size == 4 || size == 8);
	words = expr->byteorder.len / size;
	for (size_t i = 0; i < words * size; i++) {
		from = little_endian ? i - i % size + size - 1 - i % size : i;
		memcpy(to + i * 8,
		       regs_at(regs, expr->byteorder.sreg) + from * 8,
		       8 * sizeof(*to));
	}
	memcpy(regs_at(regs, expr->byteorder.dreg), to,
	       words * size * 8 * sizeof(*to));
}
