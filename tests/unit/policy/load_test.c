/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * load_test.c -- a policy from its text: what it resolves to, and when it fails
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy_text.h"

struct fixture {
	struct policy policy;
	struct diags diags;
	struct policy_options options;
	char text[16384];
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->options = test_options();
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	policy_finish(&f->policy);
	diags_finish(&f->diags);
	free(f);
	return 0;
}

static bool load(struct fixture *f, const char *more)
{
	snprintf(f->text, sizeof(f->text), "%s%s", test_site, more);
	return policy_from_text(f->text, &f->options, &f->policy, &f->diags);
}

static bool has_slug(const struct fixture *f, const char *slug)
{
	vec_each(diag, &f->diags.list)
		if (diag->slug && !strcmp(diag->slug, slug))
			return true;
	return false;
}

#define SPECIFIC                                                       \
	" class = \"public-body\"; purpose = \"p\"; document = \"d\";" \
	" requested_by = \"x\"; approved_by = \"y\"; "

static const char one_flow[] =
	"flows = ( { id = \"F1\"; from = \"a\"; to = \"b\"; source = [\"a1\"];"
	" destination = [\"b1\"]; service = [\"tcp/443\", \"tcp/444\"];" SPECIFIC
	" valid_until = \"2027-03-31\"; } );\n";

static void hosts_become_ranges_and_ports_merge(void **state)
{
	struct fixture *f = *state;
	char text[RANGE_TEXT];
	const struct flow *flow;

	assert_true(load(f, one_flow));
	flow = &f->policy.flows.at[0];
	assert_int_equal(flow->sources.n, 2);
	assert_string_equal(range_text(text, &flow->sources.at[0]), "10.1.0.5");
	assert_string_equal(range_text(text, &flow->sources.at[1]),
			    "fd00:1::5");
	assert_int_equal(flow->ports.n, 1);
	assert_int_equal(flow->ports.at[0].first, 443);
	assert_int_equal(flow->ports.at[0].last, 444);
	assert_int_equal(flow->approval.valid_until, 1806505200);
	assert_string_equal(policy_entry_id(&f->policy, 1), "F1");
	assert_null(policy_entry_id(&f->policy, 0));
	assert_null(policy_entry_id(&f->policy, 2));
}

static void ports_with_one_between_them_stay_apart(void **state)
{
	struct fixture *f = *state;
	const struct flow *flow;

	assert_true(load(
		f, "flows = ( { id = \"F1\"; from = \"a\"; to = \"b\";"
		   " source = [\"a1\"]; destination = [\"b1\"];"
		   " service = [\"tcp/82\", \"udp/81\", \"tcp/80\"];" SPECIFIC
		   " valid_until = \"2027-03-31\"; } );\n"));
	flow = &f->policy.flows.at[0];
	assert_int_equal(flow->ports.n, 3);
	assert_int_equal(flow->ports.at[0].last, 80);
	assert_int_equal(flow->ports.at[1].first, 82);
	assert_int_equal(flow->ports.at[2].proto, PROTO_UDP);
}

static void an_upstream_zone_is_all_that_is_in_no_other(void **state)
{
	struct fixture *f = *state;
	const struct zone *w;
	struct addr_range one;

	assert_true(load(f, ""));
	w = policy_find_zone(&f->policy, "w");
	for (size_t i = 0; i < w->space.n; i++) {
		range_read("10.1.2.3", &one);
		assert_false(range_overlaps(&w->space.at[i], &one));
		range_read("fd00:2::1", &one);
		assert_false(range_overlaps(&w->space.at[i], &one));
		range_read("127.0.0.1", &one);
		assert_false(range_overlaps(&w->space.at[i], &one));
	}
	assert_int_equal(w->networks.n, 0);
	assert_true(w->space.n > 3);
}

static void a_failed_load_leaves_its_output_alone(void **state)
{
	struct fixture *f = *state;

	memset(&f->policy, 0x5a, sizeof(f->policy));
	assert_false(load(f, "flows = ( { id = \"F1\"; } );\n"));
	assert_true(f->diags.n_errors > 0);
	for (size_t i = 0; i < sizeof(f->policy); i++)
		assert_int_equal(((unsigned char *)&f->policy)[i], 0x5a);
	memset(&f->policy, 0, sizeof(f->policy));
}

