/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * convert_test.c -- tests src/mime/convert.c
 */
#include "mime/convert.h"

#include "mime/limits.h"

#include "fixture.h"

static struct converted convert(struct fixture *f, const char *text)
{
	struct converted out;

	assert_int_equal(convert_message((const uint8_t *)text, strlen(text),
					 &f->options, &f->arena, &out),
			 CONVERT_OK);
	return out;
}

static void every_string_is_there_even_for_nothing(void **state)
{
	struct converted out = convert(*state, "");

	assert_string_equal(out.subject, "");
	assert_string_equal(out.body, "");
	assert_string_equal(out.from.addr, "");
	assert_string_equal(out.from_text, "");
	assert_string_equal(out.date, "");
	assert_string_equal(out.message_id, "");
	assert_string_equal(out.references, "");
	assert_string_equal(out.auto_submitted, "");
	assert_string_equal(out.charset_declared, "");
	assert_false(out.from_valid);
}

static void one_sender_with_one_address_is_valid(void **state)
{
	assert_true(convert(*state, "From: A <a@b.c>\n\n").from_valid);
	assert_false(convert(*state, "From: a@b.c, d@e.f\n\n").from_valid);
	assert_false(
		convert(*state, "From: a@b.c\nFrom: d@e.f\n\n").from_valid);
	assert_false(convert(*state, "From : a@b.c\n\n").from_valid);
	assert_false(convert(*state, "From: a@b.c\rBcc: x\n\n").from_valid);
	assert_string_equal(convert(*state, "From: a@b.c, d@e.f\n\n").from_text,
			    "a@b.c, d@e.f");
}

static bool has(struct fixture *f, const char *text, enum mime_defect defect)
{
	return convert(f, text).defects & defect_bit(defect);
}

static void a_name_that_is_the_address_itself_misleads_nobody(void **state)
{
	assert_false(has(*state, "From: \"a..x@b.c\" <a..x@b.c>\n\n",
			 DEFECT_FROM_NAME));
	assert_true(
		has(*state, "From: \"a@b.cd\" <a@b.c>\n\n", DEFECT_FROM_NAME));
	assert_true(
		has(*state, "From: \"a@b.\" <a@b.c>\n\n", DEFECT_FROM_NAME));
	assert_false(
		has(*state, "From: \"a@b.c\" <a@b.c>\n\n", DEFECT_FROM_NAME));
	assert_false(
		has(*state, "From: \"'A@b.c'\" <a@B.c>\n\n", DEFECT_FROM_NAME));
	assert_true(
		has(*state, "From: \"a@b.d\" <a@b.c>\n\n", DEFECT_FROM_NAME));
	assert_true(has(*state, "From: \"a@b.c a@b.d\" <a@b.c>\n\n",
			DEFECT_FROM_NAME));
	assert_true(has(*state, "From: \"d@e.f\" <d>\n\n", DEFECT_FROM_SYNTAX));
}

static void a_sender_of_a_domain_below_is_of_the_same_house(void **state)
{
	assert_false(has(*state, "From: a@b.jp\nSender: c@mail.B.jp\n\n",
			 DEFECT_FROM_SENDER));
	assert_false(has(*state, "From: a@mail.b.jp\nSender: c@b.jp\n\n",
			 DEFECT_FROM_SENDER));
	assert_true(has(*state, "From: a@b.jp\nSender: c@ab.jp\n\n",
			DEFECT_FROM_SENDER));
	assert_true(has(*state, "From: a@x.b.jp\nSender: c@y.b.jp\n\n",
			DEFECT_FROM_SENDER));
}

static void an_empty_field_breaks_no_rule_of_identifiers(void **state)
{
	assert_false(has(*state, "In-Reply-To: \nReferences:\r\n \t\n\n",
			 DEFECT_MSGID_SYNTAX));
	assert_true(has(*state, "References: x\n\n", DEFECT_MSGID_SYNTAX));
	assert_true(has(*state, "Message-ID: \n\n", DEFECT_MSGID_SYNTAX));
}

