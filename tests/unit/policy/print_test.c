/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print_test.c -- the canonical text reads back to the same policy
 */
#include "policy/print/print.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"

#include "policy_text.h"

static char *print_to_text(const struct policy *policy)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	policy_print(policy, out);
	fclose(out);
	return text;
}

/* read(print(p)) = p, and print(read(print(p))) = print(p). */
static void assert_round_trip(const struct policy *policy, const char *name)
{
	_cleanup_(diags_finish) struct diags diags = { 0 };
	_cleanup_(policy_finish) struct policy again = { 0 };
	_cleanup_(freep) char *text = print_to_text(policy);
	_cleanup_(freep) char *text_again = NULL;
	struct policy_options options = test_options();
	const char *what = NULL;

	if (!policy_from_text(text, &options, &again, &diags)) {
		diags_print(&diags, stderr, false);
		fail_msg("%s: its canonical text does not load", name);
	}
	if (!policy_equal(policy, &again, &what))
		fail_msg("%s: differs in %s", name, what);
	text_again = print_to_text(&again);
	assert_string_equal(text, text_again);
}

static size_t try_each(const char *pattern, bool must_load)
{
	struct policy_options options = test_options();
	glob_t found;
	size_t n = 0;

	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		_cleanup_(diags_finish) struct diags diags = { 0 };
		_cleanup_(policy_finish) struct policy policy = { 0 };

		if (policy_load(found.gl_pathv[i], &options, &policy, &diags)) {
			assert_round_trip(&policy, found.gl_pathv[i]);
			n++;
		} else if (must_load) {
			diags_print(&diags, stderr, false);
			fail_msg("%s does not load", found.gl_pathv[i]);
		}
	}
	globfree(&found);
	return n;
}

static void every_example_site_reads_back_from_its_print(void **state)
{
	(void)state;
	assert_int_equal(try_each("conf/*.conf", true), 6);
	assert_int_equal(try_each("conf/demo/sekisho.conf", true), 1);
}

static void every_golden_policy_that_loads_reads_back(void **state)
{
	(void)state;
	assert_true(try_each("tests/golden/check/*/policy.conf", false) >= 3);
	assert_true(try_each("tests/golden/compile/*/policy.conf", false) >= 1);
}

static void quotes_and_backslashes_survive(void **state)
{
	struct policy_options options = test_options();
	_cleanup_(diags_finish) struct diags diags = { 0 };
	_cleanup_(policy_finish) struct policy policy = { 0 };

	(void)state;
	assert_true(policy_from_text(
		"model = \"single\"; zones = ( { name = \"z\"; tier = "
		"\"internet\"; label = \"a \\\"b\\\" \\\\ c\"; interfaces = "
		"[\"z0\"]; networks = [\"10.0.0.0/8\"]; } );\n",
		&options, &policy, &diags));
	assert_string_equal(policy.zones.at[0].label, "a \"b\" \\ c");
	assert_round_trip(&policy, "quotes");
}

static void days_print_as_runs(void **state)
{
	static const struct {
		struct hours hours;
		const char *text;
	} rows[] = {
		{ { 0x3e, 30600, 62100 }, "mon-fri 08:30-17:15" },
		{ { 0x7f, 0, 86400 }, "mon-sun 00:00-24:00" },
		{ { 0x2a, 0, 60 }, "mon,wed,fri 00:00-00:01" },
		{ { 0x41, 0, 60 }, "sat,sun 00:00-00:01" },
		{ { 0x47, 0, 60 }, "mon,tue,sat,sun 00:00-00:01" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_(freep) char *text = NULL;
		size_t len;
		FILE *out = open_memstream(&text, &len);

		print_hours(&rows[i].hours, out);
		fclose(out);
		assert_string_equal(text, rows[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_example_site_reads_back_from_its_print),
		cmocka_unit_test(every_golden_policy_that_loads_reads_back),
		cmocka_unit_test(quotes_and_backslashes_survive),
		cmocka_unit_test(days_print_as_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
