/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enforce_wire_test.c -- tests src/daemon/enforce/wire.c: bodies to and from
 * enforce
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "daemon/enforce/enforce.h"

static const struct facts facts = {
	.policy = "/etc/sekisho/政策.conf",
	.author = "佐藤",
	.reason = "",
	.digest = { 1, 2, 3 },
	.time = -5,
};

static void assert_facts(const struct facts *have)
{
	assert_string_equal(have->policy, facts.policy);
	assert_string_equal(have->author, facts.author);
	assert_string_equal(have->reason, facts.reason);
	assert_memory_equal(have->digest, facts.digest, DIGEST_LEN);
	assert_true(have->time == facts.time);
}

static void what_is_held_comes_back_as_it_was(void **state)
{
	const struct enforce_held held = { .live = 1,
					   .pending = 2,
					   .fallback = 3,
					   .pending_ms = 1ULL << 40,
					   .present = true,
					   .has_facts = true,
					   .digest = { 9, 8 } };
	uint8_t body[ENFORCE_HELD_LEN];
	struct enforce_held have;

	(void)state;
	held_pack(&held, body);
	assert_true(held_unpack(body, sizeof(body), &have));
	assert_int_equal(have.live, 1);
	assert_int_equal(have.pending, 2);
	assert_int_equal(have.fallback, 3);
	assert_true(have.pending_ms == 1ULL << 40);
	assert_true(have.present && !have.mixed && have.has_facts);
	assert_memory_equal(have.digest, held.digest, DIGEST_LEN);
	assert_false(held_unpack(body, sizeof(body) - 1, &have));
}

static void a_load_comes_back_as_it_was(void **state)
{
	const struct enforce_load load = { .compiled_ms = (uint64_t)-7,
					   .facts = facts };
	_cleanup_(arena_finish) struct arena arena = { 0 };
	uint8_t body[ENFORCE_LOAD_MAX];
	const size_t len = load_pack(&load, body);
	struct enforce_load have;

	(void)state;
	assert_true(len >= ENFORCE_LOAD_MIN);
	assert_true(load_unpack(body, len, &arena, &have));
	assert_true((int64_t)have.compiled_ms == -7);
	assert_facts(&have.facts);
	for (size_t i = 0; i < len; i++)
		assert_false(load_unpack(body, i, &arena, &have));
	assert_false(load_unpack(body, len + 1, &arena, &have));
}

static void a_hold_has_facts_or_none(void **state)
{
	struct enforce_hold hold = { .age_ms = 1ULL << 50, .pending = true };
	_cleanup_(arena_finish) struct arena arena = { 0 };
	uint8_t body[ENFORCE_HOLD_MAX];
	size_t len = hold_pack(&hold, body);
	struct enforce_hold have;

	(void)state;
	assert_int_equal(len, ENFORCE_HOLD_MIN);
	assert_true(hold_unpack(body, len, &arena, &have));
	assert_true(have.pending && !have.has_facts);
	assert_true(have.age_ms == 1ULL << 50);
	body[8] = 2;
	assert_false(hold_unpack(body, len, &arena, &have));
	hold = (struct enforce_hold){ .has_facts = true, .facts = facts };
	len = hold_pack(&hold, body);
	assert_true(hold_unpack(body, len, &arena, &have));
	assert_true(have.has_facts && !have.pending);
	assert_facts(&have.facts);
	for (size_t i = ENFORCE_HOLD_MIN + 1; i < len; i++)
		assert_false(hold_unpack(body, i, &arena, &have));
}

static void texts_are_cut_between_characters_and_must_be_utf8(void **state)
{
	char longest[ENFORCE_TEXT + 100];
	struct enforce_load load = { .facts = facts };
	_cleanup_(arena_finish) struct arena arena = { 0 };
	uint8_t body[ENFORCE_LOAD_MAX];
	struct enforce_load have;
	size_t len;

	(void)state;
	for (size_t i = 0; i + 3 < sizeof(longest); i += 3)
		memcpy(longest + i, "関", 4);
	load.facts.reason = longest;
	len = load_pack(&load, body);
	assert_true(load_unpack(body, len, &arena, &have));
	assert_int_equal(strlen(have.facts.reason), ENFORCE_TEXT / 3 * 3);
	load.facts.reason = "\xff";
	len = load_pack(&load, body);
	assert_false(load_unpack(body, len, &arena, &have));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_held_comes_back_as_it_was),
		cmocka_unit_test(a_load_comes_back_as_it_was),
		cmocka_unit_test(a_hold_has_facts_or_none),
		cmocka_unit_test(
			texts_are_cut_between_characters_and_must_be_utf8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
