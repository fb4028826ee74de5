/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sample.c -- rules and sets of every kind that the compiler can make
 */
#include "sample.h"

#include <string.h>

#include <libmnl/libmnl.h>

#include "base/must.h"
#include "kernel/netlink/attr.h"
#include "ruleset/build.h"

static void matches(struct build *b)
{
	const struct addr_range net = { { FAMILY_IPV4, { 10, 20, 0, 0 } },
					{ FAMILY_IPV4, { 10, 20, 255, 255 } } };

	build_rule(b, "matches");
	build_family(b, FAMILY_IPV4);
	build_not(b, FIELD_CT_DIRECTION, DIRECTION_REPLY);
	build_any_bit(b, FIELD_CT_STATE,
		      CT_STATE_ESTABLISHED | CT_STATE_RELATED);
	build_masked(b, FIELD_CT_MARK, LIVE_MASK, 7 << GENERATION_SHIFT);
	build_name(b, FIELD_IIFNAME, "lg0");
	build_address(b, FIELD_IP_SADDR, &net);
	build_match(b, FIELD_IIFTYPE, IIFTYPE_ETHER);
	build_match(b, FIELD_PKTTYPE, PKTTYPE_HOST);
	build_drop(b);
	build_rule(b, "icmp");
	build_match(b, FIELD_L4PROTO, 1);
	build_match(b, FIELD_ICMP_TYPE, 8);
	build_accept(b);
	build_rule(b, "icmpv6");
	build_match(b, FIELD_L4PROTO, 58);
	build_match(b, FIELD_ICMPV6_TYPE, 128);
	build_match(b, FIELD_IP6_HOPLIMIT, 255);
	build_goto(b, "g7_x");
}

static void conditions(struct build *b)
{
	build_rule(b, "F-9");
	build_match(b, FIELD_DAY, 1);
	build_range(b, FIELD_HOUR, 84600, 86399);
	build_at_least(b, FIELD_TIME, 1800000000000000000u);
	build_below(b, FIELD_TIME, 1900000000000000000u);
	build_range(b, FIELD_TH_DPORT, 8000, 8010);
	build_limit(b, 10, 60, 7);
	build_ct_mark(b, 7 << GENERATION_SHIFT | 9);
	build_stamp(b);
	build_counter(b);
	build_jump(b, "g7_x");
}

static void lookups(struct build *b)
{
	build_rule(b, NULL);
	build_lookup(b, KEY(FIELD_ETHER_SADDR, FIELD_IP_SADDR), "g7_macs");
	build_mark_map(b,
		       KEY(FIELD_IP_SADDR, FIELD_IP_DADDR, FIELD_L4PROTO,
			   FIELD_TH_DPORT),
		       "g7_exact4");
	build_vmap(b, KEY(FIELD_IIFNAME, FIELD_OIFNAME), "g7_pairs");
	build_rule(b, "first direction");
	build_mark_map(
		b, KEY(FIELD_CT_IP6_SADDR, FIELD_CT_IP6_DADDR, FIELD_L4PROTO),
		"g7_ends6");
	build_refusal(b, "sekisho drop a->b");
}

static struct set *add_set(struct ruleset *out, struct set set)
{
	struct set *mine = vec_add(&out->arena, &out->tree.sets);

	*mine = set;
	mine->at = (struct loc){ "sample.conf", 10, 0 };
	return mine;
}

/* Three elements whose keys begin with a byte each. */
static void add_elements(struct ruleset *out, struct set *set)
{
	static const char *const ids[] = { "F-1", "F-2", NULL };

	for (uint8_t i = 0; i < 3; i++) {
		struct element *e = vec_add(&out->arena, &set->elements);

		e->at = (struct loc){ "sample.conf", 20u + i, 0 };
		e->key[0] = e->last[0] = (uint8_t)(10 * i + 1);
		if (set->interval)
			e->last[1] = 0xff;
		e->mark = 7 << GENERATION_SHIFT | (i + 1u);
		e->verdict = (struct verdict){ VERDICT_GOTO, "g7_x" };
		e->timeout_ms = set->timeouts && i == 1 ? 3600000 : 0;
		e->comment = ids[i];
	}
}

void sample_ruleset(struct ruleset *out)
{
	const struct key_spec tuple = KEY(FIELD_IP_SADDR, FIELD_IP_DADDR,
					  FIELD_L4PROTO, FIELD_TH_DPORT);
	struct build b;

	*out = (struct ruleset){ .generation = 7 };
	out->tree.name = TABLE_GATE;
	add_elements(out, add_set(out, (struct set){ .name = "g7_exact4",
						     .kind = SET_MARKS,
						     .key = tuple,
						     .timeouts = true,
						     .counters = true }));
	add_elements(out, add_set(out, (struct set){ .name = "g7_ranges4",
						     .kind = SET_MARKS,
						     .key = tuple,
						     .interval = true }));
	add_elements(out, add_set(out, (struct set){ .name = "g7_line4",
						     .key = KEY(FIELD_IP_SADDR),
						     .interval = true }));
	add_elements(out,
		     add_set(out, (struct set){ .name = "g7_pairs",
						.kind = SET_VERDICTS,
						.key = KEY(FIELD_IIFNAME,
							   FIELD_OIFNAME) }));
	b = build_chain(&out->arena, "g7_all", "a rule of every kind");
	b.at = (struct loc){ "sample.conf", 30, 0 };
	matches(&b);
	conditions(&b);
	lookups(&b);
	build_end(&b, &out->tree);
	b = build_chain(&out->arena, "g7_x", NULL);
	build_end(&b, &out->tree);
}

const struct set *sample_set(const struct ruleset *ruleset, const char *name)
{
	vec_each(set, &ruleset->tree.sets)
		if (!strcmp(set->name, name))
			return set;
	must_fail(__FILE__, __LINE__, "a set of the sample");
}

void sample_batch(struct batch *out)
{
	static struct sock sock = { .fd = -1 };

	*out = (struct batch){ 0 };
	batch_begin(out, &sock, 1);
}

const struct nlmsghdr *sample_message(const struct batch *batch, size_t n)
{
	const struct nlmsghdr *msg = (const void *)batch->bytes;
	int left = (int)batch->len;

	for (n++; n > 0 && mnl_nlmsg_ok(msg, left); n--)
		msg = mnl_nlmsg_next(msg, &left);
	must(mnl_nlmsg_ok(msg, left));
	return msg;
}
