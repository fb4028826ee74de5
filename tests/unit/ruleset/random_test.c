/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_test.c -- random policies: the compiled ruleset accepts exactly the
 * packets that the register's own meaning (policy/judge) accepts
 *
 * Without a kernel: the ruleset runs in tests/lib/interpret.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/judge.h"
#include "ruleset/compile.h"
#include "ruleset/print.h"

#include "interpret.h"
#include "random_policy.h"

enum {
	N_POLICIES = 300,
	N_PACKETS = 400,
};

static void complain(const struct ruleset *ruleset, const struct packet *packet,
		     uint64_t began)
{
	char from[ADDR_TEXT], to[ADDR_TEXT];

	ruleset_print(ruleset, stderr);
	fprintf(stderr,
		"seed %llu: %s %s -> %s %s proto %u sport %u dport %u "
		"echo %d reply %d now %lld\n",
		(unsigned long long)began,
		packet->iif ? packet->iif : "gateway",
		addr_text(from, &packet->saddr),
		packet->oif ? packet->oif : "gateway",
		addr_text(to, &packet->daddr), packet->proto, packet->sport,
		packet->dport, packet->echo, packet->reply,
		(long long)packet->now);
}

/* Says whether the packet was accepted, having held it to the judge. */
static bool compare(const struct policy *policy, const struct ruleset *ruleset,
		    const struct packet *packet, uint64_t began)
{
	struct run run = {
		.ruleset = ruleset,
		.compiled = RANDOM_EPOCH,
		.packet = packet,
		.ct_state = packet->reply ? CT_STATE_ESTABLISHED : CT_STATE_NEW,
		.icmp_type = 13,
	};
	uint32_t entry = 0;
	bool accepted = interpret(&run);
	bool right = judge(policy, packet, &entry) == JUDGE_ACCEPT;

	if (accepted != right) {
		complain(ruleset, packet, began);
		fail_msg("the rules %s, the register (entry %u) %s",
			 accepted ? "accept" : "drop", entry,
			 right ? "accepts" : "does not");
	}
	if (accepted)
		assert_int_equal(run.ct_mark >> GENERATION_SHIFT, 7);
	return accepted;
}

static bool is_behind(const struct policy *policy, const char *interface,
		      const struct addr *addr)
{
	vec_each(zone, &policy->zones)
		vec_each(name, &zone->interfaces)
			vec_each(range, &zone->space)
				if (strcmp(*name, interface) == 0 &&
				    range_has(range, addr))
					return true;
	return false;
}

/* The same packet of a connection that this generation let in, on whatever
 * route. */
static void hold_live(const struct policy *policy,
		      const struct ruleset *ruleset,
		      const struct packet *packet, bool permitted,
		      uint64_t began)
{
	struct run run = {
		.ruleset = ruleset,
		.compiled = RANDOM_EPOCH,
		.packet = packet,
		.ct_state = CT_STATE_ESTABLISHED,
		.ct_mark = 7U << GENERATION_SHIFT | 1,
		.icmp_type = 13,
	};
	bool accepted = interpret(&run);
	bool lost = permitted && !accepted;
	bool astray = accepted && packet->oif &&
		      !is_behind(policy, packet->oif, &packet->daddr);

	if (!lost && !astray)
		return;
	complain(ruleset, packet, began);
	fail_msg("of a live connection it %s",
		 lost ? "is dropped" : "leaves to another zone");
}

static void the_rules_accept_exactly_what_the_register_allows(void **state)
{
	struct compile_options options = { .generation = 7,
					   .now = RANDOM_EPOCH };
	unsigned n_accepted = 0, n = 0;

	(void)state;
	for (uint64_t began = 1; began <= N_POLICIES; began++) {
		struct policy policy;
		struct ruleset ruleset;
		struct diags diags = { 0 };

		random_seed(began << 32);
		random_policy(&policy);
		assert_true(
			ruleset_compile(&policy, &options, &ruleset, &diags));
		for (int i = 0; i < N_PACKETS; i++) {
			struct mac mac;
			struct packet packet = random_packet(&policy, &mac);

			bool accepted =
				compare(&policy, &ruleset, &packet, began);

			hold_live(&policy, &ruleset, &packet, accepted, began);
			n_accepted += accepted;
			n++;
		}
		ruleset_finish(&ruleset);
		arena_finish(&policy.arena);
		diags_finish(&diags);
	}
	print_message("%u of %u packets accepted\n", n_accepted, n);
	/* A test that meets nothing but drops says little. */
	assert_true(n_accepted > n / 8);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_rules_accept_exactly_what_the_register_allows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
