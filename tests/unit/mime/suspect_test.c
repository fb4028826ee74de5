/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * suspect_test.c -- tests src/mime/content/suspect.c
 */
#include "mime/content/suspect.h"

#include "fixture.h"

#define EXE "application/x-msdownload"
#define ZIP "application/zip"

static void honest_files_have_no_mark(void **state)
{
	(void)state;
	assert_int_equal(suspect_marks("資料.pdf", "application/pdf", false),
			 0);
	assert_int_equal(suspect_marks("a.docx", ZIP, false), 0);
	assert_int_equal(suspect_marks("a.b.txt", "", false), 0);
	assert_int_equal(suspect_marks("", ZIP, false), 0);
	assert_int_equal(suspect_marks("noending", "", false), 0);
	assert_int_equal(suspect_marks("site[.]co[.]jp", "", false), 0);
}

static void programs_are_named_whatever_they_are_called(void **state)
{
	(void)state;
	assert_int_equal(suspect_marks("a.exe", EXE, false),
			 mark_bit(MARK_PROGRAM));
	assert_int_equal(suspect_marks("請求書.pdf.exe", EXE, false),
			 mark_bit(MARK_PROGRAM) |
				 mark_bit(MARK_DOUBLE_EXTENSION));
	assert_int_equal(suspect_marks("a.pdf      .SCR", EXE, false),
			 mark_bit(MARK_PROGRAM) |
				 mark_bit(MARK_DOUBLE_EXTENSION));
	assert_int_equal(suspect_marks("a.pdf", EXE, false),
			 mark_bit(MARK_PROGRAM) | mark_bit(MARK_TYPE_MISMATCH));
	assert_int_equal(suspect_marks("a.dat", EXE, false),
			 mark_bit(MARK_PROGRAM) | mark_bit(MARK_TYPE_MISMATCH));
	assert_int_equal(suspect_marks("a.txt / b.js", "", false),
			 mark_bit(MARK_PROGRAM));
	assert_int_equal(suspect_marks("a.doc[.]com", "", false),
			 mark_bit(MARK_PROGRAM) |
				 mark_bit(MARK_DOUBLE_EXTENSION));
}

static void names_and_bytes_that_disagree_are_marked(void **state)
{
	(void)state;
	assert_int_equal(suspect_marks("a.pdf", ZIP, false),
			 mark_bit(MARK_TYPE_MISMATCH));
	assert_int_equal(suspect_marks("a.zip", "", false),
			 mark_bit(MARK_TYPE_MISMATCH));
	assert_int_equal(suspect_marks("a.docm", ZIP, false),
			 mark_bit(MARK_MACRO));
	assert_int_equal(suspect_marks("a.docx", ZIP, true),
			 mark_bit(MARK_MACRO));
	assert_int_equal(suspect_marks("photo[U+202E]gnp.exe", EXE, false),
			 mark_bit(MARK_PROGRAM) | mark_bit(MARK_BIDI_NAME));
}

MAIN(cmocka_unit_test(honest_files_have_no_mark),
     cmocka_unit_test(programs_are_named_whatever_they_are_called),
     cmocka_unit_test(names_and_bytes_that_disagree_are_marked))
