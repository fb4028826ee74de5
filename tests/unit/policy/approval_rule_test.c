/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * approval_rule_test.c -- who counts, who does not, and how many it takes
 */
#include "policy/change/approval_rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"

#include "policy_text.h"

#define ED    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"
#define KEY_1 ED "Kc2oBMm2+v5qgQ0o1JHkOv6wKQm1cW4l0dYx7m9f3bA"
#define KEY_2 ED "NEEXnIJfkxgviA2CYeftVKjKktgnjN0Wwwi+g7RXHAo"
#define KEY_3 ED "NEEXnIJfkxgviA2CYeftVKjKktgnjN0Wwwi+g7RXHAp"
#define KEY_4 ED "NEEXnIJfkxgviA2CYeftVKjKktgnjN0Wwwi+g7RXHAq"

#define FLOW(id)                                                              \
	"{ id = \"" id "\"; from = \"a\"; to = \"b\"; source = [\"a1\"]; "    \
	"destination = [\"b1\"]; service = [\"tcp/443\"]; class = "           \
	"\"public-body\"; purpose = \"p\"; document = \"d\"; requested_by = " \
	"\"加 藤\"; approved_by = \"s\"; valid_until = \"2027-03-31\"; }"

static const char approvers[] =
	"approvers = ("
	"{ name = \"佐藤\"; login = \"sato\"; key = \"" KEY_1 " c\"; },"
	"{ name = \"伊藤\"; key = \"" KEY_2 "\"; valid_until = "
	"\"2026-11-20\"; },"
	"{ name = \"加藤\"; key = \"" KEY_3 "\"; },"
	"{ name = \"木村\"; key = \"" KEY_4 "\"; valid_from = "
	"\"2026-11-21\"; } );\n";

struct fixture {
	struct policy base, next;
	struct change change;
	struct approval_rule rule;
	struct approval_question question;
	struct approval_result result;
	struct approval_signature signatures[8];
};

static void load(const char *text, const char *more, struct policy *out)
{
	_cleanup_(diags_finish) struct diags diags = { 0 };
	struct policy_options options = test_options();
	char all[16384];

	snprintf(all, sizeof(all), "%s%s%s", test_site, text, more);
	if (policy_from_text(all, &options, out, &diags))
		return;
	diags_print(&diags, stderr, false);
	fail_msg("does not load");
}

static void begin(struct fixture *f, const char *quorum, const char *more)
{
	load(approvers, quorum, &f->base);
	load(more, "", &f->next);
	assert_int_equal(change_make(7, &f->base, &f->next, &f->change), 0);
	approval_rule_make(&f->base, &f->change, &f->rule);
	f->question = (struct approval_question){
		.rule = &f->rule,
		.applicant = "yamada",
		.override = "",
		.now = TEST_NOW,
		.signatures = f->signatures,
	};
}

static void sign(struct fixture *f, size_t approver)
{
	const struct rule_approver *by = &f->rule.approvers.at[approver];

	f->signatures[f->question.n_signatures++] =
		(struct approval_signature){ by->name, by->fingerprint };
}

static enum approval_verdict judge(struct fixture *f)
{
	approval_result_finish(&f->result);
	approval_judge(&f->question, &f->result);
	return f->result.verdict;
}

static bool says(const struct fixture *f, const char *text)
{
	vec_each(reason, &f->result.reasons)
		if (strstr(*reason, text))
			return true;
	return false;
}

static int set_up(void **state)
{
	*state = calloc(1, sizeof(struct fixture));
	return *state ? 0 : -1;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	approval_result_finish(&f->result);
	approval_rule_finish(&f->rule);
	change_finish(&f->change);
	policy_finish(&f->base);
	policy_finish(&f->next);
	free(f);
	return 0;
}

/* The approvers themselves are struck in these, but for a new flow. */
static const char two[] = "approvals = { widen = \"2\"; };\n";
static const char one[] = "";
static const char flow_too[] = "flows = ( " FLOW("F1") " );\n";

