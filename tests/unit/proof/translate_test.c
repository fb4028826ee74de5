/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * translate_test.c -- rules that translate destinations, against all packets
 *
 * Random chains on a few addresses, ports and marks, of which the last stands
 * for all others: so every packet that there can be is tried by a plain loop,
 * and where to it gets is what the diagram must say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proof/diagram/ask.h"
#include "proof/lift/hook.h"
#include "proof/trace/trace.h"

#include "random_policy.h"
#include "rounds.h"
#include "translate_site.h"

enum {
	WORLDS = 400,  /* of which rounds() says how many */
	CONFIRMED = 8, /* IPS_CONFIRMED */
};

static bool gets_through(const struct site *site, struct little packet)
{
	bool unused;

	return site_run(site, FORWARD, &packet, &unused);
}

/* A first packet with this mark that gets through as this one. */
static bool may_begin(const struct site *site, struct little as, bool moved)
{
	struct little packet;
	bool translated;

	for (unsigned i = 0; i < VALUES * VALUES; i++) {
		packet = (struct little){ (uint8_t)(i / VALUES),
					  (uint8_t)(i % VALUES), as.mark };
		if (!moved &&
		    (packet.daddr != as.daddr || packet.dport != as.dport))
			continue;
		if (site_arrives(site, &packet, &translated) &&
		    (moved || !translated) && packet.daddr == as.daddr &&
		    packet.dport == as.dport && gets_through(site, packet))
			return true;
	}
	return false;
}

struct lifted {
	struct diagrams all;
	struct space space;
	struct lift lift;
	uint32_t may, must;         /* of what begins */
	uint32_t any_may, any_must; /* of whatever comes */
};

static void lift_site(struct lifted *lifted, const struct site *site)
{
	const struct lift_options how = { 0 };
	uint32_t any, begins;

	diagrams_init(&lifted->all, (struct diagram_limits){ 0 });
	space_init(&lifted->space, ORDER_DESTINATIONS);
	assert_true(lift_tell_names(&site->rules, &how, &lifted->space));
	assert_true(space_add_name(&lifted->space, "eth0"));
	space_freeze(&lifted->space);
	lift_init(&lifted->lift, &lifted->all, &lifted->space, &site->rules,
		  &how);
	any = hook_way(&lifted->lift, WAY_FORWARD);
	begins = hook_begins(&lifted->lift, any);
	lifted->any_may = hook_may(&lifted->lift, any);
	lifted->any_must = hook_must(&lifted->lift, any);
	lifted->may = hook_may(&lifted->lift, begins);
	lifted->must = hook_must(&lifted->lift, begins);
}

static void lifted_finish(struct lifted *lifted)
{
	lift_finish(&lifted->lift);
	space_finish(&lifted->space);
	diagrams_finish(&lifted->all);
}

static void digits_of(const struct space *space, struct little packet,
		      enum space_state state, uint16_t *digits)
{
	uint16_t eth0 = space_iface_digit(space, "eth0");

	space_nice(space, digits);
	digits[space->levels[VAR_IIF]] = eth0;
	digits[space->levels[VAR_OIF]] = eth0;
	space_put_number(space, digits, VAR_CT_STATE, state);
	space_put_number(space, digits, VAR_IP4_DADDR, packet.daddr);
	space_put_number(space, digits, VAR_DPORT, packet.dport);
	space_put_number(space, digits, VAR_MARK, packet.mark);
}

static bool says(struct lifted *lifted, uint32_t diagram, struct little packet,
		 enum space_state state)
{
	uint16_t digits[DIAGRAM_LEVELS];

	digits_of(&lifted->space, packet, state, digits);
	return diagram_evaluate(&lifted->all, diagram, digits) == DIAGRAM_TRUE;
}

static struct {
	size_t packets, through, moved;
} seen;

static void try_first(struct site *site, struct lifted *lifted,
		      struct little packet)
{
	bool may = says(lifted, lifted->may, packet, STATE_NEW);
	bool itself = may_begin(site, packet, false);
	bool any = may_begin(site, packet, true);

	seen.packets++;
	seen.through += any;
	seen.moved += any && !itself;
	if (any)
		assert_true(may);
	if (may && !site->raw_asks)
		assert_true(any);
	if (says(lifted, lifted->must, packet, STATE_NEW))
		assert_true(itself);
}

/* A trace follows the packet itself. */
static void trace_first(struct site *site, struct lifted *lifted,
			struct little packet)
{
	const struct trace_options how = { 0 };
	const struct trace_run *run;
	uint16_t digits[DIAGRAM_LEVELS];
	struct tracer tracer;
	struct trace trace;
	bool translated, passes;

