/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * register_stamp_test.c -- the most and the least that a register permits
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "proof/diagram/apply.h"
#include "proof/diagram/ask.h"
#include "proof/register/register.h"
#include "proof/space/witness.h"

#include "policy_text.h"
#include "register_lab.h"

static const char register_text[] =
	"flows = (\n"
	"{ id = \"F1\"; from = \"a\"; to = \"b\"; source = [\"a1\"];"
	" destination = [\"b1\"]; service = [\"tcp/443\"];"
	" class = \"public-body\"; purpose = \"p\"; document = \"d\";"
	" requested_by = \"x\"; approved_by = \"y\";"
	" hours = [\"mon-sun 00:00-24:00\"]; valid_until = \"2027-03-31\"; },\n"
	"{ id = \"F2\"; from = \"a\"; to = \"a\"; source = [\"any\"];"
	" destination = [\"10.1.9.0/24\"]; service = [\"udp/8000\"];"
	" purpose = \"p\"; rate = \"10/second\"; }\n"
	");\n";

static int set_up(void **state)
{
	(void)state;
	return register_lab_begin(register_text);
}

/* One packet, and what is said of it: the least, the most, without rates. */
struct row {
	const char *words;
	bool least, most, unlimited;
};

/* A mark of generation 7: 7 << 20, the clock's bit 1 << 19, the number. */
static const struct row rows[] = {
	/* a connection of no stamp: the entries say it */
	{ "a 10.1.0.7 -> a 10.1.9.1 udp/8000", true, true, false },
	{ "a 10.1.0.7 -> a 10.1.9.1 udp/8001", false, false, false },
	{ "a 10.1.0.7 -> b 10.2.0.5 tcp/22 state established", false, false,
	  false },
	/* a stamp, or another generation's, or one that the clock may end */
	{ "a 10.1.0.7 -> b 10.2.0.5 tcp/22 state established ct-mark=7340034",
	  false, true, false },
	{ "a 10.1.0.7 -> b 10.2.0.5 tcp/22 ct-mark=7340034", false, true,
	  false },
	{ "b 10.2.0.5 -> a 10.1.0.7 tcp/22 state established reply "
	  "ct-mark=7340034",
	  false, true, false },
	{ "a 10.1.0.7 -> b 10.2.0.5 tcp/22 state established ct-mark=8388610",
	  false, false, false },
	{ "a 10.1.0.7 -> b 10.2.0.5 tcp/22 state established ct-mark=7864322",
	  false, false, false },
	{ "a 10.1.0.7 -> b 10.2.0.5 tcp/22 state related ct-mark=7340034",
	  false, false, false },
	/* only from the arriving zone to the leaving one */
	{ "a 10.2.0.7 -> b 10.2.0.5 tcp/22 state established ct-mark=7340034",
	  false, false, false },
	{ "a 10.1.0.7 -> b 10.1.0.5 tcp/22 state established ct-mark=7340034",
	  false, false, false },
	{ "a 10.1.0.1 -> b 10.2.0.5 tcp/22 state established ct-mark=7340034",
	  false, true, false },
	/* errors: the entry's own stamp, or any that is believed */
	{ "b 10.2.0.9 -> a 10.1.0.5 icmp/11.0 state related ct-mark=7864321 "
	  "ct-ip-saddr=10.2.0.5 ct-ip-daddr=10.1.0.5",
	  true, true, true },
	{ "b 10.2.0.9 -> a 10.1.0.5 icmp/11.0 state related ct-mark=7340033 "
	  "ct-ip-saddr=10.2.0.5 ct-ip-daddr=10.1.0.5",
	  false, true, false },
	{ "b 10.2.0.9 -> a 10.1.0.5 icmp/11.0 state related ct-mark=7340039 "
	  "ct-ip-saddr=10.2.0.5 ct-ip-daddr=10.1.0.5",
	  false, true, false },
	{ "b 10.2.0.9 -> a 10.1.0.5 icmp/11.0 state related ct-mark=7864322 "
	  "ct-ip-saddr=10.2.0.5 ct-ip-daddr=10.1.0.5",
	  false, true, false },
};

static bool permits(const struct register_diagrams *built, const char *words)
{
	uint16_t digits[DIAGRAM_LEVELS];
	char error[WITNESS_ERROR];

	if (!witness_read(words, &space, &policy, digits, error))
		fail_msg("%s: %s", words, error);
	return diagram_evaluate(&all, built->hooks[REGISTER_FORWARD], digits) ==
	       DIAGRAM_TRUE;
}

static void a_stamp_is_believed_at_most(void **state)
{
	struct register_options options = { .now = TEST_NOW, .generation = 7 };
	struct register_diagrams least, most, unlimited;

	(void)state;
	assert_true(register_build(&all, &space, &policy, &options, &least));
	options.stamps = true;
	assert_true(register_build(&all, &space, &policy, &options, &most));
	options.stamps = false;
	options.unlimited = true;
	assert_true(
		register_build(&all, &space, &policy, &options, &unlimited));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];

		if (permits(&least, row->words) != row->least ||
		    permits(&most, row->words) != row->most ||
		    permits(&unlimited, row->words) != row->unlimited)
			fail_msg("%s", row->words);
	}
}

static void the_least_is_part_of_the_most(void **state)
{
	struct register_options options = { .time = REGISTER_TIMES,
					    .generation = 7 };
	struct register_diagrams least, most;

	(void)state;
	assert_true(register_build(&all, &space, &policy, &options, &least));
	options.stamps = true;
	assert_true(register_build(&all, &space, &policy, &options, &most));
	for (int i = 0; i < N_REGISTER_HOOKS; i++) {
		assert_int_equal(
			diagram_minus(&all, least.hooks[i], most.hooks[i]),
			DIAGRAM_FALSE);
		assert_int_not_equal(least.hooks[i], most.hooks[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stamp_is_believed_at_most),
		cmocka_unit_test(the_least_is_part_of_the_most),
	};

	return cmocka_run_group_tests(tests, set_up, register_lab_end);
}
