/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_search_test.c -- tests src/mail/store/keeper_search.c: the store
 * process in its jail, asked by the test
 */
#include "mail/store/keeper_search.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mail/procs.h"

#include "keeper_desk.h"

static const off_t LONG = 1LL << 36; /* bytes */

static void search(uint32_t id, const struct mail_terms *terms,
		   const char *after, uint32_t flags)
{
	const struct asker asker = { .uid = SUZUKI,
				     .roles = ROLE_AUDITOR,
				     .name = "suzuki" };
	struct request request = {
		.verb = VERB_MAIL_SEARCH,
		.flags = flags,
		.reason = "市民からの照会",
		.terms = *terms,
	};
	uint8_t body[ASKER_LEN + REQUEST_MAX];

	snprintf(request.word, sizeof(request.word), "%s", after);
	asker_pack(&asker, body);
	assert_int_equal(
		channel_send(play.control, VERB_MAIL_SEARCH, id, body,
			     ASKER_LEN +
				     request_pack(&request, body + ASKER_LEN),
			     -1),
		0);
}

static int searched(const char *from, const char *to)
{
	struct mail_terms terms = { 0 };

	strcpy(terms.from, from);
	strcpy(terms.to, to);
	search(7, &terms, "", 0);
	return answer();
}

static struct reference keep_of(uint32_t id, const char *sender)
{
	keep_from(id, sender, 100, 100, SEALS);
	expect(MESSAGE_KEPT);
	return play.reference;
}

static bool shows(const struct reference *reference)
{
	char text[REFERENCE_TEXT];

	return strstr(shown, reference_text(text, reference)) != NULL;
}

static void mail_is_found_by_its_sender(void **state)
{
	const struct reference one = keep_of(1, "taro@example.jp"),
			       two = keep_of(2, "jiro@example.jp"),
			       three = keep_of(3, "Taro@EXAMPLE.jp");

	(void)state;
	assert_int_equal(searched("taro@example.jp", ""), 0);
	assert_true(shows(&one));
	assert_false(shows(&two));
	assert_true(shows(&three));
	assert_non_null(strstr(shown, "状態"));
	assert_non_null(strstr(shown, "kept"));
	assert_non_null(strstr(shown, "<taro@example.jp> -> <x@town"));
	assert_non_null(strstr(said, "2 of the 3 originals"));
	assert_null(strstr(said, "--after"));
}

/* The brackets that an address is shown in say where it begins and ends. */
static void a_part_of_an_address_is_enough(void **state)
{
	const struct reference one = keep_of(1, "taro@example.jp"),
			       two = keep_of(2, "kentaro@example.jp.test"),
			       none = keep_of(3, "");

	(void)state;
	assert_int_equal(searched("taro@", ""), 0);
	assert_true(shows(&one) && shows(&two) && !shows(&none));
	assert_int_equal(searched("<taro@", ""), 0);
	assert_true(shows(&one) && !shows(&two));
	assert_int_equal(searched("@example.jp>", ""), 0);
	assert_true(shows(&one) && !shows(&two));
	assert_int_equal(searched("<>", ""), 0);
	assert_true(!shows(&one) && shows(&none));
}

static void mail_is_found_by_its_recipient_and_by_both(void **state)
{
	const struct reference one = keep_of(1, "taro@example.jp");

	(void)state;
	assert_int_equal(searched("", "x@town.example.jp"), 0);
	assert_true(shows(&one));
	assert_int_equal(searched("taro", "x@"), 0);
	assert_true(shows(&one));
	assert_int_equal(searched("taro", "y@"), 1);
	assert_false(shows(&one));
	assert_non_null(strstr(said, "0 of the 1 originals"));
}

static void who_looked_for_whom_is_written_down_first(void **state)
{
	(void)state;
	keep_one(false);
	assert_int_equal(searched("a@b.example", ""), 0);
	assert_true(journal_says("originals-searched"));
	assert_true(
		journal_says("originals-searched\",\"from\":\"a@b.example"));
}

static void all_that_was_asked_is_written_down(void **state)
{
	struct mail_terms terms = { .from = "a@", .to = "@town" };
	char after[REFERENCE_TEXT], wanted[256];
	uint32_t day;

	(void)state;
	keep_one(false);
	day = play.reference.day;
	search(7, &terms, "", 0);
	answer();
	snprintf(wanted, sizeof(wanted),
		 "\"from\":\"a@\",\"to\":\"@town\",\"since\":%u,"
		 "\"who\":\"suzuki\",\"uid\":%d,"
		 "\"reason\":\"市民からの照会\"",
		 reference_day_add(day, 1 - SEARCH_DAYS), SUZUKI);
	assert_true(journal_has(wanted));
	terms.until = day;
	search(7, &terms, reference_text(after, &play.reference), 0);
	answer();
	snprintf(wanted, sizeof(wanted),
		 "\"since\":%u,\"until\":%u,\"after\":\"%s\",\"who\"", day, day,
		 after);
	assert_true(journal_has(wanted));
}

