/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * coverage.c -- which of the kernel's expressions some rules had
 */
#include "coverage.h"

#include "base/must.h"
#include "proof/lift/load.h"
#include "proof/rules/register.h"

enum {
	LOOKUP_FORMS = 16, /* see lookup_form() */
};

struct kind {
	const char *name;
	unsigned forms;
};

/* Of which an expression is one by its key, operation or type. A kind without
 * a row has no name, and that is found. */
static const struct kind kinds[N_NF_EXPRS] = {
	[EXPR_UNKNOWN] = { "unknown", 0 },
	[EXPR_IMMEDIATE] = { "immediate", 1 },
	[EXPR_VERDICT] = { "verdict", NF_VERDICT_STRANGE + 1 },
	[EXPR_CMP] = { "cmp", NF_CMP_GTE + 1 },
	[EXPR_RANGE] = { "range", 2 },
	[EXPR_BITWISE] = { "bitwise", NF_BITWISE_XOR + 1 },
	[EXPR_BYTEORDER] = { "byteorder", NF_BYTEORDER_HTON + 1 },
	[EXPR_LOOKUP] = { "lookup", LOOKUP_FORMS },
	[EXPR_PAYLOAD] = { "payload", NF_PAYLOAD_TUNNEL + 1 },
	[EXPR_PAYLOAD_SET] = { "payload set", NF_PAYLOAD_TUNNEL + 1 },
	[EXPR_EXTHDR] = { "exthdr", NF_EXTHDR_DCCP + 1 },
	[EXPR_EXTHDR_SET] = { "exthdr set", 2 },
	[EXPR_META] = { "meta", N_NF_METAS },
	[EXPR_META_SET] = { "meta set", N_NF_METAS },
	[EXPR_CT] = { "ct", N_NF_CTS },
	[EXPR_CT_SET] = { "ct set", N_NF_CTS },
	[EXPR_COUNTER] = { "counter", 1 },
	[EXPR_LOG] = { "log", 1 },
	[EXPR_LIMIT] = { "limit", 4 },
	[EXPR_QUOTA] = { "quota", 2 },
	[EXPR_CONNLIMIT] = { "connlimit", 2 },
	[EXPR_LAST] = { "last", 1 },
	[EXPR_DYNSET] = { "dynset", 2 * (NF_DYNSET_DELETE + 1) },
	[EXPR_REJECT] = { "reject", NF_REJECT_ICMPX + 1 },
	[EXPR_NAT] = { "nat", NF_NAT_DNAT + 1 },
	[EXPR_MASQ] = { "masq", 1 },
	[EXPR_REDIR] = { "redir", 1 },
	[EXPR_NOTRACK] = { "notrack", 1 },
	[EXPR_QUEUE] = { "queue", 1 },
	[EXPR_FIB] = { "fib", NF_FIB_ADDRTYPE + 1 },
	[EXPR_RT] = { "rt", NF_RT_XFRM + 1 },
	[EXPR_SOCKET] = { "socket", NF_SOCKET_CGROUPV2 + 1 },
	[EXPR_OSF] = { "osf", 1 },
	[EXPR_TUNNEL] = { "tunnel", 1 },
	[EXPR_XFRM] = { "xfrm", 1 },
	[EXPR_NUMGEN] = { "numgen", NF_NUMGEN_RANDOM + 1 },
	[EXPR_HASH] = { "hash", NF_HASH_SYMMETRIC + 1 },
	[EXPR_OBJREF] = { "objref", NF_OBJECT_SYNPROXY + 1 },
	[EXPR_OBJREF_MAP] = { "objref map", NF_OBJECT_SYNPROXY + 1 },
	[EXPR_SYNPROXY] = { "synproxy", 1 },
	[EXPR_TPROXY] = { "tproxy", 1 },
	[EXPR_DUP] = { "dup", 1 },
	[EXPR_FWD] = { "fwd", 1 },
	[EXPR_FLOW_OFFLOAD] = { "flow offload", 1 },
	[EXPR_INNER] = { "inner", 1 },
	[EXPR_MATCH] = { "match", 1 },
	[EXPR_TARGET] = { "target", 1 },
};

/* What no rule of these chains has, and why. */
struct exception {
	enum nf_expr_kind kind;
	unsigned first, last; /* forms */
	const char *why;
};

static const char unsaid[] = "nothing has such a form";
static const char unwritten[] = "the kernel does not let it be written";
static const char elsewhere[] = "of other families or hooks";
static const char lacking[] = "where the kernel has it";

