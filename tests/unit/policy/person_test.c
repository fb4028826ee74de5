/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * person_test.c -- are two written names one person's?
 */
#include "policy/person.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void blanks_case_and_width_make_no_second_person(void **state)
{
	(void)state;
	assert_true(person_same("佐藤花子", "佐藤 花子"));
	assert_true(person_same("佐藤花子", "佐藤　花子 "));
	assert_true(person_same("Sato", "ＳＡＴＯ"));
	assert_true(person_same("ｶﾞﾊﾟｳﾞｧ", "ガパヴァ"));
	assert_true(person_same("ﾃﾞｨﾒﾝｼｮﾝ", "ディメンション"));
	assert_true(person_same("ﾂﾞ ﾄﾞ ﾍﾞ ﾎﾟ", "ヅドベポ"));
	/* a voicing mark of its own, after NFD */
	assert_true(person_same("カ\u3099", "ガ"));
	assert_true(person_same("", "　"));
}

static void others_are_others(void **state)
{
	(void)state;
	assert_false(person_same("佐藤花子", "佐藤花"));
	assert_false(person_same("佐藤花", "佐藤花子"));
	assert_false(person_same("髙橋", "高橋"));
	assert_false(person_same("ハ", "バ"));
	assert_false(person_same("バ", "パ"));
	assert_false(person_same("ツ", "ッ"));
	assert_false(person_same("", "a"));
}

static void nothing_but_blanks_is_blank(void **state)
{
	(void)state;
	assert_true(text_is_blank(""));
	assert_true(text_is_blank(" \u3000\u00a0\t"));
	assert_false(text_is_blank(" ・"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blanks_case_and_width_make_no_second_person),
		cmocka_unit_test(others_are_others),
		cmocka_unit_test(nothing_but_blanks_is_blank),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
