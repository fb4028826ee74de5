/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_text.c -- decoded rules in the words of `nft --debug=netlink`
 */
#include "rules_text.h"

#include <inttypes.h>
#include <string.h>

enum {
	WORD = 4,
	LOG_ALL = 0x1f,
};

/* The kernel's number of a register, as it writes it. */
static unsigned int reg_number(uint8_t reg)
{
	if (reg == NF_REG_VERDICT)
		return 0;
	return reg % 4 == 0 ? reg / 4u + 1 : reg + 8u;
}

static void print_words(const uint8_t *at, size_t len, const char *prefix,
			FILE *out)
{
	for (size_t i = 0; i < len; i += WORD) {
		uint32_t word = 0;

		memcpy(&word, at + i, len - i < WORD ? len - i : WORD);
		fprintf(out, "%s%08x ", prefix, word);
	}
}

static void print_data(const struct nf_bytes *data, FILE *out)
{
	print_words(data->at, data->len, "0x", out);
}

static void print_verdict(const struct nf_verdict *verdict, FILE *out)
{
	static const char *const names[] = {
		[NF_VERDICT_DROP] = "drop",
		[NF_VERDICT_ACCEPT] = "accept",
		[NF_VERDICT_QUEUE] = "queue",
		[NF_VERDICT_CONTINUE] = "continue",
		[NF_VERDICT_BREAK] = "break",
		[NF_VERDICT_JUMP] = "jump",
		[NF_VERDICT_GOTO] = "goto",
		[NF_VERDICT_RETURN] = "return",
		[NF_VERDICT_STRANGE] = "unknown",
	};

	fprintf(out, "%s ", names[verdict->kind]);
	if (verdict->chain)
		fprintf(out, "-> %s ", verdict->chain->name);
}

static void print_cmp(const struct nf_expr *expr, FILE *out)
{
	static const char *const names[] = { "eq",  "neq", "lt",
					     "lte", "gt",  "gte" };

	fprintf(out, "cmp %s reg %u ", names[expr->cmp.op],
		reg_number(expr->cmp.sreg));
	print_data(&expr->cmp.data, out);
}

static void print_bitwise(const struct nf_expr *expr, FILE *out)
{
	static const char *const names[] = { "^", "<<", ">>", "&", "|", "^" };

	fprintf(out, "bitwise reg %u = ( reg %u ",
		reg_number(expr->bitwise.dreg), reg_number(expr->bitwise.sreg));
	if (expr->bitwise.op == NF_BITWISE_MASK_XOR) {
		fputs("& ", out);
		print_data(&expr->bitwise.mask, out);
		fputs(") ^ ", out);
		print_data(&expr->bitwise.xor, out);
		return;
	}
	fprintf(out, "%s ", names[expr->bitwise.op]);
	if (expr->bitwise.sreg2 != NF_REG_NONE)
		fprintf(out, "reg %u ", reg_number(expr->bitwise.sreg2));
	else
		print_data(&expr->bitwise.data, out);
	fputs(") ", out);
}

static void print_lookup(const struct nf_expr *expr, FILE *out)
{
	fprintf(out, "lookup reg %u set %s ", reg_number(expr->lookup.sreg),
		expr->lookup.set->name);
	if (expr->lookup.dreg != NF_REG_NONE)
		fprintf(out, "dreg %u ", reg_number(expr->lookup.dreg));
	if (expr->lookup.inverted)
		fputs("0x1 ", out);
}

static void print_payload(const struct nf_expr *expr, FILE *out)
{
	if (expr->kind == EXPR_PAYLOAD)
		fprintf(out, "payload load %ub @ %s header + %u => reg %u ",
			expr->payload.len, rules_text_base(expr->payload.base),
			expr->payload.offset, reg_number(expr->payload.reg));
	else
		fprintf(out,
			"payload write reg %u => %ub @ %s header + %u "
			"csum_type %u csum_off %u csum_flags 0x%x ",
			reg_number(expr->payload.reg), expr->payload.len,
			rules_text_base(expr->payload.base),
			expr->payload.offset, expr->payload.csum_type,
			expr->payload.csum_offset, expr->payload.csum_flags);
}

