/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * my_number_test.c -- tests src/mail/plain/my_number.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "my_number_lab.h"

enum {
	ROUNDS = 20000,
	TEXT = 1024
};

/* The check digit as the ordinance has it: digits counted from the lowest. */
static unsigned check_digit(const char *eleven)
{
	unsigned sum = 0;

	for (unsigned n = 1; n <= 11; n++) {
		unsigned p = (unsigned)(eleven[11 - n] - '0');
		unsigned q = n <= 6 ? n + 1 : n - 5;

		sum += p * q;
	}
	return sum % 11 <= 1 ? 0 : 11 - sum % 11;
}

/* Some of those that begin with a year are a time. */
static void some_number(char out[static 13])
{
	do {
		for (size_t i = 0; i < 11; i++)
			out[i] = (char)('0' + rand() % 10);
	} while (!strncmp(out, "19", 2) || !strncmp(out, "20", 2));
	out[11] = (char)('0' + check_digit(out));
	out[12] = '\0';
}

static void one_check_digit_in_ten_is_right(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ROUNDS; i++) {
		char text[13];
		unsigned right;

		some_number(text);
		right = (unsigned)(text[11] - '0');
		for (unsigned digit = 0; digit < 10; digit++) {
			text[11] = (char)('0' + digit);
			check(text, digit == right);
		}
	}
	check("123456789018", 1);
	check("983205673214", 1);
}

/* No other number at one place is a number again, but where the check digit
 * has two ways to be 0 (remainders 0 and 1): the weights are no multiples of
 * 11. */
static void a_digit_that_is_wrong_is_seen_at_every_place(void **state)
{
	unsigned missed = 0;

	(void)state;
	for (unsigned i = 0; i < ROUNDS / 10; i++) {
		char text[13];

		some_number(text);
		for (size_t at = 0; at < 12; at++) {
			char was = text[at];

			for (char digit = '0'; digit <= '9'; digit++) {
				text[at] = digit;
				if (digit != was && count(text)) {
					assert_int_equal(text[11], '0');
					assert_true(at < 11);
					missed++;
				}
			}
			text[at] = was;
		}
	}
	assert_true(missed > 0);
}

static void more_digits_are_another_number(void **state)
{
	(void)state;
	check("1234567890180", 0);
	check("0123456789018", 0);
	check("T1234567890180", 0);
	check("12345678901", 0);
	check("1234567a89018", 0);
	check("1234567:89018", 0);
	/* 813123456786 checks */
	check("813123456786", 1);
	check("+813123456786", 0);
	check("＋81-3-1234-56786", 0);
	check("+81 3 1234-56786 123456789018", 1);
	check("+ 813123456786", 1);
	check("+123456789018", 1);
	check("+713123456781", 1);
}

static void a_number_beside_others_is_found(void **state)
{
	(void)state;
	check("1 123456789018 2", 1);
	check("①123456789018", 1);
	check("123456789018²", 1);
	check("第一123456789018号", 1);
	check("3 1234 5678 9018 1985", 1);
	check("TEL 03-1234-5678 1234-5678-9018 2026/11/21", 1);
	check("2026/11/21 123456-789018", 1);
	check("7 123456\n789018 8", 1);
	check("123456789018 983205673214", 2);
	check("1234 5678 9018 9832 0567 3214", 2);
	check("山田 1234-5678-9018-9832-0567-3214", 2);
	check("4 1234 5678 9018 9832 0567 3214 1234 5678 9018 4", 3);
	check("|1234|5678|9018|9832|0567|3214|", 2);
	check("123456789018\n983205673214\n123456789018\n", 3);
}

/* Columns and rows of numbers are no number, whatever they add up to. */
static void tables_are_not_joined(void **state)
{
	(void)state;
	check("1234 5678 9018 1985", 1);
	check("1985 1234 5678 9018 0401", 0);
	check("1234 5678 9018 1985 0401 2222", 0);
	check("1111 1234 5678 9018 9832 0567 3214 1985 0401", 0);
	check("2019 2020 2021 2022 2023 2024", 0);
	check("1234-5678-9018 1985 0401 1111 2222", 1);
	check("1111 2222 1234-5678-9018", 1);
	check("1234 5678 9018 1111 22222", 1);
	check("1234 5678 9018 1111 2222", 0);
	check("12345 1234 5678 9018 1111 2222-3333", 0);
	check("12345 1234 5678 9018 1111-2222-3334", 1);
	check("12 34 56 78 90 18 22", 0);
	check("1234\n5678\n9018\n2222\n", 0);
	check("123456\n789018\n222222\n", 0);
	check("123,456,789,018,222", 0);
	check("222222-123456-789018 22", 0);
	check("22 123456-789018-222222", 0);
	check("12-3456-7890 18", 1); /* twelve in all */
	check("12-3456-7890 18 22", 0);
}

