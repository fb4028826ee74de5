/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lint_part_test.c -- words of entries that are not needed, against every
 * packet and moment
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "lint_world.h"
#include "random_policy.h"

static struct world world, less;

static bool is_said(const struct lint_finding *finding, const char *list,
		    const char *text)
{
	vec_each(word, &finding->words)
		if (!strcmp(word->list, list) && !strcmp(word->text, text))
			return true;
	return false;
}

static const char *ref_text(const struct ref *ref)
{
	static char text[RANGE_TEXT];

	range_text(text, &ref->range);
	return text;
}

static const char *service_text(const struct service_ref *ref)
{
	static const struct {
		enum proto proto;
		uint16_t last;
		const char *text;
	} all[] = {
		{ PROTO_ICMP, 0, "icmp/echo-request" },
		{ PROTO_ICMPV6, 0, "icmpv6/echo-request" },
		{ PROTO_TCP, 80, "tcp/80" },
		{ PROTO_TCP, 81, "tcp/80-81" },
		{ PROTO_UDP, 90, "udp/70-90" },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (all[i].proto == ref->literal.proto &&
		    all[i].last == ref->literal.last)
			return all[i].text;
	fail_msg("a service that no flow has");
	return "";
}

static void strike_refs(struct policy *p, const struct lint_finding *finding,
			const char *list, struct refs *refs)
{
	struct refs left = { 0 };

	vec_each(ref, refs)
		if (!is_said(finding, list, ref_text(ref)))
			*vec_add(&p->arena, &left) = *ref;
	*refs = left;
}

static void strike_services(struct policy *p,
			    const struct lint_finding *finding,
			    struct service_refs *refs)
{
	struct service_refs left = { 0 };

	vec_each(ref, refs)
		if (!is_said(finding, "service", service_text(ref)))
			*vec_add(&p->arena, &left) = *ref;
	*refs = left;
}

/* `less` is the world without all words that are said to be idle. True where
 * there are any. */
static bool strike_all(void)
{
	struct flow *flows =
		arena_calloc(&world.policy.arena, N_FLOWS, sizeof(*flows));
	const struct lint_finding *finding;
	bool any = false;

	memcpy(flows, world.policy.flows.at, N_FLOWS * sizeof(*flows));
	less = world;
	less.policy.flows.at = flows;
	for (int i = 0; i < N_FLOWS; i++) {
		finding = find(&world, i, LINT_PARTLY_REDUNDANT);
		if (!finding)
			continue;
		any = true;
		strike_refs(&less.policy, finding, "source", &flows[i].source);
		strike_refs(&less.policy, finding, "destination",
			    &flows[i].destination);
		strike_services(&less.policy, finding, &flows[i].service);
		resolve_flow(&less.policy, &flows[i]);
		judge_flow(&less, i);
	}
	world.policy.arena = less.policy.arena;
	return any;
}

/* Does something else happen in `b`, without those that are gone, than in a? */
static bool differ(const struct world *a, const struct world *b)
{
	static const bool none[N_FLOWS];

	for (int x = 0; x < N_PACKETS; x++)
		for (int t = 0; t < N_MOMENTS; t++)
			for (unsigned with = rated(a);; with--) {
				with &= rated(a);
				if (outcome(a, x, t, with, none, -1) !=
				    outcome(b, x, t, with, b->gone, -1))
					return true;
				if (!with)
					break;
			}
	return false;
}

static void all_idle_words_can_be_struck_with_all_idle_entries(void **state)
{
	size_t n = 0;

	(void)state;
	for (int seed = 0; seed < world_policies(); seed++) {
		make_world(&world, (uint64_t)seed);
		n += strike_all();
		if (differ(&world, &less))
			fail_msg("seed %d", seed);
		finish_world(&world);
	}
	assert_true(n > (size_t)world_policies() / 10);
}

/* Would nothing change if the flow were `other`, which permits less? */
static bool is_idle(int flow, const struct flow *other)
{
	static struct world without;
	struct flow saved = less.policy.flows.at[flow];
	bool idle;

	without = less;
	without.policy.flows.at[flow] = *other;
	resolve_flow(&without.policy, &without.policy.flows.at[flow]);
	judge_flow(&without, flow);
	idle = memcmp(without.fits[flow], less.fits[flow],
		      sizeof(less.fits[flow])) != 0 &&
	       !differ(&world, &without);
	less.policy.flows.at[flow] = saved;
	less.policy.arena = without.policy.arena;
	return idle;
}

static void strike_ref_at(struct policy *p, struct refs *refs, size_t at)
{
	struct refs left = { 0 };

	for (size_t i = 0; i < refs->n; i++)
		if (i != at)
			*vec_add(&p->arena, &left) = refs->at[i];
	*refs = left;
}

static bool any_ref_is_idle(int flow, bool source)
{
	struct flow other = less.policy.flows.at[flow];
	struct refs *refs = source ? &other.source : &other.destination;
	const struct refs whole = *refs;

	for (size_t i = 0; whole.n > 1 && i < whole.n; i++) {
		*refs = whole;
		strike_ref_at(&less.policy, refs, i);
		if (is_idle(flow, &other))
			return true;
	}
	return false;
}

static bool any_service_is_idle(int flow)
{
	struct flow other = less.policy.flows.at[flow];
	const struct service_refs whole = other.service;

	for (size_t at = 0; whole.n > 1 && at < whole.n; at++) {
		other.service = (struct service_refs){ 0 };
		for (size_t i = 0; i < whole.n; i++)
			if (i != at)
				*vec_add(&less.policy.arena, &other.service) =
					whole.at[i];
		if (is_idle(flow, &other))
			return true;
	}
	return false;
}

static void no_idle_word_is_passed_over(void **state)
{
	(void)state;
	for (int seed = 0; seed < world_policies() / 2; seed++) {
		make_world(&world, (uint64_t)seed);
		strike_all();
		for (int i = 0; i < N_FLOWS; i++)
			if (!world.gone[i] && (any_ref_is_idle(i, true) ||
					       any_ref_is_idle(i, false) ||
					       any_service_is_idle(i)))
				fail_msg("seed %d, F-%d", seed, i + 1);
		world.policy.arena = less.policy.arena;
		finish_world(&world);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			all_idle_words_can_be_struck_with_all_idle_entries),
		cmocka_unit_test(no_idle_word_is_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
