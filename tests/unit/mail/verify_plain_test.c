/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_plain_test.c -- tests src/mail/plain/verify_plain.c and verify_canonical.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "mail/plain/plain.h"

#include "sample.h"

static struct plain plain;
static char buf[8192];

static const char *read_records(const char *records)
{
	size_t len = sample_write(buf, sizeof(buf), records);

	assert_true(len < sizeof(buf));
	return plain_read(buf, len, &plain);
}

/* The sample with `from` replaced by `to`, once. */
static const char *read_changed(const char *from, const char *to)
{
	static char records[8192];

	assert_non_null(strstr(sample_records, from));
	return read_records(sample_changed(records, sizeof(records), from, to));
}

static void assert_slice(struct slice slice, const char *text)
{
	assert_int_equal(slice.len, strlen(text));
	assert_memory_equal(slice.at, text, slice.len);
}

static void a_right_message_is_read_whole(void **state)
{
	struct slice rest, line;

	(void)state;
	assert_null(read_records(sample_records));
	assert_slice(plain.sender, "a@b.example");
	assert_int_equal(plain.n_rcpts, 2);
	assert_slice(plain.from_name, "山田");
	assert_int_equal(plain.reply_to.n, 1);
	assert_int_equal(plain.to.n, 1);
	assert_int_equal(plain.cc.n, 0);
	assert_slice(plain.subject, "お知らせ");
	assert_int_equal(plain.received, 3);
	assert_slice(plain.marks[0], "gw2.example:mail-up");
	assert_int_equal(plain.links, 2);
	assert_int_equal(plain.actions.n, 2);
	assert_int_equal(plain.n_removed, 1);
	assert_slice(plain.removed[0].name, "申請.zip");
	assert_slice(plain.removed[0].marks, "locked macro");
	assert_int_equal(plain.n_lines, 3);
	rest = plain.text;
	assert_true(plain_next_line(&rest, &line));
	assert_slice(line, "日本語");
	assert_true(plain_next_line(&rest, &line));
	assert_true(plain_next_line(&rest, &line));
	assert_slice(line, "a\tb");
	assert_false(plain_next_line(&rest, &line));
}

