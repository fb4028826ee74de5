/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * around_pack_test.c -- tests src/kernel/around/expectation.c and
 * around_sighting.c: what travels, and what is not taken
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/must.h"
#include "kernel/around/expectation.h"
#include "kernel/around/sighting.h"

/* ------ expectations ------ */

static void expect_demo(struct expectation *e)
{
	struct expected_zone *zone = vec_add(&e->arena, &e->zones);

	zone->name = "住基";
	strcpy(vec_add(&e->arena, &zone->interfaces)->name, "mn0");
	assert_int_equal(
		range_read("10.10.0.0/16", vec_add(&e->arena, &zone->networks)),
		ADDR_OK);
	assert_int_equal(
		addr_read("fd00:10::1", vec_add(&e->arena, &zone->addresses)),
		ADDR_OK);
	zone = vec_add(&e->arena, &e->zones);
	zone->name = "inet";
	zone->upstream = true;
}

static size_t packed_demo(uint8_t *out, size_t size)
{
	struct expectation e = { 0 };
	size_t len;

	expect_demo(&e);
	len = expectation_pack(&e, out, size);
	assert_true(len <= size);
	expectation_finish(&e);
	return len;
}

static bool unpacks(const uint8_t *bytes, size_t len)
{
	struct expectation e = { 0 };
	bool good = expectation_unpack(bytes, len, &e);

	expectation_finish(&e);
	return good;
}

static void an_expectation_comes_out_as_it_went_in(void **state)
{
	struct expectation e = { 0 };
	uint8_t bytes[256], again[256];
	size_t len = packed_demo(bytes, sizeof(bytes));

	(void)state;
	assert_true(expectation_unpack(bytes, len, &e));
	assert_int_equal(e.zones.n, 2);
	assert_string_equal(e.zones.at[0].name, "住基");
	assert_true(e.zones.at[1].upstream);
	assert_ptr_equal(expected_upstream(&e), &e.zones.at[1]);
	assert_ptr_equal(expected_by_interface(&e, "mn0"), &e.zones.at[0]);
	assert_int_equal(expectation_pack(&e, again, sizeof(again)), len);
	assert_memory_equal(bytes, again, len);
	expectation_finish(&e);
}

static void a_cut_or_longer_expectation_is_refused(void **state)
{
	uint8_t bytes[256] = { 0 };
	size_t len = packed_demo(bytes, sizeof(bytes));

	(void)state;
	for (size_t i = 0; i < len; i++)
		assert_false(unpacks(bytes, i));
	assert_false(unpacks(bytes, len + 1));
}

/* A changed byte is refused, or is another expectation: never a crash, never
 * one that packs to something else. */
static void a_changed_byte_never_breaks_the_form(void **state)
{
	uint8_t bytes[256], again[256];
	size_t len = packed_demo(bytes, sizeof(bytes));

	(void)state;
	for (size_t i = 0; i < len; i++)
		for (unsigned value = 0; value < 256; value += 5) {
			struct expectation e = { 0 };
			uint8_t was = bytes[i];

			bytes[i] = (uint8_t)value;
			if (expectation_unpack(bytes, len, &e)) {
				assert_int_equal(
					expectation_pack(&e, again,
							 sizeof(again)),
					len);
				assert_memory_equal(bytes, again, len);
			}
			expectation_finish(&e);
			bytes[i] = was;
		}
}

/* ------ sightings ------ */

static void see(struct sightings *all, enum severity severity, const char *slug,
		const char *object)
{
	struct sighting *one = sightings_add(all, severity, slug, "%s", object);

	sighting_ja(all, one, "%s がある", object);
	sighting_en(all, one, "%s is there", object);
}

static void sightings_come_out_as_they_went_in(void **state)
{
	struct sightings all = { 0 }, out = { 0 };
	uint8_t bytes[512], again[512];
	size_t len;

	(void)state;
	see(&all, SEVERITY_ALARM, "tc-redirect", "l0 -> m0");
	see(&all, SEVERITY_NOTE, "promiscuous", "l0");
	sightings_settle(&all);
	all.n_more = 7;
	len = sightings_pack(&all, bytes, sizeof(bytes));
	assert_true(sightings_unpack(bytes, len, &out));
	assert_int_equal(out.n_more, 7);
	assert_string_equal(out.list.at[0].slug, "promiscuous");
	assert_string_equal(out.list.at[1].ja, "l0 -> m0 がある");
	assert_int_equal(sightings_pack(&out, again, sizeof(again)), len);
	assert_memory_equal(bytes, again, len);
	sightings_finish(&out);
	for (size_t i = 0; i < len; i++) {
		assert_false(sightings_unpack(bytes, i, &out));
		sightings_finish(&out);
	}
	bytes[len] = 0;
	assert_false(sightings_unpack(bytes, len + 1, &out));
	sightings_finish(&out);
	sightings_finish(&all);
}

