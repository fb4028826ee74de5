/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_xt_test.c -- the data of xtables are read where the kernel's headers
 * have them, and nothing that is odd is taken for known
 */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <linux/netfilter.h>
/* The kernel's header names things as number.h does. */
#define nf_nat_range kernel_nat_range
#include <linux/netfilter/nf_nat.h>
static_assert(NF_NAT_RANGE_MAP_IPS == 1, "");
static_assert(NF_NAT_RANGE_PROTO_SPECIFIED == 2, "");
static_assert(NF_NAT_RANGE_PERSISTENT == 8, "");
#undef nf_nat_range
#undef NF_NAT_RANGE_MAP_IPS
#undef NF_NAT_RANGE_PERSISTENT
#include <linux/netfilter/xt_connmark.h>
#include <linux/netfilter/xt_conntrack.h>
#include <linux/netfilter/xt_dscp.h>
#include <linux/netfilter/xt_iprange.h>
#include <linux/netfilter/xt_length.h>
#include <linux/netfilter/xt_mac.h>
#include <linux/netfilter/xt_mark.h>
#include <linux/netfilter/xt_multiport.h>
#include <linux/netfilter/xt_sctp.h>
#include <linux/netfilter/xt_tcpudp.h>

#include "proof/rules/xt.h"

/* The places that rules_xt_match.c, _header.c and _target.c read. */
static_assert(offsetof(struct xt_conntrack_mtinfo3, match_flags) == 146, "");
static_assert(offsetof(struct xt_conntrack_mtinfo3, invert_flags) == 148, "");
static_assert(offsetof(struct xt_conntrack_mtinfo3, state_mask) == 150, "");
static_assert(offsetof(struct xt_conntrack_mtinfo2, state_mask) == 150, "");
static_assert(XT_CONNTRACK_STATE_SNAT == 0x40, "");
static_assert(XT_CONNTRACK_STATE_DNAT == 0x80, "");
static_assert(XT_CONNTRACK_STATE_UNTRACKED == 0x100, "");
static_assert(offsetof(struct xt_tcp, option) == 8, "");
static_assert(offsetof(struct xt_tcp, invflags) == 11, "");
static_assert(offsetof(struct xt_udp, invflags) == 8, "");
static_assert(offsetof(struct xt_sctp_info, flags) == 284, "");
static_assert(offsetof(struct xt_sctp_info, invflags) == 288, "");
static_assert(offsetof(struct xt_multiport_v1, pflags) == 32, "");
static_assert(offsetof(struct xt_multiport_v1, invert) == 47, "");
static_assert(offsetof(struct xt_mark_mtinfo1, invert) == 8, "");
static_assert(offsetof(struct xt_connmark_mtinfo1, invert) == 8, "");
static_assert(offsetof(struct xt_mac_info, invert) == 8, "");
static_assert(offsetof(struct xt_iprange_mtinfo, flags) == 64, "");
static_assert(offsetof(struct xt_length_info, invert) == 4, "");
static_assert(offsetof(struct xt_tos_match_info, invert) == 2, "");
static_assert(offsetof(struct xt_dscp_info, invert) == 1, "");
static_assert(offsetof(struct xt_mark_tginfo2, mask) == 4, "");
static_assert(offsetof(struct xt_connmark_tginfo1, mode) == 12, "");
static_assert(offsetof(struct xt_connmark_tginfo2, shift_bits) == 13, "");
static_assert(offsetof(struct xt_connmark_tginfo2, mode) == 14, "");

static_assert(offsetof(struct kernel_nat_range, min_addr) == 4, "");
static_assert(offsetof(struct kernel_nat_range, max_addr) == 20, "");
static_assert(offsetof(struct kernel_nat_range, min_proto) == 36, "");
static_assert(offsetof(struct kernel_nat_range, max_proto) == 38, "");
static_assert(offsetof(struct nf_nat_range2, max_proto) == 38, "");
static_assert(offsetof(struct nf_nat_ipv4_multi_range_compat, range) == 4, "");
static_assert(offsetof(struct nf_nat_ipv4_range, min_ip) == 4, "");
static_assert(offsetof(struct nf_nat_ipv4_range, max_ip) == 8, "");
static_assert(offsetof(struct nf_nat_ipv4_range, min) == 12, "");
static_assert(offsetof(struct nf_nat_ipv4_range, max) == 14, "");
static_assert(NF_NAT_RANGE_MAP_IPS == 1, "");
static_assert(NF_NAT_RANGE_PROTO == 2, "");
static_assert(NF_NAT_RANGE_PERSISTENT == 8, "");

