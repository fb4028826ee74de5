/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * collide_test.c -- whoever sends packets cannot choose which ones collide
 *
 * With a hash that has no key, two words of a packet that are free make it what
 * any other one is: such packets are made here, for a simple one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "replay/replay.h"

enum {
	TUPLES = 1000,
	PACKETS = 2,
	PACKET = 64,
	FILE_HEADER = 24,
	RECORD = 16,
	UDP = 17,
};

static const uint64_t mixer = 0x9e3779b97f4a7c15U;

static uint64_t step(uint64_t hash, const void *at, unsigned shift)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	hash = (hash ^ word) * mixer;
	return hash ^ hash >> shift;
}

static void conversations_do_not_collide(void **state)
{
	struct conversations all;
	struct tuple tuple = { .family = FAMILY_IPV6,
			       .proto = UDP,
			       .source = { 0x20, 1 },
			       .destination = { 0xfd } };
	size_t same = 0;
	uint64_t word;

	(void)state;
	conversations_init(&all);
	for (unsigned i = 0; i < TUPLES; i++) {
		tuple.source[6] = (uint8_t)(i >> 8);
		tuple.source[7] = (uint8_t)i;
		word = step(0, tuple.source, 32);
		memcpy(tuple.source + 8, &word, sizeof(word));
		assert_non_null(conversations_add(&all, &tuple));
	}
	for (size_t i = 0, last = 0; i < all.n_slots; i++) {
		if (!all.slots[i].index)
			continue;
		same += all.slots[i].hash == all.slots[last].hash;
		last = i;
	}
	assert_in_range(same, 0, 2);
	conversations_finish(&all);
}

/* All but the last word of it. */
static uint64_t print_of(const uint8_t *packet)
{
	uint8_t bytes[PACKET];
	uint64_t hash = sizeof(bytes);

	memcpy(bytes, packet, sizeof(bytes));
	bytes[8] = bytes[10] = bytes[11] = 0;
	for (size_t i = 0; i < sizeof(bytes) - 8; i += 8)
		hash = step(hash, bytes + i, 29);
	return hash;
}

static uint8_t *put(uint8_t *file, size_t n, uint8_t hops)
{
	static const uint8_t start[] = { 0x45, 0, 0, PACKET };
	uint8_t *record = file + FILE_HEADER + n * (RECORD + PACKET);
	uint8_t *packet = record + RECORD;

	memcpy(record + 8, &(uint32_t){ PACKET }, sizeof(uint32_t));
	memcpy(record + 12, &(uint32_t){ PACKET }, sizeof(uint32_t));
	memcpy(packet, start, sizeof(start));
	packet[8] = hops;
	packet[9] = UDP;
	packet[12] = packet[16] = 10;
	packet[19] = (uint8_t)(1 + n);
	packet[25] = PACKET - 20;
	return packet;
}

static void nothing_hides_as_seen_already(void **state)
{
	uint8_t file[FILE_HEADER + PACKETS * (RECORD + PACKET)] = { 0 };
	const uint32_t magic = 0xa1b2c3d4, link = LINK_RAW;
	struct capture capture;
	struct replay replay;
	uint64_t word;

	(void)state;
	memcpy(file, &magic, sizeof(magic));
	memcpy(file + 20, &link, sizeof(link));
	word = print_of(put(file, 0, 64)) ^ print_of(put(file, 1, 63));
	memcpy(file + sizeof(file) - sizeof(word), &word, sizeof(word));
	assert_true(capture_open(&capture, file, sizeof(file)));
	replay_init(&replay, NULL, NULL);
	assert_true(replay_run(&replay, &capture));
	assert_int_equal(replay.counts.frames, PACKETS);
	assert_int_equal(replay.counts.twice, 0);
	assert_int_equal(replay.all.n, PACKETS);
	replay_finish(&replay);
	capture_finish(&capture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conversations_do_not_collide),
		cmocka_unit_test(nothing_hides_as_seen_already),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
