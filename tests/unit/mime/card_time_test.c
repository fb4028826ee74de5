/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * card_time_test.c -- tests src/mime/card/time.c
 */
#include "mime/card/line.h"
#include "mime/card/time.h"

#include "fixture.h"

static struct card_line line_of(const char *params, const char *value)
{
	return (struct card_line){ .params = params,
				   .params_len = strlen(params),
				   .value = value,
				   .value_len = strlen(value) };
}

static void time_is(struct fixture *f, const char *params, const char *value,
		    const char *wanted)
{
	struct card_line line = line_of(params, value);

	card_put_time(&f->out, &line, NULL);
	assert_string_equal(fixture_text(f), wanted);
}

static void times_are_those_of_japan(void **state)
{
	static const char *const rows[][3] = {
		{ "", "20261120", "2026年11月20日（金）" },
		{ ";VALUE=DATE;TZID=UTC", "20261120", "2026年11月20日（金）" },
		{ "", "20261120T010200", "2026年11月20日（金）01:02" },
		{ "", "20261120T010200Z",
		  "2026年11月20日（金）10:02（日本時間）" },
		{ ";TZID=UTC", "20261120T145959",
		  "2026年11月20日（金）23:59（日本時間）" },
		{ ";TZID=\"Etc/UTC\"", "20261120T150000",
		  "2026年11月21日（土）00:00（日本時間）" },
		{ "", "20261129T150000Z",
		  "2026年11月30日（月）00:00（日本時間）" },
		{ "", "20261130T235900Z",
		  "2026年12月1日（火）08:59（日本時間）" },
		{ "", "20261231T200000Z",
		  "2027年1月1日（金）05:00（日本時間）" },
		{ ";TZID=Asia/Tokyo", "20261120T100000",
		  "2026年11月20日（金）10:00" },
		{ ";TZID=Japan", "20261120T100000",
		  "2026年11月20日（金）10:00" },
		{ ";TZID=JST", "20261120T100000", "2026年11月20日（金）10:00" },
		{ ";TZID=\"東京 (標準時)\"", "20261120T100000",
		  "2026年11月20日（金）10:00" },
		{ ";TZID=Asia/Seoul", "20261120T100000",
		  "2026年11月20日（金）10:00（Asia/Seoul の時刻）" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		time_is(*state, rows[i][0], rows[i][1], rows[i][2]);
}

static void what_is_no_time_stays_as_it_is(void **state)
{
	static const char *const values[] = {
		"",
		"2026112",
		"202611200",
		"2026112X",
		"20261120T",
		"20261120X100000",
		"20261120T10000X",
		"20261120T100000X",
		"20261120T100000ZZ",
		"20261131",
		"20261301",
		"20260001",
		"20261100",
		"00001120",
		"20261120T240000",
		"20261120T006000",
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		time_is(*state, "", values[i], values[i]);
}

static void ends(struct fixture *f, const char *first, const char *value,
		 const char *wanted)
{
	struct card_line line = line_of("", value);

	card_put_time(&f->out, &line, first);
	assert_string_equal(fixture_text(f), wanted);
}

/* RFC 5545 3.6.1 */
static void a_day_that_ends_is_the_one_after_the_last(void **state)
{
	ends(*state, "20261119", "20261121", "2026年11月20日（金）");
	ends(*state, "20261101", "20261201", "2026年11月30日（月）");
	ends(*state, "20261231", "20270101", "2026年12月31日（木）");
	ends(*state, "20280201", "20280301", "2028年2月29日（火）");
	ends(*state, "20261121", "20261121", "2026年11月21日（土）");
	ends(*state, "20261119", "20261121T100000",
	     "2026年11月21日（土）10:00");
}

static void the_zone_of_many_times_is_said_once(void **state)
{
	struct fixture *f = *state;
	struct card_line line = line_of(";TZID=Asia/Seoul",
					"20261120T100000,20261121T110000,x");

	card_put_times(&f->out, &line);
	assert_string_equal(fixture_text(f),
			    "2026年11月20日（金）10:00（Asia/Seoul の時刻）、"
			    "2026年11月21日（土）11:00、x");
}

/* RFC 5545 3.3.9 */
static void a_period_has_both_its_ends(void **state)
{
	static const char *const rows[][2] = {
		{ "20261120T010000Z/20261120T030000Z,20261121/P1D",
		  "2026年11月20日（金）10:00（日本時間）から"
		  "2026年11月20日（金）12:00（日本時間）まで、"
		  "2026年11月21日（土）から1日" },
		{ "20261120T100000/+PT1H30M",
		  "2026年11月20日（金）10:00（Asia/Seoul の時刻）から"
		  "1時間30分" },
		{ "20261120T100000/20261120T110000",
		  "2026年11月20日（金）10:00（Asia/Seoul の時刻）から"
		  "2026年11月20日（金）11:00まで" },
		{ "20261120T100000/", "20261120T100000/" },
		{ "20261120T100000/x", "20261120T100000/x" },
		{ "x/20261120T100000", "x/20261120T100000" },
		{ "/", "/" },
	};
	struct fixture *f = *state;
	struct card_line line;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		line = line_of(";VALUE=PERIOD;TZID=Asia/Seoul", rows[i][0]);
		card_put_times(&f->out, &line);
		assert_string_equal(fixture_text(f), rows[i][1]);
	}
}

/* RFC 5545 3.3.6 */
static void lengths_are_said_in_words(void **state)
{
	static const char *const rows[][2] = {
		{ "PT1H30M", "1時間30分" },
		{ "+PT15M", "15分" },
		{ "P2W", "2週間" },
		{ "P1DT0H0M10S", "1日10秒" },
		{ "PT0S", "PT0S" },
		{ "PT10H", "10時間" },
		{ "-PT15M", "-PT15M" },
		{ "", "" },
		{ "+", "+" },
		{ "P", "P" },
		{ "PT", "PT" },
		{ "1H", "1H" },
		{ "PT5X", "PT5X" },
		{ "PT5", "PT5" },
		{ "PTH", "PTH" },
		{ "P5T5M", "P5T5M" },
		{ "PT5M5H", "PT5M5H" },
		{ "PT5SX", "PT5SX" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		card_put_duration(&f->out, rows[i][0], strlen(rows[i][0]));
		assert_string_equal(fixture_text(f), rows[i][1]);
	}
}

static void a_beginning_in_utc_is_found(void **state)
{
	(void)state;
	assert_true(card_begins_in_utc(BYTES("DTSTART:20261120T010000Z")));
	assert_true(card_begins_in_utc(
		BYTES("X:Z\r\nDTSTART:20261120T010000Z\r\nY:Z")));
	assert_true(card_begins_in_utc(
		BYTES("DTSTART;TZID=Etc/UTC:20261120T010000\n")));
	assert_true(card_begins_in_utc(
		BYTES("DTSTART:20261120T010000\nDTSTART:20261120T010000Z\n")));
	assert_false(card_begins_in_utc(
		BYTES("DTSTART:20261120T010000\r\nDTEND:20261120T010000Z\r\n"
		      "UTC:\r\n")));
	assert_false(card_begins_in_utc(BYTES("DTSTART")));
	assert_false(card_begins_in_utc(BYTES("")));
}

MAIN(WITH(times_are_those_of_japan), WITH(what_is_no_time_stays_as_it_is),
     WITH(a_day_that_ends_is_the_one_after_the_last),
     WITH(the_zone_of_many_times_is_said_once),
     WITH(a_period_has_both_its_ends), WITH(lengths_are_said_in_words),
     cmocka_unit_test(a_beginning_in_utc_is_found))