static const struct exception exceptions[] = {
	{ EXPR_VERDICT, NF_VERDICT_QUEUE, NF_VERDICT_QUEUE, lacking },
	{ EXPR_EXTHDR, NF_EXTHDR_DCCP, NF_EXTHDR_DCCP, lacking },
	{ EXPR_VERDICT, NF_VERDICT_STRANGE, NF_VERDICT_STRANGE, unsaid },
	{ EXPR_LOOKUP, 8, 11, "fields are told of intervals alone" },
	{ EXPR_PAYLOAD, NF_PAYLOAD_TUNNEL, NF_PAYLOAD_TUNNEL,
	  "within an inner expression" },
	{ EXPR_PAYLOAD_SET, NF_PAYLOAD_TUNNEL, NF_PAYLOAD_TUNNEL, unwritten },
	{ EXPR_META, NF_META_NFTRACE, NF_META_NFTRACE, "it is only written" },
	{ EXPR_META, NF_META_BRI_IIFNAME, NF_META_BRI_OIFNAME, elsewhere },
	{ EXPR_META, NF_META_BRI_IIFPVID, NF_META_BRI_IIFVPROTO, elsewhere },
	{ EXPR_META, NF_META_BRI_BROUTE, NF_META_BRI_IIFHWADDR, elsewhere },
	{ EXPR_META_SET, NF_META_LEN, NF_META_PROTOCOL, unwritten },
	{ EXPR_META_SET, NF_META_IIF, NF_META_SKGID, unwritten },
	{ EXPR_META_SET, NF_META_RTCLASSID, NF_META_RTCLASSID, unwritten },
	{ EXPR_META_SET, NF_META_SECMARK, NF_META_SECMARK, lacking },
	{ EXPR_META_SET, NF_META_NFPROTO, NF_META_BRI_OIFNAME, unwritten },
	{ EXPR_META_SET, NF_META_PKTTYPE, NF_META_PKTTYPE, elsewhere },
	{ EXPR_META_SET, NF_META_CPU, NF_META_SDIFNAME, unwritten },
	{ EXPR_META_SET, NF_META_BRI_BROUTE, NF_META_BRI_IIFHWADDR, elsewhere },
	{ EXPR_META, NF_META_SECMARK, NF_META_SECMARK, lacking },
	{ EXPR_CT, NF_CT_SECMARK, NF_CT_SECMARK, lacking },
	{ EXPR_CT, NF_CT_EVENTMASK, NF_CT_EVENTMASK, "it is only written" },
	{ EXPR_CT_SET, NF_CT_STATE, NF_CT_STATUS, unwritten },
	{ EXPR_CT_SET, NF_CT_SECMARK, NF_CT_SECMARK, lacking },
	{ EXPR_CT_SET, NF_CT_EXPIRATION, NF_CT_PROTO_DST, unwritten },
	{ EXPR_CT_SET, NF_CT_PKTS, NF_CT_AVGPKT, unwritten },
	{ EXPR_CT_SET, NF_CT_SRC_IP, NF_CT_ID, unwritten },
	{ EXPR_DYNSET, 2 * NF_DYNSET_DELETE + 1, 2 * NF_DYNSET_DELETE + 1,
	  unsaid },
	{ EXPR_FIB, 0, 0, unsaid },
	{ EXPR_QUEUE, 0, 0, lacking },
	{ EXPR_TUNNEL, 0, 0, lacking },
	{ EXPR_FWD, 0, 0, elsewhere },
	{ EXPR_FLOW_OFFLOAD, 0, 0, lacking },
	{ EXPR_OBJREF, 0, 0, unsaid },
	{ EXPR_OBJREF, NF_OBJECT_CONNLIMIT, NF_OBJECT_TUNNEL,
	  "nft(8) makes none of these" },
	{ EXPR_OBJREF, NF_OBJECT_SECMARK, NF_OBJECT_SECMARK, lacking },
	{ EXPR_OBJREF_MAP, 0, 0, unsaid },
	{ EXPR_OBJREF_MAP, NF_OBJECT_CONNLIMIT, NF_OBJECT_TUNNEL,
	  "nft(8) makes none of these" },
	{ EXPR_OBJREF_MAP, NF_OBJECT_SECMARK, NF_OBJECT_SECMARK, lacking },
	{ EXPR_OBJREF_MAP, NF_OBJECT_CT_EXPECT, NF_OBJECT_CT_EXPECT, lacking },
};

/* A set, a map, a verdict map; of intervals; of several fields. */
static unsigned lookup_form(const struct nf_expr *expr)
{
	unsigned form = expr->lookup.inverted ? 1 : 0;

	if (expr->lookup.dreg == NF_REG_VERDICT)
		form = 3;
	else if (expr->lookup.dreg != NF_REG_NONE)
		form = 2;
	if (expr->lookup.set->flags & NF_SET_INTERVAL)
		form += 4;
	if (expr->lookup.set->n_fields > 1)
		form += 8;
	return form;
}

