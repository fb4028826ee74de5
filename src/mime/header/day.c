/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * day.c -- lengths of months and days of the week
 */
#include "mime/header/day.h"

int day_in_month(int year, int month)
{
	static const int plain[12] = { 31, 28, 31, 30, 31, 30,
				       31, 31, 30, 31, 30, 31 };
	int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return plain[month] + (month == 1 && leap);
}

/* Sakamoto's method. */
int day_of_week(int year, int month, int day)
{
	static const int shift[12] = { 0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4 };

	if (month < 2)
		year--;
	return (year + year / 4 - year / 100 + year / 400 + shift[month] +
		day) %
	       7;
}