static void the_counts_that_stop_loops_are_made(void **state)
{
	struct fixture *f = *state;
	struct converted out;

	f->options.loop_mark = "X-Mark";
	out = convert(f, "Received: a\nreceived: b\nx-mark: 1 host\nX-Mark: 2\n"
			 "Auto-Submitted: auto-replied\nList-Id: x\n\n");
	assert_int_equal(out.n_received, 2);
	assert_int_equal(out.n_loop_marks, 2);
	assert_string_equal(out.loop_marks[0], "1 host");
	assert_string_equal(out.auto_submitted, "auto-replied");
	assert_true(out.bulk);
	assert_true(convert(f, "List-Unsubscribe: x\n\n").bulk);
	assert_true(convert(f, "List-Post: x\n\n").bulk);
	assert_true(convert(f, "Precedence: bulk\n\n").bulk);
	assert_false(convert(f, "Subject: x\n\n").bulk);
}

static void plain_text_goes_before_html_unless_it_is_empty(void **state)
{
	static const char form[] =
		"Content-Type: multipart/alternative; boundary=b\n\n"
		"--b\nContent-Type: text/plain\n\n%s\n"
		"--b\nContent-Type: text/html\n\n<p>html</p>\n--b--\n";
	char text[400];
	struct converted out;

	snprintf(text, sizeof(text), form, "The same as HTML");
	out = convert(*state, text);
	assert_string_equal(out.body, "The same as HTML\n");
	assert_true(out.actions & action_bit(ACTION_HTML_DROPPED));
	snprintf(text, sizeof(text), form, "plain");
	out = convert(*state, text);
	assert_string_equal(out.body,
			    "plain\n\n【HTML形式の本文だけにある行】\nhtml\n");
	assert_true(out.actions & action_bit(ACTION_HTML_DROPPED));
	snprintf(text, sizeof(text), form, " \n ");
	out = convert(*state, text);
	assert_string_equal(out.body, "html\n");
	assert_true(out.actions & action_bit(ACTION_HTML_TO_TEXT));
}

static void ambiguous_text_is_withheld_and_listed(void **state)
{
	struct converted out =
		convert(*state, "Content-Transfer-Encoding: 7bit\n"
				"Content-Transfer-Encoding: base64\n\naGk=\n");

	assert_string_equal(out.body, "");
	assert_int_equal(out.n_removed, 2);
	assert_int_equal(out.removed[0].why, REMOVAL_AMBIGUOUS);
	assert_int_equal(out.removed[0].size, 5);
	assert_int_equal(out.removed[1].size, 2);
	assert_true(out.actions & action_bit(ACTION_TEXT_WITHHELD));
}

static void a_text_without_decoder_is_withheld_and_named(void **state)
{
	struct converted out = convert(
		*state,
		"Content-Type: text/plain; charset=x-none\n\nh\xE9llo\n");

	assert_string_equal(out.body, "");
	assert_int_equal(out.removed[0].why, REMOVAL_CHARSET);
}

static void binary_called_text_is_removed(void **state)
{
	struct fixture *f = *state;
	struct converted out;

	assert_int_equal(convert_message(BYTES("A: b\n\nx\0y"), &f->options,
					 &f->arena, &out),
			 CONVERT_OK);
	assert_int_equal(out.removed[0].why, REMOVAL_BINARY);
}

static void a_long_text_is_cut_and_the_rest_counted(void **state)
{
	struct fixture *f = *state;
	struct converted out;

	f->options.max_text = 10;
	out = convert(f, "A: b\n\nああああああああ\n");
	assert_true(out.body_len <= 10);
	assert_int_equal(out.body[out.body_len - 1], '\n');
	assert_true(out.text_cut >= 14);
	assert_true(out.actions & action_bit(ACTION_TEXT_CUT));
}

static void a_forwarded_text_that_is_cut_is_quoted(void **state)
{
	struct fixture *f = *state;
	struct converted out;

	f->options.max_text = 12;
	out = convert(f, "Content-Type: message/rfc822\n\n"
			 "A: b\n\none\ntwo\nthree\n");
	assert_string_equal(out.body, "> one\n> two\n");
	assert_true(out.actions & action_bit(ACTION_TEXT_CUT));
}

