/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_text.c -- decoded rules in the words of `nft --debug=netlink`
 */
#include "rules_text.h"

#include <inttypes.h>
#include <string.h>

#include "rules_text_parts.h"

enum {
	WORD = 4,
};

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
		rules_text_reg(expr->cmp.sreg));
	print_data(&expr->cmp.data, out);
}

static void print_bitwise(const struct nf_expr *expr, FILE *out)
{
	static const char *const names[] = { "^", "<<", ">>", "&", "|", "^" };

	fprintf(out, "bitwise reg %u = ( reg %u ",
		rules_text_reg(expr->bitwise.dreg),
		rules_text_reg(expr->bitwise.sreg));
	if (expr->bitwise.op == NF_BITWISE_MASK_XOR) {
		fputs("& ", out);
		print_data(&expr->bitwise.mask, out);
		fputs(") ^ ", out);
		print_data(&expr->bitwise.xor, out);
		return;
	}
	fprintf(out, "%s ", names[expr->bitwise.op]);
	if (expr->bitwise.sreg2 != NF_REG_NONE)
		fprintf(out, "reg %u ", rules_text_reg(expr->bitwise.sreg2));
	else
		print_data(&expr->bitwise.data, out);
	fputs(") ", out);
}

static void print_lookup(const struct nf_expr *expr, FILE *out)
{
	fprintf(out, "lookup reg %u set %s ", rules_text_reg(expr->lookup.sreg),
		expr->lookup.set->name);
	if (expr->lookup.dreg != NF_REG_NONE)
		fprintf(out, "dreg %u ", rules_text_reg(expr->lookup.dreg));
	if (expr->lookup.inverted)
		fputs("0x1 ", out);
}

/* Those that hold no others. */
static void print_plain(const struct nf_expr *expr, FILE *out)
{
	if (expr->strange) {
		fprintf(out, "%s strange ", expr->name);
		return;
	}
	switch (expr->kind) {
	case EXPR_IMMEDIATE:
		fprintf(out, "immediate reg %u ",
			rules_text_reg(expr->immediate.dreg));
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
			rules_text_reg(expr->range.sreg));
		print_data(&expr->range.from, out);
		print_data(&expr->range.to, out);
		break;
	case EXPR_BITWISE:
		print_bitwise(expr, out);
		break;
	case EXPR_BYTEORDER:
		fprintf(out, "byteorder reg %u = %s(reg %u, %u, %u) ",
			rules_text_reg(expr->byteorder.dreg),
			expr->byteorder.op == NF_BYTEORDER_NTOH ? "ntoh"
								: "hton",
			rules_text_reg(expr->byteorder.sreg),
			expr->byteorder.size, expr->byteorder.len);
		break;
	case EXPR_LOOKUP:
		print_lookup(expr, out);
		break;
	case EXPR_PAYLOAD:
	case EXPR_PAYLOAD_SET:
		rules_text_do_payload(expr, out);
		break;
	case EXPR_EXTHDR:
	case EXPR_EXTHDR_SET:
		rules_text_do_exthdr(expr, out);
		break;
	case EXPR_META:
	case EXPR_META_SET:
		rules_text_do_meta(expr, out);
		break;
	case EXPR_CT:
	case EXPR_CT_SET:
		rules_text_do_ct(expr, out);
		break;
	case EXPR_COUNTER:
		fprintf(out, "counter pkts %" PRIu64 " bytes %" PRIu64 " ",
			expr->counter.packets, expr->counter.bytes);
		break;
	case EXPR_LOG:
		rules_text_do_log(expr, out);
		break;
	case EXPR_LIMIT:
		rules_text_do_limit(expr, out);
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
		rules_text_do_nat(expr, out);
		break;
	case EXPR_QUEUE:
		rules_text_do_queue(expr, out);
		break;
	case EXPR_FIB:
		rules_text_do_fib(expr, out);
		break;
	case EXPR_RT:
	case EXPR_SOCKET:
	case EXPR_TUNNEL:
	case EXPR_XFRM:
		rules_text_do_load(expr, out);
		break;
	case EXPR_OSF:
		fprintf(out, "osf dreg %u ", rules_text_reg(expr->osf.dreg));
		break;
	case EXPR_NUMGEN:
		rules_text_do_numgen(expr, out);
		break;
	case EXPR_HASH:
		rules_text_do_hash(expr, out);
		break;
	case EXPR_OBJREF:
		fprintf(out, "objref type %u name %s ",
			expr->objref.object->type, expr->objref.object->name);
		break;
	case EXPR_OBJREF_MAP:
		fprintf(out, "objref sreg %u set %s ",
			rules_text_reg(expr->objref_map.sreg),
			expr->objref_map.set->name);
		break;
	case EXPR_SYNPROXY:
		fprintf(out, "synproxy mss %u wscale %u ", expr->synproxy.mss,
			expr->synproxy.wscale);
		break;
	case EXPR_DUP:
	case EXPR_FWD:
		rules_text_do_send(expr, out);
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
		rules_text_reg(expr->dynset.sreg_key), expr->dynset.set->name);
	if (expr->dynset.sreg_data != NF_REG_NONE)
		fprintf(out, "sreg_data %u ",
			rules_text_reg(expr->dynset.sreg_data));
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
	if (expr->kind == EXPR_DYNSET && !expr->strange) {
		print_dynset(expr, out);
	} else if (expr->kind == EXPR_INNER && !expr->strange) {
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
