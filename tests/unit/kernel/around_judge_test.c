/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * around_judge_test.c -- tests src/kernel/around_judge*.c: interfaces, hooks,
 * switches
 */
#include <string.h>

#include <linux/pkt_sched.h>

#include "around_site.h"

static void a_gateway_in_order_has_no_sighting(void **state)
{
	finds_nothing(*state);
}

static void a_link_upon_a_zone_is_found_but_not_its_parent(void **state)
{
	struct site *s = *state;
	struct around_link *link = link_is(s, STRANGER, "mv");

	link->below = L0;
	strcpy(link->kind, "macvlan");
	finds(s, SEVERITY_ALARM, "zone-shared", "mv on l0");
	/* A zone on a VLAN of a parent that is of no zone: as it should be. */
	link->below = 0;
	s->around.links.at[M0 - 1].below = STRANGER;
	finds_nothing(s);
	/* A number of another network namespace is none of ours. */
	link->below = L0;
	link->below_abroad = true;
	finds_nothing(s);
}

static void a_name_with_control_characters_is_shown_escaped(void **state)
{
	struct site *s = *state;
	struct around_link *link = link_is(s, STRANGER, "x\x1b[2J\xff");

	link->below = L0;
	finds(s, SEVERITY_ALARM, "zone-shared", "x\\x1b[2J\\xff on l0");
}

static void members_of_bridges_and_others_are_found(void **state)
{
	struct site *s = *state;
	struct around_link *link;

	link_is(s, STRANGER, "br0");
	link = &s->around.links.at[L0 - 1];
	link->master = STRANGER;
	strcpy(link->master_kind, "bridge");
	switch_is(s, "bridge/bridge-nf-call-iptables", 1);
	finds(s, SEVERITY_ALARM, "zone-bridged", "l0 in br0");
	switch_is(s, "bridge/bridge-nf-call-iptables", 0);
	judge(s);
	assert_true(found(s, "switch-bridge-nf"));
	strcpy(link->master_kind, "vrf");
	finds(s, SEVERITY_ALARM, "zone-enslaved", "l0 in br0");
}

static void programs_and_promiscuity_are_found(void **state)
{
	struct site *s = *state;
	struct around_link *link = &s->around.links.at[L0 - 1];

	link->promiscuous = true;
	finds(s, SEVERITY_NOTE, "promiscuous", "l0");
	link->promiscuous = false;
	link->xdp_mode = 2;
	link->xdp_program = 77;
	finds(s, SEVERITY_ALARM, "xdp", "l0 program 77");
}

static void another_interface_under_an_old_name_is_found(void **state)
{
	struct site *s = *state;

	around_remember(&s->memory, &s->expected, &s->around);
	finds_nothing(s);
	s->around.links.at[I0 - 1].index = 99;
	s->around.routes.at[2].link = 99;
	s->around.addresses.at[2].link = 99;
	around_remember(&s->memory, &s->expected, &s->around);
	finds(s, SEVERITY_WARNING, "zone-recreated", "i0");
	/* A new policy begins anew. */
	around_forget(&s->memory);
	around_remember(&s->memory, &s->expected, &s->around);
	finds_nothing(s);
}

static void a_renamed_interface_is_not_just_missing(void **state)
{
	struct site *s = *state;

	around_remember(&s->memory, &s->expected, &s->around);
	strcpy(s->around.links.at[L0 - 1].name, "x0");
	judge(s);
	assert_true(found(s, "zone-renamed"));
	assert_false(found(s, "zone-missing"));
	around_forget(&s->memory);
	judge(s);
	assert_true(found(s, "zone-missing"));
}

static void a_stray_with_addresses_warns_a_tunnel_alarms(void **state)
{
	struct site *s = *state;
	struct around_link *link = link_is(s, STRANGER, "s0");

	finds_nothing(s); /* without an address it leads nowhere */
	address_is(s, STRANGER, "172.17.0.1");
	finds(s, SEVERITY_WARNING, "stray-interface", "s0");
	strcpy(link->kind, "wireguard");
	finds(s, SEVERITY_ALARM, "tunnel", "s0");
	link->up = false;
	finds(s, SEVERITY_NOTE, "tunnel", "s0");
}

static void hooks_of_tc_are_found(void **state)
{
	struct site *s = *state;
	struct around_hook *hook = vec_add(&s->around.arena, &s->around.hooks);

	hook->link = L0;
	strcpy(hook->kind, "clsact");
	finds(s, SEVERITY_NOTE, "tc-hook", "l0 clsact");
	hook = vec_add(&s->around.arena, &s->around.hooks);
	hook->what = HOOK_FILTER;
	hook->link = L0;
	hook->parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS);
	strcpy(hook->kind, "bpf");
	finds(s, SEVERITY_ALARM, "tc-filter", "l0 ingress bpf");
	hook = vec_add(&s->around.arena, &s->around.hooks);
	*hook = (struct around_hook){ .what = HOOK_ACTION,
				      .link = L0,
				      .parent = TC_H_MAKE(TC_H_CLSACT,
							  TC_H_MIN_INGRESS),
				      .kind = "mirred",
				      .target = M0 };
	judge(s);
	assert_int_equal(s->found.list.n, 2);
	assert_string_equal(s->found.list.at[1].object, "l0 ingress -> m0");
}

