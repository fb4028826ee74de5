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

#include "replay/tcp.h"

enum {
	FIN = TCP_FIN,
	SYN = TCP_SYN,
	RST = TCP_RST,
	ACK = TCP_ACK,
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

/* What one judge's standing is, and its row. */
struct answer {
	struct conversation *conversation;
	enum space_state state;
	bool reply;
};

static struct answer judged(struct conversations *all,
			    const struct packet *packet, uint64_t seconds,
			    bool let_in)
{
	uint64_t ns = seconds * second;
	struct tracked row = track(all, packet, ns);
	struct tracking *one;
	struct standing out;

	if (!row.conversation)
		return (struct answer){ 0 };
	one = &row.conversation->said[0].connection;
	out = track_standing(&row, one, packet, ns);
	track_seen(one, &row, &out, packet, ns, let_in);
	row.conversation->last = ns;
	return (struct answer){ row.conversation, out.state, out.reply };
}

static struct answer say(struct conversations *all, const struct packet *packet,
			 uint64_t seconds)
{
	return judged(all, packet, seconds, true);
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
	/* A stream, for it lasts longer than two seconds. */
	assert_int_equal(say(&all, &there, 64).state, STATE_ESTABLISHED);
	assert_int_equal(say(&all, &back, 184).state, STATE_ESTABLISHED);
	assert_int_equal(all.n, 2);
	conversations_finish(&all);
}

static void what_is_denied_leaves_no_connection(void **state)
{
	struct packet there = packet_of(UDP, 0, false);
	struct packet back = packet_of(UDP, 0, true);
	struct conversations all;

	(void)state;
	conversations_init(&all);
	judged(&all, &there, 0, false);
	assert_int_equal(judged(&all, &there, 1, false).state, STATE_NEW);
	assert_int_equal(all.n, 1);
	/* Nobody knows that it would be an answer. */
	assert_int_equal(say(&all, &back, 2).state, STATE_NEW);
	assert_true(say(&all, &there, 3).reply);
	assert_int_equal(all.n, 1);
	conversations_finish(&all);
}

static void a_refused_beginning_leaves_nothing(void **state)
{
	struct conversations all;

	(void)state;
	conversations_init(&all);
	assert_int_equal(tcp(&all, SYN, false, 0), STATE_NEW);
	assert_int_equal(tcp(&all, RST | ACK, true, 0), STATE_ESTABLISHED);
	assert_int_equal(tcp(&all, RST | ACK, true, 0), STATE_INVALID);
	assert_int_equal(tcp(&all, SYN, false, 1), STATE_NEW);
	conversations_finish(&all);
}

static void a_syn_again_gets_no_more_time(void **state)
{
	struct conversations all;

	(void)state;
	conversations_init(&all);
	assert_int_equal(tcp(&all, SYN, false, 0), STATE_NEW);
	assert_int_equal(tcp(&all, SYN, false, 100), STATE_NEW);
	assert_int_equal(all.n, 1);
	assert_int_equal(tcp(&all, SYN | ACK, true, 121), STATE_INVALID);
	conversations_finish(&all);
}

static void out_of_turn_is_of_no_connection(void **state)
{
	struct conversations all;

	(void)state;
	conversations_init(&all);
	assert_int_equal(tcp(&all, SYN, false, 0), STATE_NEW);
	assert_int_equal(tcp(&all, ACK, false, 0), STATE_INVALID);
	assert_int_equal(tcp(&all, FIN | ACK, true, 0), STATE_INVALID);
	assert_int_equal(tcp(&all, SYN | ACK, true, 0), STATE_ESTABLISHED);
	assert_int_equal(tcp(&all, SYN, true, 0), STATE_INVALID);
	assert_int_equal(tcp(&all, ACK, false, 0), STATE_ESTABLISHED);
	conversations_finish(&all);
}

/* Windows numbers all its pings alike. */
static void pings_both_ways_are_two(void **state)
{
	struct packet there = packet_of(1, 0, false);
	struct packet back = packet_of(1, 0, true);
	struct conversations all;

	(void)state;
	conversations_init(&all);
	there.tuple.sport = back.tuple.sport = 1;
	there.tuple.dport = back.tuple.dport = 0;
	there.tuple.query = back.tuple.query = 1;
	assert_int_equal(say(&all, &there, 0).state, STATE_NEW);
	assert_int_equal(say(&all, &back, 0).state, STATE_NEW);
	back.tuple.query |= QUERY_ANSWER;
	back.tuple.sport = 0;
	back.tuple.dport = 1;
	assert_int_equal(say(&all, &back, 0).state, STATE_ESTABLISHED);
	assert_int_equal(all.n, 2);
	conversations_finish(&all);
}

/* As conntrack -L of Linux 6.18 tells it, packet by packet. */
static void what_nobody_acknowledges_is_not_kept_long(void **state)
{
	enum {
		LONG = 432000,
		SHORT = 300,
	};

	static const struct {
		bool back;
		uint32_t seq, ack, data;
		uint8_t flags;
		uint16_t win;
		uint32_t seconds;
	} steps[] = {
		{ false, 100, 0, 0, SYN, 9, 120 },
		{ true, 500, 101, 0, SYN | ACK, 9, 60 },
		{ false, 101, 501, 0, ACK, 9, LONG },
		{ false, 101, 501, 10, ACK, 9, SHORT },
		{ true, 501, 111, 0, ACK, 9, LONG },
		{ true, 501, 111, 5, ACK, 9, SHORT },
		{ true, 506, 111, 5, ACK, 9, SHORT },
		{ false, 111, 506, 0, ACK, 9, SHORT },
		{ false, 111, 511, 0, ACK, 9, LONG },
		{ true, 511, 111, 0, ACK, 0, SHORT },
		{ true, 511, 111, 0, ACK, 100, LONG },
		{ false, 111, 511, 0, ACK, 9, LONG },
		{ false, 111, 511, 0, ACK, 9, LONG },
		{ false, 111, 511, 0, ACK, 9, LONG },
		{ false, 111, 511, 0, ACK, 9, SHORT },
		{ false, 111, 511, 1, ACK, 9, SHORT },
		{ true, 511, 112, 0, ACK, 9, LONG },
		{ true, 511, 112, 9, ACK, 9, SHORT },
		{ false, 112, 515, 1, ACK, 9, SHORT },
		{ true, 520, 113, 0, ACK, 9, SHORT },
		{ false, 113, 520, 1, ACK, 9, SHORT },
		{ true, 520, 114, 0, ACK, 9, LONG },
		{ false, 114, 520, 3, ACK, 9, SHORT },
	};
	struct conversations all;

	(void)state;
	conversations_init(&all);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct packet packet =
			packet_of(TCP, steps[i].flags, steps[i].back);

		packet.tcp_seq = steps[i].seq;
		packet.tcp_ack = steps[i].ack;
		packet.tcp_end = steps[i].seq + steps[i].data +
				 (steps[i].flags & SYN ? 1 : 0);
		packet.tcp_win = steps[i].win;
		say(&all, &packet, i);
		assert_int_equal(all.at[0].said[0].connection.ends,
				 (i + steps[i].seconds) * second);
	}
	/* Who answers after that begins another, against the first. */
	assert_int_equal(tcp(&all, ACK, true, 400), STATE_NEW);
	assert_int_equal(all.n, 2);
	conversations_finish(&all);
}

