/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * register_site_test.c -- the example sites, against policy/judge.c
 *
 * Packets at the edges of entries: every interface, every entry, both families,
 * each value beside it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "proof/diagram/ask.h"
#include "proof/register/register.h"

#include "policy_text.h"
#include "random_policy.h"
#include "register_say.h"

enum {
	N_PACKETS = 30000,
};

static const char *const sites[] = {
	"conf/fire-department.conf", "conf/local-breakout.conf",
	"conf/medical-union.conf",   "conf/beta.conf",
	"conf/small-town.conf",      "conf/wide-area-union.conf",
	"conf/demo/sekisho.conf",
};

static struct addr edge(const struct ranges *ranges)
{
	struct addr addr = { .family = FAMILY_IPV4, .bytes = { 203, 0, 113 } };
	const struct addr_range *range;

	if (!ranges->n)
		return addr;
	range = &ranges->at[pick((uint32_t)ranges->n)];
	addr = one_in(2) ? range->first : range->last;
	if (one_in(6))
		one_in(2) ? addr_next(&addr) : addr_prev(&addr);
	return addr;
}

static const struct zone *some_zone(const struct policy *policy)
{
	return &policy->zones.at[pick((uint32_t)policy->zones.n)];
}

static const char *some_interface(const struct zone *zone)
{
	return zone->interfaces.at[pick((uint32_t)zone->interfaces.n)];
}

static void aim_port(struct packet *packet, const struct port_ranges *ports)
{
	const struct port_range *port = &ports->at[pick((uint32_t)ports->n)];

	packet->proto = (uint8_t)port->proto;
	packet->dport = one_in(2) ? port->first : port->last;
	packet->echo = port->proto == PROTO_ICMP || port->proto == PROTO_ICMPV6;
	if (one_in(8))
		packet->dport = (uint16_t)(packet->dport + pick(3) - 1);
	if (one_in(8))
		packet->proto = one_in(2) ? PROTO_TCP : PROTO_UDP;
	packet->echo = packet->echo && packet->proto != PROTO_TCP &&
		       packet->proto != PROTO_UDP;
}

static void aim_flow(const struct policy *policy, struct packet *packet)
{
	const struct flow *flow =
		&policy->flows.at[pick((uint32_t)policy->flows.n)];

	packet->iif = some_interface(flow->from);
	packet->oif = some_interface(flow->to);
	packet->saddr = edge(&flow->sources);
	packet->daddr = edge(&flow->destinations);
	aim_port(packet, &flow->ports);
}

static struct addr own(const struct zone *zone)
{
	if (!zone->addresses.n)
		return edge(&zone->space);
	return zone->addresses.at[pick((uint32_t)zone->addresses.n)];
}

static void aim_gateway(const struct policy *policy, struct packet *packet)
{
	const struct management *in;
	const struct gateway_service *out;
	const struct relay *relay;

	if (policy->management.n && one_in(3)) {
		in = &policy->management
			      .at[pick((uint32_t)policy->management.n)];
		packet->iif = some_interface(in->from);
		packet->saddr = edge(&in->sources);
		packet->daddr = own(in->from);
		packet->oif = NULL;
		aim_port(packet, &in->ports);
	} else if (policy->gateway.n && one_in(2)) {
		out = &policy->gateway.at[pick((uint32_t)policy->gateway.n)];
		packet->oif = some_interface(out->to);
		packet->saddr = own(out->to);
		packet->daddr = edge(&out->destinations);
		packet->iif = NULL;
		aim_port(packet, &out->ports);
	} else if (policy->relays.n) {
		relay = &policy->relays.at[pick((uint32_t)policy->relays.n)];
		packet->proto = PROTO_TCP;
		packet->echo = false;
		if (one_in(2)) {
			packet->iif = some_interface(relay->from);
			packet->oif = NULL;
			packet->saddr = edge(&relay->peer_ranges);
			packet->daddr = relay->listen;
			packet->dport = relay->listen_port;
		} else {
			packet->iif = NULL;
			packet->oif = some_interface(relay->to);
			packet->saddr = own(relay->to);
			packet->daddr = relay->next_hop;
			packet->dport = relay->next_hop_port;
		}
	}
}