static void print_exthdr(const struct nf_expr *expr, FILE *out)
{
	const char *op = rules_text_exthdr(expr->exthdr.op);

	if (expr->kind == EXPR_EXTHDR)
		fprintf(out, "exthdr load%s %ub @ %u + %u%s => reg %u ", op,
			expr->exthdr.len, expr->exthdr.type,
			expr->exthdr.offset,
			expr->exthdr.flags & NF_EXTHDR_PRESENT ? " present"
							       : "",
			reg_number(expr->exthdr.reg));
	else if (expr->exthdr.reg == NF_REG_NONE)
		fprintf(out, "exthdr reset%s %u ", op, expr->exthdr.type);
	else
		fprintf(out, "exthdr write%s reg %u => %ub @ %u + %u ", op,
			reg_number(expr->exthdr.reg), expr->exthdr.len,
			expr->exthdr.type, expr->exthdr.offset);
}

static void print_ct(const struct nf_expr *expr, FILE *out)
{
	const char *key = rules_text_ct(expr->ct.key);

	if (expr->kind == EXPR_CT_SET)
		fprintf(out, "ct set %s with reg %u ", key,
			reg_number(expr->ct.reg));
	else
		fprintf(out, "ct load %s => reg %u ", key,
			reg_number(expr->ct.reg));
	if (expr->ct.direction != NF_CT_ANY)
		fprintf(out, ", dir %s ",
			expr->ct.direction == NF_CT_ORIGINAL ? "original"
							     : "reply");
}

static void print_meta(const struct nf_expr *expr, FILE *out)
{
	fprintf(out,
		expr->kind == EXPR_META ? "meta load %s => reg %u "
					: "meta set %s with reg %u ",
		rules_text_meta(expr->meta.key), reg_number(expr->meta.reg));
}

static void print_log(const struct nf_expr *expr, FILE *out)
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

static void print_limit(const struct nf_expr *expr, FILE *out)
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
				reg_number(regs[i].reg));
	if (expr->nat.flags)
		fprintf(out, "flags 0x%x ", expr->nat.flags);
}

static void print_tproxy(const struct nf_expr *expr, FILE *out)
{
	fputs("tproxy ", out);
	if (expr->nat.family)
		fprintf(out, "%s ", rules_text_family(expr->nat.family));
	if (expr->nat.addr_min != NF_REG_NONE)
		fprintf(out, "addr reg %u ", reg_number(expr->nat.addr_min));
	if (expr->nat.proto_min != NF_REG_NONE)
		fprintf(out, "port reg %u ", reg_number(expr->nat.proto_min));
}

static void print_nat(const struct nf_expr *expr, FILE *out)
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

static void print_queue(const struct nf_expr *expr, FILE *out)
{
	if (expr->queue.sreg != NF_REG_NONE)
		fprintf(out, "queue sreg_qnum %u ",
			reg_number(expr->queue.sreg));
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

static void print_fib(const struct nf_expr *expr, FILE *out)
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
		reg_number(expr->fib.dreg));
}

static void print_load(const struct nf_expr *expr, FILE *out)
{
	const char *key = rules_text_key(expr->kind, expr->load.key);

	if (expr->kind == EXPR_XFRM)
		fprintf(out, "xfrm load %s %u %s => reg %u ",
			expr->load.dir ? "out" : "in", expr->load.spnum, key,
			reg_number(expr->load.dreg));
	else
		fprintf(out, "%s load %s => reg %u ", expr->name, key,
			reg_number(expr->load.dreg));
}

static void print_hash(const struct nf_expr *expr, FILE *out)
{
	fprintf(out, "hash reg %u = ", reg_number(expr->hash.dreg));
	if (expr->hash.type == NF_HASH_SYMMETRIC)
		fputs("symhash() ", out);
	else
		fprintf(out, "jhash(reg %u, %u, 0x%x) ",
			reg_number(expr->hash.sreg), expr->hash.len,
			expr->hash.seed);
	fprintf(out, "%% mod %u ", expr->hash.modulus);
	if (expr->hash.offset)
		fprintf(out, "offset %u ", expr->hash.offset);
}

static void print_numgen(const struct nf_expr *expr, FILE *out)
{
	fprintf(out, "numgen reg %u = %s mod %u ",
		reg_number(expr->numgen.dreg),
		expr->numgen.type == NF_NUMGEN_RANDOM ? "random" : "inc",
		expr->numgen.modulus);
	if (expr->numgen.offset)
		fprintf(out, "offset %u ", expr->numgen.offset);
}

