/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * my_number_known.c -- twelve digits whose form says what else they are
 *
 * Only forms that nobody writes a My Number in, or that one in thousands has by
 * chance; each is checked as far as it can be.
 */
#include "mail/plain/my_number_parts.h"

enum {
	CARD_DIGITS = 16,
	CORPORATE_DIGITS = 13,
	STARTS_THREES = 1 << 3 | 1 << 6 | 1 << 9,
	STARTS_GIRO = 1 << 5 | 1 << 6
};

/* The number that `n` of the digits from the i-th on are. */
static unsigned number(const struct my_number *scan, int i, int n)
{
	unsigned value = 0;

	while (n-- > 0)
		value = 10 * value + digit_at(scan, i++)->value;
	return value;
}

static bool within(unsigned value, unsigned min, unsigned max)
{
	return min <= value && value <= max;
}

/* +81, as in E.164, and ten digits; T and the thirteen of an invoice issuer
 * (適格請求書). */
static bool is_prefixed(const struct my_number *scan)
{
	if (scan->before == '+')
		return scan->n == MY_NUMBER_DIGITS && number(scan, 0, 2) == 81;
	return scan->before == 'T' && scan->n == CORPORATE_DIGITS;
}

/* 2024 2025 2026 */
static bool are_years(const struct my_number *scan)
{
	for (int i = 0; i < MY_NUMBER_DIGITS; i += 4)
		if (!within(number(scan, i, 4), 1900, 2099))
			return false;
	return true;
}

static bool is_month_and_day(unsigned month, unsigned day)
{
	return within(month, 1, 12) && within(day, 1, 31);
}

/* 202611211030, in whatever groups */
static bool is_timestamp(const struct my_number *scan)
{
	return within(number(scan, 0, 4), 1990, 2049) &&
	       is_month_and_day(number(scan, 4, 2), number(scan, 6, 2)) &&
	       number(scan, 8, 2) < 24 && number(scan, 10, 2) < 60;
}

static int group_len(unsigned starts, int from)
{
	int len = 1;

	while (from + len < MY_NUMBER_DIGITS && !(starts >> (from + len) & 1))
		len++;
	return len;
}

static bool is_date_gap(uint8_t gap)
{
	return gap == GAP_DASH || gap == GAP_DOT || gap == GAP_SLASH;
}

/* Groups of a year, a month and a day, with others: 2026/11/5 12,345 */
static bool holds_date(const struct my_number *scan, unsigned starts)
{
	for (int i = 0, len; i < MY_NUMBER_DIGITS; i += len) {
		int month = i + 4, day, end;
		uint8_t gap;

		len = group_len(starts, i);
		if (len != 4 || month >= MY_NUMBER_DIGITS)
			continue;
		day = month + group_len(starts, month);
		end = day + group_len(starts, day);
		if (end > MY_NUMBER_DIGITS || day > month + 2 || end > day + 2)
			continue;
		gap = digit_at(scan, month)->gap;
		if (is_date_gap(gap) && gap == digit_at(scan, day)->gap &&
		    within(number(scan, i, 4), 1900, 2099) &&
		    is_month_and_day(number(scan, month, day - month),
				     number(scan, day, end - day)))
			return true;
	}
	return false;
}

/* 192.168.100.200 */
static bool is_ipv4(const struct my_number *scan)
{
	for (int i = 0; i < MY_NUMBER_DIGITS; i += 3)
		if (number(scan, i, 3) > 255)
			return false;
	return true;
}

bool is_known(const struct my_number *scan, const struct groups *groups)
{
	if (is_prefixed(scan) || is_timestamp(scan) ||
	    holds_date(scan, groups->starts))
		return true;
	switch (groups->starts) {
	case STARTS_FOURS:
		return are_years(scan);
	case STARTS_THREES:
		return groups->one_gap && groups->gap == GAP_DOT &&
		       is_ipv4(scan);
	case STARTS_GIRO: /* 郵便振替口座 00100-1-123456 */
		return groups->one_gap && groups->gap == GAP_DASH &&
		       digit_at(scan, 0)->value == 0;
	default:
		return false;
	}
}

/* ISO/IEC 7812: JCB, Visa, Mastercard, and what begins with 6. */
static bool is_issuer(unsigned four)
{
	return within(four, 2221, 2720) || within(four, 3528, 3589) ||
	       within(four, 4000, 4999) || within(four, 5100, 5599) ||
	       within(four, 6000, 6999);
}

bool is_card(const struct my_number *scan)
{
	const int first = MY_NUMBER_DIGITS - CARD_DIGITS;
	unsigned sum = 0;

	/* A year, perhaps of birth, behind a My Number. */
	if (!is_issuer(number(scan, first, 4)) ||
	    within(number(scan, 8, 4), 1900, 2029))
		return false;
	for (int i = first; i < MY_NUMBER_DIGITS; i++) {
		unsigned value = digit_at(scan, i)->value;

		if (i % 2 == 0)
			value = value < 5 ? 2 * value : 2 * value - 9;
		sum += value;
	}
	return sum % 10 == 0;
}

/* 法人番号: the first digit is 9 less the sum of the others, every second one
 * twice, by nines; the National Tax Agency's is 7000012050002. */
bool is_corporate(const struct my_number *scan)
{
	unsigned sum = 0;

	for (int i = 0; i < MY_NUMBER_DIGITS; i++)
		sum += digit_at(scan, i)->value * (i % 2 ? 1U : 2U);
	return digit_at(scan, -1)->value == 9 - sum % 9;
}
