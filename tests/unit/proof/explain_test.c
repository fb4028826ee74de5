/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain_test.c -- the register's answer, and that the nearest entries tell all
 * that would have to be otherwise, and nothing else
 */
#include "proof/explain/explain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "random_policy.h"

enum {
	POLICIES = 100,
	PACKETS = 200,
	WORDS = 512,
};

static struct {
	size_t asked, accepted, near, fitted;
} seen;

static const struct zone *zone_of(const struct policy *policy,
				  const char *interface)
{
	vec_each(zone, &policy->zones)
		vec_each(name, &zone->interfaces)
			if (interface && !strcmp(*name, interface))
				return zone;
	return NULL;
}

static void end_words(const struct policy *policy, const char *interface,
		      const struct addr *addr, char *out, size_t size)
{
	const struct zone *zone = zone_of(policy, interface);
	char text[ADDR_TEXT];

	snprintf(out, size, "%s %s", zone ? zone->name : "gateway",
		 addr_text(text, addr));
}

static void service_words(const struct packet *packet, char *out, size_t size)
{
	const char *name = proto_name((enum proto)packet->proto);

	if (packet->proto == PROTO_ICMP || packet->proto == PROTO_ICMPV6)
		snprintf(out, size, "%s/%s", name,
			 packet->reply ? "echo-reply" : "echo-request");
	else if (name)
		snprintf(out, size, "%s/%u sport %u", name, packet->dport,
			 packet->sport);
	else
		snprintf(out, size, "proto/%u", packet->proto);
}

/* The packet in words that a person would write. */
static void words_of(const struct policy *policy, const struct packet *packet,
		     char out[WORDS])
{
	char from[64], to[64], service[48], mac[MAC_TEXT], rest[128];

	end_words(policy, packet->iif, &packet->saddr, from, sizeof(from));
	end_words(policy, packet->oif, &packet->daddr, to, sizeof(to));
	service_words(packet, service, sizeof(service));
	snprintf(rest, sizeof(rest), "%s mac %s",
		 packet->reply ? " state established reply" : "",
		 mac_text(mac, packet->mac));
	snprintf(out, WORDS, "%s -> %s %s%s", from, to, service, rest);
	if (packet->iif)
		snprintf(out + strlen(out), WORDS - strlen(out), " iifname=%s",
			 packet->iif);
	if (packet->oif)
		snprintf(out + strlen(out), WORDS - strlen(out), " oifname=%s",
			 packet->oif);
}

static const struct flow *flow_of(const struct policy *policy, uint32_t entry)
{
	vec_each(flow, &policy->flows)
		if (flow->number == entry)
			return flow;
	return NULL;
}

static bool first_of(const struct ranges *ranges, enum family family,
		     struct addr *out)
{
	vec_each(range, ranges) {
		if (range->first.family != family)
			continue;
		*out = range->first;
		return true;
	}
	return false;
}

static bool take_port(const struct flow *flow, struct packet *packet)
{
	vec_each(port, &flow->ports) {
		if (port->proto == PROTO_ICMP || port->proto == PROTO_ICMPV6)
			continue;
		packet->proto = (uint8_t)port->proto;
		packet->dport = port->first;
		packet->echo = false;
		return true;
	}
	return false;
}

/* False: this kind of difference is not tried here. */
static bool undo(enum near_kind kind, const struct flow *flow,
		 struct packet *packet)
{
	switch (kind) {
	case NEAR_SERVICE:
		return take_port(flow, packet);
	case NEAR_SOURCE:
		return first_of(&flow->sources, packet->saddr.family,
				&packet->saddr);
	case NEAR_DESTINATION:
		return first_of(&flow->destinations, packet->daddr.family,
				&packet->daddr);
	case NEAR_FROM:
		packet->iif = flow->from->interfaces.at[0];
		return true;
	case NEAR_TO:
		packet->oif = flow->to->interfaces.at[0];
		return true;
	case NEAR_NOT_YET:
	case NEAR_ENDED:
	case NEAR_HOURS:
	case NEAR_DIRECTION:
		return false;
	}
	return false;
}

