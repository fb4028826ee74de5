/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reference.c -- the number under which an original is kept
 */
#include "store/reference.h"

#include <stdio.h>
#include <string.h>

enum {
	DAY_DIGITS = 8,
	NUMBER_DIGITS = 6, /* at least */
};

/* ISO 7064, MOD 11,10: the digit that brings the product to 1. */
static unsigned check_digit(const char *digits)
{
	unsigned p = 10;

	for (; *digits; digits++) {
		p = (p + (unsigned)(*digits - '0')) % 10;
		p = (p ? p : 10) * 2 % 11;
	}
	return (11 - p) % 10;
}

char *reference_text(char out[static REFERENCE_TEXT],
		     const struct reference *reference)
{
	char digits[REFERENCE_TEXT];

	snprintf(digits, sizeof(digits), "%08u%06u", reference->day,
		 reference->number);
	snprintf(out, REFERENCE_TEXT, "%08u-%06u-%u", reference->day,
		 reference->number, check_digit(digits));
	return out;
}

static const char *read_digits(const char *text, uint32_t *out)
{
	for (*out = 0; *text >= '0' && *text <= '9'; text++)
		*out = *out * 10 + (uint32_t)(*text - '0');
	return text;
}

/* What is written again must be what was read. */
bool reference_read(const char *text, struct reference *out)
{
	char again[REFERENCE_TEXT];
	const char *at;

	if (strlen(text) >= REFERENCE_TEXT)
		return false;
	at = read_digits(text, &out->day);
	if (at - text != DAY_DIGITS || *at != '-')
		return false;
	(void)read_digits(at + 1, &out->number);
	return out->day && out->number && out->number <= REFERENCE_NUMBER_MAX &&
	       strcmp(reference_text(again, out), text) == 0;
}

/* Would another digit in its place be right? */
enum reference_verdict reference_judge(const char *text, struct reference *out)
{
	char other[REFERENCE_TEXT];
	size_t len = strlen(text);

	if (reference_read(text, out))
		return REFERENCE_GOOD;
	if (len < 2 || len >= sizeof(other) || text[len - 1] < '0' ||
	    text[len - 1] > '9')
		return REFERENCE_BAD;
	memcpy(other, text, len + 1);
	for (int digit = 0; digit < 10; digit++) {
		other[len - 1] = (char)('0' + digit);
		if (reference_read(other, out))
			return REFERENCE_MISREAD;
	}
	return REFERENCE_BAD;
}

static uint32_t day_of(const struct tm *tm)
{
	return (uint32_t)(tm->tm_year + 1900) * 10000 +
	       (uint32_t)(tm->tm_mon + 1) * 100 + (uint32_t)tm->tm_mday;
}

uint32_t reference_day(time_t time)
{
	struct tm tm;

	return localtime_r(&time, &tm) ? day_of(&tm) : 0;
}

uint32_t reference_day_add(uint32_t day, int days)
{
	struct tm tm = {
		.tm_year = (int)(day / 10000) - 1900,
		.tm_mon = (int)(day / 100 % 100) - 1,
		.tm_mday = (int)(day % 100) + days,
	};
	const time_t time = timegm(&tm);

	return gmtime_r(&time, &tm) ? day_of(&tm) : 0;
}