static void without_a_next_header_is_of_no_connection(void **state)
{
	enum {
		NO_NEXT = 59,
	};

	struct packet packet = packet_of(NO_NEXT, 0, false);
	struct conversations all;

	(void)state;
	conversations_init(&all);
	/* IPv4 knows no such number. */
	assert_int_equal(say(&all, &packet, 0).state, STATE_NEW);
	packet.tuple.family = FAMILY_IPV6;
	assert_int_equal(say(&all, &packet, 0).state, STATE_INVALID);
	conversations_finish(&all);
}

static void an_error_for_another_is_of_no_connection(void **state)
{
	struct packet first = packet_of(UDP, 0, false);
	struct packet error = packet_of(1, 0, true);
	struct conversations all;

	(void)state;
	conversations_init(&all);
	say(&all, &first, 0);
	error.error = error.has_quoted = true;
	error.quoted = first.tuple;
	error.tuple.destination[3] = 9;
	assert_int_equal(say(&all, &error, 0).state, STATE_INVALID);
	conversations_finish(&all);
}

static void an_error_goes_against_what_it_quotes(void **state)
{
	struct packet first = packet_of(UDP, 0, false);
	struct packet error = packet_of(1, 0, true);
	struct conversations all;
	struct answer out;

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
		cmocka_unit_test(what_is_denied_leaves_no_connection),
		cmocka_unit_test(a_refused_beginning_leaves_nothing),
		cmocka_unit_test(a_syn_again_gets_no_more_time),
		cmocka_unit_test(what_nobody_acknowledges_is_not_kept_long),
		cmocka_unit_test(out_of_turn_is_of_no_connection),
		cmocka_unit_test(pings_both_ways_are_two),
		cmocka_unit_test(without_a_next_header_is_of_no_connection),
		cmocka_unit_test(an_error_for_another_is_of_no_connection),
		cmocka_unit_test(an_error_goes_against_what_it_quotes),
		cmocka_unit_test(a_full_table_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
