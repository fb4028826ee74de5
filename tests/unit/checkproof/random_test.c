/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_test.c -- of what the checker calls dropped no packet passes, and of
 * what it calls unmarked none gets a mark
 *
 * Random rules, given to the checker as a dump's bytes and to the machine
 * (machine.h) as they are; random packets, and boxes around them. The checker
 * may say less than is true, but nothing that is not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/must.h"
#include "checkproof/check.h"
#include "proof/rules/dump_file.h"

#include "random_policy.h"
#include "random_rules.h"
#include "rounds.h"
#include "rules_dump.h"

enum {
	RULESETS = 300, /* of which rounds() says how many */
	PACKETS = 200,
};

static struct {
	size_t unread, packets, dropped, marked, boxes, told, unmarked;
} seen;

static void fix(struct box *box, size_t at, const void *bytes, size_t len)
{
	memcpy(box->lo + at, bytes, len);
	memcpy(box->hi + at, bytes, len);
}

static struct box box_of(const struct machine *m)
{
	static const uint32_t states[] = { [NEW] = 8,
					   [INVALID] = 1,
					   [UNTRACKED] = 64,
					   [RELATED] = 4,
					   [ESTABLISHED] = 2 };
	const uint8_t way = FORWARD, family = m->ip6 ? IP6 : IP4;
	struct box box = { 0 };
	uint8_t state = NEW;
	size_t len = m->ip6 ? 16 : 4, at = m->ip6 ? 8 : 12;
	uint8_t proto = (uint8_t)m->l4proto;
	char name[16] = "";

	while (states[state] != m->ct_state)
		state++;
	fix(&box, WAY, &way, 1);
	fix(&box, STATE, &state, 1);
	fix(&box, FAMILY, &family, 1);
	memcpy(name, m->iif, strlen(m->iif));
	fix(&box, IIF, name, sizeof(name));
	memset(name, 0, sizeof(name));
	memcpy(name, m->oif, strlen(m->oif));
	fix(&box, OIF, name, sizeof(name));
	fix(&box, MARK, &m->ct_mark, 4);
	fix(&box, SADDR, m->network + at, len);
	fix(&box, DADDR, m->network + at + len, len);
	fix(&box, PROTO, &proto, 1);
	fix(&box, SPORT, m->transport, 4);
	return box;
}

/* Some bytes get others beside theirs. */
static void widen(struct box *box)
{
	for (size_t n = pick(12); n > 0; n--) {
		size_t at = pick(WAY);

		box->lo[at] = (uint8_t)pick(box->lo[at] + 1U);
		box->hi[at] = (uint8_t)(box->hi[at] + pick(256U - box->hi[at]));
	}
}

/* Whatever the checker says of the box has to be so of the packet. */
static bool try_box(const struct dump *dump, const struct box *box, bool passes,
		    uint32_t mark)
{
	struct box stamps = *box;
	struct run run = { .dump = dump, .box = box, .stamps = &stamps };
	unsigned what;

	fix(&stamps, MARK, &mark, sizeof(mark));
	what = box_run(&run);
	seen.told += !(what & PASS);
	seen.unmarked += !(what & STAMP);
	return ((what & PASS) || !passes) && ((what & STAMP) || !mark);
}

static void try_packet(const struct dump *dump, const struct machine *machine,
		       uint64_t seed)
{
	struct box box = box_of(machine);
	uint32_t mark;
	bool passes = machine_forward(machine, &mark);

	/* 0: none was written, or none that could be told. */
	if (mark == machine->ct_mark || machine->ct_state == 1 ||
	    machine->ct_state == 64)
		mark = 0;
	seen.packets++;
	seen.dropped += !passes;
	seen.marked += mark != 0;
	if (!try_box(dump, &box, passes, mark))
		fail_msg("seed %ju: not so of a packet", (uintmax_t)seed);
	for (int i = 0; i < 4; i++) {
		widen(&box);
		seen.boxes++;
		if (!try_box(dump, &box, passes, mark))
			fail_msg("seed %ju: not so of a box", (uintmax_t)seed);
	}
}

static void try_rules(struct rules *rules, struct dump *dump, uint64_t seed)
{
	const struct lift_options options = { .links = random_links,
					      .n_links = n_random_links,
					      .has_links = true };
	uint16_t digits[DIAGRAM_LEVELS];
	struct machine machine;
	struct space space;

	space_init(&space, ORDER_DESTINATIONS);
	assert_true(lift_tell_names(rules, &options, &space));
	space_freeze(&space);
	for (int i = 0; i < PACKETS; i++) {
		random_digits(&space, digits);
		machine = (struct machine){ .rules = rules };
		machine_of(&space, digits, &machine);
		/* As the kernel knows each that is forwarded. */
		if (*machine.iif && *machine.oif)
			try_packet(dump, &machine, seed);
	}
	space_finish(&space);
}

static void what_is_said_of_a_box_is_so(void **state)
{
	const size_t n = rounds(RULESETS);

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++) {
		struct snapshot snapshot = { 0 };
		uint8_t digest[DIGEST_LEN], *bytes;
		struct rules rules = { 0 };
		struct dump dump;
		size_t len;

		random_seed(seed);
		random_rules(&rules);
		rules_dump(&rules, &snapshot);
		len = dump_file_len(&snapshot);
		bytes = xcalloc(len, 1);
		dump_file_write(&snapshot, bytes, digest);
		if (dump_load(&dump, (struct bytes){ bytes, len }))
			try_rules(&rules, &dump, seed);
		else
			seen.unread++;
		dump_free(&dump);
		free(bytes);
		snapshot_finish(&snapshot);
		rules_finish(&rules);
	}
	print_message("%zu packets, %zu dropped, %zu marked; %zu boxes, "
		      "%zu told, %zu unmarked; %zu of %zu rulesets unread\n",
		      seen.packets, seen.dropped, seen.marked, seen.boxes,
		      seen.told, seen.unmarked, seen.unread, n);
	assert_in_range(seen.told, seen.packets / 20, 5 * seen.packets);
	assert_in_range(seen.unmarked, seen.packets / 20, 5 * seen.packets);
	assert_true(seen.marked > 0);
	assert_in_range(seen.unread, 0, n / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_said_of_a_box_is_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
