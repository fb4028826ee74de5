/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lower_target.c -- what a rule does: verdicts, logs, writes, and the unknown
 *
 * Targets of which nothing but their name is needed go on with the next rule
 * and change nothing that a rule can ask; what others write into headers is
 * taken for anything.
 */
#include <string.h>

#include "import/lower.h"

enum {
	PREFIX_MAX = 127, /* NF_LOG_PREFIXLEN - 1 */
	IP4_TOS = 1,
	IP4_TTL = 8,
	IP6_CLASS = 0, /* two bytes */
	IP6_HOPLIMIT = 7,
	TCP_FLAGS = 12, /* two bytes */
	ICMP_PORT = 3,
	ICMP6_PORT = 4,
};

/* Go on, and nobody can ask what they did: xt_…'s target returns XT_CONTINUE. */
static const char *const silent[] = {
	"AUDIT",       "CHECKSUM", "CLASSIFY", "CONNSECMARK", "IDLETIMER",
	"LED",         "RATEEST",  "SECMARK",  "SET",         "TCPMSS",
	"TCPOPTSTRIP", "TEE",      "TRACE",    "ULOG",
};

static bool is_silent(const char *name)
{
	for (size_t i = 0; i < sizeof(silent) / sizeof(*silent); i++)
		if (!strcmp(silent[i], name))
			return true;
	return false;
}

static bool say_prefixed(struct lower *l, const struct save_part *part,
			 const char *name, const uint16_t *group)
{
	const struct save_option *option = lower_find(part, name);
	const char *prefix = option ? option->values[0].text : "";

	if (strlen(prefix) > PREFIX_MAX)
		return lower_wrong(l, "import-value", "a prefix too long",
				   prefix);
	say_log(&l->exprs, *prefix ? prefix : NULL, group);
	return true;
}

static bool say_nflog(struct lower *l, const struct save_part *part)
{
	const struct save_option *option = lower_find(part, "--nflog-group");
	uint16_t group = 0;

	if (option && !lower_u16(option->values[0].text, &group))
		return lower_wrong(l, "import-value", "no group",
				   option->values[0].text);
	return say_prefixed(l, part, "--nflog-prefix", &group);
}

/* clang-format off */
static const struct {
	const char *name;
	bool ip6;
	uint8_t code; /* ICMP's destination unreachable; tcp-reset: none */
} rejects[] = {
	{ "icmp-net-unreachable",   false, 0 },  { "net-unreach",   false, 0 },
	{ "icmp-host-unreachable",  false, 1 },  { "host-unreach",  false, 1 },
	{ "icmp-proto-unreachable", false, 2 },  { "proto-unreach", false, 2 },
	{ "icmp-port-unreachable",  false, 3 },  { "port-unreach",  false, 3 },
	{ "icmp-net-prohibited",    false, 9 },  { "net-prohib",    false, 9 },
	{ "icmp-host-prohibited",   false, 10 }, { "host-prohib",   false, 10 },
	{ "icmp-admin-prohibited",  false, 13 }, { "admin-prohib",  false, 13 },
	{ "icmp6-no-route",         true,  0 },  { "no-route",      true,  0 },
	{ "icmp6-adm-prohibited",   true,  1 },  { "adm-prohibited", true, 1 },
	{ "icmp6-addr-unreachable", true,  3 },  { "addr-unreach",  true,  3 },
	{ "icmp6-port-unreachable", true,  4 },
	{ "icmp6-policy-fail",      true,  5 },  { "policy-fail",   true,  5 },
	{ "icmp6-reject-route",     true,  6 },  { "reject-route",  true,  6 },
};

/* clang-format on */

static bool say_reject_target(struct lower *l, const struct save_part *part)
{
	const struct save_option *option = lower_find(part, "--reject-with");
	const char *text;

	if (!option) {
		say_reject(&l->exprs, NF_REJECT_ICMP,
			   l->ip6 ? ICMP6_PORT : ICMP_PORT);
		return true;
	}
	text = option->values[0].text;
	if (!strcmp(text, "tcp-reset") || !strcmp(text, "tcp-rst")) {
		say_reject(&l->exprs, NF_REJECT_TCP_RESET, 0);
		return true;
	}
	for (size_t i = 0; i < sizeof(rejects) / sizeof(*rejects); i++)
		if (rejects[i].ip6 == l->ip6 &&
		    !strcmp(rejects[i].name, text)) {
			say_reject(&l->exprs, NF_REJECT_ICMP, rejects[i].code);
			return true;
		}
	return lower_wrong(l, "import-value", "no way to reject", text);
}

static bool say_nfqueue(struct lower *l, const struct save_part *part)
{
	const struct save_option *num = lower_find(part, "--queue-num"),
				 *balance = lower_find(part, "--queue-balance");
	uint16_t flags = 0, first = 0, last = 0;

	if (num && !lower_u16(num->values[0].text, &first))
		return lower_wrong(l, "import-value", "no queue",
				   num->values[0].text);
	last = first;
	if (balance &&
	    !lower_u16_range(balance->values[0].text, ':', &first, &last))
		return lower_wrong(l, "import-value", "no queues",
				   balance->values[0].text);
	if (lower_find(part, "--queue-bypass"))
		flags |= NF_QUEUE_BYPASS;
	if (lower_find(part, "--queue-cpu-fanout"))
		flags |= NF_QUEUE_CPU_FANOUT;
	say_queue(&l->exprs, first, (uint16_t)(last - first + 1), flags);
	return true;
}