static struct nf_expr match_of(const char *name, uint32_t revision,
			       const void *data, size_t len)
{
	return (struct nf_expr){ .kind = EXPR_MATCH,
				 .name = "match",
				 .xt = { name, revision, { data, len } } };
}

static void a_state_is_asked_and_no_more(void **state)
{
	struct xt_conntrack_mtinfo3 info = { .match_flags = XT_CONNTRACK_STATE,
					     .state_mask = 8 };
	struct nf_expr expr = match_of("conntrack", 3, &info, sizeof(info));
	struct rules_xt xt;

	(void)state;
	assert_true(rules_xt_match(&expr, NF_FAMILY_IP, &xt));
	assert_int_equal(xt.n_lists, 2);
	info.match_flags |= XT_CONNTRACK_STATE_ALIAS;
	assert_true(rules_xt_match(&expr, NF_FAMILY_IP6, &xt));
	info.match_flags |= XT_CONNTRACK_PROTO;
	assert_false(rules_xt_match(&expr, NF_FAMILY_IP, &xt));
}

static void another_revision_is_not_known(void **state)
{
	struct xt_conntrack_mtinfo3 info = { .match_flags =
						     XT_CONNTRACK_STATE };
	struct nf_expr expr = match_of("conntrack", 4, &info, sizeof(info));
	struct rules_xt xt;

	(void)state;
	assert_false(rules_xt_match(&expr, NF_FAMILY_IP, &xt));
	expr.xt.revision = RULES_XT_TEXT;
	assert_false(rules_xt_match(&expr, NF_FAMILY_IP, &xt));
	expr.xt.name = "REJECT";
	assert_false(rules_xt_target(&expr, NF_FAMILY_IP, &xt));
	expr.xt.revision = 0;
	assert_true(rules_xt_target(&expr, NF_FAMILY_IP, &xt));
}

/* Whatever the length, nothing behind it is read: the sanitizers watch. */
static void data_that_are_too_short_are_not_known(void **state)
{
	static const struct {
		const char *name;
		uint32_t revision;
		size_t len;
	} all[] = {
		{ "conntrack", 3, 154 }, { "multiport", 1, 48 },
		{ "tcp", 0, 12 },        { "udp", 0, 9 },
		{ "sctp", 0, 292 },      { "icmp", 0, 4 },
		{ "mark", 1, 9 },        { "connmark", 1, 9 },
		{ "mac", 0, 12 },        { "iprange", 1, 65 },
		{ "length", 0, 5 },      { "ttl", 0, 2 },
		{ "tos", 1, 3 },         { "dscp", 0, 2 },
	};
	struct nf_expr expr;
	struct rules_xt xt;
	uint8_t *data;

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		data = calloc(all[i].len - 1, 1);
		expr = match_of(all[i].name, all[i].revision, data,
				all[i].len - 1);
		assert_false(rules_xt_match(&expr, NF_FAMILY_IP, &xt));
		free(data);
	}
	data = calloc(11, 1);
	for (size_t len = 0; len < 12; len++) {
		expr = match_of("CONNMARK", 1, data, len < 11 ? len : 11);
		assert_false(rules_xt_target(&expr, NF_FAMILY_IP, &xt));
		expr.xt.name = "MARK";
		expr.xt.revision = 2;
		assert_int_equal(rules_xt_target(&expr, NF_FAMILY_IP, &xt),
				 len >= 8);
	}
	free(data);
}

static void is_nat(const struct rules_xt *xt, const char *addr, size_t len,
		   const char *port)
{
	const struct nf_expr *exprs = xt->exprs;

	assert_int_equal(xt->n_exprs, 5);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(exprs[i].kind, EXPR_IMMEDIATE);
	assert_int_equal(exprs[4].kind, EXPR_NAT);
	assert_int_equal(exprs[0].immediate.dreg, exprs[4].nat.addr_min);
	assert_int_equal(exprs[1].immediate.dreg, exprs[4].nat.addr_max);
	assert_int_equal(exprs[2].immediate.dreg, exprs[4].nat.proto_min);
	assert_int_equal(exprs[3].immediate.dreg, exprs[4].nat.proto_max);
	assert_int_equal(exprs[0].immediate.data.len, len);
	assert_memory_equal(exprs[0].immediate.data.at, addr, len);
	assert_memory_equal(exprs[2].immediate.data.at, port, 2);
}

