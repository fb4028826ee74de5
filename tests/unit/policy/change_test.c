/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * change_test.c -- of which kinds a change is: narrow only where that is shown
 */
#include "policy/change/change.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"

#include "policy_text.h"

enum {
	W = 1 << APPROVE_WIDEN,
	N = 1 << APPROVE_NARROW,
	A = 1 << APPROVE_APPROVERS,
	O = 1 << APPROVE_OTHER,
};

#define FLOW(more)                                                           \
	"flows = ( { id = \"F1\"; from = \"a\"; to = \"b\"; source = "       \
	"[\"10.1.0.8/30\"]; destination = [\"b1\"]; service = "              \
	"[\"tcp/440-443\"]; class = \"public-body\"; purpose = \"p\"; "      \
	"document = \"d\"; requested_by = \"r\"; approved_by = \"s\"; " more \
	" } );\n"
#define UNTIL " valid_until = \"2027-03-31\";"
#define ZONES                                                           \
	"model = \"alpha\"; zones = ("                                  \
	"{ name = \"a\"; tier = \"lgwan\"; interfaces = [\"a0\"];"      \
	" networks = [\"10.1.0.0/16\"]; addresses = [\"10.1.0.1\"]; }," \
	"{ name = \"b\"; tier = \"mynumber\"; interfaces = [\"b0\"];"   \
	" networks = [\"10.2.0.0/16\"]; } );\n"
#define HOST_B      "{ name = \"b1\"; zone = \"b\"; addresses = [\"10.2.0.5\"]; }"
#define HOSTS(more) "hosts = ( " HOST_B more " );\n"
#define SITE        ZONES HOSTS("")
#define KEY_1                                                                \
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKc2oBMm2+v5qgQ0o1JHkOv6wKQm1c" \
	"W4l0dYx7m9f3bA"
#define APPROVERS(more) \
	"approvers = ( { name = \"s\"; key = \"" KEY_1 "\"; " more " } );\n"

static struct policy load(const char *text)
{
	_cleanup_(diags_finish) struct diags diags = { 0 };
	struct policy_options options = test_options();
	struct policy policy = { 0 };

	if (!policy_from_text(text, &options, &policy, &diags)) {
		diags_print(&diags, stderr, false);
		fail_msg("does not load");
	}
	return policy;
}

static uint32_t kinds_of(const char *before, const char *after)
{
	_cleanup_(policy_finish) struct policy base = load(before);
	_cleanup_(policy_finish) struct policy next = load(after);
	_cleanup_(change_finish) struct change change = { 0 };

	assert_int_equal(change_make(7, &base, &next, &change), 0);
	return change.kinds;
}

struct row {
	const char *before, *after;
	uint32_t forth, back; /* kinds there, and of the way back */
};

static void try_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t forth = kinds_of(rows[i].before, rows[i].after);
		uint32_t back = kinds_of(rows[i].after, rows[i].before);
		char a[CHANGE_KINDS_TEXT], b[CHANGE_KINDS_TEXT];

		if (forth != rows[i].forth || back != rows[i].back)
			fail_msg("row %zu: '%s' there, '%s' back", i,
				 change_kinds_text(a, forth),
				 change_kinds_text(b, back));
	}
}

#define TRY(rows) try_rows(rows, sizeof(rows) / sizeof(*(rows)))

static const char flow[] = SITE FLOW(UNTIL);

static void a_flow_narrows_only_where_each_limit_does(void **state)
{
	static const struct row rows[] = {
		{ flow, flow, 0, 0 },
		{ SITE, flow, W, N },
		{ flow, SITE FLOW(" valid_until = \"2027-03-30\";"), N, W },
		{ flow, SITE FLOW(UNTIL " valid_from = \"2026-12-01\";"), N,
		  W },
		{ flow, SITE FLOW(UNTIL " hours = [\"mon 08:00-09:00\"];"), N,
		  W },
		{ SITE FLOW(UNTIL " hours = [\"mon-fri 08:00-18:00\"];"),
		  SITE FLOW(UNTIL " hours = [\"tue,thu 08:00-12:00\"];"), N,
		  W },
		{ SITE FLOW(UNTIL " hours = [\"mon-fri 08:00-18:00\"];"),
		  SITE FLOW(UNTIL " hours = [\"mon-sat 09:00-10:00\"];"), W,
		  W },
		{ SITE FLOW(UNTIL " hours = [\"mon 08:00-09:00\"];"),
		  SITE FLOW(UNTIL " hours = [\"mon 08:30-09:30\"];"), W, W },
		{ flow, SITE FLOW(UNTIL " rate = \"5/minute\";"), N, W },
		{ SITE FLOW(UNTIL " rate = \"5/minute burst 5\";"),
		  SITE FLOW(UNTIL " rate = \"4/minute burst 5\";"), N, W },
		{ SITE FLOW(UNTIL " rate = \"5/minute burst 5\";"),
		  SITE FLOW(UNTIL " rate = \"4/minute burst 6\";"), W, W },
		/* more an hour may be less a minute; nobody shows that here */
		{ SITE FLOW(UNTIL " rate = \"5/minute\";"),
		  SITE FLOW(UNTIL " rate = \"5/hour\";"), W, W },
		{ flow, SITE FLOW(UNTIL " log = true;"), O, O },
		{ flow, SITE FLOW(UNTIL " comment = \"c\";"), O, O },
		{ flow,
		  SITE FLOW(" comment = \"c\"; valid_until = "
			    "\"2027-03-30\";"),
		  N | O, W | O },
	};

	(void)state;
	TRY(rows);
}

