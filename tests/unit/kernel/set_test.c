/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set_test.c -- tests put_set.c, get_set.c and same_set.c of src/kernel
 *
 * What put_elements() sends is taken for what the kernel dumps: the attributes
 * are the same.
 */
#include "kernel/get/set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <libmnl/libmnl.h>

#include <linux/netfilter/nf_tables.h>

#include "kernel/netlink/attr.h"
#include "kernel/put/set.h"
#include "kernel/same/set.h"

#include "sample.h"

struct fixture {
	struct ruleset ruleset;
	struct batch batch;
};

static void setup(struct fixture *f)
{
	sample_ruleset(&f->ruleset);
	sample_batch(&f->batch);
}

static void teardown(struct fixture *f)
{
	batch_finish(&f->batch);
	ruleset_finish(&f->ruleset);
}

/* A kernel that holds `held` is compared with `wanted`. */
static struct element_check compare(struct fixture *f, const struct set *held,
				    const struct set *wanted)
{
	struct element_check check;

	batch_finish(&f->batch);
	sample_batch(&f->batch);
	if (held->elements.n)
		put_elements(&f->batch, TABLE_GATE, held, 0);
	element_check_init(&check, wanted);
	if (held->elements.n)
		assert_int_equal(element_check_read(
					 sample_message(&f->batch, 0), &check),
				 0);
	batch_finish(&f->batch);
	return check;
}

static void assert_check(struct element_check check, size_t missing,
			 size_t different, size_t foreign)
{
	assert_int_equal(element_check_missing(&check), missing);
	assert_int_equal(check.n_different, different);
	assert_int_equal(check.n_foreign, foreign);
	assert_int_equal(element_check_all(&check), missing == 0);
	element_check_finish(&check);
}

static void every_shape_of_set_equals_itself(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	vec_each(set, &f.ruleset.tree.sets)
		assert_check(compare(&f, set, set), 0, 0, 0);
	teardown(&f);
}

/* A copy whose elements can be changed. */
static struct set copy(struct fixture *f, const char *name)
{
	struct set set = *sample_set(&f->ruleset, name);
	const struct set *from = sample_set(&f->ruleset, name);

	set.elements.at = NULL;
	set.elements.n = set.elements.cap = 0;
	vec_each(element, &from->elements)
		*vec_add(&f->ruleset.arena, &set.elements) = *element;
	return set;
}

static void each_kind_of_change_is_found(void **state)
{
	struct fixture f;
	const struct set *wanted;
	struct set held;

	(void)state;
	setup(&f);
	wanted = sample_set(&f.ruleset, "g7_exact4");
	held = copy(&f, "g7_exact4");
	held.elements.at[0].mark++;
	assert_check(compare(&f, &held, wanted), 0, 1, 0);
	held = copy(&f, "g7_exact4");
	held.elements.at[2].comment = "F-3";
	assert_check(compare(&f, &held, wanted), 0, 1, 0);
	held = copy(&f, "g7_exact4");
	held.elements.at[1].timeout_ms = 0;
	assert_check(compare(&f, &held, wanted), 0, 1, 0);
	held.elements.at[1].timeout_ms = 3600000 + LATE_MS + 1;
	assert_check(compare(&f, &held, wanted), 0, 1, 0);
	held.elements.at[1].timeout_ms = 3600000 - EARLY_MS;
	assert_check(compare(&f, &held, wanted), 0, 0, 0);
	held.elements.at[1].timeout_ms--;
	assert_check(compare(&f, &held, wanted), 0, 1, 0);
	held = copy(&f, "g7_exact4");
	held.elements.at[0].key[8] = 17;
	assert_check(compare(&f, &held, wanted), 1, 0, 1);
	held.elements.n = 0;
	assert_check(compare(&f, &held, wanted), 3, 0, 0);
	held = copy(&f, "g7_ranges4");
	held.elements.at[0].last[12]++;
	assert_check(compare(&f, &held, sample_set(&f.ruleset, "g7_ranges4")),
		     0, 1, 0);
	held = copy(&f, "g7_pairs");
	held.elements.at[0].verdict.chain = "g7_all";
	assert_check(compare(&f, &held, sample_set(&f.ruleset, "g7_pairs")), 0,
		     1, 0);
	/* On a line an end is an element of its own. */
	held = copy(&f, "g7_line4");
	held.elements.at[0].last[3]++;
	assert_check(compare(&f, &held, sample_set(&f.ruleset, "g7_line4")), 1,
		     0, 1);
	teardown(&f);
}

