/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tally_test.c -- tests src/mail/outside/tally.c
 */
#include "mail/outside/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct tally tally;

static int begin(void **state)
{
	(void)state;
	memset(&tally, 0, sizeof(tally));
	return 0;
}

static struct addr peer(unsigned number)
{
	return (struct addr){ .family = FAMILY_IPV4,
			      .bytes = { 192, 0, (uint8_t)(number >> 8),
					 (uint8_t)number } };
}

static void add(unsigned from, enum tally_result result, uint64_t microseconds)
{
	const struct addr addr = peer(from);

	tally_add(&tally, &addr, result, 100, microseconds);
}

static void a_code_says_what_became_of_it(void **state)
{
	(void)state;
	assert_int_equal(tally_result(250, false), TALLY_DELIVERED);
	assert_int_equal(tally_result(250, true), TALLY_HELD);
	assert_int_equal(tally_result(451, true), TALLY_DEFERRED);
	assert_int_equal(tally_result(452, false), TALLY_DEFERRED);
	assert_int_equal(tally_result(554, false), TALLY_REFUSED);
}

static void a_message_counts_once_in_all_and_once_of_its_peer(void **state)
{
	(void)state;
	add(1, TALLY_DELIVERED, 1);
	add(2, TALLY_HELD, 1);
	add(1, TALLY_REFUSED, 1);
	assert_int_equal(tally_messages(&tally.all), 3);
	assert_int_equal(tally.all.bytes, 300);
	assert_int_equal(tally.n_peers, 2);
	assert_int_equal(tally.peers[0].count.messages[TALLY_DELIVERED], 1);
	assert_int_equal(tally.peers[0].count.messages[TALLY_REFUSED], 1);
	assert_int_equal(tally_messages(&tally.peers[1].count), 1);
	assert_int_equal(tally_messages(&tally.others), 0);
}

static void ever_more_peers_need_no_more_room(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 1000; i++)
		add(i, TALLY_DELIVERED, 1);
	add(0, TALLY_DELIVERED, 1);
	assert_int_equal(tally.n_peers, TALLY_PEERS);
	assert_int_equal(tally_messages(&tally.peers[0].count), 2);
	assert_int_equal(tally_messages(&tally.others), 1000 - TALLY_PEERS);
	assert_int_equal(tally_messages(&tally.all), 1001);
}

static void
percentiles_are_never_too_good_and_at_most_an_eighth_off(void **state)
{
	(void)state;
	for (uint64_t us = 1; us <= 10000; us++)
		add(1, TALLY_DELIVERED, us);
	for (unsigned permille = 1; permille <= 1000; permille++) {
		uint64_t exact = 10ULL * permille;
		uint64_t told = tally_percentile(&tally, permille);

		assert_in_range(told, exact, exact + exact / 8 + 1);
	}
	assert_int_equal(tally_percentile(&tally, 1000), 10000);
	assert_int_equal(tally.longest, 10000);
	assert_int_equal(tally.total, 50005000);
}

static void of_nothing_there_is_no_percentile(void **state)
{
	(void)state;
	assert_int_equal(tally_percentile(&tally, 500), 0);
	add(1, TALLY_DELIVERED, 0);
	assert_int_equal(tally_percentile(&tally, 500), 0);
}

static void any_duration_has_a_step(void **state)
{
	(void)state;
	for (unsigned bit = 0; bit < 64; bit++) {
		const uint64_t us = UINT64_C(1) << bit;

		begin(NULL);
		add(1, TALLY_DELIVERED, us);
		assert_int_equal(tally_percentile(&tally, 990),
				 bit <= 32 ? us : UINT64_C(1) << 32);
	}
}

static void powers_of_two_are_counted_exactly(void **state)
{
	(void)state;
	for (uint64_t us = 0; us <= 5000; us++)
		add(1, TALLY_DELIVERED, us);
	for (unsigned exponent = 4; exponent <= 12; exponent++)
		assert_int_equal(tally_within(&tally, exponent),
				 (1U << exponent) + 1);
	assert_int_equal(tally_within(&tally, 31), 5001);
}

static void
a_hop_is_silent_from_the_first_question_on_that_it_left(void **state)
{
	(void)state;
	assert_int_equal(tally.hop_silent, 0);
	tally_hop(&tally, false, 100);
	tally_hop(&tally, false, 200);
	assert_int_equal(tally.hop_silent, 100);
	tally_hop(&tally, true, 300);
	assert_int_equal(tally.hop_silent, 0);
	tally_hop(&tally, false, 400);
	assert_int_equal(tally.hop_silent, 400);
}

static void what_is_packed_is_unpacked_and_nothing_else(void **state)
{
	enum {
		PEER = 1 + 16 + TALLY_COUNT_LEN
	};

	static uint8_t bytes[TALLY_MAX + PEER], other[TALLY_MAX];
	static struct tally again;
	size_t len;

	(void)state;
	for (unsigned i = 0; i < 100; i++)
		add(i, (enum tally_result)(i % N_TALLY_RESULTS), i * i * i);
	tally.since = 1795230000;
	tally.sessions = 7;
	tally.turned_away = 8;
	tally.rcpts_refused = 9;
	tally.hop_silent = 10;
	len = tally_pack(&tally, bytes);
	assert_int_equal(len, TALLY_MAX);
	assert_true(tally_unpack(bytes, len, &again));
	assert_int_equal(tally_pack(&again, other), len);
	assert_memory_equal(other, bytes, len);
	assert_int_equal(again.rcpts_refused, 9);
	assert_int_equal(again.hop_silent, 10);
	assert_int_equal(again.peers[63].count.bytes, 100);
	for (size_t cut = 0; cut < len; cut++)
		assert_false(tally_unpack(bytes, cut, &again));
	assert_false(tally_unpack(bytes, len + 1, &again));
	/* One peer more than there is room for. */
	bytes[len - TALLY_PEERS * PEER - 1]++;
	memcpy(bytes + len, bytes + len - PEER, PEER);
	assert_false(tally_unpack(bytes, len + PEER, &again));
}

#define CASE(f) cmocka_unit_test_setup(f, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_code_says_what_became_of_it),
		CASE(a_message_counts_once_in_all_and_once_of_its_peer),
		CASE(ever_more_peers_need_no_more_room),
		CASE(percentiles_are_never_too_good_and_at_most_an_eighth_off),
		CASE(of_nothing_there_is_no_percentile),
		CASE(any_duration_has_a_step),
		CASE(powers_of_two_are_counted_exactly),
		CASE(a_hop_is_silent_from_the_first_question_on_that_it_left),
		CASE(what_is_packed_is_unpacked_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
