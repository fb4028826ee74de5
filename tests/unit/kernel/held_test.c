/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * held_test.c -- tests generation.c, facts.c, udata.c, foreign.c, forwarding.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <linux/netfilter/nf_tables.h>

#include "kernel/facts.h"
#include "kernel/forwarding.h"
#include "kernel/netlink/attr.h"
#include "kernel/netlink/udata.h"
#include "kernel/verify.h"

#include "sample.h"

static void add_chain(struct held *held, const char *name)
{
	vec_add(&held->arena, &held->gate.chains)->name =
		arena_strdup(&held->arena, name);
}

static void only_names_that_we_write_bear_a_generation(void **state)
{
	(void)state;
	assert_int_equal(generation_of_name("g1_x"), 1);
	assert_int_equal(generation_of_name("g4095_x_y"), 4095);
	assert_int_equal(generation_of_name("g4096_x"), 0);
	assert_int_equal(generation_of_name("g0_x"), 0);
	assert_int_equal(generation_of_name("g01_x"), 0);
	assert_int_equal(generation_of_name("g1"), 0);
	assert_int_equal(generation_of_name("g_x"), 0);
	assert_int_equal(generation_of_name("gate_x"), 0);
	assert_int_equal(generation_of_name("g11111111111111111111_x"), 0);
	assert_int_equal(generation_of_name(""), 0);
}

static void the_next_number_is_one_that_nothing_bears(void **state)
{
	struct held held = { .live = 4094 };

	(void)state;
	assert_int_equal(generation_next(&held), 4095);
	add_chain(&held, "g4095_left");
	assert_int_equal(generation_next(&held), 1);
	add_chain(&held, "g1_left");
	add_chain(&held, "g3_left");
	assert_int_equal(generation_next(&held), 2);
	for (int i = 1; i <= 4095; i++) {
		char name[32];

		snprintf(name, sizeof(name), "g%d_full", i);
		add_chain(&held, name);
	}
	assert_int_equal(generation_next(&held), 0);
	held_finish(&held);
}

/* Writes facts, and reads them from the message as from a dump. */
static bool round_trip(const struct facts *in, struct arena *arena,
		       struct facts *out)
{
	struct batch batch;
	struct held held = { 0 };
	struct attrs attrs;
	bool good;

	sample_batch(&batch);
	facts_put(&batch, arena, 9, in);
	assert_true(attrs_of_message(sample_message(&batch, 0), &attrs));
	assert_string_equal(attr_text(attrs.at[NFTA_CHAIN_NAME]), "g9_facts");
	assert_true(attrs.at[NFTA_CHAIN_USERDATA]->nla_len <= 4 + UDATA_MAX);
	add_chain(&held, "g9_facts");
	held.gate.chains.at[0].udata = attrs.at[NFTA_CHAIN_USERDATA];
	good = facts_read(&held, 9, arena, out);
	held_finish(&held);
	batch_finish(&batch);
	return good;
}

static void facts_read_back_as_they_went(void **state)
{
	const struct facts in = { .policy = "/etc/sekisho/sekisho.conf",
				  .author = "佐藤",
				  .reason = "年度更新",
				  .digest = { 1, 2, 3 },
				  .time = 1795000000 };
	struct arena arena = { 0 };
	struct facts out;

	(void)state;
	assert_true(round_trip(&in, &arena, &out));
	assert_string_equal(out.policy, in.policy);
	assert_string_equal(out.author, in.author);
	assert_string_equal(out.reason, in.reason);
	assert_memory_equal(out.digest, in.digest, DIGEST_LEN);
	assert_int_equal(out.time, in.time);
	arena_finish(&arena);
}

static void long_facts_are_cut_between_characters(void **state)
{
	char path[600] = "", text[600] = "";
	struct facts in = { .policy = path, .author = text, .reason = text };
	struct arena arena = { 0 };
	struct facts out;

	(void)state;
	for (int i = 0; i < 150; i++) {
		strcat(path, "路");
		strcat(text, "理");
	}
	strcat(path, "/end.conf");
	assert_true(round_trip(&in, &arena, &out));
	assert_non_null(strstr(out.policy, "/end.conf"));
	assert_true(strlen(out.reason) > 50);
	assert_int_equal(strlen(out.reason) % 3, 0);
	arena_finish(&arena);
}

static void what_does_not_belong_is_named_by_kind(void **state)
{
	struct ruleset ruleset;
	struct held held = { 0 };
	struct findings findings = { 0 };
	struct held_thing *thing;
	const struct intent intent = { .current = &ruleset };

	(void)state;
	sample_ruleset(&ruleset);
	add_chain(&held, "g7_all");
	add_chain(&held, "g7_facts");
	verify_foreign(&held, &intent, &findings);
	assert_int_equal(findings.list.n, 0);
	add_chain(&held, "g7_evil");
	add_chain(&held, "g8_a");
	add_chain(&held, "g8_b");
	thing = vec_add(&held.arena, &held.gate.things);
	thing->name = "fast";
	thing->flowtable = true;
	verify_foreign(&held, &intent, &findings);
	assert_int_equal(findings.list.n, 3);
	assert_true(findings_have(&findings, FINDING_LEFTOVER));
	assert_string_equal(findings.list.at[0].text,
			    "chain sekisho g7_evil is not ours");
	assert_string_equal(findings.list.at[1].text,
			    "generation 8 is loaded but not in force");
	assert_string_equal(findings.list.at[2].text,
			    "flowtable sekisho fast is not ours");
	findings_finish(&findings);
	held_finish(&held);
	ruleset_finish(&ruleset);
}

static void hours_want_a_kernel_that_counts_in_utc(void **state)
{
	struct ruleset ruleset, without = { 0 };
	struct diags diags = { 0 };

	(void)state;
	sample_ruleset(&ruleset);
	assert_true(timezone_fits(&ruleset, 0, &diags));
	assert_true(timezone_fits(&without, -540, &diags));
	assert_int_equal(diags.n_errors, 0);
	assert_false(timezone_fits(&ruleset, -540, &diags));
	assert_string_equal(diags.list.at[0].slug, "kernel-timezone");
	assert_int_equal(diags.list.at[0].at.line, 30);
	diags_finish(&diags);
	ruleset_finish(&ruleset);
}

static void user_data_that_lies_about_its_length_is_empty(void **state)
{
	_Alignas(4) uint8_t room[32] = { 0 };
	struct nlattr *attr = (void *)room;
	size_t len = 0;

	(void)state;
	attr->nla_len = 4 + 6;
	memcpy(room + 4, "\x00\x09hello", 7);
	assert_null(udata_find(attr, 0, &len));
	assert_null(udata_text(attr, 0));
	memcpy(room + 4,
	       "\x00\x04"
	       "abcd",
	       6);
	assert_non_null(udata_find(attr, 0, &len));
	assert_null(udata_text(attr, 0)); /* no NUL */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_names_that_we_write_bear_a_generation),
		cmocka_unit_test(the_next_number_is_one_that_nothing_bears),
		cmocka_unit_test(facts_read_back_as_they_went),
		cmocka_unit_test(long_facts_are_cut_between_characters),
		cmocka_unit_test(what_does_not_belong_is_named_by_kind),
		cmocka_unit_test(hours_want_a_kernel_that_counts_in_utc),
		cmocka_unit_test(user_data_that_lies_about_its_length_is_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
