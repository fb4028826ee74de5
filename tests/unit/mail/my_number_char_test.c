/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * my_number_char_test.c -- tests src/mail/plain/my_number_char.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "my_number_lab.h"

static void digits_of_every_kind_are_read(void **state)
{
	(void)state;
	check("１２３４５６７８９０１８", 1);
	check("番号は１2３4５6７8９0１8です", 1);
	check("①②③④⑤⑥⑦⑧⑨⓪①⑧", 1);
	check("⑴⑵⑶⑷⑸⑹⑺⑻⑼⓪⑴⑻", 1);
	check("⒈⒉⒊⒋⒌⒍⒎⒏⒐🄀⒈⒏", 1);
	check("❶❷❸❹❺❻❼❽❾⓿❶❽", 1);
	check("¹²³⁴⁵⁶⁷⁸⁹⁰¹⁸", 1);
	check("₁₂₃₄₅₆₇₈₉₀₁₈", 1);
	check("𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗𝟎𝟏𝟖", 1);
	check("١٢٣٤٥٦٧٨٩٠١٨", 1);
	check("一二三四五六七八九〇一八", 1);
	check("一二三四五六七八九零一八", 1);
	check("1二3四5六7八9〇1八", 1);
	check("一二三四五六七八九○一八", 1);
	check("一二三四 五六七八 九◯一八", 1);
	/* but at the beginning of an item */
	check("○12-3456-789018", 1);
	check("12-3456-789018○", 1);
	/* keycaps: a selector and a mark on each */
	check("1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣9️⃣0️⃣1️⃣8️⃣",
	      1);
	check("1̲2̲3̲4̲5̲6̲7̲8̲9̲0̲1̲8̲", 1);
}

/* Invisible ones never come so far; the order of letters is told by a mark. */
static void marks_of_what_is_not_seen_stand_for_nothing(void **state)
{
	(void)state;
	check("1234[U+200E]5678[U+200E]9018", 1);
	check("[U+202A]1234 [U+202C]5678 9018", 1);
	check("1234[U+200E] 5678[U+200E] 9018[U+200E]", 1);
	check("1[U+200E]123456789018", 0);
	check("1234[U+200e]5678[U+200E]9018", 0);
	check("1234[U+200E 5678[U+200E]9018", 0);
	check("1234[X+200E]5678[U+200E]9018", 0);
	check("123456789018[U+200E", 1);
}

static void separators_of_every_kind_are_passed_over(void **state)
{
	(void)state;
	check("1234 5678 9018", 1);
	check("1234　5678　9018", 1);
	check("1234-5678-9018", 1);
	check("1234‐5678‑9018", 1);
	check("1234–5678—9018", 1);
	check("1234―5678−9018", 1);
	check("1234ー5678－9018", 1);
	check("1234ｰ5678～9018", 1);
	check("1234─5678━9018", 1);
	check("1234~5678⁃9018", 1);
	check("1234➖5678˗9018", 1);
	check("1234⁻5678₋9018", 1);
	check("1234.5678.9018", 1);
	check("123,456,789,018", 1);
	check("1234/5678/9018", 1);
	check("1234・5678･9018", 1);
	check("1234·5678•9018", 1);
	check("1234_5678_9018", 1);
	check("1234⠀5678⠀9018", 1); /* of braille */
	check("1 2 3 4 5 6 7 8 9 0 1 8", 1);
	check("12 - 3 . 4　5/6 , 7・8--90____18", 1);
}

static void brackets_quotes_and_colons_are_passed_over(void **state)
{
	(void)state;
	check("番号:1234:5678:9018", 1);
	check("番号：1234：5678：9018", 1);
	check("1234;5678;9018", 1);
	check("\"1234\",\"5678\",\"9018\"", 1);
	check("'1234' '5678' '9018'", 1);
	check("“1234”“5678”“9018”", 1);
	check("\"山田\",\"1234\",\"5678\",\"9018\",\"1985/4/1\"", 1);
	check("\"1\",\"1234\",\"5678\",\"9018\",\"1985\"", 1);
	check("1,\"1234\",\"5678\",\"9018\",1985", 1);
	check("(1234)(5678)(9018)", 1);
	check("（1234） （5678） （9018）", 1);
	check("(1234)5678(9018)", 1);
	check("1234(5678)9018", 1);
	check("(1234)5678-9018", 1);
	check("[1234]-[5678]-[9018]", 1);
	check("［1234］・［5678］・［9018］", 1);
	check("「1234」「5678」「9018」", 1);
	check("<1234><5678><9018>", 1);
	check("(1234)\n(5678)\n(9018)", 1);
	check("[1][2][3][4][5][6][7][8][9][0][1][8]", 1);
	check("[1][2][3][4]-[5][6][7][8]-[9][0][1][8] (30)", 1);
	check("30 ［1］［2］［3］［4］［5］［6］［7］［8］［9］［0］［1］［8］",
	      1);
	check("\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"0\",\"1\",\"8\"",
	      1);
	check("□1□2□3□4□5□6□7□8□9□0□1□8", 1);
	/* what stands in them is looked at by itself */
	check("(12-3456-7890 18)", 1);
	check("22-(12-3456-7890 18)-22", 1);
	check("3)1234-5678-9018", 1);
	check("1234-5678-9018(2)", 1);
	check("10:30 123456789018", 1);
	/* figures, times and verses are none */
	check("\"123\",\"456\",\"789\",\"018\"", 0);
	check("123(456)789(018)", 0);
	check("1234(5678) 9018(2222)", 0);
	check("1234(5678)、9018", 1); /* twelve in all */
	check("12:34:56 78:90:18", 0);
	check("1:2 3:4 5:6 7:8 9:0 1:8", 0);
}

static void lines_and_quote_marks_are_passed_over(void **state)
{
	(void)state;
	check("1234\n5678\n9018", 1);
	check("1234-\n5678-\n9018\n", 1);
	check("> > 1234 5678\n> > 9018", 1);
	check("| 1234\n＞ 5678\n\n> 9018\n", 1);
	check("私の番号は 12345\n> 6789018 です", 1);
	check("| 私の番号は 12345\n| 6789018 です", 1);
	/* quote marks in a line are brackets */
	check("123456>789018", 0);
	/* another paragraph */
	check("123456\n\n\n789018", 0);
	check("123456                 789018", 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digits_of_every_kind_are_read),
		cmocka_unit_test(marks_of_what_is_not_seen_stand_for_nothing),
		cmocka_unit_test(separators_of_every_kind_are_passed_over),
		cmocka_unit_test(brackets_quotes_and_colons_are_passed_over),
		cmocka_unit_test(lines_and_quote_marks_are_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
