/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * convert_header_test.c -- tests src/mime/convert.c: fields that stand twice,
 * are too long or half right
 */
#include "mime/convert.h"
#include "mime/limits.h"
#include "mime/text/cut.h"

#include "fixture.h"

static struct converted read(struct fixture *f, const char *fields)
{
	static char mail[64 << 10];
	struct converted out;
	int len = snprintf(mail, sizeof(mail), "%s\r\nx\r\n", fields);

	assert_in_range(len, 1, sizeof(mail) - 1);
	assert_int_equal(convert_message((const uint8_t *)mail, (size_t)len,
					 &f->options, &f->arena, &out),
			 CONVERT_OK);
	return out;
}

static void a_sender_is_one_address_or_none(void **state)
{
	static const struct {
		const char *fields;
		const char *addr;
		enum mime_defect defect;
	} cases[] = {
		{ "From: a@b.jp\r\n", "a@b.jp", N_DEFECTS },
		{ "From: 'a@b.jp' <a@b.jp>\r\n", "a@b.jp", N_DEFECTS },
		{ "From: A@b.jp <a@b.jp>\r\n", "a@b.jp", N_DEFECTS },
		{ "From: ''a@b.jp <a@b.jp>\r\n", "a@b.jp", DEFECT_FROM_NAME },
		{ "From: 'a@b.jp <a@b.jp>\r\n", "a@b.jp", DEFECT_FROM_NAME },
		{ "From: a@b.jp' <a@b.jp>\r\n", "a@b.jp", DEFECT_FROM_NAME },
		{ "From: a@b.jpn <a@b.jp>\r\n", "a@b.jp", DEFECT_FROM_NAME },
		{ "From: a@b.j <a@b.jp>\r\n", "a@b.jp", DEFECT_FROM_NAME },
		{ "From: B, A <a@b.jp>\r\n", "a@b.jp", N_DEFECTS },
		{ "From: =?utf-8?Q?c=40d.jp?=, A <a@b.jp>\r\n", "a@b.jp",
		  DEFECT_FROM_NAME },
		{ "From: B, A <a@b.jp>, C <c@d.jp>\r\n", "",
		  DEFECT_FROM_SEVERAL },
		{ "From: a@b.jp\r\nFrom: a@b.jp\r\n", "", DEFECT_FROM_SEVERAL },
		{ "From: a@b.jp\r\nFrom:\r\n", "", DEFECT_FIELD_TWICE },
		{ "From:\r\n", "", DEFECT_FROM_SYNTAX },
		{ "From: a@b.jp\r\nCc: c@d.jp\r\nCc: e@f.jp\r\n", "a@b.jp",
		  DEFECT_FIELD_TWICE },
		{ "From: g:;\r\n", "", DEFECT_FROM_SYNTAX },
		{ "From: a@b.jp x\r\n", "", DEFECT_FROM_SYNTAX },
		{ "To: c@d.jp\r\n", "", DEFECT_FROM_MISSING },
		{ "From: a@b.jp\r\nSender: c@mail.b.jp\r\n", "a@b.jp",
		  N_DEFECTS },
		{ "From: a@mail.b.jp\r\nSender: c@b.jp\r\n", "a@mail.b.jp",
		  N_DEFECTS },
		{ "From: a@b.jp\r\nSender: c@xb.jp\r\n", "a@b.jp",
		  DEFECT_FROM_SENDER },
		{ "From: a@b.jp\r\nSender: c@x.d.jp\r\n", "a@b.jp",
		  DEFECT_FROM_SENDER },
		{ "From: a@b.jp\r\nSender: c@d.jp\r\n", "a@b.jp",
		  DEFECT_FROM_SENDER },
		{ "From: a@b.jp\r\nSender: c@d.jp\r\nList-Id: <x.d.jp>\r\n",
		  "a@b.jp", N_DEFECTS },
	};

	const uint64_t of_from =
		defect_bit(DEFECT_FROM_MISSING) |
		defect_bit(DEFECT_FROM_SEVERAL) |
		defect_bit(DEFECT_FROM_SYNTAX) | defect_bit(DEFECT_FROM_NAME) |
		defect_bit(DEFECT_FROM_SENDER) | defect_bit(DEFECT_FIELD_TWICE);
	struct converted out;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		out = read(*state, cases[i].fields);
		if (strcmp(out.from.addr, cases[i].addr) != 0 ||
		    (cases[i].defect == N_DEFECTS
			     ? (out.defects & of_from) != 0
			     : !(out.defects & defect_bit(cases[i].defect))))
			fail_msg("%s<%s> %llx", cases[i].fields, out.from.addr,
				 (unsigned long long)out.defects);
		assert_int_equal(out.from_valid, cases[i].addr[0] != '\0');
		assert_int_equal(
			!!(out.actions & action_bit(ACTION_FROM_REPLACED)),
			!out.from_valid);
	}
}