static void an_expired_flow_is_an_error_and_at_boot_a_warning(void **state)
{
	struct fixture *f = *state;

	f->options.now = 1806505200; /* the first second after */
	assert_false(load(f, one_flow));
	assert_true(has_slug(f, "expired"));
	diags_finish(&f->diags);
	f->options.keep_expired = true;
	assert_true(load(f, one_flow));
	assert_int_equal(f->diags.n_errors, 0);
	assert_true(has_slug(f, "expired"));
	assert_false(approval_is_valid(&f->policy.flows.at[0].approval,
				       f->options.now));
	assert_true(approval_is_valid(&f->policy.flows.at[0].approval,
				      f->options.now - 1));
}

static void
a_test_of_an_expired_flow_does_not_keep_the_box_from_booting(void **state)
{
	struct fixture *f = *state;
	char text[2048];

	snprintf(text, sizeof(text),
		 "%stests = ( { packet = \"a 10.1.0.5 -> b 10.2.0.5 tcp/443\";"
		 " expect = \"accept\"; } );\n",
		 one_flow);
	assert_true(load(f, text));
	f->options.now = 1806505200; /* the first second after */
	policy_finish(&f->policy);
	diags_finish(&f->diags);
	assert_false(load(f, text));
	diags_finish(&f->diags);
	f->options.keep_expired = true;
	assert_true(load(f, text));
	assert_int_equal(f->diags.n_errors, 0);
	assert_true(has_slug(f, "test-ended"));
}

#define KEY_1                                                                \
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKc2oBMm2+v5qgQ0o1JHkOv6wKQm1c" \
	"W4l0dYx7m9f3bA"

static const char one_approver[] =
	"approvers = ( { name = \"s\"; valid_until = \"2027-03-31\";"
	" key = \"" KEY_1 "\"; } );\n";

static void
one_approver_opens_and_changes_approvers_but_none_closes(void **state)
{
	struct fixture *f = *state;

	assert_true(load(f, one_approver));
	assert_int_equal(f->policy.quorum[APPROVE_WIDEN], 1);
	assert_int_equal(f->policy.quorum[APPROVE_NARROW], 0);
	assert_int_equal(f->policy.quorum[APPROVE_APPROVERS], 1);
	assert_int_equal(f->policy.quorum[APPROVE_OTHER], 1);
	assert_int_equal(f->diags.n_warnings, 0);
}

static void
an_approver_whose_key_ended_does_not_keep_the_box_from_booting(void **state)
{
	struct fixture *f = *state;

	f->options.now = 1806505200; /* the first second after */
	assert_false(load(f, one_approver));
	assert_true(has_slug(f, "too-few-approvers"));
	diags_finish(&f->diags);
	f->options.keep_expired = true;
	assert_true(load(f, one_approver));
	assert_false(
		approver_is_valid(&f->policy.approvers.at[0], f->options.now));
	assert_true(approver_is_valid(&f->policy.approvers.at[0],
				      f->options.now - 1));
}

static void
a_clock_that_was_reset_does_not_keep_the_box_from_booting(void **state)
{
	struct fixture *f = *state;

	f->options.now = 0; /* 1970: every end is beyond the horizon */
	assert_false(load(f, one_flow));
	assert_true(has_slug(f, "too-late"));
	diags_finish(&f->diags);
	f->options.keep_expired = true;
	assert_true(load(f, one_flow));
}

static void the_horizon_is_the_fiscal_year_after_next(void **state)
{
	static const struct {
		time_t now;
		bool good;
	} rows[] = {
		/* valid_until 2027-03-31; Tokyo's days */
		{ 1711897200 - 1, false }, /* 2024-03-31: until 2026-03-31 */
		{ 1711897200, true },      /* 2024-04-01: until 2027-03-31 */
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < 2; i++) {
		f->options.now = rows[i].now;
		assert_int_equal(load(f, one_flow), rows[i].good);
		policy_finish(&f->policy);
		diags_finish(&f->diags);
	}
}

static void the_time_zone_moves_every_day(void **state)
{
	struct fixture *f = *state;

	snprintf(f->text, sizeof(f->text), "timezone = \"-03:30\";\n%s%s",
		 test_site, one_flow);
	assert_true(
		policy_from_text(f->text, &f->options, &f->policy, &f->diags));
	assert_int_equal(f->policy.utc_offset, -12600);
	/* 2027-04-01 00:00 at -03:30 */
	assert_int_equal(f->policy.flows.at[0].approval.valid_until,
			 1806505200 + 9 * 3600 + 12600);
}