static void each_value_must_be_of_its_kind(void **state)
{
	static const struct {
		const char *from, *to;
		const char *wrong;
	} changes[] = {
		{ "sender 11 a@b.example", "sender 11 a@b..xample", "value" },
		{ "rcpt 17 x@town.example.jp", "rcpt 0 ", "value" },
		{ "from-addr 11 a@b.example", "from-addr 12 a@b.example,",
		  "value" },
		{ "from-addr 11 a@b.example", "from-addr 13 =?a@b.example",
		  "value" },
		{ "from-name 6 山田", "from-name 3 a\x1b]", "value" },
		{ "subject 12 お知らせ", "subject 3 \xe3\x81\x20", "value" },
		{ "subject 12 お知らせ", "subject 3 a\tb", "value" },
		{ "date 31 Fri,", "date 31 Frx,", "value" },
		{ "message-id 13 <1@b.example>", "message-id 13 <1@b,example>",
		  "value" },
		{ "auto-submitted 0 ", "auto-submitted 2 no", "value" },
		{ "bulk 1 0", "bulk 1 2", "value" },
		{ "received 1 3", "received 2 03", "value" },
		{ "mark 19 gw2.example:mail-up", "mark 19 gw2.example mail-up",
		  "value" },
		{ "mark 19 gw2.example:mail-up", "mark 3 gw2", "value" },
		{ "mark 19 gw2.example:mail-up", "mark 0 ", "value" },
		{ "links 1 2", "links 1 x", "value" },
		{ "action 14 links-defanged", "action 14 Links-defanged",
		  "value" },
		{ "sha256 64 e3", "sha256 64 E3", "value" },
		{ "12 locked macro", "12 macro locked", "value" },
		{ "12 locked macro", "13 locked macro ", "value" },
		{ "12 locked macro", "13 locked  macro", "value" },
		{ "12 locked macro", "13 locked locked", "value" },
		{ "12 locked macro", "6 broken", "value" },
		{ "18 spf=pass dkim=fail", "0 ", NULL },
		{ "18 spf=pass dkim=fail", "10 arc=policy", NULL },
		{ "18 spf=pass dkim=fail", "9 spf=pass ", "value" },
		{ "18 spf=pass dkim=fail", "17 spf=passdkim=fail", "value" },
		{ "18 spf=pass dkim=fail", "19 spf=pass  dkim=fail", "value" },
		{ "18 spf=pass dkim=fail", "3 spf", "value" },
		{ "18 spf=pass dkim=fail", "4 spf=", "value" },
		{ "18 spf=pass dkim=fail", "8 SPF=pass", "value" },
		{ "18 spf=pass dkim=fail", "8 spf=good", "value" },
		{ "18 spf=pass dkim=fail", "7 x=pass;", "value" },
		{ "= 9 日本語", "= 3 \xe2\x80\xae", "value" },
		{ "end 3 1 3", "end 3 0 3", "count" },
		{ "end 3 1 3", "end 3 1 4", "count" },
		{ "end 3 1 3", "end 1 1", "count" },
		{ "end 3 1 3\n", "end 3 1 3\nx", "length" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		const char *wrong =
			read_changed(changes[i].from, changes[i].to);
		const char *expected = changes[i].wrong;

		if (wrong != expected &&
		    (!wrong || !expected || strcmp(wrong, expected) != 0))
			fail_msg("%s: %s", changes[i].to, wrong ? wrong : "ok");
	}
}

static void marks_of_a_file_are_words_in_one_order(void **state)
{
	static const char all[] = "locked macro program double-extension "
				  "type-mismatch bidi-name";
	char to[128];

	(void)state;
	assert_null(read_changed("12 locked macro", "0 "));
	assert_null(read_changed("12 locked macro", "9 bidi-name"));
	snprintf(to, sizeof(to), "%zu %s", sizeof(all) - 1, all);
	assert_null(read_changed("12 locked macro", to));
}

static void records_stand_in_their_order_and_form(void **state)
{
	static const struct {
		const char *from, *to;
	} changes[] = {
		{ "sender 11 a@b.example\n", "" },
		{ "rcpt 17", "rcpt 017" },
		{ "rcpt 17", "rcpt  17" },
		{ "rcpt 17", "RCPT 17" },
		{ "rcpt 17", "rcpt 18" },
		{ "rcpt 17", "rcpt 16" },
		{ "rcpt 17", "rcpt 99999999" },
		{ "rcpt 17", "rcpt -1" },
		{ "to-more 1 0\ncc-more 1 0\n", "cc-more 1 0\nto-more 1 0\n" },
		{ "subject 12", "subject 12 12" },
		{ "reply-addr 11 r@b.example\n", "" },
		{ "removed-why 10 attachment\n", "" },
		{ "removed-marks 12 locked macro\n", "" },
		{ "rcpt 17 x@town.example.jp\nrcpt 17 y@town.example.jp\n",
		  "" },
		{ "defect 5 qp-ws\n", "defect 5 qp-ws\naction 1 a\n" },
		{ "= 0 \n", "=\n" },
		{ "end 3 1 3\n", "end 3 1 3" },
		{ "end 3 1 3\n", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		if (read_changed(changes[i].from, changes[i].to) == NULL)
			fail_msg("taken: %s", changes[i].to);
}

static void the_first_line_states_the_length(void **state)
{
	size_t len = sample_write(buf, sizeof(buf), sample_records);

	(void)state;
	assert_string_equal(plain_read(buf, len - 1, &plain), "length");
	assert_string_equal(plain_read(buf, len + 1, &plain), "length");
	assert_string_equal(plain_read(buf, 0, &plain), "length");
	assert_string_equal(plain_read(buf, 25, &plain), "length");
	buf[14] = '2';
	assert_string_equal(plain_read(buf, len, &plain), "length");
}

/* Whatever one changed byte makes of it: a refusal, or a message that writes
 * itself again to the same bytes. */
static void any_changed_byte_is_refused_or_canonical(void **state)
{
	static const char bytes[] = { 0,          '\n',       ' ',        '0',
				      '9',        'a',        '=',        '<',
				      '@',        '"',        'Z',        '~',
				      (char)0x80, (char)0xe3, (char)0xff, '\r',
				      '\t' };
	size_t len = sample_write(buf, sizeof(buf), sample_records);

	(void)state;
	for (size_t at = 0; at < len; at++) {
		char was = buf[at];

		for (size_t i = 0; i < sizeof(bytes); i++) {
			buf[at] = bytes[i];
			if (plain_read(buf, len, &plain) == NULL)
				assert_true(plain_is_canonical(
					&plain, (struct slice){ buf, len }));
		}
		buf[at] = was;
	}
}

static void any_cut_is_refused(void **state)
{
	size_t len = sample_write(buf, sizeof(buf), sample_records);

	(void)state;
	for (size_t cut = 0; cut < len; cut++) {
		/* in memory of its own, so that reading beyond is seen */
		char *copy = malloc(cut ? cut : 1);
		char head[26];

		memcpy(copy, buf, cut);
		snprintf(head, sizeof(head), "sekisho-plain 1 %08zu\n", cut);
		memcpy(copy, head, cut < 25 ? cut : 25);
		assert_non_null(plain_read(copy, cut, &plain));
		free(copy);
	}
}

static void lists_are_bounded(void **state)
{
	static char records[1 << 16];
	char *at = records;

	(void)state;
	at += sprintf(at, "sender 0 \n");
	for (int i = 0; i < PLAIN_RCPTS + 1; i++)
		at += sprintf(at, "rcpt 3 a@b\n");
	sprintf(at, "%s", strstr(sample_records, "from-addr"));
	assert_true(strlen(records) + 26 < sizeof(buf));
	assert_string_equal(read_records(records), "record");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_right_message_is_read_whole),
		cmocka_unit_test(each_value_must_be_of_its_kind),
		cmocka_unit_test(marks_of_a_file_are_words_in_one_order),
		cmocka_unit_test(records_stand_in_their_order_and_form),
		cmocka_unit_test(the_first_line_states_the_length),
		cmocka_unit_test(any_changed_byte_is_refused_or_canonical),
		cmocka_unit_test(any_cut_is_refused),
		cmocka_unit_test(lists_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