static void a_date_stands_once(void **state)
{
#define DATE "Date: Fri, 20 Nov 2026 10:00:00 +0900\r\n"
	struct converted out = read(*state, DATE);

	assert_string_equal(out.date, "Fri, 20 Nov 2026 10:00:00 +0900");
	out = read(*state, DATE DATE);
	assert_string_equal(out.date, "");
	assert_true(out.defects & defect_bit(DEFECT_DATE_SYNTAX));
	assert_true(out.actions & action_bit(ACTION_DATE_DROPPED));
	out = read(*state, "X: y\r\n");
	assert_string_equal(out.date, "");
	assert_false(out.defects & defect_bit(DEFECT_DATE_SYNTAX));
}

/* The last ones are those that answer directly. */
static void of_many_identifiers_the_last_count(void **state)
{
	char fields[8000] = "References:", wanted[8000] = "";
	struct converted out;

	for (int i = 0; i <= LIMIT_REFERENCES; i++) {
		snprintf(fields + strlen(fields), 20, "\r\n <%d@b.jp>", i);
		if (i)
			snprintf(wanted + strlen(wanted), 20, "%s<%d@b.jp>",
				 i > 1 ? " " : "", i);
	}
	strcat(fields, "\r\nIn-Reply-To: <a@b.jp> <c@d.jp>\r\n"
		       "Message-ID: <e@f.jp> <g@h.jp>\r\n");
	out = read(*state, fields);
	assert_string_equal(out.references, wanted);
	assert_string_equal(out.in_reply_to, "<c@d.jp>");
	assert_string_equal(out.message_id, "<g@h.jp>");
}

static void a_machine_says_that_it_is_one(void **state)
{
	static const struct {
		const char *field;
		bool bulk;
		const char *automatic;
	} cases[] = {
		{ "Precedence: bulk", true, "" },
		{ "Precedence:\t list", true, "" },
		{ "Precedence: JUNK", true, "" },
		{ "Precedence: first-class", false, "" },
		{ "Precedence: bulk\r\nPrecedence: x", true, "" },
		{ "Precedence:", false, "" },
		{ "List-Id: <x.d.jp>", true, "" },
		{ "Auto-Submitted: no", false, "" },
		{ "Auto-Submitted: auto-replied (x)", false, "auto-replied" },
		{ "Auto-Submitted: auto-notified", false, "auto-generated" },
		{ "Auto-Submitted:", false, "auto-generated" },
		{ "Subject: bulk", false, "" },
	};
	struct converted out;
	char fields[100];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(fields, sizeof(fields), "%s\r\n", cases[i].field);
		out = read(*state, fields);
		assert_int_equal(out.bulk, cases[i].bulk);
		assert_string_equal(out.auto_submitted, cases[i].automatic);
	}
}

static void so_many_marks_are_kept(void **state)
{
	struct fixture *f = *state;
	struct converted out;
	char fields[2000] = "";

	f->options.loop_mark = "X-Loop";
	for (int i = 0; i < LIMIT_MARKS + 2; i++) {
		snprintf(fields + strlen(fields), 40, "X-Loop: m%d\r\n", i);
		out = read(f, fields);
		assert_int_equal(out.n_loop_marks,
				 i < LIMIT_MARKS ? i + 1 : LIMIT_MARKS);
		assert_string_equal(out.loop_marks[0], "m0");
	}
}

/* By its line of 998 bytes; but not where a file or the text depends on it. */
static void a_field_that_a_server_cut_is_whole_again(void **state)
{
	struct converted out;
	char fields[2200];

	snprintf(fields, sizeof(fields),
		 "To: a@b.jp,%0*d <c@d.j\r\n p>\r\nSubject: %0*dab\r\n c\r\n",
		 CUT_LINE - 18, 0, CUT_LINE - 11, 0);
	out = read(*state, fields);
	assert_int_equal(out.to.n, 2);
	assert_string_equal(out.to.at[1].addr, "c@d.jp");
	assert_string_equal(out.subject + strlen(out.subject) - 4, "0abc");
	snprintf(fields, sizeof(fields),
		 "From: a@b.jp\r\nContent-Type: a/b; x=%0*d; name=ab\r\n c\r\n",
		 CUT_LINE - 30, 0);
	out = read(*state, fields);
	assert_int_equal(out.n_removed, 1);
	assert_string_equal(out.removed[0].name, "ab c");
}

MAIN(WITH(a_sender_is_one_address_or_none), WITH(a_date_stands_once),
     WITH(of_many_identifiers_the_last_count),
     WITH(a_machine_says_that_it_is_one), WITH(so_many_marks_are_kept),
     WITH(a_field_that_a_server_cut_is_whole_again))