static void what_appeared_and_what_is_gone_is_told(void **state)
{
	struct sightings before = { 0 }, now = { 0 };

	(void)state;
	see(&before, SEVERITY_ALARM, "xdp", "l0");
	see(&before, SEVERITY_ALARM, "xfrm", "policies");
	sightings_settle(&before);
	see(&now, SEVERITY_ALARM, "xfrm", "policies");
	see(&now, SEVERITY_ALARM, "xdp", "m0");
	sightings_settle(&now);
	assert_true(sightings_compare(&now, &before));
	assert_int_equal(now.list.n, 3);
	assert_string_equal(now.list.at[0].object, "m0");
	assert_int_equal(now.list.at[0].mark, SIGHTING_APPEARED);
	assert_int_equal(now.list.at[1].mark, SIGHTING_STANDS);
	assert_string_equal(now.list.at[2].object, "l0");
	assert_int_equal(now.list.at[2].mark, SIGHTING_GONE);
	sightings_forget_gone(&now);
	assert_int_equal(now.list.n, 2);
	sightings_finish(&before);
	sightings_finish(&now);
}

static void nothing_new_is_nothing_to_tell(void **state)
{
	struct sightings before = { 0 }, now = { 0 };

	(void)state;
	see(&before, SEVERITY_ALARM, "xdp", "l0");
	see(&now, SEVERITY_ALARM, "xdp", "l0");
	see(&now, SEVERITY_ALARM, "xdp", "l0"); /* twice is once */
	sightings_settle(&before);
	sightings_settle(&now);
	assert_int_equal(now.list.n, 1);
	assert_false(sightings_compare(&now, &before));
	sightings_finish(&before);
	sightings_finish(&now);
}

/* Or who waits for alarms would not hear of it. */
static void what_became_graver_appeared(void **state)
{
	struct sightings before = { 0 }, now = { 0 };

	(void)state;
	see(&before, SEVERITY_NOTE, "tunnel", "tun7");
	see(&now, SEVERITY_ALARM, "tunnel", "tun7");
	sightings_settle(&before);
	sightings_settle(&now);
	assert_true(sightings_compare(&now, &before));
	assert_int_equal(now.list.n, 1);
	assert_int_equal(now.list.at[0].mark, SIGHTING_APPEARED);
	sightings_finish(&before);
	sightings_finish(&now);
}

/* A flood of one kind hides no other, and alarms outlive notes. */
static void a_flood_is_counted(void **state)
{
	struct sightings all = { 0 };
	char slug[16], object[16];

	(void)state;
	for (unsigned i = 0; i < 20 * 300; i++) {
		snprintf(slug, sizeof(slug), "kind-%u", i % 20);
		snprintf(object, sizeof(object), "%u", i);
		see(&all, SEVERITY_NOTE, arena_strdup(&all.arena, slug),
		    object);
	}
	see(&all, SEVERITY_ALARM, "xdp", "l0");
	sightings_settle(&all);
	assert_int_equal(all.list.n, SIGHTINGS_MAX);
	assert_int_equal(all.n_more, 20 * 300 + 1 - SIGHTINGS_MAX);
	assert_string_equal(all.list.at[SIGHTINGS_MAX - 1].slug, "xdp");
	sightings_finish(&all);
}

/* "か" has three bytes: a text is never cut inside one. */
static void a_long_text_is_cut_between_characters(void **state)
{
	struct sightings all = { 0 }, out = { 0 };
	char text[3 * SIGHTING_TEXT + 1] = "";
	static uint8_t bytes[4 * SIGHTING_TEXT];
	struct sighting *one =
		sightings_add(&all, SEVERITY_NOTE, "x", "%s", "y");
	size_t len;

	(void)state;
	for (size_t i = 0; i < SIGHTING_TEXT; i++)
		memcpy(text + 3 * i, "か", 4);
	sighting_ja(&all, one, "%s", text);
	len = sightings_pack(&all, bytes, sizeof(bytes));
	assert_true(sightings_unpack(bytes, len, &out));
	assert_int_equal(strlen(out.list.at[0].ja), SIGHTING_TEXT - 1);
	sightings_finish(&all);
	sightings_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_expectation_comes_out_as_it_went_in),
		cmocka_unit_test(a_cut_or_longer_expectation_is_refused),
		cmocka_unit_test(a_changed_byte_never_breaks_the_form),
		cmocka_unit_test(sightings_come_out_as_they_went_in),
		cmocka_unit_test(what_appeared_and_what_is_gone_is_told),
		cmocka_unit_test(nothing_new_is_nothing_to_tell),
		cmocka_unit_test(what_became_graver_appeared),
		cmocka_unit_test(a_flood_is_counted),
		cmocka_unit_test(a_long_text_is_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
