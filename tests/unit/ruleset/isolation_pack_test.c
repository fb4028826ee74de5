/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isolation_pack_test.c -- tests src/ruleset/isolation_pack.c
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "ruleset/isolation.h"
#include "ruleset/print.h"

struct bytes {
	char *at;
	size_t n;
};

static void bytes_finish(struct bytes *bytes)
{
	free(bytes->at);
}

static int pack(const struct isolation *isolation, struct bytes *bytes)
{
	FILE *out = open_memstream(&bytes->at, &bytes->n);
	int r = isolation_pack(isolation, out);

	fclose(out);
	return r;
}

static bool unpack(const char *bytes, size_t n, struct isolation *out)
{
	return isolation_unpack((const uint8_t *)bytes, n, out);
}

static struct isolated *add(struct isolation *isolation,
			    enum isolated_kind kind, const char *name)
{
	struct isolated *isolated =
		vec_add(&isolation->arena, &isolation->list);

	isolated->kind = kind;
	isolated->name = name;
	return isolated;
}

static void add_range(struct isolation *isolation, const char *text)
{
	struct isolated *last = &isolation->list.at[isolation->list.n - 1];

	assert_int_equal(
		range_read(text, vec_add(&isolation->arena, &last->ranges)),
		ADDR_OK);
}

static void add_entry(struct isolation *isolation, uint32_t generation,
		      uint32_t number)
{
	struct isolated *last = &isolation->list.at[isolation->list.n - 1];

	*vec_add(&isolation->arena, &last->entries) =
		(struct isolated_entry){ generation, number };
}

static void fill(struct isolation *out)
{
	struct isolated *zone = add(out, ISOLATED_ZONE, "住民情報");

	*vec_add(&out->arena, &zone->interfaces) = "eth1";
	*vec_add(&out->arena, &zone->interfaces) = "eth2.10";
	add(out, ISOLATED_HOST, "pc-17");
	add_range(out, "10.2.0.0/24");
	add_range(out, "fd00:1::5-fd00:1::9");
	add(out, ISOLATED_ENTRY, "T-0042");
	add_entry(out, 4095, ENTRY_MAX);
	add_entry(out, 1, 1);
}

static void an_isolation_survives_the_journey(void **state)
{
	_cleanup_(isolation_finish) struct isolation first = { 0 };
	_cleanup_(isolation_finish) struct isolation second = { 0 };
	_cleanup_(bytes_finish) struct bytes bytes = { 0 }, again = { 0 };

	(void)state;
	fill(&first);
	assert_int_equal(pack(&first, &bytes), 0);
	assert_true(unpack(bytes.at, bytes.n, &second));
	assert_int_equal(second.list.n, 3);
	assert_string_equal(second.list.at[0].name, "住民情報");
	assert_int_equal(second.list.at[0].interfaces.n, 2);
	assert_string_equal(second.list.at[0].interfaces.at[1], "eth2.10");
	assert_int_equal(range_cmp(&first.list.at[1].ranges.at[0],
				   &second.list.at[1].ranges.at[0]),
			 0);
	assert_int_equal(range_cmp(&first.list.at[1].ranges.at[1],
				   &second.list.at[1].ranges.at[1]),
			 0);
	assert_int_equal(second.list.at[2].entries.at[0].generation, 4095);
	assert_int_equal(second.list.at[2].entries.at[1].number, 1);
	assert_int_equal(pack(&second, &again), 0);
	assert_int_equal(bytes.n, again.n);
	assert_memory_equal(bytes.at, again.at, bytes.n);
}

static void an_empty_one_travels_too(void **state)
{
	struct isolation none = { 0 }, out = { 0 };
	_cleanup_(bytes_finish) struct bytes bytes = { 0 };

	(void)state;
	assert_int_equal(pack(&none, &bytes), 0);
	assert_true(unpack(bytes.at, bytes.n, &out));
	assert_int_equal(out.list.n, 0);
	isolation_finish(&out);
}