static void print_send(const struct nf_expr *expr, FILE *out)
{
	bool fwd = expr->kind == EXPR_FWD;

	fprintf(out, "%s ", expr->name);
	if (fwd)
		fprintf(out, "sreg_dev %u ", reg_number(expr->send.dev));
	if (expr->send.addr != NF_REG_NONE)
		fprintf(out, "sreg_addr %u ", reg_number(expr->send.addr));
	if (!fwd && expr->send.dev != NF_REG_NONE)
		fprintf(out, "sreg_dev %u ", reg_number(expr->send.dev));
	if (fwd && expr->send.family)
		fprintf(out, "nfproto %u ", expr->send.family);
}

/* Those that hold no others. */
static void print_plain(const struct nf_expr *expr, FILE *out)
{
	switch (expr->kind) {
	case EXPR_IMMEDIATE:
		fprintf(out, "immediate reg %u ",
			reg_number(expr->immediate.dreg));
		print_data(&expr->immediate.data, out);
		break;
	case EXPR_VERDICT:
		fputs("immediate reg 0 ", out);
		print_verdict(&expr->verdict, out);
		break;
	case EXPR_CMP:
		print_cmp(expr, out);
		break;
	case EXPR_RANGE:
		fprintf(out, "range %s reg %u ",
			expr->range.inverted ? "neq" : "eq",
			reg_number(expr->range.sreg));
		print_data(&expr->range.from, out);
		print_data(&expr->range.to, out);
		break;
	case EXPR_BITWISE:
		print_bitwise(expr, out);
		break;
	case EXPR_BYTEORDER:
		fprintf(out, "byteorder reg %u = %s(reg %u, %u, %u) ",
			reg_number(expr->byteorder.dreg),
			expr->byteorder.op == NF_BYTEORDER_NTOH ? "ntoh"
								: "hton",
			reg_number(expr->byteorder.sreg), expr->byteorder.size,
			expr->byteorder.len);
		break;
	case EXPR_LOOKUP:
		print_lookup(expr, out);
		break;
	case EXPR_PAYLOAD:
	case EXPR_PAYLOAD_SET:
		print_payload(expr, out);
		break;
	case EXPR_EXTHDR:
	case EXPR_EXTHDR_SET:
		print_exthdr(expr, out);
		break;
	case EXPR_META:
	case EXPR_META_SET:
		print_meta(expr, out);
		break;
	case EXPR_CT:
	case EXPR_CT_SET:
		print_ct(expr, out);
		break;
	case EXPR_COUNTER:
		fprintf(out, "counter pkts %" PRIu64 " bytes %" PRIu64 " ",
			expr->counter.packets, expr->counter.bytes);
		break;
	case EXPR_LOG:
		print_log(expr, out);
		break;
	case EXPR_LIMIT:
		print_limit(expr, out);
		break;
	case EXPR_QUOTA:
		fprintf(out,
			"quota bytes %" PRIu64 " consumed %" PRIu64
			" flags %u ",
			expr->quota.bytes, expr->quota.consumed,
			expr->quota.flags);
		break;
	case EXPR_CONNLIMIT:
		fprintf(out, "connlimit count %u flags %x ",
			expr->connlimit.count, expr->connlimit.inverted);
		break;
	case EXPR_LAST:
		if (expr->last.set)
			fprintf(out, "last %" PRIu64 " ", expr->last.msecs);
		else
			fputs("last never ", out);
		break;
	case EXPR_REJECT:
		fprintf(out, "reject type %u code %u ", expr->reject.type,
			expr->reject.code);
		break;
	case EXPR_NAT:
	case EXPR_MASQ:
	case EXPR_REDIR:
	case EXPR_TPROXY:
		print_nat(expr, out);
		break;
	case EXPR_QUEUE:
		print_queue(expr, out);
		break;
	case EXPR_FIB:
		print_fib(expr, out);
		break;
	case EXPR_RT:
	case EXPR_SOCKET:
	case EXPR_TUNNEL:
	case EXPR_XFRM:
		print_load(expr, out);
		break;
	case EXPR_OSF:
		fprintf(out, "osf dreg %u ", reg_number(expr->osf.dreg));
		break;
	case EXPR_NUMGEN:
		print_numgen(expr, out);
		break;
	case EXPR_HASH:
		print_hash(expr, out);
		break;
	case EXPR_OBJREF:
		fprintf(out, "objref type %u name %s ",
			expr->objref.object->type, expr->objref.object->name);
		break;
	case EXPR_OBJREF_MAP:
		fprintf(out, "objref sreg %u set %s ",
			reg_number(expr->objref_map.sreg),
			expr->objref_map.set->name);
		break;
	case EXPR_SYNPROXY:
		fprintf(out, "synproxy mss %u wscale %u ", expr->synproxy.mss,
			expr->synproxy.wscale);
		break;
	case EXPR_DUP:
	case EXPR_FWD:
		print_send(expr, out);
		break;
	case EXPR_FLOW_OFFLOAD:
		fprintf(out, "flow_offload %s ",
			expr->flow_offload.flowtable->name);
		break;
	case EXPR_MATCH:
	case EXPR_TARGET:
		fprintf(out, "%s name %s rev %u ", expr->name, expr->xt.name,
			expr->xt.revision);
		break;
	case EXPR_NOTRACK:
	case EXPR_UNKNOWN:
	case EXPR_DYNSET:
	case EXPR_INNER:
	case N_NF_EXPRS:
		fprintf(out, "%s ", expr->name);
		break;
	}
}

