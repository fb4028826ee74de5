/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packet_test.c -- frames are read as a gateway would, or not at all
 */
#include "replay/packet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/must.h"

/* 10.0.0.1:1000 -> 10.0.0.2:443 SYN, with four bytes of options, in two tags. */
static const uint8_t tagged[] = {
	2,  0, 0, 0, 0,  9,    2, 0,    0,  0, 0, 7, 0x88, 0xa8, 0, 1,    0x81,
	0,  0, 2, 8, 0,  0x46, 0, 0,    44, 0, 1, 0, 0,    64,   6, 0,    0,
	10, 0, 0, 1, 10, 0,    0, 2,    1,  1, 1, 0, 3,    0xe8, 1, 0xbb, 0,
	0,  0, 1, 0, 0,  0,    0, 0x50, 2,  4, 0, 0, 0,    0,    0,
};

/* fd00::1 -> fd00::2, hop-by-hop options, then UDP 53 -> 53. */
static const uint8_t extended[] = {
	0x60, 0, 0,  0, 0, 16,   0, 64, 0xfd, 0, 0, 0,  0, 0,  0, 0, 0, 0, 0,
	0,    0, 0,  0, 1, 0xfd, 0, 0,  0,    0, 0, 0,  0, 0,  0, 0, 0, 0, 0,
	0,    2, 17, 0, 1, 4,    0, 0,  0,    0, 0, 53, 0, 53, 0, 8, 0, 0,
};

static void tags_and_options_are_passed_over(void **state)
{
	struct packet packet;

	(void)state;
	assert_int_equal(
		packet_read(LINK_ETHERNET, tagged, sizeof(tagged), &packet),
		PACKET_READ);
	assert_int_equal(packet.tuple.sport, 1000);
	assert_int_equal(packet.tuple.dport, 443);
	assert_int_equal(packet.tcp_flags, 2);
	assert_int_equal(packet.mac.bytes[5], 7);
	assert_int_equal(packet.ip_len, 44);
}

static void extension_headers_are_passed_over(void **state)
{
	struct packet packet;

	(void)state;
	assert_int_equal(
		packet_read(LINK_RAW, extended, sizeof(extended), &packet),
		PACKET_READ);
	assert_int_equal(packet.tuple.proto, 17);
	assert_int_equal(packet.tuple.dport, 53);
}

/* In memory of just that size, so that reading on is seen. */
static void what_is_cut_off_is_never_guessed(void **state)
{
	struct packet packet;

	(void)state;
	for (size_t len = 0; len < 22 + 24 + 14; len++) {
		uint8_t *copy = xcalloc(len + 1, 1);

		memcpy(copy, tagged, len);
		assert_int_equal(packet_read(LINK_ETHERNET, copy, len, &packet),
				 PACKET_CUT);
		free(copy);
	}
	for (size_t len = 0; len < 52; len++)
		assert_int_equal(packet_read(LINK_RAW, extended, len, &packet),
				 PACKET_CUT);
}

static void headers_that_contradict_are_wrong(void **state)
{
	struct packet packet;
	uint8_t copy[sizeof(tagged)];

	(void)state;
	memcpy(copy, tagged, sizeof(copy));
	copy[22] = 0x44; /* shorter than a header */
	assert_int_equal(
		packet_read(LINK_ETHERNET, copy, sizeof(copy), &packet),
		PACKET_WRONG);
	copy[22] = 0x66; /* another family than the frame says */
	assert_int_equal(
		packet_read(LINK_ETHERNET, copy, sizeof(copy), &packet),
		PACKET_WRONG);
	memcpy(copy, tagged, sizeof(copy));
	copy[25] = 26; /* no room for ports */
	assert_int_equal(
		packet_read(LINK_ETHERNET, copy, sizeof(copy), &packet),
		PACKET_WRONG);
}

static void later_fragments_have_no_ports(void **state)
{
	struct packet packet;
	uint8_t copy[sizeof(tagged)];

	(void)state;
	memcpy(copy, tagged, sizeof(copy));
	copy[29] = 3;
	assert_int_equal(
		packet_read(LINK_ETHERNET, copy, sizeof(copy), &packet),
		PACKET_READ);
	assert_true(packet.later && packet.fragment);
	assert_int_equal(packet.tuple.sport, 0);
	assert_int_equal(packet.fragment_id, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tags_and_options_are_passed_over),
		cmocka_unit_test(extension_headers_are_passed_over),
		cmocka_unit_test(what_is_cut_off_is_never_guessed),
		cmocka_unit_test(headers_that_contradict_are_wrong),
		cmocka_unit_test(later_fragments_have_no_ports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
