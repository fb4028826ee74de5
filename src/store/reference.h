/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reference.h -- the number under which an original is kept
 *
 * "20261121-000123-2": the day it came (the machine's local time), which one of
 * that day it was, and a check digit (ISO 7064, MOD 11,10, over all digits
 * before it), for it is read out over the telephone: every single wrong digit,
 * and nearly every two that changed places, is noticed.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum {
	REFERENCE_NUMBER_MAX = 9999999, /* mails a day */
	REFERENCE_TEXT = 20,            /* bytes with the NUL */
};

struct reference {
	uint32_t day;    /* year * 10000 + month * 100 + day; 0: none */
	uint32_t number; /* from 1 */
};

static inline bool reference_is(const struct reference *a,
				const struct reference *b)
{
	return a->day == b->day && a->number == b->number;
}

char *reference_text(char out[static REFERENCE_TEXT],
		     const struct reference *reference);
/* Exactly as it is written, blanks at neither end. */
bool reference_read(const char *text, struct reference *out);

enum reference_verdict {
	REFERENCE_GOOD,
	REFERENCE_MISREAD, /* but for the check digit it is one */
	REFERENCE_BAD,
};

/* What was wrong with it, for people. */
enum reference_verdict reference_judge(const char *text, struct reference *out);

/* The day of a time, in the time zone of the process. */
uint32_t reference_day(time_t time);
/* So many days later, or earlier where `days` is negative. */
uint32_t reference_day_add(uint32_t day, int days);
