/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_text_load.c -- what expressions load into registers, in libnftnl's words
 */
#include "rules_text.h"
#include "rules_text_parts.h"

unsigned int rules_text_reg(uint8_t reg)
{
	if (reg == NF_REG_VERDICT)
		return 0;
	return reg % 4 == 0 ? reg / 4u + 1 : reg + 8u;
}

void rules_text_do_payload(const struct nf_expr *expr, FILE *out)
{
	if (expr->kind == EXPR_PAYLOAD)
		fprintf(out, "payload load %ub @ %s header + %u => reg %u ",
			expr->payload.len, rules_text_base(expr->payload.base),
			expr->payload.offset,
			rules_text_reg(expr->payload.reg));
	else
		fprintf(out,
			"payload write reg %u => %ub @ %s header + %u "
			"csum_type %u csum_off %u csum_flags 0x%x ",
			rules_text_reg(expr->payload.reg), expr->payload.len,
			rules_text_base(expr->payload.base),
			expr->payload.offset, expr->payload.csum_type,
			expr->payload.csum_offset, expr->payload.csum_flags);
}

void rules_text_do_exthdr(const struct nf_expr *expr, FILE *out)
{
	const char *op = rules_text_exthdr(expr->exthdr.op);

	if (expr->kind == EXPR_EXTHDR)
		fprintf(out, "exthdr load%s %ub @ %u + %u%s => reg %u ", op,
			expr->exthdr.len, expr->exthdr.type,
			expr->exthdr.offset,
			expr->exthdr.flags & NF_EXTHDR_PRESENT ? " present"
							       : "",
			rules_text_reg(expr->exthdr.reg));
	else if (expr->exthdr.reg == NF_REG_NONE)
		fprintf(out, "exthdr reset%s %u ", op, expr->exthdr.type);
	else
		fprintf(out, "exthdr write%s reg %u => %ub @ %u + %u ", op,
			rules_text_reg(expr->exthdr.reg), expr->exthdr.len,
			expr->exthdr.type, expr->exthdr.offset);
}

void rules_text_do_ct(const struct nf_expr *expr, FILE *out)
{
	const char *key = rules_text_ct(expr->ct.key);

	if (expr->kind == EXPR_CT_SET)
		fprintf(out, "ct set %s with reg %u ", key,
			rules_text_reg(expr->ct.reg));
	else
		fprintf(out, "ct load %s => reg %u ", key,
			rules_text_reg(expr->ct.reg));
	if (expr->ct.direction != NF_CT_ANY)
		fprintf(out, ", dir %s ",
			expr->ct.direction == NF_CT_ORIGINAL ? "original"
							     : "reply");
}

void rules_text_do_meta(const struct nf_expr *expr, FILE *out)
{
	fprintf(out,
		expr->kind == EXPR_META ? "meta load %s => reg %u "
					: "meta set %s with reg %u ",
		rules_text_meta(expr->meta.key),
		rules_text_reg(expr->meta.reg));
}

void rules_text_do_fib(const struct nf_expr *expr, FILE *out)
{
	static const char *const results[] = { "", "oif", "oifname", "type" };
	static const char *const flags[] = { "saddr", "daddr", "mark", "iif",
					     "oif" };
	const char *dot = "";

	fputs("fib ", out);
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		if (!(expr->fib.flags & 1u << i))
			continue;
		fprintf(out, "%s%s ", dot, flags[i]);
		dot = ". ";
	}
	fprintf(out, "%s%s => reg %u ", results[expr->fib.result],
		expr->fib.flags & NF_FIB_PRESENT ? " present" : "",
		rules_text_reg(expr->fib.dreg));
}

void rules_text_do_load(const struct nf_expr *expr, FILE *out)
{
	const char *key = rules_text_key(expr->kind, expr->load.key);

	if (expr->kind == EXPR_XFRM)
		fprintf(out, "xfrm load %s %u %s => reg %u ",
			expr->load.dir ? "out" : "in", expr->load.spnum, key,
			rules_text_reg(expr->load.dreg));
	else
		fprintf(out, "%s load %s => reg %u ", expr->name, key,
			rules_text_reg(expr->load.dreg));
}

void rules_text_do_hash(const struct nf_expr *expr, FILE *out)
{
	fprintf(out, "hash reg %u = ", rules_text_reg(expr->hash.dreg));
	if (expr->hash.type == NF_HASH_SYMMETRIC)
		fputs("symhash() ", out);
	else
		fprintf(out, "jhash(reg %u, %u, 0x%x) ",
			rules_text_reg(expr->hash.sreg), expr->hash.len,
			expr->hash.seed);
	fprintf(out, "%% mod %u ", expr->hash.modulus);
	if (expr->hash.offset)
		fprintf(out, "offset %u ", expr->hash.offset);
}

void rules_text_do_numgen(const struct nf_expr *expr, FILE *out)
{
	fprintf(out, "numgen reg %u = %s mod %u ",
		rules_text_reg(expr->numgen.dreg),
		expr->numgen.type == NF_NUMGEN_RANDOM ? "random" : "inc",
		expr->numgen.modulus);
	if (expr->numgen.offset)
		fprintf(out, "offset %u ", expr->numgen.offset);
}