#define ENDS(sources, ports, class)                                       \
	SITE "flows = ( { id = \"F1\"; from = \"a\"; to = \"b\"; "        \
	     "source = [" sources "]; destination = [\"b1\"]; service = " \
	     "[" ports "]; class = \"" class                              \
		"\"; purpose = \"p\"; "                                   \
		"document = \"d\"; requested_by = \"r\"; approved_by = "  \
		"\"s\"; " UNTIL " } );\n"

static void ends_are_compared_by_what_they_stand_for(void **state)
{
	static const char before[] =
		ENDS("\"10.1.0.8/30\"", "\"tcp/440-443\"", "public-body");
	static const struct row rows[] = {
		{ before,
		  ENDS("\"10.1.0.9\"", "\"tcp/440-443\"", "public-body"), N,
		  W },
		{ before, ENDS("\"10.1.0.8/30\"", "\"tcp/443\"", "public-body"),
		  N, W },
		{ before, ENDS("\"10.1.0.8/30\"", "\"udp/443\"", "public-body"),
		  W, W },
		/* narrower here, wider there */
		{ before,
		  ENDS("\"10.1.0.9\"", "\"tcp/439-443\"", "public-body"), W | N,
		  W | N },
		/* other words for the same */
		{ before,
		  ENDS("\"10.1.0.8\", \"10.1.0.9\", \"10.1.0.10/31\"",
		       "\"tcp/440-443\"", "public-body"),
		  O, O },
		{ before,
		  ENDS("\"10.1.0.9\"", "\"tcp/440-443\"", "other-approved"),
		  W | N, W },
	};

	(void)state;
	TRY(rows);
}

#define MAC(text) " mac = \"02:00:00:00:00:0" text "\";"
#define HOST(addrs, more)                                                 \
	ZONES HOSTS(", { name = \"h\"; zone = \"a\"; addresses = [" addrs \
		    "];" more " }")

static void a_pinned_host_is_never_narrowed_by_losing_its_pin(void **state)
{
	static const struct row rows[] = {
		{ SITE, HOST("\"10.1.0.5\"", ""), W, N },
		{ SITE, HOST("\"10.1.0.5\"", MAC("5")), W, W },
		{ HOST("\"10.1.0.5\"", ""), HOST("\"10.1.0.5\"", MAC("5")), N,
		  W },
		{ HOST("\"10.1.0.5\"", MAC("5")),
		  HOST("\"10.1.0.5\"", MAC("6")), W, W },
		{ HOST("\"10.1.0.5\"", MAC("5")),
		  HOST("\"10.1.0.5\"", MAC("5") " on_link = false;"), W, N },
		{ HOST("\"10.1.0.5\", \"10.1.0.6\"", ""),
		  HOST("\"10.1.0.5\"", ""), N, W },
		{ HOST("\"10.1.0.5\", \"10.1.0.6\"", MAC("5")),
		  HOST("\"10.1.0.5\"", MAC("5")), W, W },
		{ HOST("\"10.1.0.5\"", ""),
		  HOST("\"10.1.0.5\"", " label = \"l\";"), O, O },
		{ HOST("\"10.1.0.5\"", ""),
		  HOST("\"10.1.0.5\"", " role = \"renkei\";"), W, W },
	};

	(void)state;
	TRY(rows);
}

static void what_is_not_an_entry_widens_unless_only_people_read_it(void **state)
{
	static const char group[] = SITE
		"groups = ( { name = \"g\"; addresses = [\"10.1.0.8/30\"]; "
		"} );\n";
	static const struct row rows[] = {
		{ SITE, group, W, N },
		{ group,
		  SITE "groups = ( { name = \"g\"; addresses = "
		       "[\"10.1.0.9\"]; } );\n",
		  N, W },
		/* a name that becomes another kind of thing */
		{ group,
		  HOST("\"10.1.0.9\"", "") "groups = ( { name = \"k\"; "
					   "members = [\"h\"]; } );\n",
		  W | N, W | N },
		{ SITE,
		  SITE "services = ( { name = \"x\"; ports = "
		       "[\"tcp/9\"]; } );\n",
		  W, N },
		{ SITE, SITE "timezone = \"UTC\";\n", W, W },
		/* the same hours, said of another place */
		{ SITE, SITE "timezone = \"Japan\";\n", W, W },
		{ SITE, SITE "claims = ( \"never b -> a\" );\n", O, W },
		{ SITE,
		  SITE "claims = ( \"never b -> a\", \"never a -> b\" "
		       ");\n",
		  O, W },
		{ SITE,
		  SITE "tests = ( { packet = \"a 10.1.0.5 -> b 10.2.0.5 "
		       "tcp/1\"; expect = \"drop\"; } );\n",
		  O, W },
		{ SITE,
		  SITE "contacts = ( { name = \"c\"; phone = \"1\"; } );\n", O,
		  O },
		{ SITE, SITE APPROVERS(""), A, A },
		{ SITE APPROVERS(""),
		  SITE APPROVERS("") "approvals = { widen = \"0\"; };\n", A,
		  A },
		{ SITE APPROVERS(""), SITE APPROVERS("role = \"r\";"), A, A },
	};

	(void)state;
	TRY(rows);
}