/* As iptables says "DNAT --to-destination 10.1.0.9:443". */
static void a_translation_says_where_to(void **state)
{
	const uint32_t flags = NF_NAT_RANGE_MAP_IPS | NF_NAT_RANGE_PROTO;
	struct nf_nat_range2 new_one = { .flags = flags };
	struct nf_nat_ipv4_multi_range_compat old_one = {
		.rangesize = 1,
		.range = { { .flags = flags } },
	};
	struct nf_expr expr;
	struct rules_xt xt;

	(void)state;
	memcpy(&new_one.min_addr, "\x0a\1\0\x09", 4);
	memcpy(&new_one.min_proto, "\x01\xbb", 2);
	expr = match_of("DNAT", 2, &new_one, sizeof(new_one));
	assert_true(rules_xt_target(&expr, NF_FAMILY_IP, &xt));
	is_nat(&xt, "\x0a\1\0\x09", 4, "\x01\xbb");
	assert_int_equal(xt.exprs[4].nat.type, NF_NAT_DNAT);
	assert_true(rules_xt_target(&expr, NF_FAMILY_IP6, &xt));
	is_nat(&xt, "\x0a\1\0\x09\0\0\0\0\0\0\0\0\0\0\0\0", 16, "\x01\xbb");
	memcpy(&old_one.range[0].min_ip, "\x0a\1\0\x08", 4);
	memcpy(&old_one.range[0].min, "\0\x50", 2);
	expr = match_of("SNAT", 0, &old_one, sizeof(old_one));
	assert_true(rules_xt_target(&expr, NF_FAMILY_IP, &xt));
	is_nat(&xt, "\x0a\1\0\x08", 4, "\0\x50");
	assert_int_equal(xt.exprs[4].nat.type, NF_NAT_SNAT);
	/* Another number of ranges, too few bytes, a later revision: anywhere. */
	old_one.rangesize = 2;
	assert_true(rules_xt_target(&expr, NF_FAMILY_IP, &xt));
	assert_int_equal(xt.exprs[0].kind, EXPR_MASQ);
	old_one.rangesize = 1;
	expr.xt.info.len--;
	assert_true(rules_xt_target(&expr, NF_FAMILY_IP, &xt));
	assert_int_equal(xt.exprs[0].kind, EXPR_MASQ);
	expr = match_of("DNAT", 3, &new_one, sizeof(new_one));
	assert_true(rules_xt_target(&expr, NF_FAMILY_IP, &xt));
	assert_int_equal(xt.exprs[0].kind, EXPR_MASQ);
}

static void ports_are_read_as_ranges(void **state)
{
	struct xt_multiport_v1 info = { .flags = XT_MULTIPORT_EITHER,
					.count = 3,
					.ports = { 22, 80, 90 },
					.pflags = { 0, 1, 0 } };
	struct nf_expr expr = match_of("multiport", 1, &info, sizeof(info));
	struct rules_xt xt;

	(void)state;
	assert_true(rules_xt_match(&expr, NF_FAMILY_IP, &xt));
	assert_int_equal(xt.n_lists, 5); /* never, or one of four */
	assert_int_equal(xt.header, 4);
	info.pflags[1] = 0;
	info.pflags[2] = 1; /* a range without an end */
	assert_false(rules_xt_match(&expr, NF_FAMILY_IP, &xt));
	info.pflags[2] = 0;
	info.count = 16;
	assert_false(rules_xt_match(&expr, NF_FAMILY_IP, &xt));
	memset(info.pflags, 0, sizeof(info.pflags));
	info.count = 15; /* the most that there can be */
	assert_true(rules_xt_match(&expr, NF_FAMILY_IP, &xt));
	info.invert = 1;
	assert_true(rules_xt_match(&expr, NF_FAMILY_IP, &xt));
	assert_int_equal(xt.n_lists, 1);
}

static void what_only_another_family_has_is_not_known(void **state)
{
	uint8_t data[4] = { 8, 0, 255, 0 };
	struct nf_expr expr = match_of("icmp", 0, data, sizeof(data));
	struct rules_xt xt;

	(void)state;
	assert_true(rules_xt_match(&expr, NF_FAMILY_IP, &xt));
	assert_false(rules_xt_match(&expr, NF_FAMILY_IP6, &xt));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_state_is_asked_and_no_more),
		cmocka_unit_test(another_revision_is_not_known),
		cmocka_unit_test(data_that_are_too_short_are_not_known),
		cmocka_unit_test(a_translation_says_where_to),
		cmocka_unit_test(ports_are_read_as_ranges),
		cmocka_unit_test(what_only_another_family_has_is_not_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
