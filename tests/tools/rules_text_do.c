/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_text_do.c -- what expressions do beside matching, in libnftnl's words
 */
#include <inttypes.h>

#include "rules_text.h"
#include "rules_text_parts.h"

void rules_text_do_log(const struct nf_expr *expr, FILE *out)
{
	static const char *const names[] = { "tcpseq", "tcpopt", "ipopt",
					     "uid",    "",       "macdecode" };

	fputs("log ", out);
	if (expr->log.prefix)
		fprintf(out, "prefix %s ", expr->log.prefix);
	if (expr->log.has_group) {
		fprintf(out, "group %u snaplen %u qthreshold %u ",
			expr->log.group, expr->log.snaplen,
			expr->log.qthreshold);
		return;
	}
	if (expr->log.has_level)
		fprintf(out, "level %u ", expr->log.level);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (expr->log.flags & 1u << i)
			fprintf(out, "%s ", names[i]);
}

static const struct {
	uint64_t seconds;
	const char *name;
} units[] = { { 1, "second" },
	      { 60, "minute" },
	      { 3600, "hour" },
	      { 86400, "day" },
	      { 604800, "week" } };

void rules_text_do_limit(const struct nf_expr *expr, FILE *out)
{
	const char *unit = "error";

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (units[i].seconds == expr->limit.unit)
			unit = units[i].name;
	fprintf(out, "limit rate %" PRIu64 "/%s burst %u type %s flags 0x%x ",
		expr->limit.rate, unit, expr->limit.burst,
		expr->limit.type ? "bytes" : "packets", expr->limit.inverted);
}

static void print_nat_regs(const struct nf_expr *expr, FILE *out)
{
	const struct {
		const char *name;
		uint8_t reg;
	} regs[] = {
		{ "addr_min", expr->nat.addr_min },
		{ "addr_max", expr->nat.addr_max },
		{ "proto_min", expr->nat.proto_min },
		{ "proto_max", expr->nat.proto_max },
	};

	for (size_t i = 0; i < sizeof(regs) / sizeof(*regs); i++)
		/* The kernel says a maximum that is the minimum. */
		if (regs[i].reg != NF_REG_NONE &&
		    (i % 2 == 0 || regs[i].reg != regs[i - 1].reg))
			fprintf(out, "%s reg %u ", regs[i].name,
				rules_text_reg(regs[i].reg));
	if (expr->nat.flags)
		fprintf(out, "flags 0x%x ", expr->nat.flags);
}

static void print_tproxy(const struct nf_expr *expr, FILE *out)
{
	fputs("tproxy ", out);
	if (expr->nat.family)
		fprintf(out, "%s ", rules_text_family(expr->nat.family));
	if (expr->nat.addr_min != NF_REG_NONE)
		fprintf(out, "addr reg %u ",
			rules_text_reg(expr->nat.addr_min));
	if (expr->nat.proto_min != NF_REG_NONE)
		fprintf(out, "port reg %u ",
			rules_text_reg(expr->nat.proto_min));
}

void rules_text_do_nat(const struct nf_expr *expr, FILE *out)
{
	if (expr->kind == EXPR_TPROXY) {
		print_tproxy(expr, out);
		return;
	}
	fprintf(out, "%s ", expr->name);
	if (expr->kind == EXPR_NAT)
		fprintf(out, "%s %s ",
			expr->nat.type == NF_NAT_SNAT ? "snat" : "dnat",
			rules_text_family(expr->nat.family));
	print_nat_regs(expr, out);
}

void rules_text_do_queue(const struct nf_expr *expr, FILE *out)
{
	if (expr->queue.sreg != NF_REG_NONE)
		fprintf(out, "queue sreg_qnum %u ",
			rules_text_reg(expr->queue.sreg));
	else if (expr->queue.total > 1)
		fprintf(out, "queue num %u-%u ", expr->queue.num,
			expr->queue.num + expr->queue.total - 1u);
	else
		fprintf(out, "queue num %u ", expr->queue.num);
	if (expr->queue.flags & NF_QUEUE_BYPASS)
		fputs("bypass ", out);
	if (expr->queue.flags & NF_QUEUE_CPU_FANOUT)
		fputs("fanout ", out);
}

void rules_text_do_send(const struct nf_expr *expr, FILE *out)
{
	bool fwd = expr->kind == EXPR_FWD;

	fprintf(out, "%s ", expr->name);
	if (fwd)
		fprintf(out, "sreg_dev %u ", rules_text_reg(expr->send.dev));
	if (expr->send.addr != NF_REG_NONE)
		fprintf(out, "sreg_addr %u ", rules_text_reg(expr->send.addr));
	if (!fwd && expr->send.dev != NF_REG_NONE)
		fprintf(out, "sreg_dev %u ", rules_text_reg(expr->send.dev));
	if (fwd && expr->send.family)
		fprintf(out, "nfproto %u ", expr->send.family);
}
