/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * my_number_known_test.c -- tests src/mail/plain/my_number_known.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "my_number_lab.h"

/* Each of them has the check digit. */
static void what_shows_what_it_is_is_none(void **state)
{
	(void)state;
	/* payment cards, by their own check digit */
	check("4000-7811-3586-6066", 0);
	check("5500 8762 8631 7521", 0);
	check("[3530][0993][9700][1152] 05/29", 0);
	check("2221-3744-1929-7815\n6011-8454-8055-5236", 0);
	check("4000-7811-3586-6067", 1);
	check("4000 7631 2395 1985", 1); /* a year behind a number */
	/* times, and dates with something else */
	check("202611010330", 0);
	check("20261101-1530.pdf", 0);
	check("202614010330", 1);
	check("202611012430", 1);
	check("2026-11-21 1017", 0);
	check("2026/11/5 10,138円", 0);
	check("2026-11-32 1017", 1);
	check("2015 2016 2017", 0);
	check("2020・2021・2022年", 0);
	check("192.168.129.200", 0);
	check("192-168-129-200", 1);
	check("00100-1-108456", 0);
	check("0010 0110 8456", 1);
	check("Ｔ1-2345-6789-1004", 0);
	check("T1 2345 6789 1004", 0);
	check("7 0 0 0 0 1 2 0 5 0 0 0 2", 0);
	check("T 2345 6789 1004", 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_shows_what_it_is_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