static void each_person_counts_once(void **state)
{
	struct fixture *f = *state;

	begin(f, two, "");
	assert_int_equal(judge(f), APPROVAL_MISSING);
	assert_true(says(f, "has 0, needs 2"));
	sign(f, 0);
	sign(f, 0);
	assert_int_equal(judge(f), APPROVAL_MISSING);
	assert_true(says(f, "佐藤 has signed twice"));
	assert_true(says(f, "has 1, needs 2"));
	sign(f, 1);
	assert_int_equal(judge(f), APPROVAL_GIVEN);
	assert_int_equal(f->result.counted.n, 2);
	assert_string_equal(f->result.counted.at[1], "伊藤");
}

static void a_key_counts_on_its_days_alone(void **state)
{
	struct fixture *f = *state;

	begin(f, one, "");
	sign(f, 1);
	sign(f, 3);
	assert_int_equal(judge(f), APPROVAL_GIVEN);
	assert_true(says(f, "木村 does not count yet"));
	f->question.now = 1795186800; /* the first second of the next day */
	assert_int_equal(judge(f), APPROVAL_GIVEN);
	assert_true(says(f, "伊藤 does not count any more"));
	f->question.n_signatures = 1;
	assert_int_equal(judge(f), APPROVAL_MISSING);
}

static void a_key_is_its_own_approvers_alone(void **state)
{
	struct fixture *f = *state;

	begin(f, one, "");
	sign(f, 0);
	f->signatures[0].name = "伊藤";
	assert_int_equal(judge(f), APPROVAL_MISSING);
	assert_true(says(f, "is no key of an approver '伊藤'"));
	f->signatures[0] = (struct approval_signature){ "佐藤", "SHA256:x" };
	assert_int_equal(judge(f), APPROVAL_MISSING);
}

static void who_applies_it_does_not_approve_it(void **state)
{
	struct fixture *f = *state;

	begin(f, one, "");
	sign(f, 0);
	f->question.applicant = "sato";
	assert_int_equal(judge(f), APPROVAL_MISSING);
	assert_true(says(f, "佐藤 applies the change"));
	f->question.applicant = "佐　藤";
	assert_int_equal(judge(f), APPROVAL_MISSING);
	f->question.override = "　";
	assert_int_equal(judge(f), APPROVAL_MISSING);
	f->question.override = "二人の事務局";
	assert_int_equal(judge(f), APPROVAL_GIVEN);
	assert_true(f->result.override_used);
	assert_string_equal(f->result.counted.at[0], "佐藤");
}

static void an_account_without_a_name_may_be_any_approvers(void **state)
{
	struct fixture *f = *state;

	begin(f, one, "");
	sign(f, 0);
	f->question.applicant = "uid 1000";
	assert_int_equal(judge(f), APPROVAL_MISSING);
	assert_true(says(f, "佐藤 may be who applies the change"));
	/* 伊藤 has no account. */
	sign(f, 1);
	assert_int_equal(judge(f), APPROVAL_GIVEN);
	assert_string_equal(f->result.counted.at[0], "伊藤");
}

static void who_asked_for_an_entry_does_not_approve_it(void **state)
{
	struct fixture *f = *state;

	begin(f, one, flow_too);
	sign(f, 2);
	assert_int_equal(judge(f), APPROVAL_MISSING);
	assert_true(says(f, "加藤 asked for what it touches"));
}

static void an_override_is_used_only_where_others_are_too_few(void **state)
{
	struct fixture *f = *state;

	begin(f, one, "");
	f->question.applicant = "sato";
	f->question.override = "x";
	sign(f, 0);
	sign(f, 1);
	assert_int_equal(judge(f), APPROVAL_GIVEN);
	assert_false(f->result.override_used);
	assert_int_equal(f->result.counted.n, 1);
	/* It is no way past the number. */
	f->question.n_signatures = 0;
	assert_int_equal(judge(f), APPROVAL_MISSING);
}

