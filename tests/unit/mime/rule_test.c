/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule_test.c -- tests src/mime/card/rule.c
 */
#include "mime/card/rule.h"

#include "mime/text/buf.h"

#include "fixture.h"

static void says(struct fixture *f, const char *rule, const char *wanted)
{
	f->out.len = 0;
	card_put_rule(&f->out, rule, strlen(rule), false);
	buf_put_byte(&f->out, '\0');
	assert_string_equal(f->out.at, wanted);
}

static void what_calendars_write_is_said_in_words(void **state)
{
	says(*state, "FREQ=DAILY", "毎日");
	says(*state, "FREQ=DAILY;INTERVAL=2;COUNT=3", "2日ごと、全3回");
	says(*state, "FREQ=WEEKLY;WKST=SU;INTERVAL=1;BYDAY=MO,WE;COUNT=10",
	     "毎週 月・水曜日、全10回");
	says(*state, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=SU",
	     "2週ごと 火曜日");
	says(*state, "freq=weekly;byday=mo;", "毎週 月曜日");
	says(*state, "FREQ=MONTHLY;BYDAY=2TU;UNTIL=20270331T145959Z",
	     "毎月 第2火曜日、2027年3月31日（水）23:59（日本時間）まで");
	says(*state, "FREQ=MONTHLY;BYDAY=1SU,-1FR;UNTIL=20270331",
	     "毎月 第1日曜日・最終金曜日、2027年3月31日（水）まで");
	says(*state, "FREQ=MONTHLY;BYDAY=TH;BYSETPOS=-1", "毎月 最終木曜日");
	says(*state, "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1",
	     "毎月 第1平日");
	says(*state, "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=5,20,-1",
	     "3か月ごと 5日・20日・末日");
	says(*state, "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=1", "毎年 4月1日");
	says(*state, "FREQ=YEARLY;BYMONTH=4,10;BYMONTHDAY=1",
	     "毎年 4月・10月の1日");
	says(*state, "FREQ=YEARLY;BYMONTH=5;BYDAY=2SA", "毎年 5月の第2土曜日");
	says(*state, "FREQ=YEARLY;BYMONTH=4", "毎年 4月");
}

static void what_has_no_words_here_stays_as_it_is(void **state)
{
	static const char *const rules[][2] = {
		{ "毎年", "FREQ=YEARLY;BYWEEKNO=20" },
		{ "毎年", "FREQ=YEARLY;BYDAY=MO" },
		{ "毎年", "FREQ=YEARLY;BYMONTH=5L" },
		{ "毎年", "FREQ=YEARLY;BYMONTH=13" },
		{ "毎月", "FREQ=MONTHLY;BYDAY=MO" },
		{ "毎月", "FREQ=MONTHLY;BYDAY=6MO" },
		{ "毎月", "FREQ=MONTHLY;BYDAY=-2MO" },
		{ "毎月", "FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=1" },
		{ "毎月", "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1" },
		{ "毎月", "FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=1" },
		{ "毎月", "FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=1MO" },
		{ "毎月", "FREQ=MONTHLY;BYMONTHDAY=32" },
		{ "毎月", "FREQ=MONTHLY;BYMONTHDAY=" },
		{ "毎月", "FREQ=MONTHLY;BYMONTH=4" },
		{ "毎月", "FREQ=MONTHLY;BYDAY=M" },
		{ "毎週", "FREQ=WEEKLY;BYDAY=1MO" },
		{ "毎週", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=1" },
		{ "毎週", "FREQ=WEEKLY;BYMONTHDAY=1" },
		{ "毎週", "FREQ=WEEKLY;BYDAY=" },
		{ "毎週", "FREQ=WEEKLY;BYDAY=MO,XX" },
		{ "毎週", "FREQ=WEEKLY;COUNT=x" },
		{ "毎週", "FREQ=WEEKLY;UNTIL=" },
		{ "毎週", "FREQ=WEEKLY;;COUNT=1" },
		{ "毎週", "FREQ=WEEKLY;FREQ=DAILY" },
		{ "毎日", "FREQ=DAILY;BYDAY=MO" },
		{ "毎日", "FREQ=DAILY;COUNT" },
	};
	char wanted[100];

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		snprintf(wanted, sizeof(wanted), "%s (%s)", rules[i][0],
			 rules[i][1]);
		says(*state, rules[i][1], wanted);
	}
	says(*state, "FREQ=HOURLY", "FREQ=HOURLY");
	says(*state, "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=0");
	says(*state, "BYDAY=MO", "BYDAY=MO");
	says(*state, "毎日", "毎日");
	says(*state, "", "");
}

static void days_of_utc_are_not_called_those_of_japan(void **state)
{
	struct fixture *f = *state;

	card_put_rule(&f->out, "FREQ=WEEKLY;BYDAY=MO", 20, true);
	card_put_rule(&f->out, "FREQ=DAILY;COUNT=2", 18, true);
	buf_put_byte(&f->out, '\0');
	assert_string_equal(f->out.at,
			    "毎週 (FREQ=WEEKLY;BYDAY=MO)毎日、全2回");
}

MAIN(WITH(what_calendars_write_is_said_in_words),
     WITH(days_of_utc_are_not_called_those_of_japan),
     WITH(what_has_no_words_here_stays_as_it_is))
