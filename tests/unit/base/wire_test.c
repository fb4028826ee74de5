/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wire_test.c -- tests src/base/wire.c
 */
#include "base/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void what_is_packed_reads_back(void **state)
{
	uint8_t buf[18];
	struct pack p = { .pos = buf, .end = buf + sizeof(buf) };
	struct wire w = { .pos = buf, .end = buf + sizeof(buf) };

	(void)state;
	pack_u8(&p, 1);
	pack_u16(&p, 0x203);
	pack_u32(&p, 0x4050607);
	pack_u64(&p, UINT64_C(0x8090a0b0c0d0e0f));
	pack_bytes(&p, "xyz", 3);
	assert_false(p.bad);
	assert_ptr_equal(p.pos, p.end);
	assert_int_equal(wire_u8(&w), 1);
	assert_int_equal(wire_u16(&w), 0x203);
	assert_int_equal(wire_u32(&w), 0x4050607);
	assert_int_equal(wire_u64(&w), UINT64_C(0x8090a0b0c0d0e0f));
	assert_false(wire_done(&w));
	assert_memory_equal(wire_bytes(&w, 3), "xyz", 3);
	assert_true(wire_done(&w));
}

static void a_short_buffer_reads_as_zero_and_stays_bad(void **state)
{
	static const uint8_t bytes[3] = { 1, 2, 3 };
	struct wire w = { .pos = bytes, .end = bytes + sizeof(bytes) };

	(void)state;
	assert_int_equal(wire_u32(&w), 0);
	assert_true(w.bad);
	assert_int_equal(wire_u8(&w), 0);
	assert_null(wire_bytes(&w, 1));
	assert_false(wire_done(&w));
}

static void a_full_buffer_is_not_overrun(void **state)
{
	uint8_t buf[4] = { 0, 0, 9, 9 };
	struct pack p = { .pos = buf, .end = buf + 2 };

	(void)state;
	pack_u32(&p, 0xffffffff);
	assert_true(p.bad);
	pack_u8(&p, 1);
	assert_ptr_equal(p.pos, buf);
	assert_int_equal(buf[2], 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_packed_reads_back),
		cmocka_unit_test(a_short_buffer_reads_as_zero_and_stays_bad),
		cmocka_unit_test(a_full_buffer_is_not_overrun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
