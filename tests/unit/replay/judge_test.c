/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge_test.c -- frames of a capture are judged as policy/judge.h judges them
 */
#include "replay/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "reference.h"
#include "rounds.h"

enum {
	N_POLICIES = 60, /* of which rounds() says how many */
	N_TALKS = 400,
	ETHER_LEN = 14,
	FRAME_MOST = 128,
	TCP = 6,
	UDP = 17,
	ICMP = 1,
	ICMP6 = 58,
	SYN = 2,
	SYN_ACK = 18,
};

static const uint64_t nanoseconds = 1000000000;

struct frame {
	uint8_t bytes[FRAME_MOST];
	size_t len;
};

static void put16(struct frame *frame, uint32_t value)
{
	frame->bytes[frame->len++] = (uint8_t)(value >> 8);
	frame->bytes[frame->len++] = (uint8_t)value;
}

static void put(struct frame *frame, const void *at, size_t len)
{
	memcpy(frame->bytes + frame->len, at, len);
	frame->len += len;
}

static void put_ip(struct frame *frame, const struct question *question,
		   size_t payload)
{
	static const uint8_t v4[] = { 0x45, 0 }, v6[] = { 0x60, 0, 0, 0 };
	const uint8_t rest4[] = { 0, 0, 0, 0, 64, question->proto, 0, 0 };
	const uint8_t rest6[] = { question->proto, 64 };
	bool is6 = question->source.family == FAMILY_IPV6;

	put(frame, is6 ? v6 : v4, is6 ? sizeof(v6) : sizeof(v4));
	put16(frame, (uint32_t)(is6 ? payload : payload + 20));
	put(frame, is6 ? rest6 : rest4, is6 ? sizeof(rest6) : sizeof(rest4));
	put(frame, question->source.bytes, is6 ? 16 : 4);
	put(frame, question->destination.bytes, is6 ? 16 : 4);
}

static uint8_t icmp_type(const struct question *question)
{
	bool v6 = question->proto == ICMP6;

	if (!question->echo)
		return v6 ? 139 : 13;
	if (question->reply)
		return v6 ? 129 : 0;
	return v6 ? 128 : 8;
}

/* At the least what decides; an answer of TCP is a SYN/ACK. */
static struct frame frame_of(const struct question *question)
{
	static const uint8_t zero[20];
	bool icmp = question->proto == ICMP || question->proto == ICMP6;
	size_t payload = question->proto == TCP ? 20 : 8;
	struct frame out = { .len = 0 };
	uint8_t *transport;

	if (question->has_mac) {
		put(&out, zero, 6);
		put(&out, question->mac.bytes, 6);
		put16(&out,
		      question->source.family == FAMILY_IPV6 ? 0x86dd : 0x800);
	}
	put_ip(&out, question, payload);
	transport = out.bytes + out.len;
	put(&out, zero, payload);
	if (icmp) {
		transport[0] = icmp_type(question);
		return out;
	}
	transport[0] = (uint8_t)(question->sport >> 8);
	transport[1] = (uint8_t)question->sport;
	transport[2] = (uint8_t)(question->dport >> 8);
	transport[3] = (uint8_t)question->dport;
	if (question->proto == UDP)
		transport[5] = 8;
	if (question->proto == TCP) {
		transport[12] = 0x50;
		transport[13] = question->reply ? SYN_ACK : SYN;
	}
	return out;
}

struct bench {
	struct policy policy;
	struct reference reference;
	struct judge judge;
	struct conversations all;
	struct capture_interface ether, raw;
	size_t accepted, whys[WHY_NOT_NOW + 1];
};

static void set_up(struct bench *b)
{
	const struct inquiry_options options = {
		.policy = &b->policy, .how = { .time = REGISTER_TIMES }
	};

	reference_init(&b->reference, &b->policy);
	judge_init(&b->judge, &options, 0);
	conversations_init(&b->all);
	b->ether.link = LINK_ETHERNET;
	b->raw.link = LINK_RAW;
}

static void tear_down(struct bench *b)
{
	conversations_finish(&b->all);
	judge_finish(&b->judge);
	reference_finish(&b->reference);
	arena_finish(&b->policy.arena);
}

static struct sentence replayed(struct bench *b,
				const struct question *question)
{
	struct frame frame = frame_of(question);
	struct frame_record record = {
		.ns = (uint64_t)question->now * nanoseconds,
		.interface = question->has_mac ? &b->ether : &b->raw,
		.number = 1,
	};
	struct packet packet;
	struct tracked tracked;

	assert_int_equal(packet_read(record.interface->link, frame.bytes,
				     frame.len, &packet),
			 PACKET_READ);
	tracked = track(&b->all, &packet, record.ns);
	assert_non_null(tracked.conversation);
	return judge_packet(&b->judge, &tracked, &packet, &record,
			    &tracked.conversation->said[0]);
}

