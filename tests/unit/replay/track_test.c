/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * track_test.c -- connections begin, are answered and end as the kernel's do
 */
#include "replay/track.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum {
	FIN = 1,
	SYN = 2,
	RST = 4,
	ACK = 16,
	TCP = 6,
	UDP = 17,
};

static const uint64_t second = 1000000000;

static struct packet packet_of(uint16_t proto, uint8_t flags, bool back)
{
	struct packet out = {
		.tuple = { .family = FAMILY_IPV4,
			   .proto = proto,
			   .source = { 10, 0, 0, back ? 2 : 1 },
			   .destination = { 10, 0, 0, back ? 1 : 2 },
			   .sport = back ? 443 : 1000,
			   .dport = back ? 1000 : 443 },
		.tcp_flags = flags,
	};

	return out;
}

static struct tracked say(struct conversations *all,
			  const struct packet *packet, uint64_t seconds)
{
	struct tracked out = track(all, packet, seconds * second);

	if (out.conversation)
		track_seen(&out, packet, seconds * second);
	return out;
}

static enum space_state tcp(struct conversations *all, uint8_t flags, bool back,
			    uint64_t seconds)
{
	struct packet packet = packet_of(TCP, flags, back);

	return say(all, &packet, seconds).state;
}

static void an_answer_establishes(void **state)
{
	struct conversations all;

	(void)state;
	conversations_init(&all);
	assert_int_equal(tcp(&all, SYN, false, 0), STATE_NEW);
	assert_int_equal(tcp(&all, SYN, false, 1), STATE_NEW);
	assert_int_equal(tcp(&all, SYN | ACK, true, 2), STATE_ESTABLISHED);
	assert_int_equal(tcp(&all, ACK, false, 3), STATE_ESTABLISHED);
	assert_int_equal(all.n, 1);
	conversations_finish(&all);
}

static void only_syn_and_ack_begin(void **state)
{
	struct conversations all;

	(void)state;
	conversations_init(&all);
	assert_int_equal(tcp(&all, SYN | ACK, true, 0), STATE_INVALID);
	assert_int_equal(tcp(&all, RST, false, 0), STATE_INVALID);
	assert_int_equal(tcp(&all, FIN | ACK, false, 0), STATE_INVALID);
	assert_int_equal(tcp(&all, SYN | FIN, false, 0), STATE_INVALID);
	assert_int_equal(tcp(&all, ACK, false, 0), STATE_NEW);
	/* What is invalid ends no connection. */
	assert_int_equal(tcp(&all, SYN | FIN, false, 0), STATE_INVALID);
	assert_int_equal(tcp(&all, ACK, true, 0), STATE_ESTABLISHED);
	conversations_finish(&all);
}

static void a_closed_connection_begins_again(void **state)
{
	struct conversations all;

	(void)state;
	conversations_init(&all);
	tcp(&all, SYN, false, 0);
	tcp(&all, SYN | ACK, true, 0);
	tcp(&all, FIN | ACK, false, 0);
	tcp(&all, FIN | ACK, true, 0);
	assert_int_equal(tcp(&all, ACK, false, 0), STATE_ESTABLISHED);
	assert_int_equal(tcp(&all, SYN, true, 1), STATE_NEW);
	assert_int_equal(all.n, 2);
	assert_int_equal(tcp(&all, RST, false, 1), STATE_ESTABLISHED);
	assert_int_equal(tcp(&all, ACK, true, 20), STATE_NEW);
	assert_int_equal(all.n, 3);
	conversations_finish(&all);
}

static void udp_is_forgotten(void **state)
{
	struct packet there = packet_of(UDP, 0, false);
	struct packet back = packet_of(UDP, 0, true);
	struct conversations all;

	(void)state;
	conversations_init(&all);
	assert_int_equal(say(&all, &there, 0).state, STATE_NEW);
	assert_int_equal(say(&all, &there, 30).state, STATE_NEW);
	assert_int_equal(all.n, 1);
	assert_int_equal(say(&all, &back, 61).state, STATE_NEW);
	assert_int_equal(say(&all, &there, 62).state, STATE_ESTABLISHED);
	assert_int_equal(say(&all, &back, 182).state, STATE_ESTABLISHED);
	assert_int_equal(all.n, 2);
	conversations_finish(&all);
}

static void an_error_goes_against_what_it_quotes(void **state)
{
	struct packet first = packet_of(UDP, 0, false);
	struct packet error = packet_of(1, 0, true);
	struct conversations all;
	struct tracked out;

	(void)state;
	conversations_init(&all);
	error.error = error.has_quoted = true;
	error.quoted = first.tuple;
	assert_int_equal(say(&all, &error, 0).state, STATE_INVALID);
	say(&all, &first, 0);
	out = say(&all, &error, 1);
	assert_int_equal(out.state, STATE_RELATED);
	assert_true(out.reply);
	assert_int_equal(say(&all, &error, 31).state, STATE_INVALID);
	conversations_finish(&all);
}

static void a_full_table_says_so(void **state)
{
	struct packet packet = packet_of(UDP, 0, false);
	struct conversations all;

	(void)state;
	conversations_init(&all);
	all.most = 10000;
	for (uint32_t i = 0; i < all.most; i++) {
		packet.tuple.sport = (uint16_t)i;
		assert_non_null(say(&all, &packet, 0).conversation);
	}
	packet.tuple.sport = 10000;
	assert_null(say(&all, &packet, 0).conversation);
	packet.tuple.sport = 9;
	assert_non_null(say(&all, &packet, 0).conversation);
	conversations_finish(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_establishes),
		cmocka_unit_test(only_syn_and_ack_begin),
		cmocka_unit_test(a_closed_connection_begins_again),
		cmocka_unit_test(udp_is_forgotten),
		cmocka_unit_test(an_error_goes_against_what_it_quotes),
		cmocka_unit_test(a_full_table_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