static void an_emergency_stays_open_and_makes_no_approvers(void **state)
{
	struct fixture *f = *state;

	begin(f, one, "");
	assert_true(f->rule.kinds >> APPROVE_APPROVERS & 1);
	f->question.emergency = true;
	assert_int_equal(judge(f), APPROVAL_MISSING);
	assert_true(says(f, "an emergency changes no approvers"));
	f->rule.kinds = 1 << APPROVE_WIDEN;
	assert_int_equal(judge(f), APPROVAL_OPEN);
	sign(f, 0);
	assert_int_equal(judge(f), APPROVAL_GIVEN);
	f->question.n_signatures = 0;
	/* Nobody is left who could approve. */
	f->rule.kinds = 1 << APPROVE_APPROVERS;
	f->rule.approvers.n = 0;
	assert_int_equal(judge(f), APPROVAL_OPEN);
}

static void each_kind_has_its_number(void **state)
{
	struct fixture *f = *state;

	begin(f,
	      "approvals = { widen = \"2\"; narrow = \"0\"; other = \"1\"; "
	      "};\n",
	      "");
	f->rule.kinds = 1 << APPROVE_NARROW;
	assert_int_equal(judge(f), APPROVAL_GIVEN);
	assert_int_equal(f->result.counted.n, 0);
	f->rule.kinds |= 1 << APPROVE_OTHER;
	assert_int_equal(judge(f), APPROVAL_MISSING);
	sign(f, 0);
	assert_int_equal(judge(f), APPROVAL_GIVEN);
	f->rule.kinds |= 1 << APPROVE_WIDEN;
	assert_int_equal(judge(f), APPROVAL_MISSING);
	assert_true(says(f, "'widen': has 1, needs 2"));
	f->rule.kinds = 0;
	assert_int_equal(judge(f), APPROVAL_GIVEN);
}

static void the_new_policys_approvers_count_for_nothing(void **state)
{
	struct fixture *f = *state;

	load("", "", &f->base);
	load(approvers, "approvals = { widen = \"2\"; };\n", &f->next);
	assert_int_equal(change_make(7, &f->base, &f->next, &f->change), 0);
	approval_rule_make(&f->base, &f->change, &f->rule);
	assert_int_equal(f->rule.approvers.n, 0);
	assert_int_equal(f->rule.quorum[APPROVE_WIDEN], 0);
}

static void the_first_generation_is_nobodys_to_approve(void **state)
{
	struct fixture *f = *state;

	begin(f, two, "");
	approval_rule_finish(&f->rule);
	approval_rule_make(NULL, &f->change, &f->rule);
	assert_int_equal(judge(f), APPROVAL_BOOTSTRAP);
}

static void a_packed_rule_reads_back_and_nothing_cut_does(void **state)
{
	struct fixture *f = *state;
	_cleanup_(approval_rule_finish) struct approval_rule again = { 0 };
	_cleanup_(freep) uint8_t *bytes = NULL, *bytes_again = NULL;
	size_t len, len_again;

	begin(f, two, flow_too);
	bytes = approval_rule_pack(&f->rule, &len);
	for (size_t cut = 0; cut < len; cut++)
		assert_false(approval_rule_unpack(bytes, cut, &again));
	assert_true(approval_rule_unpack(bytes, len, &again));
	assert_int_equal(again.kinds, f->rule.kinds);
	assert_int_equal(again.approvers.n, 4);
	assert_string_equal(again.approvers.at[0].fingerprint,
			    f->rule.approvers.at[0].fingerprint);
	assert_true(again.approvers.at[2].asked);
	bytes_again = approval_rule_pack(&again, &len_again);
	assert_int_equal(len, len_again);
	assert_memory_equal(bytes, bytes_again, len);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(each_person_counts_once),
		TEST(a_key_counts_on_its_days_alone),
		TEST(a_key_is_its_own_approvers_alone),
		TEST(who_applies_it_does_not_approve_it),
		TEST(an_account_without_a_name_may_be_any_approvers),
		TEST(who_asked_for_an_entry_does_not_approve_it),
		TEST(an_override_is_used_only_where_others_are_too_few),
		TEST(an_emergency_stays_open_and_makes_no_approvers),
		TEST(each_kind_has_its_number),
		TEST(the_new_policys_approvers_count_for_nothing),
		TEST(the_first_generation_is_nobodys_to_approve),
		TEST(a_packed_rule_reads_back_and_nothing_cut_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