static unsigned form_of(const struct nf_expr *expr)
{
	switch ((int)expr->kind) {
	case EXPR_VERDICT:
		return expr->verdict.kind;
	case EXPR_CMP:
		return expr->cmp.op;
	case EXPR_RANGE:
		return expr->range.inverted;
	case EXPR_BITWISE:
		return expr->bitwise.op;
	case EXPR_BYTEORDER:
		return expr->byteorder.op;
	case EXPR_LOOKUP:
		return lookup_form(expr);
	case EXPR_PAYLOAD:
	case EXPR_PAYLOAD_SET:
		return expr->payload.base;
	case EXPR_EXTHDR:
		return expr->exthdr.op;
	case EXPR_EXTHDR_SET:
		return expr->exthdr.reg == NF_REG_NONE;
	case EXPR_META:
	case EXPR_META_SET:
		return expr->meta.key;
	case EXPR_CT:
	case EXPR_CT_SET:
		return expr->ct.key;
	case EXPR_LIMIT:
		return 2 * expr->limit.type + expr->limit.inverted;
	case EXPR_QUOTA:
		return expr->quota.flags & NF_INVERTED;
	case EXPR_CONNLIMIT:
		return expr->connlimit.inverted;
	case EXPR_DYNSET:
		return 2 * expr->dynset.op + (expr->dynset.timeout_ms > 0);
	case EXPR_REJECT:
		return expr->reject.type;
	case EXPR_NAT:
		return expr->nat.type;
	case EXPR_FIB:
		return expr->fib.result;
	case EXPR_RT:
	case EXPR_SOCKET:
		return expr->load.key;
	case EXPR_NUMGEN:
		return expr->numgen.type;
	case EXPR_HASH:
		return expr->hash.type;
	case EXPR_OBJREF:
		return expr->objref.object->type;
	case EXPR_OBJREF_MAP:
		return expr->objref_map.set->object_type;
	default:
		return 0;
	}
}

static bool is_load(enum nf_expr_kind kind)
{
	return kind == EXPR_PAYLOAD || kind == EXPR_META || kind == EXPR_CT ||
	       kind == EXPR_EXTHDR || kind == EXPR_FIB || kind == EXPR_RT ||
	       kind == EXPR_SOCKET || kind == EXPR_OSF || kind == EXPR_XFRM ||
	       kind == EXPR_TUNNEL || kind == EXPR_NUMGEN || kind == EXPR_HASH;
}

/* Whether its value is one of which only the name is known. */
static bool is_guessed(struct lift *lift, const struct nf_expr *expr)
{
	static struct regs regs;
	uint8_t reg;
	size_t len;

	regs_init(&regs);
	if (lift_load(lift, &regs, expr) == DIAGRAM_FALSE)
		return false; /* of the other family */
	if (!rules_written(expr, lift->family, &reg, &len))
		return true;
	for (size_t i = 0; i < 8 * len; i++)
		if (regs_at(&regs, reg)[i].kind == BIT_SOURCE)
			return true;
	return false;
}

static void note_expr(struct coverage *coverage, struct lift *lift,
		      const struct nf_expr *expr)
{
	unsigned form = form_of(expr);
	struct coverage_row *row;

	if (expr->strange)
		return;
	must(form < COVERAGE_FORMS);
	row = &coverage->at[expr->kind][form];
	if (is_load(expr->kind))
		row->guessed |= is_guessed(lift, expr);
	row->seen++;
}

void coverage_note(struct coverage *coverage, struct lift *lift)
{
	vec_each(table, &lift->rules->tables) {
		vec_each(chain, &table->chains) {
			vec_each(rule, &chain->rules) {
				for (size_t i = 0; i < rule->exprs.n; i++)
					note_expr(coverage, lift,
						  &rule->exprs.at[i]);
			}
		}
	}
}

static const char *excuse(enum nf_expr_kind kind, unsigned form)
{
	for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
		if (exceptions[i].kind == kind && form >= exceptions[i].first &&
		    form <= exceptions[i].last)
			return exceptions[i].why;
	return NULL;
}

static size_t print_kind(const struct coverage *coverage,
			 enum nf_expr_kind kind, FILE *out)
{
	size_t rules = 0, met = 0, guessed = 0, excused = 0, missing = 0;
	const struct coverage_row *row;

	if (!kinds[kind].name) {
		fprintf(out, "coverage: expression %d has no row\n", kind);
		return 1;
	}
	for (unsigned form = 0; form < kinds[kind].forms; form++) {
		row = &coverage->at[kind][form];
		rules += row->seen;
		met += row->seen > 0;
		guessed += row->guessed;
		if (row->seen)
			continue;
		if (excuse(kind, form)) {
			excused++;
			continue;
		}
		missing++;
		fprintf(out, "coverage: %s %u was never met\n",
			kinds[kind].name, form);
	}
	fprintf(out,
		"coverage: %-12s forms=%u met=%zu guessed=%zu excused=%zu "
		"rules=%zu\n",
		kinds[kind].name, kinds[kind].forms, met, guessed, excused,
		rules);
	return missing;
}

size_t coverage_print(const struct coverage *coverage, FILE *out)
{
	size_t missing = 0;

	for (unsigned kind = 0; kind < N_NF_EXPRS; kind++)
		missing += print_kind(coverage, (enum nf_expr_kind)kind, out);
	return missing;
}