#define TWO_CLAIMS(a, b) SITE "claims = ( " a ", " b " );\n"

static void another_order_and_repetition_are_not_called_nothing(void **state)
{
	static const char claim[] = SITE "claims = ( \"never b -> a\" );\n";
	static const struct row rows[] = {
		{ TWO_CLAIMS("\"never b -> a\"", "\"never a -> b\""),
		  TWO_CLAIMS("\"never a -> b\"", "\"never b -> a\""), O, O },
		{ claim, TWO_CLAIMS("\"never b -> a\"", "\"never b -> a\""), W,
		  W },
	};

	(void)state;
	TRY(rows);
}

static void the_first_policy_is_a_change_from_nothing(void **state)
{
	_cleanup_(policy_finish) struct policy next = load(flow);
	_cleanup_(change_finish) struct change change = { 0 };

	(void)state;
	assert_int_equal(change_make(0, NULL, &next, &change), 0);
	assert_true(change.first);
	assert_true(change.kinds & W);
	assert_non_null(strstr(change.text, "\nbase-policy: none\n"));
}

static void a_text_is_of_one_generation(void **state)
{
	_cleanup_(policy_finish) struct policy base = load(SITE);
	_cleanup_(policy_finish) struct policy next = load(flow);
	_cleanup_(change_finish) struct change a = { 0 }, b = { 0 }, c = { 0 };

	(void)state;
	assert_int_equal(change_make(7, &base, &next, &a), 0);
	assert_int_equal(change_make(7, &base, &next, &b), 0);
	assert_int_equal(change_make(8, &base, &next, &c), 0);
	assert_string_equal(a.text, b.text);
	assert_int_equal(strlen(a.text), a.len);
	assert_memory_equal(a.digest, b.digest, DIGEST_LEN);
	assert_memory_not_equal(a.digest, c.digest, DIGEST_LEN);
}

static void who_asked_before_and_after_is_told_once(void **state)
{
	_cleanup_(policy_finish) struct policy base = load(SITE FLOW(UNTIL));
	_cleanup_(policy_finish) struct policy next = load(
		SITE
		"flows = ( { id = \"F1\"; from = \"a\"; to = \"b\"; source "
		"= [\"10.1.0.9\"]; destination = [\"b1\"]; service = "
		"[\"tcp/443\"]; class = \"public-body\"; purpose = \"p\"; "
		"document = \"d\"; requested_by = \"q\"; approved_by = "
		"\"s\"; " UNTIL " }, { id = \"F2\"; from = \"a\"; to = "
		"\"b\"; source = [\"10.1.0.9\"]; destination = [\"b1\"]; "
		"service = [\"tcp/80\"]; class = \"public-body\"; purpose "
		"= \"p\"; document = \"d\"; requested_by = \"q\"; "
		"approved_by = \"s\"; " UNTIL " } );\n");
	_cleanup_(change_finish) struct change change = { 0 };

	(void)state;
	assert_int_equal(change_make(7, &base, &next, &change), 0);
	assert_int_equal(change.requesters.n, 2);
	assert_string_equal(change.requesters.at[0], "r");
	assert_string_equal(change.requesters.at[1], "q");
}

/* A string cannot end its field, begin a line or end its list. */
static void no_string_can_pose_as_a_field(void **state)
{
	_cleanup_(policy_finish) struct policy base = load(SITE);
	_cleanup_(policy_finish) struct policy next = load(
		SITE FLOW(UNTIL " comment = \"\\\\\\\"; log = true; ]\";"));
	_cleanup_(change_finish) struct change change = { 0 };

	(void)state;
	assert_int_equal(change_make(7, &base, &next, &change), 0);
	assert_non_null(strstr(change.text,
			       "+   備考 comment = \"\\\\\\\"; log = true; "
			       "]\";\n"));
	assert_null(strstr(change.text, "\n+   記録 log"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flow_narrows_only_where_each_limit_does),
		cmocka_unit_test(ends_are_compared_by_what_they_stand_for),
		cmocka_unit_test(
			a_pinned_host_is_never_narrowed_by_losing_its_pin),
		cmocka_unit_test(
			what_is_not_an_entry_widens_unless_only_people_read_it),
		cmocka_unit_test(
			another_order_and_repetition_are_not_called_nothing),
		cmocka_unit_test(the_first_policy_is_a_change_from_nothing),
		cmocka_unit_test(a_text_is_of_one_generation),
		cmocka_unit_test(who_asked_before_and_after_is_told_once),
		cmocka_unit_test(no_string_can_pose_as_a_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