	digits_of(&lifted->space, packet, STATE_NEW, digits);
	passes = site_arrives(site, &packet, &translated) &&
		 gets_through(site, packet);
	tracer_init(&tracer, &lifted->space, &site->rules, &how);
	trace_packet(&tracer, WAY_FORWARD, digits, &trace);
	run = passes ? &trace.accept : &trace.drop;
	assert_int_equal(trace.verdict, passes ? TRACE_ACCEPT : TRACE_DROP);
	assert_int_equal(run->moved, translated);
	trace_finish(&trace);
	tracer_finish(&tracer);
}

/* Its connection may have begun under other rules: of what chains before the
 * translation asked of its destination anything may be. */
static void try_later(struct site *site, struct lifted *lifted,
		      struct little packet)
{
	struct little sent, now;
	bool any = false, unused;

	for (unsigned i = 0; i < VALUES * VALUES; i++) {
		sent = (struct little){ (uint8_t)(i / VALUES),
					(uint8_t)(i % VALUES), packet.mark };
		if (!site_run(site, RAW, &sent, &unused))
			continue;
		now = (struct little){ packet.daddr, packet.dport, sent.mark };
		any |= site_run(site, MIDDLE, &now, &unused) &&
		       gets_through(site, now);
	}
	assert_int_equal(says(lifted, lifted->may, packet, STATE_ESTABLISHED),
			 any);
}

/* Chains of type nat see it, and leave it where it is. */
static bool run_settled(const struct site *site, enum chain chain,
			struct little *packet)
{
	struct little before = *packet;
	bool unused;

	if (!site_run(site, chain, packet, &unused))
		return false;
	packet->daddr = before.daddr;
	packet->dport = before.dport;
	return true;
}

static void who_began_before_is_asked_and_stays(struct site *site,
						struct lifted *lifted,
						struct little packet)
{
	uint16_t digits[DIAGRAM_LEVELS];
	struct little now = packet;
	bool unused, passes;

	passes = site_run(site, RAW, &now, &unused) &&
		 run_settled(site, NAT, &now) &&
		 run_settled(site, SECOND, &now) &&
		 site_run(site, MIDDLE, &now, &unused) &&
		 gets_through(site, now);
	digits_of(&lifted->space, packet, STATE_NEW, digits);
	space_put_number(&lifted->space, digits, VAR_CT_STATUS, CONFIRMED);
	if (passes)
		assert_int_equal(
			diagram_evaluate(&lifted->all, lifted->any_may, digits),
			DIAGRAM_TRUE);
	else
		assert_int_equal(diagram_evaluate(&lifted->all,
						  lifted->any_must, digits),
				 DIAGRAM_FALSE);
}

static void untracked_passes_as_it_is(struct site *site, struct lifted *lifted,
				      struct little packet)
{
	struct little now = packet;
	bool unused, passes;

	passes = site_run(site, RAW, &now, &unused) &&
		 site_run(site, MIDDLE, &now, &unused) &&
		 gets_through(site, now);
	assert_int_equal(says(lifted, lifted->may, packet, STATE_INVALID),
			 passes);
	assert_int_equal(says(lifted, lifted->must, packet, STATE_INVALID),
			 passes);
}

static void where_to_packets_get_is_what_the_diagram_says(void **state)
{
	static struct site site;
	struct lifted lifted;
	const size_t n = rounds(WORLDS);

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++) {
		random_seed(seed);
		random_site(&site);
		lift_site(&lifted, &site);
		for (unsigned i = 0; i < VALUES * VALUES * VALUES; i++) {
			struct little packet = { (uint8_t)(i % VALUES),
						 (uint8_t)(i / VALUES % VALUES),
						 (uint8_t)(i / VALUES /
							   VALUES) };

			try_first(&site, &lifted, packet);
			trace_first(&site, &lifted, packet);
			try_later(&site, &lifted, packet);
			who_began_before_is_asked_and_stays(&site, &lifted,
							    packet);
			untracked_passes_as_it_is(&site, &lifted, packet);
		}
		lifted_finish(&lifted);
	}
	print_message("%zu packets, %zu get through, %zu of them because "
		      "others are translated\n",
		      seen.packets, seen.through, seen.moved);
	assert_in_range(seen.through, seen.packets / 20, seen.packets / 2);
	assert_in_range(seen.moved, seen.packets / 200, seen.packets);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(where_to_packets_get_is_what_the_diagram_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