/* Both must be on; either; the greater. */
static void a_switch_counts_by_what_it_does(void **state)
{
	struct site *s = *state;

	switch_is(s, "ipv4/conf/all/accept_source_route", 0);
	switch_is(s, "ipv4/conf/l0/accept_source_route", 1);
	finds_nothing(s);
	switch_is(s, "ipv4/conf/all/accept_source_route", 1);
	finds(s, SEVERITY_ALARM, "switch-source-route",
	      "ipv4/conf/l0/accept_source_route");
	/* No value but 0 is off; -1 is of IPv6's switch of that name. */
	switch_is(s, "ipv4/conf/all/accept_source_route", -1);
	finds(s, SEVERITY_ALARM, "switch-source-route",
	      "ipv4/conf/l0/accept_source_route");
	switch_is(s, "ipv4/conf/all/accept_source_route", 0);
	switch_is(s, "ipv6/conf/all/accept_source_route", -1);
	switch_is(s, "ipv6/conf/l0/accept_source_route", 0);
	finds_nothing(s);
	switch_is(s, "ipv6/conf/all/seg6_enabled", 0);
	switch_is(s, "ipv6/conf/l0/seg6_enabled", 1);
	finds_nothing(s);
	switch_is(s, "ipv6/conf/l0/seg6_enabled", -1);
	finds(s, SEVERITY_ALARM, "switch-segment-routing",
	      "ipv6/conf/l0/seg6_enabled");
	switch_is(s, "ipv6/conf/l0/seg6_enabled", 0);
	switch_is(s, "ipv4/conf/all/route_localnet", 1);
	switch_is(s, "ipv4/conf/l0/route_localnet", 0);
	finds(s, SEVERITY_ALARM, "switch-route-localnet",
	      "ipv4/conf/l0/route_localnet");
	switch_is(s, "ipv4/conf/all/route_localnet", 0);
	switch_is(s, "ipv4/conf/all/rp_filter", 0);
	switch_is(s, "ipv4/conf/l0/rp_filter", 0);
	finds(s, SEVERITY_NOTE, "switch-rp-filter", "ipv4/conf/l0/rp_filter");
	switch_is(s, "ipv4/conf/all/rp_filter", 2);
	finds_nothing(s);
}

static void redirects_and_adverts_count_as_the_interface_forwards(void **state)
{
	struct site *s = *state;

	switch_is(s, "ipv4/conf/all/accept_redirects", 0);
	switch_is(s, "ipv4/conf/l0/accept_redirects", 1);
	finds_nothing(s);
	switch_is(s, "ipv4/conf/l0/forwarding", 0);
	judge(s);
	assert_true(found(s, "switch-accept-redirects"));
	assert_true(found(s, "switch-forwarding"));
	switch_is(s, "ipv4/conf/l0/forwarding", 1);
	switch_is(s, "ipv6/conf/l0/forwarding", 1);
	switch_is(s, "ipv6/conf/l0/accept_ra", 1);
	finds_nothing(s);
	switch_is(s, "ipv6/conf/l0/accept_ra", 2);
	finds(s, SEVERITY_ALARM, "switch-accept-ra", "ipv6/conf/l0/accept_ra");
}

static void switches_of_the_whole_are_found(void **state)
{
	struct site *s = *state;

	switch_is(s, "netfilter/nf_conntrack_tcp_be_liberal", 1);
	finds(s, SEVERITY_ALARM, "switch-conntrack-liberal",
	      "netfilter/nf_conntrack_tcp_be_liberal");
	switch_is(s, "netfilter/nf_conntrack_tcp_be_liberal", 0);
	switch_is(s, "ipv4/ip_forward", 0);
	switch_is(s, "ipv4/conf/l0/forwarding", 0); /* not said twice */
	finds(s, SEVERITY_WARNING, "switch-forwarding", "ipv4/ip_forward");
}

static void a_table_of_connections_that_is_nearly_full_is_found(void **state)
{
	struct site *s = *state;

	switch_is(s, "netfilter/nf_conntrack_max", 1000);
	switch_is(s, "netfilter/nf_conntrack_count", 899);
	finds_nothing(s);
	switch_is(s, "netfilter/nf_conntrack_count", 900);
	finds(s, SEVERITY_WARNING, "connections-full",
	      "netfilter/nf_conntrack_count");
	switch_is(s, "netfilter/nf_conntrack_max", 0);
	finds_nothing(s);
}

static void legacy_tables_and_policies_of_ipsec_are_found(void **state)
{
	struct site *s = *state;

	*vec_add(&s->around.arena, &s->around.tables) =
		(struct around_table){ "ip", "filter" };
	finds(s, SEVERITY_WARNING, "xtables", "ip filter");
	s->around.tables.at[0].name = "nat";
	finds(s, SEVERITY_ALARM, "xtables", "ip nat");
	s->around.tables.at[0].name = "?"; /* which could not be read */
	finds(s, SEVERITY_ALARM, "xtables", "ip ?");
	s->around.tables.n = 0;
	s->around.n_xfrm = 3;
	finds(s, SEVERITY_ALARM, "xfrm", "policies");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		site_test(a_gateway_in_order_has_no_sighting),
		site_test(a_link_upon_a_zone_is_found_but_not_its_parent),
		site_test(a_name_with_control_characters_is_shown_escaped),
		site_test(members_of_bridges_and_others_are_found),
		site_test(programs_and_promiscuity_are_found),
		site_test(another_interface_under_an_old_name_is_found),
		site_test(a_renamed_interface_is_not_just_missing),
		site_test(a_stray_with_addresses_warns_a_tunnel_alarms),
		site_test(hooks_of_tc_are_found),
		site_test(a_switch_counts_by_what_it_does),
		site_test(
			redirects_and_adverts_count_as_the_interface_forwards),
		site_test(switches_of_the_whole_are_found),
		site_test(a_table_of_connections_that_is_nearly_full_is_found),
		site_test(legacy_tables_and_policies_of_ipsec_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