static void cards_that_are_not_shown_are_counted_as_cut(void **state)
{
	static const char head[] = "Content-Type: multipart/mixed; "
				   "boundary=b\n\n";
	static const char card[] = "--b\nContent-Type: text/vcard\n\n"
				   "BEGIN:VCARD\nFN:a\nEND:VCARD\n";
	struct fixture *f = *state;
	char text[4096];

	strcpy(text, head);
	for (int i = 0; i < LIMIT_CARDS; i++)
		strcat(text, card);
	assert_int_equal(convert(f, text).text_cut, 0);
	strcat(text, card);
	assert_true(convert(f, text).text_cut);
}

/* A card with its picture, or a property with more behind than is read. */
static uint64_t cut_of_card(struct fixture *f, const char *property)
{
	static char text[40 << 10];
	char *at = text + sprintf(text,
				  "Content-Type: text/vcard\n\n"
				  "BEGIN:VCARD\nFN:A\n%s",
				  property);

	for (int i = 0; i < 400; i++)
		at += sprintf(at, "%076d\n ", i);
	sprintf(at, "\nEND:VCARD\n");
	return convert(f, text).text_cut;
}

static void what_is_not_shown_of_a_card_is_not_cut(void **state)
{
	assert_int_equal(cut_of_card(*state, "PHOTO;ENCODING=b:"), 0);
	assert_int_equal(cut_of_card(*state, "SOUND;ENCODING=b:"), 0);
	assert_int_equal(cut_of_card(*state, "NOTE:"),
			 400 * 76 + strlen("NOTE:") - (16 << 10));
}

/* What is cut of a type, or of fields that should be one, is said. */
static void what_is_cut_of_fields_is_said(void **state)
{
	static char text[2 * LIMIT_LIST + 100];

	strcpy(text, "Content-Type: a/");
	memset(text + strlen(text), 'b', LIMIT_TYPE);
	strcat(text, "\n\nx");
	assert_true(has(*state, text, DEFECT_FIELD_CUT));
	memset(text, 0, sizeof(text));
	for (int i = 0; i < 3; i++) {
		strcat(text, "From: ");
		memset(text + strlen(text), 'b', LIMIT_LIST / 2);
		strcat(text, "\n");
	}
	assert_true(has(*state, text, DEFECT_FIELD_CUT));
}

/* What is beyond the bytes that are read is cut behind a line, or at least not
 * within a character, whatever its encoding. */
static void a_raw_text_is_cut_between_characters(void **state)
{
	static char message[2 * LIMIT_RAW_TEXT];
	static const char head[] =
		"Content-Type: text/plain; charset=utf-8\n\n";
	struct fixture *f = *state;
	struct converted out;

	f->arena.ceiling = 64 << 20;
	f->options.max_text = 2 * LIMIT_RAW_TEXT;
	for (int blanks = 0; blanks < 3; blanks++) {
		char *at = stpcpy(message, head);

		memset(at, ' ', (size_t)blanks);
		at += blanks;
		while (at < message + LIMIT_RAW_TEXT + 4096)
			at = stpcpy(at, "あ");
		*at = '\0';
		out = convert(f, message);
		assert_true(out.text_cut > 0);
		assert_int_equal(out.unmapped, 0);
		assert_string_equal(out.charset_used, "utf-8");
		assert_null(strstr(out.body, "〓"));
		assert_null(strstr(out.body, "\xef\xbf\xbd"));
		arena_finish(&f->arena);
		f->arena.ceiling = 64 << 20;
	}
}

static uint8_t *put_attribute(uint8_t *at, unsigned number, size_t len)
{
	*at++ = 2;
	for (int i = 0; i < 4; i++)
		*at++ = (uint8_t)(i < 2 ? number >> 8 * i : 0);
	for (int i = 0; i < 4; i++)
		*at++ = (uint8_t)(len >> 8 * i);
	memset(at, 'x', len);
	return at + len + 2;
}

/* A winmail.dat with two files of `len` bytes: its end. */
static uint8_t *put_winmail(uint8_t *at, size_t len)
{
	at = (uint8_t *)stpcpy((char *)at, "Content-Type: application/ms-tnef"
					   "\n\n\x78\x9f\x3e\x22");
	at += 2;
	for (int i = 0; i < 2; i++) {
		at = put_attribute(at, 0x9002, 14);
		at = put_attribute(at, 0x800f, len);
	}
	return at;
}