/* With all differences but one undone the entry permits nothing yet; with all
 * of them it does, unless an earlier one comes before it. */
static void hold_near(const struct policy *policy, const struct packet *packet,
		      const struct near_entry *near)
{
	const struct flow *flow = flow_of(policy, near->entry);
	struct packet all = *packet, one;
	enum judgement judgement;
	uint32_t entry;

	if (!flow)
		return;
	all.mac = NULL;
	seen.near++;
	for (size_t i = 0; i < near->n; i++)
		if (!undo(near->list[i].kind, flow, &all))
			return;
	judgement = judge(policy, &all, &entry);
	if (judgement == JUDGE_SPOOFED)
		return; /* the first of its sources is the gateway's own */
	if (judgement != JUDGE_ACCEPT)
		fail_msg("%s was to permit it, but %s",
			 policy_entry_id(policy, near->entry),
			 judgement_text(judgement));
	assert_true(entry <= near->entry);
	seen.fitted++;
	for (size_t left = 0; left < near->n; left++) {
		one = *packet;
		one.mac = NULL;
		for (size_t i = 0; i < near->n; i++)
			if (i != left)
				undo(near->list[i].kind, flow, &one);
		if (judge(policy, &one, &entry) == JUDGE_ACCEPT)
			assert_int_not_equal(entry, near->entry);
	}
}

static void try_packet(const struct policy *policy, const struct packet *packet)
{
	const struct explain_options options = { .policy = policy,
						 .now = packet->now };
	struct explanation explanation;
	enum judgement judgement;
	char words[WORDS], error[WITNESS_ERROR];
	uint32_t entry;

	judgement = judge(policy, packet, &entry);
	words_of(policy, packet, words);
	if (!explain(words, &options, &explanation, error))
		fail_msg("%s: %s", words, error);
	seen.asked++;
	seen.accepted += judgement == JUDGE_ACCEPT;
	if ((explanation.verdict == TRACE_ACCEPT) !=
		    (judgement == JUDGE_ACCEPT) ||
	    explanation.judgement != judgement)
		fail_msg("%s: %s", words, judgement_text(judgement));
	if (judgement == JUDGE_ACCEPT)
		assert_int_equal(explanation.by_register.entry, entry);
	if (judgement == JUDGE_NO_ENTRY && !packet->reply)
		for (size_t i = 0; i < explanation.n_near; i++)
			hold_near(policy, packet, &explanation.near[i]);
	explain_finish(&explanation);
}

static bool can_be_said(const struct policy *policy,
			const struct packet *packet)
{
	bool icmp =
		packet->proto == PROTO_ICMP || packet->proto == PROTO_ICMPV6;

	if ((packet->iif && !zone_of(policy, packet->iif)) ||
	    (packet->oif && !zone_of(policy, packet->oif)))
		return false;
	return (packet->iif || packet->oif) && (!icmp || packet->echo);
}

static void what_differs_is_all_that_differs(void **state)
{
	static const struct model model = { .name = "none" };
	struct policy policy;
	struct packet packet;
	struct mac mac;

	(void)state;
	for (uint64_t seed = 1; seed <= POLICIES; seed++) {
		random_seed(seed);
		policy = (struct policy){ 0 };
		random_policy(&policy);
		policy.model = &model;
		for (size_t i = 0; i < PACKETS; i++) {
			packet = random_packet(&policy, &mac);
			if (can_be_said(&policy, &packet))
				try_packet(&policy, &packet);
		}
		arena_finish(&policy.arena);
	}
	print_message("%zu packets, %zu accepted, %zu near entries, %zu of "
		      "them tried\n",
		      seen.asked, seen.accepted, seen.near, seen.fitted);
	assert_in_range(seen.accepted, seen.asked / 10, seen.asked * 9 / 10);
	assert_in_range(seen.fitted, seen.asked / 20, SIZE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_differs_is_all_that_differs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