static void nothing_is_ever_wider_than_its_words(void **state)
{
	/* Each a word that some firewall has read as "all". */
	static const char *const words[] = {
		"[]",
		"[\"\"]",
		"[\" \"]",
		"[\"*\"]",
		"[\"all\"]",
		"[\"ANY\"]",
		"[\"any \"]",
		"[\"0.0.0.0\"]",
		"[\"0.0.0.0/0\"]",
		"[\"::/0\"]",
		"[\"::\"]",
		"[\"10.1.0.5/0\"]",
		"[\"10.1.0.5/\"]",
		"[\"10.1.0.5/33\"]",
		"[\"10.1.0.5/-1\"]",
		"[\"10.1.0.5/255.255.255.0\"]",
		"[\"10.1.0.5-\"]",
		"[\"-10.1.0.5\"]",
		"[\"10.1.0.5 10.1.0.6\"]",
		"[\"!a1\"]",
		"[\"a1\", \"!a1\"]",
		"[\"0x0a010005\"]",
		"[\"167837701\"]",
		"[\"nobody\"]",
		"[\"a\"]",
		"[\"10.1\"]",
		"[\"::ffff:10.1.0.5\"]",
		"[\"fe80::1%eth0\"]",
		"true",
		"1",
		"\"a1\"",
	};
	struct fixture *f = *state;
	char flow[1024];

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		snprintf(flow, sizeof(flow),
			 "groups = ( { name = \"nobody\"; members = []; } );\n"
			 "flows = ( { id = \"F1\"; from = \"a\"; to = \"b\"; "
			 "source = %s; destination = [\"b1\"]; service = "
			 "[\"tcp/443\"];" SPECIFIC
			 " valid_until = \"2027-03-31\"; } );\n",
			 words[i]);
		if (load(f, flow))
			fail_msg("taken: source = %s", words[i]);
		assert_true(f->diags.n_errors > 0);
		diags_finish(&f->diags);
	}
}

static void no_service_is_ever_wider_than_its_words(void **state)
{
	static const char *const words[] = {
		"[]",
		"[\"\"]",
		"[\"tcp\"]",
		"[\"tcp/\"]",
		"[\"tcp/any\"]",
		"[\"tcp/*\"]",
		"[\"tcp/0\"]",
		"[\"tcp/0-65535\"]",
		"[\"tcp/65536\"]",
		"[\"tcp/4294967739\"]",
		"[\"tcp/443-\"]",
		"[\"tcp/-443\"]",
		"[\"tcp/443,80\"]",
		"[\"tcp/443 \"]",
		"[\"tcp/ 443\"]",
		"[\"tcp/0443\"]",
		"[\"TCP/443\"]",
		"[\"/443\"]",
		"[\"443\"]",
		"[\"ip/443\"]",
		"[\"!https\"]",
		"[\"icmp/any\"]",
		"[\"icmp/8\"]",
		"[443]",
		"443",
		"\"tcp/443\"",
	};
	struct fixture *f = *state;
	char flow[1024];

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		snprintf(flow, sizeof(flow),
			 "flows = ( { id = \"F1\"; from = \"a\"; to = \"b\"; "
			 "source = [\"a1\"]; destination = [\"b1\"]; service = "
			 "%s;" SPECIFIC " valid_until = \"2027-03-31\"; } );\n",
			 words[i]);
		if (load(f, flow))
			fail_msg("taken: service = %s", words[i]);
		diags_finish(&f->diags);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(hosts_become_ranges_and_ports_merge),
		TEST(ports_with_one_between_them_stay_apart),
		TEST(an_upstream_zone_is_all_that_is_in_no_other),
		TEST(a_failed_load_leaves_its_output_alone),
		TEST(an_expired_flow_is_an_error_and_at_boot_a_warning),
		TEST(a_test_of_an_expired_flow_does_not_keep_the_box_from_booting),
		TEST(one_approver_opens_and_changes_approvers_but_none_closes),
		TEST(an_approver_whose_key_ended_does_not_keep_the_box_from_booting),
		TEST(a_clock_that_was_reset_does_not_keep_the_box_from_booting),
		TEST(the_horizon_is_the_fiscal_year_after_next),
		TEST(the_time_zone_moves_every_day),
		TEST(nothing_is_ever_wider_than_its_words),
		TEST(no_service_is_ever_wider_than_its_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