static void cut_anywhere_or_longer_it_is_refused(void **state)
{
	_cleanup_(isolation_finish) struct isolation isolation = { 0 };
	_cleanup_(bytes_finish) struct bytes bytes = { 0 };
	struct isolation out;

	(void)state;
	fill(&isolation);
	assert_int_equal(pack(&isolation, &bytes), 0);
	for (size_t n = 0; n < bytes.n; n++) {
		_cleanup_(freep) char *cut = malloc(n ? n : 1);

		memcpy(cut, bytes.at, n);
		assert_false(unpack(cut, n, &out));
	}
	/* open_memstream() keeps a NUL behind what was written. */
	assert_false(unpack(bytes.at, bytes.n + 1, &out));
}

static void every_byte_may_be_any_other(void **state)
{
	_cleanup_(isolation_finish) struct isolation isolation = { 0 };
	_cleanup_(bytes_finish) struct bytes bytes = { 0 };
	FILE *nowhere = fopen("/dev/null", "we");
	struct isolation out;
	struct table table;

	(void)state;
	fill(&isolation);
	assert_int_equal(pack(&isolation, &bytes), 0);
	for (size_t i = 0; i < bytes.n; i++) {
		char right = bytes.at[i];

		for (int other = 0; other < 256; other++) {
			bytes.at[i] = (char)other;
			if (!unpack(bytes.at, bytes.n, &out))
				continue;
			isolation_build(&out, &out.arena, &table);
			table_print(&table, nowhere);
			isolation_finish(&out);
		}
		bytes.at[i] = right;
	}
	fclose(nowhere);
}

static void no_name(struct isolation *out)
{
	add(out, ISOLATED_HOST, "");
	add_range(out, "10.0.0.1");
}

static void name_with_a_control(struct isolation *out)
{
	add(out, ISOLATED_HOST, "a\nb");
	add_range(out, "10.0.0.1");
}

static void nothing_named(struct isolation *out)
{
	add(out, ISOLATED_ZONE, "a");
}

static void list_of_another_kind(struct isolation *out)
{
	add(out, ISOLATED_ZONE, "a");
	add_range(out, "10.0.0.1");
}

static void interface_that_is_a_pattern(struct isolation *out)
{
	struct isolated *zone = add(out, ISOLATED_ZONE, "a");

	*vec_add(&out->arena, &zone->interfaces) = "eth*";
}

static void range_from_right_to_left(struct isolation *out)
{
	add(out, ISOLATED_HOST, "a");
	add_range(out, "10.0.0.1");
	out->list.at[0].ranges.at[0].last.bytes[3] = 0;
}

static void generation_nought(struct isolation *out)
{
	add(out, ISOLATED_ENTRY, "a");
	add_entry(out, 0, 1);
}

static void generation_too_great(struct isolation *out)
{
	add(out, ISOLATED_ENTRY, "a");
	add_entry(out, GENERATION_MAX + 1, 1);
}

static void number_with_the_clocks_bit(struct isolation *out)
{
	add(out, ISOLATED_ENTRY, "a");
	add_entry(out, 1, MARK_CLOCK | 1);
}

static void too_many(struct isolation *out)
{
	for (int i = 0; i <= ISOLATED_MAX; i++) {
		add(out, ISOLATED_HOST, "a");
		add_range(out, "10.0.0.1");
	}
}

static void what_is_none_is_not_packed(void **state)
{
	static void (*const rows[])(struct isolation *) = {
		no_name,
		name_with_a_control,
		nothing_named,
		list_of_another_kind,
		interface_that_is_a_pattern,
		range_from_right_to_left,
		generation_nought,
		generation_too_great,
		number_with_the_clocks_bit,
		too_many,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(isolation_finish) struct isolation isolation = { 0 };
		_cleanup_(bytes_finish) struct bytes bytes = { 0 };

		rows[i](&isolation);
		if (pack(&isolation, &bytes) != -EINVAL)
			fail_msg("row %zu is packed", i);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_isolation_survives_the_journey),
		cmocka_unit_test(an_empty_one_travels_too),
		cmocka_unit_test(cut_anywhere_or_longer_it_is_refused),
		cmocka_unit_test(every_byte_may_be_any_other),
		cmocka_unit_test(what_is_none_is_not_packed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