static void print_dynset(const struct nf_expr *expr, FILE *out)
{
	static const char *const ops[] = { "add", "update", "delete" };

	fprintf(out, "dynset %s reg_key %u set %s ", ops[expr->dynset.op],
		reg_number(expr->dynset.sreg_key), expr->dynset.set->name);
	if (expr->dynset.sreg_data != NF_REG_NONE)
		fprintf(out, "sreg_data %u ",
			reg_number(expr->dynset.sreg_data));
	if (expr->dynset.timeout_ms)
		fprintf(out, "timeout %" PRIu64 "ms ", expr->dynset.timeout_ms);
	for (size_t i = 0; i < expr->dynset.exprs.n; i++) {
		fputs("expr [ ", out);
		print_plain(&expr->dynset.exprs.at[i], out);
		fputs("] ", out);
	}
}

void rules_text_expr(const struct nf_expr *expr, FILE *out)
{
	if (expr->kind == EXPR_DYNSET) {
		print_dynset(expr, out);
	} else if (expr->kind == EXPR_INNER) {
		fprintf(out, "inner type %u hdrsize %u flags %x [ ",
			expr->inner.type, expr->inner.hdrsize,
			expr->inner.flags);
		print_plain(expr->inner.expr, out);
		fputs("] ", out);
	} else {
		print_plain(expr, out);
	}
}

void rules_text_element(const struct nf_element *element,
			const struct nf_set *set, FILE *out)
{
	fputs("element ", out);
	if (element->key)
		print_words(element->key, set->key_len, "", out);
	if (element->key_end) {
		fputs(" - ", out);
		print_words(element->key_end, set->key_len, "", out);
	}
	fputs(" : ", out);
	if (element->data.at)
		print_words(element->data.at, element->data.len, "", out);
	if (element->verdict)
		print_verdict(element->verdict, out);
	fprintf(out, "%u [end]", element->flags);
}

static void print_set(const struct nf_set *set, FILE *out)
{
	fprintf(out, "%s %s @%s\n", rules_text_family(set->table->family),
		set->table->name, set->name);
	vec_each(element, &set->elements) {
		fputs("\t", out);
		rules_text_element(element, set, out);
		fputs("\n", out);
	}
}

static void print_rule(const struct nf_chain *chain, const struct nf_rule *rule,
		       FILE *out)
{
	fprintf(out, "%s %s %s %" PRIu64 "\n",
		rules_text_family(chain->table->family), chain->table->name,
		chain->name, rule->handle);
	for (size_t i = 0; i < rule->exprs.n; i++) {
		fputs("  [ ", out);
		rules_text_expr(&rule->exprs.at[i], out);
		fputs("]\n", out);
	}
	fputs("\n", out);
}

void rules_text(const struct rules *rules, FILE *out)
{
	vec_each(table, &rules->tables) {
		vec_each(set, &table->sets)
			print_set(set, out);
		vec_each(chain, &table->chains)
			vec_each(rule, &chain->rules)
				print_rule(chain, rule, out);
	}
}