/* A form with a box for each digit, or three: as the transform writes a table of
 * HTML, and as others draw one. */
static void cells_of_a_form_are_passed_over(void **state)
{
	(void)state;
	check("1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 0 | 1 | 8", 1);
	check("番号 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 0 | 1 | 8 | 様", 1);
	check("│1│2│3│4│5│6│7│8│9│0│1│8│", 1);
	check("１｜２｜３｜４｜５｜６｜７｜８｜９｜０｜１｜８", 1);
	check("| 1234 | 5678 | 9018 |", 1);
	check("1234|5678|9018", 1);
	check("山田 | 1234 | 5678 | 9018 | 30", 1);
	check("2 | 1234 | 5678 | 9018 | 1985 | 4", 1);
	check("1234 ┃ 5678 ┃ 9018\n9832 ┃ 0567 ┃ 3214", 2);
	check("1 | 2 | 3 | 4\n| 5 | 6 | 7 | 8 | 9 | 0 | 1 | 8", 1);
	check("山田 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 0 | 1 | 8 | "
	      "1985/4/1",
	      1);
	check("30 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 0 | 1 | 8 | 30", 1);
	check("山田\t1\t2\t3\t4\t5\t6\t7\t8\t9\t0\t1\t8\t1985/4/1", 1);
	check("30 1 2 3 4 5 6 7 8 9 0 1 8 30", 1);
	check("5,1 2 3 4 5 6 7 8 9 0 1 8 30", 1);
	check("5,1 2 3 4 5 6 7 8 9 0 1 8,3 30", 1);
	check("30 1 2 3 4 5 6\n7 8 9 0 1 8\n30", 1);
	check("1|2|3|4|5|6|7|8|9|0|1|8\n9|8|3|2|0|5|6|7|3|2|1|4", 2);
	check("[1] | [2] | [3] | [4] | [5] | [6] | [7] | [8] | [9] | [0] | "
	      "[1] | [8] | 30",
	      1);
	check("1|2|3|4|5|6|7|8|9|0|1|8|(5)", 1);
	check("[1234] | [5678] | [9018]", 1);
	check("1|2|3|4\n5|6|7|8\n9|0|1|8\n1985/4/1", 1);
	check("│1│2│3│4│5│6│\n├─┼─┼─┼─┼─┼─┤\n│7│8│9│0│1│8│", 1);
	check("║1║2║3║4║5║6║7║8║9║0║1║8║", 1);
	check("1|2|3|4|5|6\n7|8|9|0|1|8\n22", 1);
	/* in blocks, as forms have them */
	check("妻\t1\t2\t3\t4\t-\t5\t6\t7\t8\t-\t9\t0\t1\t8\t1985/4/1", 1);
	check("30 1 2 3 4 - 5 6 7 8 - 9 0 1 8 30", 1);
	check("1 2 3 4 - 5 6 7 8 9 - 0 1 8 30", 0);
	/* the number of a line before it, or a mark behind */
	check("2 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 0 | 1 | 8 | 山田", 1);
	check("1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 0 | 1 | 8 | 2 | 30", 1);
	check("30 2 1 2 3 4 5 6 7 8 9 0 1 8", 1);
	/* columns as wide as what stands above */
	check("1234                                | 5678            "
	      "                    | 9018",
	      1);
	check("1234                                5678 | 9018", 0);
	/* what is in one cell is looked at by itself */
	check("22 | 12-3456-7890 18 | 22", 1);
	check("22 | 123456789018 | 22", 1);
	check("22- | 12-3456-7890 18- | 22", 1);
	check("1111 | 1234 5678 9018 | 2222", 1);
	check("22 | 1234567890180 | 22", 0);
	/* figures are none, whatever they add up to */
	check("12345 | 67 | 890 | 18", 0);
	check("123 | 456 | 789 | 018", 0);
	check("1,234 | 5,678 | 9,018", 0);
	check("1234-5678 | 9018", 0);
	check("3 | 2 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 0 | 1 | 8", 0);
	check("1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 0 | 1 | 8 | 2 | 3 | 30", 0);
	/* a corporate number */
	check("1 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 0 | 1 | 8", 0);
	check("2\n1\n2\n3\n4|5|6|7|8|9|0|1|8", 0);
	check("1 2 3 4 5 6 7 8 9 0 1 8 2 3 30", 0);
	check("30 3 2 1 2 3 4 5 6 7 8 9 0 1 8", 0);
	check("1985 | 1234 | 5678 | 9018 | 0401", 0);
}

