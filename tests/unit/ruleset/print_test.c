/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print_test.c -- tests src/ruleset/print.c, print_rule.c and print_value.c
 */
#include "ruleset/print.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "ruleset/build.h"

static struct arena arena;

static const char *rule_text(const struct build *b)
{
	static char text[512];
	FILE *out = fmemopen(text, sizeof(text), "w");

	rule_print(&b->chain.rules.at[b->chain.rules.n - 1], out);
	fclose(out);
	return text;
}

static struct build begun(void)
{
	struct build b = build_chain(&arena, "c", NULL);

	build_rule(&b, NULL);
	return b;
}

static int forget(void **state)
{
	(void)state;
	arena_finish(&arena);
	return 0;
}

static void the_fast_path_reads_as_nft_writes_it(void **state)
{
	struct build b = begun();

	(void)state;
	build_any_bit(&b, FIELD_CT_STATE, CT_STATE_NEW | CT_STATE_ESTABLISHED);
	build_masked(&b, FIELD_CT_MARK, LIVE_MASK, 1 << GENERATION_SHIFT);
	build_stamp(&b);
	build_accept(&b);
	assert_string_equal(
		rule_text(&b),
		"ct state established,new ct mark & 0xfff80000 == 0x00100000 "
		"meta mark set meta mark & 0x00ffffff | 0x5e000000 accept");
}

static void times_are_numbers_free_of_any_time_zone(void **state)
{
	struct build b = begun();

	(void)state;
	build_at_least(&b, FIELD_TIME, 1700000000000000000);
	build_below(&b, FIELD_TIME, 1900000000000000000);
	build_range(&b, FIELD_DAY, 1, 5);
	build_range(&b, FIELD_HOUR, 30600, 62099);
	build_accept(&b);
	assert_string_equal(rule_text(&b),
			    "meta time >= 1700000000 "
			    "meta time < 1900000000 "
			    "meta day 1-5 meta hour 30600-62099 accept");
}

static void addresses_read_as_prefix_range_or_host(void **state)
{
	static const char *const texts[] = {
		"10.0.0.0/8",
		"10.0.0.1",
		"10.0.0.1-10.0.0.9",
		"0.0.0.0/0",
	};
	struct addr_range range;
	char expected[64];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct build b = begun();

		assert_int_equal(range_read(texts[i], &range), ADDR_OK);
		build_address(&b, FIELD_IP_SADDR, &range);
		snprintf(expected, sizeof(expected), "ip saddr %s", texts[i]);
		assert_string_equal(rule_text(&b), expected);
	}
}

static void an_element_reads_with_its_timeout_comment_and_mark(void **state)
{
	struct set set = {
		.kind = SET_MARKS,
		.key = KEY(FIELD_IP_SADDR, FIELD_IP_DADDR, FIELD_L4PROTO,
			   FIELD_TH_DPORT),
		.timeouts = true,
	};
	struct element element = {
		.key = { 10, 20, 0, 5, 10, 10, 1, 5, 6, 0, 0, 0, 1, 187 },
		.mark = 0x100001,
		.timeout_ms = 93784500,
		.comment = "F-1",
	};
	char text[256];
	FILE *out = fmemopen(text, sizeof(text), "w");

	(void)state;
	element_print(&set, &element, out);
	fclose(out);
	assert_string_equal(text, "10.20.0.5 . 10.10.1.5 . tcp . 443 timeout "
				  "1d2h3m4s500ms comment \"F-1\" : 0x00100001");
}

/* nft(8) has no escapes in strings: a quote would end it. */
static void what_nft_cannot_quote_becomes_a_question_mark(void **state)
{
	struct build b = begun();

	(void)state;
	build_log(&b, "a\"b\\c");
	assert_string_equal(rule_text(&b), "log prefix \"a?b?c\" group 5");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fast_path_reads_as_nft_writes_it),
		cmocka_unit_test(times_are_numbers_free_of_any_time_zone),
		cmocka_unit_test(addresses_read_as_prefix_range_or_host),
		cmocka_unit_test(
			an_element_reads_with_its_timeout_comment_and_mark),
		cmocka_unit_test(what_nft_cannot_quote_becomes_a_question_mark),
	};

	return cmocka_run_group_tests(tests, NULL, forget);
}
