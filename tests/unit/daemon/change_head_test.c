/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * change_head_test.c -- tests src/daemon/engine/change_head.c
 */
#include "daemon/engine/change_head.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "policy/change/change.h"

#include "policy_text.h"

#define A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static const char good[] =
	"sekisho-change 1\nbase-generation: 42\nbase-policy: sha256:" A
	"\nnew-policy: sha256:" A "\nkinds: widen\n";

static bool reads(const char *text)
{
	struct change_head head;

	return change_head_read(text, strlen(text), &head);
}

static void what_change_make_writes_is_read(void **state)
{
	const struct policy_options options = test_options();
	struct policy policy;
	struct diags diags = { 0 };
	struct change change;
	struct change_head head;

	(void)state;
	assert_true(policy_from_text(test_site, &options, &policy, &diags));
	assert_int_equal(change_make(7, &policy, &policy, &change), 0);
	assert_true(change_head_read(change.text, change.len, &head));
	assert_int_equal(head.base_generation, 7);
	assert_memory_equal(head.base, head.next, DIGEST_LEN);
	change_finish(&change);
	assert_int_equal(change_make(0, NULL, &policy, &change), 0);
	assert_true(change_head_read(change.text, change.len, &head));
	assert_int_equal(head.base_generation, 0);
	change_finish(&change);
	policy_finish(&policy);
	diags_finish(&diags);
}

static void its_numbers_are_those_of_the_text(void **state)
{
	struct change_head head;

	(void)state;
	assert_true(change_head_read(good, strlen(good), &head));
	assert_int_equal(head.base_generation, 42);
	assert_int_equal(head.next[0], 0x00);
	assert_int_equal(head.next[1], 0x11);
	assert_int_equal(head.base[15], 0xff);
}

/* Whatever byte of the head is cut off or altered, and however: it says
 * something else, or nothing. */
static void no_byte_of_it_is_passed_over(void **state)
{
	size_t len = strlen(good) - strlen("widen\n");
	struct change_head head, other;

	(void)state;
	assert_true(change_head_read(good, strlen(good), &head));
	for (size_t i = 0; i < len; i++)
		assert_false(change_head_read(good, i, &other));
	for (size_t i = 0; i < len; i++)
		for (int bit = 0; bit < 8; bit++) {
			_cleanup_(freep) char *text = strdup(good);

			text[i] = (char)((uint8_t)text[i] ^ 1U << bit);
			if (change_head_read(text, strlen(good), &other))
				assert_memory_not_equal(&head, &other,
							sizeof(head));
		}
}

static void a_first_change_has_no_base(void **state)
{
	(void)state;
	assert_false(reads("sekisho-change 1\nbase-generation: 0\n"
			   "base-policy: sha256:" A "\nnew-policy: sha256:" A
			   "\nkinds: widen\n"));
	assert_false(reads("sekisho-change 1\nbase-generation: 1\n"
			   "base-policy: none\nnew-policy: sha256:" A
			   "\nkinds: widen\n"));
}

static void a_digest_is_read_alone(void **state)
{
	uint8_t digest[DIGEST_LEN];

	(void)state;
	assert_true(change_digest_read("sha256:" A, digest));
	assert_int_equal(digest[1], 0x11);
	assert_false(change_digest_read("sha256:" A "0", digest));
	assert_false(change_digest_read("sha256:00112233", digest));
	assert_false(change_digest_read(A, digest));
	assert_false(change_digest_read("", digest));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_change_make_writes_is_read),
		cmocka_unit_test(its_numbers_are_those_of_the_text),
		cmocka_unit_test(no_byte_of_it_is_passed_over),
		cmocka_unit_test(a_first_change_has_no_base),
		cmocka_unit_test(a_digest_is_read_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