static void an_element_that_comes_twice_is_foreign(void **state)
{
	struct fixture f;
	struct set held;
	struct element twice;

	(void)state;
	setup(&f);
	held = copy(&f, "g7_pairs");
	twice = held.elements.at[0];
	*vec_add(&f.ruleset.arena, &held.elements) = twice;
	assert_check(compare(&f, &held, sample_set(&f.ruleset, "g7_pairs")), 0,
		     0, 1);
	teardown(&f);
}

/* Answers to questions by key: the first that is wrong gives it away. */
static void answers_in_order_are_checked_in_order(void **state)
{
	struct fixture f;
	const struct set *wanted;
	struct set held;
	struct element_check check;
	struct element first;

	(void)state;
	setup(&f);
	wanted = sample_set(&f.ruleset, "g7_exact4");
	for (int turn = 0; turn < 3; turn++) {
		held = copy(&f, "g7_exact4");
		first = held.elements.at[0];
		if (turn == 1)
			held.elements.at[2].mark++;
		if (turn == 2) {
			held.elements.at[0] = held.elements.at[1];
			held.elements.at[1] = first;
		}
		batch_finish(&f.batch);
		sample_batch(&f.batch);
		put_elements(&f.batch, TABLE_GATE, &held, 0);
		element_check_init_ordered(&check, wanted);
		element_check_read(sample_message(&f.batch, 0), &check);
		assert_int_equal(check.n_different, turn == 1);
		assert_int_equal(check.n_foreign, turn == 2 ? 2 : 0);
		assert_int_equal(element_check_all(&check), turn != 2);
		element_check_finish(&check);
	}
	teardown(&f);
}

static void a_permission_about_to_end_may_have_ended(void **state)
{
	struct fixture f;
	struct set wanted, held;
	struct element_check check;

	(void)state;
	setup(&f);
	wanted = copy(&f, "g7_exact4");
	wanted.elements.at[0].timeout_ms = GONE_MS;
	held = copy(&f, "g7_exact4");
	held.elements.at++;
	held.elements.n--;
	check = compare(&f, &held, &wanted);
	assert_int_equal(element_check_missing(&check), 0);
	assert_false(element_check_all(&check));
	element_check_finish(&check);
	teardown(&f);
}

/* The age of the compilation is taken off what is sent. */
static void timeouts_count_from_the_compilation(void **state)
{
	struct fixture f;
	const struct set *set;
	struct set read;
	struct element_reader reader;

	(void)state;
	setup(&f);
	set = sample_set(&f.ruleset, "g7_exact4");
	f.batch.age_ms = 2500;
	put_elements(&f.batch, TABLE_GATE, set, 0);
	read = *set;
	read.elements.at = NULL;
	read.elements.n = read.elements.cap = 0;
	reader = (struct element_reader){ .arena = &f.ruleset.arena,
					  .set = &read };
	assert_int_equal(get_elements(sample_message(&f.batch, 0), &reader), 0);
	assert_int_equal(read.elements.n, 3);
	assert_int_equal(read.elements.at[0].timeout_ms, 0);
	assert_int_equal(read.elements.at[1].timeout_ms, 3600000 - 2500);
	teardown(&f);
}

/* Compared an hour after the compilation, when an hour has passed. */
static void an_old_ruleset_wants_what_is_left_of_its_timeouts(void **state)
{
	const uint64_t hour = 3600000, day = 24 * hour;
	struct fixture f;
	struct set held, wanted;
	struct element_check check;

	(void)state;
	setup(&f);
	wanted = copy(&f, "g7_exact4");
	wanted.elements.at[1].timeout_ms = day;
	held = copy(&f, "g7_exact4");
	held.elements.at[1].timeout_ms = day - hour;
	check = compare(&f, &held, &wanted);
	assert_int_equal(check.n_different, 1);
	element_check_finish(&check);
	sample_batch(&f.batch);
	put_elements(&f.batch, TABLE_GATE, &held, 0);
	element_check_init(&check, &wanted);
	check.age_ms = hour;
	element_check_read(sample_message(&f.batch, 0), &check);
	assert_check(check, 0, 0, 0);
	/* What has ended by then is not missed. */
	element_check_init(&check, &wanted);
	check.age_ms = day;
	assert_int_equal(element_check_missing(&check), 2);
	element_check_finish(&check);
	teardown(&f);
}