/* Of that day nobody knows, so there is no "no". */
static void a_day_that_cannot_be_read_is_told(void **state)
{
	struct mail_terms terms = { .from = "nobody@" };
	char name[64];

	(void)state;
	keep_one(false);
	terms.since = reference_day_add(play.reference.day, -1);
	snprintf(name, sizeof(name), "originals/%08u-01.mail", terms.since);
	assert_int_equal(mkdir(path_of(name), 0700), 0);
	search(7, &terms, "", 0);
	assert_int_equal(answer(), ANSWER_MACHINE);
	assert_non_null(strstr(said, "not all of "));
	assert_non_null(strstr(said, "0 of the 1 originals"));
	strcpy(terms.from, "a@b.example");
	search(7, &terms, "", 0);
	assert_int_equal(answer(), ANSWER_YES);
	assert_non_null(strstr(said, "not all of "));
}

static void what_was_erased_has_no_sender_to_be_found_by(void **state)
{
	(void)state;
	keep_one(true);
	assert_int_equal(searched("a@b.example", ""), 0);
	assert_non_null(strstr(shown, "held"));
	assert_int_equal(asked(SUZUKI, VERB_MAIL_DELETE), 0);
	assert_int_equal(asked(SATO, VERB_MAIL_DELETE), 0);
	assert_int_equal(searched("a@b.example", ""), 1);
}

static void other_days_are_not_looked_at(void **state)
{
	struct mail_terms terms = { .from = "a@b.example" };

	(void)state;
	keep_one(false);
	terms.until = reference_day_add(play.reference.day, -1);
	search(7, &terms, "", 0);
	assert_int_equal(answer(), 1);
	assert_non_null(strstr(said, "of the 0 originals"));
	terms.until = terms.since = play.reference.day;
	search(7, &terms, "", 0);
	assert_int_equal(answer(), 0);
	terms.since = reference_day_add(play.reference.day, 1);
	terms.until = 0;
	search(7, &terms, "", 0);
	assert_int_equal(answer(), 1);
}

/* As many as one answer has, and from there on. */
static void a_long_answer_comes_page_by_page(void **state)
{
	const struct mail_terms terms = { .to = "@town.example.jp" };
	char last[REFERENCE_TEXT], wanted[64];

	(void)state;
	for (uint32_t i = 1; i <= SEARCH_ROWS + 2; i++) {
		keep_of(i, "a@b.example");
		if (i == SEARCH_ROWS)
			reference_text(last, &play.reference);
	}
	search(7, &terms, "", 0);
	assert_int_equal(answer(), 0);
	snprintf(wanted, sizeof(wanted), "--after %s", last);
	assert_non_null(strstr(said, wanted));
	search(7, &terms, last, REQUEST_JSON);
	assert_int_equal(answer(), 0);
	assert_non_null(strstr(shown, "\"messages\":[{\"reference\":"));
	assert_non_null(strstr(shown, "],\"looked_at\":2,\"next\":null}\n"));
}

static void what_acts_on_a_terminal_is_shown_as_letters(void **state)
{
	(void)state;
	keep_of(1, "\033[2J@b.example");
	assert_int_equal(searched("@b.example", ""), 0);
	assert_non_null(strstr(shown, "\\x1b"));
	assert_null(strchr(shown, '\033'));
}

/* Mail goes on, another one has to wait, and it may be given up. */
static void it_keeps_nobody_from_anything(void **state)
{
	const struct mail_terms terms = { .from = "a@b.example" };
	struct mail_terms yesterday = terms;
	char name[64];

	(void)state;
	keep_one(false);
	yesterday.until = reference_day_add(play.reference.day, -1);
	/* Millions of blocks that are no heads. */
	snprintf(name, sizeof(name), "originals/%08u-01.mail",
		 play.reference.day);
	assert_int_equal(truncate(path_of(name), LONG), 0);
	search(8, &terms, "", 0);
	search(7, &yesterday, "", 0);
	assert_int_equal(answer(), 3);
	assert_non_null(strstr(said, "just searching"));
	keep_of(2, "a@b.example");
	/* That was another one's. */
	channel_send(play.control, MESSAGE_FORGET, 9, NULL, 0, -1);
	search(7, &yesterday, "", 0);
	assert_int_equal(answer(), 3);
	channel_send(play.control, MESSAGE_FORGET, 8, NULL, 0, -1);
	search(7, &yesterday, "", 0);
	assert_int_equal(answer(), 1);
	/* Nor has it a file open then. */
	for (unsigned i = 0; i <= procs[PROC_STORE].limits.files; i++) {
		search(8, &terms, "", 0);
		channel_send(play.control, MESSAGE_FORGET, 8, NULL, 0, -1);
	}
	search(7, &yesterday, "", 0);
	assert_int_equal(answer(), 1);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(mail_is_found_by_its_sender),
		CASE(a_part_of_an_address_is_enough),
		CASE(mail_is_found_by_its_recipient_and_by_both),
		CASE(who_looked_for_whom_is_written_down_first),
		CASE(all_that_was_asked_is_written_down),
		CASE(a_day_that_cannot_be_read_is_told),
		CASE(what_was_erased_has_no_sender_to_be_found_by),
		CASE(other_days_are_not_looked_at),
		CASE(a_long_answer_comes_page_by_page),
		CASE(what_acts_on_a_terminal_is_shown_as_letters),
		CASE(it_keeps_nobody_from_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