static void all_files_of_a_large_winmail_are_listed(void **state)
{
	static uint8_t message[4 * LIMIT_RAW_TEXT];
	struct fixture *f = *state;
	struct converted out;
	size_t len;

	f->arena.ceiling = 64 << 20;
	len = (size_t)(put_winmail(message, LIMIT_RAW_TEXT + 1) - message);
	assert_int_equal(
		convert_message(message, len, &f->options, &f->arena, &out),
		CONVERT_OK);
	assert_int_equal(out.n_removed, 3);
	assert_int_equal(out.removed[1].size, LIMIT_RAW_TEXT + 1);
	assert_int_equal(out.removed[2].size, LIMIT_RAW_TEXT + 1);
	assert_false(out.defects & defect_bit(DEFECT_TNEF));
}

static void what_is_there_of_a_file_that_ends_early_is_listed(void **state)
{
	uint8_t message[1024] = { 0 };
	struct fixture *f = *state;
	struct converted out;
	size_t len = (size_t)(put_winmail(message, 100) - message);

	assert_int_equal(convert_message(message, len - 52, &f->options,
					 &f->arena, &out),
			 CONVERT_OK);
	assert_int_equal(out.n_removed, 3);
	assert_int_equal(out.removed[2].size, 50);
	assert_true(out.defects & defect_bit(DEFECT_TNEF));
}

static void an_arena_that_is_too_small_holds_the_message(void **state)
{
	static const char text[] =
		"From: a@b.c\nSubject: x\nContent-Type: multipart/mixed; "
		"boundary=b\n\n--b\nContent-Type: text/html\n\n<a href=http://x"
		">y</a>\n--b\nContent-Type: a/b; name=c\n\nx\n--b--\n";
	struct converted out;

	(void)state;
	for (size_t ceiling = 16; ceiling < 200000; ceiling += 48) {
		struct arena arena = { 0 };
		struct convert_options options = { 0 };
		enum convert_verdict verdict;

		arena_reserve(&arena, ceiling);
		verdict = convert_message(BYTES(text), &options, &arena, &out);
		assert_true(verdict ==
			    (arena.full ? CONVERT_NO_MEMORY : CONVERT_OK));
		if (verdict == CONVERT_OK)
			assert_string_equal(out.body, "y <hxxp://x>\n");
		arena_finish(&arena);
	}
}

static void every_name_is_there_and_is_one_word(void **state)
{
	(void)state;
	for (enum mime_defect d = 0; d < N_DEFECTS; d++)
		assert_null(strchr(defect_name(d), ' '));
	for (enum convert_action a = 0; a < N_CONVERT_ACTIONS; a++)
		assert_null(strchr(convert_action_name(a), ' '));
	for (enum removal r = 0; r < N_REMOVALS; r++)
		assert_null(strchr(removal_name(r), ' '));
	for (enum convert_verdict v = 0; v < N_CONVERT_VERDICTS; v++)
		assert_null(strchr(convert_verdict_name(v), ' '));
}

MAIN(WITH(every_string_is_there_even_for_nothing),
     WITH(one_sender_with_one_address_is_valid),
     WITH(a_name_that_is_the_address_itself_misleads_nobody),
     WITH(a_sender_of_a_domain_below_is_of_the_same_house),
     WITH(an_empty_field_breaks_no_rule_of_identifiers),
     WITH(the_counts_that_stop_loops_are_made),
     WITH(plain_text_goes_before_html_unless_it_is_empty),
     WITH(ambiguous_text_is_withheld_and_listed),
     WITH(a_text_without_decoder_is_withheld_and_named),
     WITH(binary_called_text_is_removed),
     WITH(a_long_text_is_cut_and_the_rest_counted),
     WITH(a_forwarded_text_that_is_cut_is_quoted),
     WITH(cards_that_are_not_shown_are_counted_as_cut),
     WITH(what_is_not_shown_of_a_card_is_not_cut),
     WITH(what_is_cut_of_fields_is_said),
     WITH(a_raw_text_is_cut_between_characters),
     WITH(all_files_of_a_large_winmail_are_listed),
     WITH(what_is_there_of_a_file_that_ends_early_is_listed),
     WITH(an_arena_that_is_too_small_holds_the_message),
     WITH(every_name_is_there_and_is_one_word))