static void assert_same(struct bench *b, const struct sentence *said,
			const struct reference_answer *answer)
{
	bool accepted = answer->why == WHY_ACCEPTED;

	assert_int_equal(said->fate == FATE_ACCEPT, accepted);
	if (answer->has_leaf)
		assert_int_equal(answer->leaf, accepted ? answer->entry : 0);
	b->whys[answer->why]++;
	if (accepted || answer->why == WHY_NOT_NOW)
		assert_int_equal(said->entry, answer->entry);
	switch (answer->why) {
	case WHY_ACCEPTED:
		assert_int_equal(said->reason, REASON_NONE);
		break;
	case WHY_SPOOFED:
		assert_int_equal(said->reason, REASON_SPOOFED);
		break;
	case WHY_MAC:
		assert_int_equal(said->reason, REASON_MAC);
		break;
	case WHY_NO_ENTRY:
		assert_int_equal(said->reason, REASON_NO_ENTRY);
		break;
	case WHY_NOT_NOW:
		assert_in_range(said->reason, REASON_NOT_YET, REASON_HOURS);
		break;
	case WHY_NO_ZONE:
		fail_msg("all interfaces have a zone");
	}
}

static bool is_own(const struct policy *policy, const struct addr *address)
{
	vec_each(zone, &policy->zones)
		vec_each(own, &zone->addresses)
			if (!addr_cmp(own, address))
				return true;
	return false;
}

/* The answer to it, from who was asked, whose MAC is right. */
static struct question turned(const struct question *question)
{
	struct question out = *question;

	out.iif = question->oif;
	out.oif = question->iif;
	out.source = question->destination;
	out.destination = question->source;
	out.sport = question->dport;
	out.dport = question->sport;
	out.has_mac = false;
	out.reply = true;
	return out;
}

/* Where nothing was let in, an answer begins something, or is nothing. */
static void hold_answer(struct bench *b, const struct question *question,
			bool known)
{
	struct question answer = turned(question);
	struct reference_answer expected;
	struct sentence said;
	bool icmp = question->proto == ICMP || question->proto == ICMP6;

	if (icmp && !question->echo)
		return;
	said = replayed(b, &answer);
	if (!known && (icmp || question->proto == TCP)) {
		assert_int_equal(said.fate, FATE_DROP);
		return;
	}
	answer.reply = known;
	expected = reference_answer(&b->reference, &answer);
	assert_same(b, &said, &expected);
}

static void hold_talk(struct bench *b)
{
	struct question question = reference_ask(&b->reference);
	struct reference_answer expected;
	struct sentence said;

	/* A packet for the gateway goes there whatever interface is told; one
	 * to its own sender nobody sees. */
	if ((question.oif && is_own(&b->policy, &question.destination)) ||
	    !addr_cmp(&question.source, &question.destination))
		return;
	b->judge.iif = question.iif;
	b->judge.oif = question.oif;
	expected = reference_answer(&b->reference, &question);
	conversations_finish(&b->all);
	conversations_init(&b->all);
	said = replayed(b, &question);
	assert_same(b, &said, &expected);
	b->accepted += said.fate == FATE_ACCEPT;
	/* What an answer that begins something comes in by is told anew. */
	if (said.fate != FATE_ACCEPT) {
		b->judge.iif = question.oif;
		b->judge.oif = question.iif;
	}
	if (question.iif && question.oif &&
	    !is_own(&b->policy, &question.source))
		hold_answer(b, &question, said.fate == FATE_ACCEPT);
}

static void says_what_the_reference_says(void **state)
{
	static struct bench b;
	const size_t policies = rounds(N_POLICIES);

	(void)state;
	reference_seed(61);
	for (size_t i = 0; i < policies; i++) {
		set_up(&b);
		for (size_t n = 0; n < N_TALKS; n++)
			hold_talk(&b);
		tear_down(&b);
	}
	print_message("%zu talks permitted; denied: %zu spoofed, %zu by MAC, "
		      "%zu of no entry, %zu at another time\n",
		      b.accepted, b.whys[WHY_SPOOFED], b.whys[WHY_MAC],
		      b.whys[WHY_NO_ENTRY], b.whys[WHY_NOT_NOW]);
	assert_in_range(b.accepted, policies * N_TALKS / 20,
			policies * N_TALKS);
	for (size_t i = WHY_SPOOFED; i <= WHY_NOT_NOW; i++)
		assert_in_range(b.whys[i], policies * 5 / 3, SIZE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_the_reference_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