static void turn_round(struct packet *p)
{
	const struct packet was = *p;

	p->reply = true;
	p->saddr = was.daddr;
	p->daddr = was.saddr;
	p->iif = was.oif;
	p->oif = was.iif;
	p->sport = was.dport;
	p->dport = was.sport;
}

static struct packet site_packet(const struct policy *policy, struct mac *mac)
{
	const struct zone *from = some_zone(policy), *to = some_zone(policy);
	struct packet packet = {
		.iif = some_interface(from),
		.oif = some_interface(to),
		.saddr = edge(&from->space),
		.daddr = edge(&to->space),
		.proto = PROTO_TCP,
		.sport = 40000,
		.dport = one_in(2) ? 443 : 22,
		/* two weeks, by quarters of an hour and their edges */
		.now = TEST_NOW + (time_t)pick(14 * 96) * 900 - pick(2),
	};

	if (policy->flows.n && !one_in(6))
		aim_flow(policy, &packet);
	if (one_in(3))
		aim_gateway(policy, &packet);
	if (one_in(12))
		packet.iif = packet.iif ? some_interface(from) : NULL;
	if (one_in(12))
		packet.oif = packet.oif ? some_interface(to) : NULL;
	*mac = (struct mac){ { 2, 0, 0, 0, 0, 1 } };
	if (policy->hosts.n && !one_in(4))
		*mac = policy->hosts.at[pick((uint32_t)policy->hosts.n)].mac;
	vec_each(host, &policy->hosts)
		vec_each(addr, &host->addresses)
			if (!addr_cmp(addr, &packet.saddr) && !one_in(4))
				*mac = host->mac;
	packet.mac = mac;
	if (one_in(3))
		turn_round(&packet);
	return packet;
}

struct site {
	struct policy policy;
	struct space space;
	struct diagrams all;
	struct register_diagrams built;
	size_t n_packets, n_accepted;
};

static void hold(struct site *site, const struct packet *packet)
{
	uint16_t digits[DIAGRAM_LEVELS];
	uint32_t entry, leaf;

	if (packet->saddr.family != packet->daddr.family)
		return;
	if (judge(&site->policy, packet, &entry) != JUDGE_ACCEPT)
		entry = REGISTER_DENIED;
	register_assign(&site->space, packet, digits);
	leaf = diagram_evaluate(&site->all,
				site->built.hooks[register_hook_of(packet)],
				digits);
	assert_int_equal(leaf, diagram_leaf(entry));
	site->n_packets++;
	site->n_accepted += entry != REGISTER_DENIED;
}

static void hold_site(struct site *site, const char *file)
{
	struct policy_options options = test_options();
	struct register_options meaning = {
		.time = REGISTER_TIMES,
		.rule = true,
	};
	struct diags diags = { 0 };
	struct packet packet;
	struct mac mac;

	options.keep_expired = true;
	if (!policy_load(file, &options, &site->policy, &diags)) {
		diags_print(&diags, stderr, false);
		fail_msg("%s", file);
	}
	diags_finish(&diags);
	diagrams_init(&site->all, (struct diagram_limits){ 0 });
	space_init(&site->space, ORDER_DESTINATIONS);
	assert_true(register_names(&site->policy, &site->space));
	space_freeze(&site->space);
	assert_true(register_build(&site->all, &site->space, &site->policy,
				   &meaning, &site->built));
	for (size_t i = 0; i < N_PACKETS; i++) {
		packet = site_packet(&site->policy, &mac);
		hold(site, &packet);
	}
	space_finish(&site->space);
	diagrams_finish(&site->all);
	policy_finish(&site->policy);
}

static void example_sites_mean_what_the_judge_says(void **state)
{
	static struct site site;

	(void)state;
	random_seed(42);
	for (size_t i = 0; i < sizeof(sites) / sizeof(sites[0]); i++)
		hold_site(&site, sites[i]);
	print_message("%zu packets, %zu permitted\n", site.n_packets,
		      site.n_accepted);
	assert_in_range(site.n_accepted, site.n_packets / 10, site.n_packets);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(example_sites_mean_what_the_judge_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
