/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text.c -- what is not modelled, in words that name it exactly
 *
 * Two texts are equal only where the two things do the same: what the words
 * leave out, the expression's bytes say.
 */
#include "base/text.h"

#include "proof/trace/run.h"

const char *trace_hook_name(uint32_t hook)
{
	static const char *const names[] = {
		[NF_HOOK_PREROUTING] = "prerouting",
		[NF_HOOK_INPUT] = "input",
		[NF_HOOK_FORWARD] = "forward",
		[NF_HOOK_OUTPUT] = "output",
		[NF_HOOK_POSTROUTING] = "postrouting",
		[NF_HOOK_INGRESS] = "ingress",
	};

	return hook < sizeof(names) / sizeof(names[0]) ? names[hook] : "?";
}

static const char *const meta_names[N_NF_METAS] = {
	[NF_META_PRIORITY] = "priority",
	[NF_META_SKUID] = "skuid",
	[NF_META_SKGID] = "skgid",
	[NF_META_NFTRACE] = "nftrace",
	[NF_META_RTCLASSID] = "rtclassid",
	[NF_META_SECMARK] = "secmark",
	[NF_META_BRI_IIFNAME] = "ibrname",
	[NF_META_BRI_OIFNAME] = "obrname",
	[NF_META_CPU] = "cpu",
	[NF_META_IIFGROUP] = "iifgroup",
	[NF_META_OIFGROUP] = "oifgroup",
	[NF_META_CGROUP] = "cgroup",
	[NF_META_PRANDOM] = "random",
	[NF_META_SECPATH] = "ipsec",
	[NF_META_IIFKIND] = "iifkind",
	[NF_META_OIFKIND] = "oifkind",
	[NF_META_SDIF] = "sdif",
	[NF_META_SDIFNAME] = "sdifname",
};

static const char *const ct_names[N_NF_CTS] = {
	[NF_CT_SECMARK] = "secmark",
	[NF_CT_EXPIRATION] = "expiration",
	[NF_CT_HELPER] = "helper",
	[NF_CT_SRC] = "saddr",
	[NF_CT_DST] = "daddr",
	[NF_CT_PROTOCOL] = "protocol",
	[NF_CT_PROTO_SRC] = "proto-src",
	[NF_CT_PROTO_DST] = "proto-dst",
	[NF_CT_LABELS] = "label",
	[NF_CT_PKTS] = "packets",
	[NF_CT_BYTES] = "bytes",
	[NF_CT_AVGPKT] = "avgpkt",
	[NF_CT_ZONE] = "zone",
	[NF_CT_EVENTMASK] = "event",
	[NF_CT_SRC_IP] = "ip saddr",
	[NF_CT_DST_IP] = "ip daddr",
	[NF_CT_SRC_IP6] = "ip6 saddr",
	[NF_CT_DST_IP6] = "ip6 daddr",
	[NF_CT_ID] = "id",
};

static const char *name_of(const char *const *names, size_t n, uint32_t key)
{
	return key < n && names[key] ? names[key] : NULL;
}

static char *ct_text(struct running *r, const struct nf_expr *expr)
{
	static const char *const ways[] = { "original ", "reply ", "" };
	const char *name = name_of(ct_names, N_NF_CTS, expr->ct.key);

	return name ? run_printf(r, "ct %s%s",
				 expr->ct.direction <= NF_CT_ANY
					 ? ways[expr->ct.direction]
					 : "? ",
				 name)
		    : NULL;
}

static char *limit_text(struct running *r, const struct nf_expr *expr)
{
	return run_printf(r, "the packet is %s limit %ju %s in %ju seconds",
			  expr->limit.inverted ? "over" : "within",
			  (uintmax_t)expr->limit.rate,
			  expr->limit.type ? "bytes" : "packets",
			  (uintmax_t)expr->limit.unit);
}

static char *raw_text(struct running *r, const struct nf_expr *expr)
{
	char *hex = arena_alloc(&r->run->arena, 2 * expr->raw.len + 1);
	const char *name = expr->kind == EXPR_MATCH || expr->kind == EXPR_TARGET
				   ? expr->xt.name
				   : NULL;

	text_hex(hex, expr->raw.at, expr->raw.len);
	if (!expr->strange && name)
		return run_printf(r, "xtables %s %s %s (%s)", expr->name, name,
				  hex, trace_hook_name(r->hook));
	return run_printf(r, "%s %s (%s)", expr->name, hex,
			  trace_hook_name(r->hook));
}

char *run_text(struct running *r, const struct nf_expr *expr)
{
	char *text = NULL;
	const char *name;

	if (expr->strange)
		return raw_text(r, expr);
	switch ((int)expr->kind) {
	case EXPR_META:
		name = name_of(meta_names, N_NF_METAS, expr->meta.key);
		if (name)
			text = run_printf(r, "meta %s (%s)", name,
					  trace_hook_name(r->hook));
		break;
	case EXPR_CT:
		text = ct_text(r, expr);
		break;
	case EXPR_PAYLOAD:
	case EXPR_PAYLOAD_SET:
		text = run_printf(r, "%u bytes from %u behind base %d",
				  expr->payload.len, expr->payload.offset,
				  (int)expr->payload.base);
		break;
	case EXPR_LIMIT:
		text = limit_text(r, expr);
		break;
	case EXPR_QUOTA:
		text = run_printf(r, "quota %ju bytes is %s",
				  (uintmax_t)expr->quota.bytes,
				  expr->quota.flags & NF_INVERTED
					  ? "used up"
					  : "not used up");
		break;
	case EXPR_CONNLIMIT:
		text = run_printf(r, "there are %s %u connections",
				  expr->connlimit.inverted ? "more than"
							   : "at most",
				  expr->connlimit.count);
		break;
	case EXPR_DYNSET:
		text = run_printf(r, "set %s takes the packet's key",
				  expr->dynset.set->name);
		break;
	case EXPR_OBJREF:
		text = run_printf(r, "object %s lets pass",
				  expr->objref.object->name);
		break;
	case EXPR_OBJREF_MAP:
		text = run_printf(r, "the object in map %s lets pass",
				  expr->objref_map.set->name);
		break;
	case EXPR_FIB:
		text = run_printf(r, "fib flags 0x%x result %u (%s)",
				  expr->fib.flags, expr->fib.result,
				  trace_hook_name(r->hook));
		break;
	default:
		break;
	}
	return text ? text : raw_text(r, expr);
}