static void elements_read_back_as_they_went(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	vec_each(set, &f.ruleset.tree.sets) {
		struct set read = *set;
		struct element_reader reader = { .arena = &f.ruleset.arena,
						 .set = &read };

		read.elements.at = NULL;
		read.elements.n = read.elements.cap = 0;
		batch_finish(&f.batch);
		sample_batch(&f.batch);
		put_elements(&f.batch, TABLE_GATE, set, 0);
		get_elements(sample_message(&f.batch, 0), &reader);
		get_elements_end(&reader);
		assert_false(reader.bad);
		assert_int_equal(read.elements.n, set->elements.n);
		for (size_t i = 0; i < read.elements.n; i++) {
			const struct element *a = &read.elements.at[i];
			const struct element *b = &set->elements.at[i];

			assert_memory_equal(a->key, b->key, KEY_LEN);
			if (set->interval)
				assert_memory_equal(a->last, b->last, KEY_LEN);
			if (set->kind == SET_MARKS)
				assert_int_equal(a->mark, b->mark);
			assert_string_equal(a->comment ? a->comment : "",
					    b->comment ? b->comment : "");
		}
		batch_finish(&f.batch);
	}
	teardown(&f);
}

static void a_line_of_ranges_may_reach_to_the_end(void **state)
{
	struct fixture f;
	struct set set;

	(void)state;
	setup(&f);
	set = copy(&f, "g7_line4");
	memset(set.elements.at[2].last, 0xff, 4);
	assert_check(compare(&f, &set, &set), 0, 0, 0);
	teardown(&f);
}

static void a_set_is_known_by_kind_key_and_flags(void **state)
{
	struct fixture f;
	const struct set *set;
	struct held_set held = { .key_len = 16, .data_len = 4 };

	(void)state;
	setup(&f);
	set = sample_set(&f.ruleset, "g7_exact4");
	held.flags = set_flags(set);
	held.counter = true;
	assert_true(set_is_same(&held, set));
	held.flags |= NFT_SET_CONSTANT;
	assert_false(set_is_same(&held, set));
	held.flags = set_flags(set);
	held.strange = true;
	assert_false(set_is_same(&held, set));
	held.strange = false;
	held.counter = false;
	assert_false(set_is_same(&held, set));
	teardown(&f);
}

static void a_long_set_goes_in_several_messages(void **state)
{
	struct fixture f;
	struct set set = { .name = "g7_long",
			   .key = { .fields = { FIELD_IP_SADDR }, .n = 1 } };
	size_t n = 0, messages = 0;

	(void)state;
	setup(&f);
	for (uint32_t i = 0; i < 10000; i++) {
		struct element *e = vec_add(&f.ruleset.arena, &set.elements);

		memcpy(e->key, &i, sizeof(i));
		e->comment = "a comment of some length, as entries have";
	}
	while (n < set.elements.n) {
		n = put_elements(&f.batch, TABLE_GATE, &set, n);
		assert_true(sample_message(&f.batch, messages)->nlmsg_len <
			    UINT16_MAX);
		messages++;
	}
	assert_true(messages > 5);
	teardown(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_shape_of_set_equals_itself),
		cmocka_unit_test(each_kind_of_change_is_found),
		cmocka_unit_test(an_element_that_comes_twice_is_foreign),
		cmocka_unit_test(answers_in_order_are_checked_in_order),
		cmocka_unit_test(a_permission_about_to_end_may_have_ended),
		cmocka_unit_test(timeouts_count_from_the_compilation),
		cmocka_unit_test(
			an_old_ruleset_wants_what_is_left_of_its_timeouts),
		cmocka_unit_test(elements_read_back_as_they_went),
		cmocka_unit_test(a_line_of_ranges_may_reach_to_the_end),
		cmocka_unit_test(a_set_is_known_by_kind_key_and_flags),
		cmocka_unit_test(a_long_set_goes_in_several_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