static bool say_ct_target(struct lower *l, const struct save_part *part)
{
	if (lower_find(part, "--notrack"))
		say_notrack(&l->exprs);
	return true; /* zones, helpers, timeouts: no rule here asks */
}

static void write_anything(struct lower *l, enum nf_payload_base base,
			   uint32_t offset, uint32_t len)
{
	say_meta(&l->exprs, NF_META_PRANDOM);
	say_payload_set(&l->exprs, base, offset, len);
}

static bool write_octet(struct lower *l, const struct save_part *part)
{
	if (l->ip6)
		write_anything(l, NF_PAYLOAD_NETWORK, IP6_CLASS, 2);
	else
		write_anything(l, NF_PAYLOAD_NETWORK, IP4_TOS, 1);
	if (!strcmp(part->name, "ECN"))
		write_anything(l, NF_PAYLOAD_TRANSPORT, TCP_FLAGS, 2);
	lower_note(l, part->name, true);
	return true;
}

static bool write_ttl(struct lower *l, const struct save_part *part)
{
	write_anything(l, NF_PAYLOAD_NETWORK, l->ip6 ? IP6_HOPLIMIT : IP4_TTL,
		       1);
	lower_note(l, part->name, true);
	return true;
}

static bool say_any_mark(struct lower *l, const struct save_part *part)
{
	lower_any_mark(l);
	lower_note(l, part->name, true);
	return true;
}

static bool say_kernel_log(struct lower *l, const struct save_part *part)
{
	return say_prefixed(l, part, "--log-prefix", NULL);
}

static bool say_plain_verdict(struct lower *l, const struct save_part *part)
{
	enum say_verdict verdict = SAY_RETURN;

	if (!strcmp(part->name, "ACCEPT"))
		verdict = SAY_ACCEPT;
	if (!strcmp(part->name, "DROP"))
		verdict = SAY_DROP;
	say_verdict(&l->exprs, verdict, NULL);
	return true;
}

static bool say_first_queue(struct lower *l, const struct save_part *part)
{
	(void)part;
	say_queue(&l->exprs, 0, 1, 0);
	return true;
}

static bool say_no_tracking(struct lower *l, const struct save_part *part)
{
	(void)part;
	say_notrack(&l->exprs);
	return true;
}

/* clang-format off */
static const struct {
	const char *name;
	bool (*say)(struct lower *l, const struct save_part *part);
} targets[] = {
	{ "ACCEPT",     say_plain_verdict },  { "CONNMARK",   lower_set_connmark },
	{ "CT",         say_ct_target },      { "DNAT",       lower_dnat },
	{ "DROP",       say_plain_verdict },  { "DSCP",       write_octet },
	{ "ECN",        write_octet },        { "HL",         write_ttl },
	{ "HMARK",      say_any_mark },       { "LOG",        say_kernel_log },
	{ "MARK",       lower_set_mark },     { "MASQUERADE", lower_masquerade },
	{ "NETMAP",     lower_netmap },       { "NFLOG",      say_nflog },
	{ "NFQUEUE",    say_nfqueue },        { "NOTRACK",    say_no_tracking },
	{ "QUEUE",      say_first_queue },    { "REDIRECT",   lower_redirect },
	{ "REJECT",     say_reject_target },  { "RETURN",     say_plain_verdict },
	{ "SNAT",       lower_snat },         { "TOS",        write_octet },
	{ "TTL",        write_ttl },
};

/* clang-format on */

bool lower_is_target(const char *name)
{
	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++)
		if (!strcmp(targets[i].name, name))
			return true;
	return is_silent(name);
}

static bool jump(struct lower *l, const struct save_chain *to)
{
	if (to->hook)
		return lower_wrong(l, "import-chain",
				   "nobody can jump to the kernel's chain",
				   to->name);
	if (l->rule->target.options.n > 0)
		return lower_wrong(l, "import-option", "a chain has no options",
				   l->rule->target.options.at[0].said);
	say_verdict(&l->exprs, l->rule->goes ? SAY_GOTO : SAY_JUMP, to->name);
	return true;
}

bool lower_target(struct lower *l)
{
	const struct save_part *part = &l->rule->target;
	const struct save_chain *chain;

	if (!l->rule->has_target)
		return true;
	chain = save_find_chain(l->table, part->name);
	if (chain)
		return jump(l, chain);
	if (l->rule->goes)
		return lower_wrong(l, "import-chain", "no such chain",
				   part->name);
	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++)
		if (!strcmp(targets[i].name, part->name))
			return targets[i].say(l, part);
	return is_silent(part->name) || lower_unknown_target(l, part);
}