/* Lines of a list are looked at one by one, however they end. */
static void lines_of_a_list_are_not_joined(void **state)
{
	(void)state;
	check("\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"0\",\"1\",\"8\"\n"
	      "\"9\",\"8\",\"3\",\"2\",\"0\",\"5\",\"6\",\"7\",\"3\",\"2\",\"1\",\"4\"\n",
	      2);
	check("1,2,3,4,5,6,7,8,9,0,1,8,\n9,8,3,2,0,5,6,7,3,2,1,4,\n", 2);
	check("\"1234\",\"5678\",\"9018\"\n\"9832\",\"0567\",\"3214\"\n"
	      "\"1111\",\"2222\",\"3334\"\n",
	      2);
	check("|1234|5678|9018|\n|9832|0567|3214|\n|1111|2222|3334|\n", 2);
	check("1234,5678,9018,\n9832,0567,3214,\n1111,2222,3334,\n", 2);
	check("\"2\",\"12-3456-7890 18\"\n\"2\",\"22\"", 1);
	/* a postal code before a number makes no table of it, nor a card */
	check("276-5555,1234,5678,9018,2222", 1);
	check("276-5555 | 1234 | 5678 | 9018 | 2222 | 1", 1);
	check("276-4000,7811,3586,6066", 1);
}

/* ------ properties ------ */

static const char *const separators[] = {
	" ",  "　", "-",  "‐",  "–",  "—",    "―", "−",  "－",
	"ー", ".",  "．", ",",  "，", "、",   "/", "／", "・",
	"･",  "·",  "_",  "\t", "\n", "\n> ", "~", "〜",
};

static const char *const plain_digits[][2] = {
	{ "0", "０" }, { "1", "１" }, { "2", "２" }, { "3", "３" },
	{ "4", "４" }, { "5", "５" }, { "6", "６" }, { "7", "７" },
	{ "8", "８" }, { "9", "９" },
};

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Up to `most` of them, of which at most two are ends of lines. */
static char *add_separators(char *at, int most)
{
	unsigned breaks = 0;

	for (int i = rand() % (most + 1); i > 0; i--) {
		const char *one = separators[(size_t)rand() % N_OF(separators)];

		breaks += one[0] == '\n';
		if (one[0] != '\n' || breaks <= MY_NUMBER_BREAKS)
			at = stpcpy(at, one);
	}
	return at;
}

static void no_separators_hide_a_number(void **state)
{
	static const char *const around[][2] = {
		{ "", "" },           { "番号:", "です" }, { "a", "b" },
		{ "No.", "\n\n\n8" }, { "(", ")" },        { "5年", "月5" },
	};

	(void)state;
	for (unsigned i = 0; i < ROUNDS; i++) {
		const char *const *pair = around[(size_t)rand() % N_OF(around)];
		char text[TEXT], number[13];
		char *at = stpcpy(text, pair[0]);

		some_number(number);
		for (size_t k = 0; k < 12; k++) {
			at = stpcpy(at,
				    plain_digits[number[k] - '0'][rand() % 2]);
			if (k < 11)
				at = add_separators(at, 5);
		}
		strcpy(at, pair[1]);
		check(text, 1);
	}
}

/* By another way: all digits of a text without separators, if they are twelve
 * and check. */
static void only_numbers_that_check_are_found(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ROUNDS; i++) {
		size_t n = 10 + (size_t)rand() % 5;
		char text[TEXT], digits[16];
		char *at = text;

		for (size_t k = 0; k < n; k++) {
			digits[k] = (char)('0' + rand() % 10);
			*at++ = digits[k];
		}
		*at = '\0';
		check(text, n == 12 && check_digit(digits) ==
					       (unsigned)(digits[11] - '0'));
	}
}

static void any_bytes_are_survived(void **state)
{
	struct my_number scan = { 0 };
	char text[TEXT];

	(void)state;
	for (unsigned i = 0; i < ROUNDS / 10; i++) {
		for (size_t k = 0; k < sizeof(text); k++)
			text[k] = (char)("0123456789 -\n>\xe3\x80\x80\xff"
						 [rand() % 18]);
		my_number_add(&scan, (struct slice){ text, sizeof(text) });
		my_number_break(&scan);
	}
	my_number_end(&scan);
	assert_int_equal(scan.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_check_digit_in_ten_is_right),
		cmocka_unit_test(a_digit_that_is_wrong_is_seen_at_every_place),
		cmocka_unit_test(more_digits_are_another_number),
		cmocka_unit_test(a_number_beside_others_is_found),
		cmocka_unit_test(tables_are_not_joined),
		cmocka_unit_test(cells_of_a_form_are_passed_over),
		cmocka_unit_test(lines_of_a_list_are_not_joined),
		cmocka_unit_test(no_separators_hide_a_number),
		cmocka_unit_test(only_numbers_that_check_are_found),
		cmocka_unit_test(any_bytes_are_survived),
	};

	srand(20261121);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
