/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ident.c -- dates, message identifiers and addresses, strict
 */
#include "mime/header/ident.h"

#include <string.h>

#include "mime/header/day.h"
#include "mime/header/field.h"
#include "mime/header/word.h"
#include "mime/limits.h"
#include "mime/text/ascii.h"

static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
				    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
static const char days[7][4] = {
	"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"
};

/* RFC 5322 4.3, and one that Japanese mail has. */
static const struct {
	const char *name;
	int hours;
} zones[] = {
	{ "GMT", 0 },  { "UT", 0 },   { "UTC", 0 },  { "Z", 0 },
	{ "EST", -5 }, { "EDT", -4 }, { "CST", -6 }, { "CDT", -5 },
	{ "MST", -7 }, { "MDT", -6 }, { "PST", -8 }, { "PDT", -7 },
	{ "JST", 9 },
};

struct cursor {
	const uint8_t *at, *end;
};

static void skip_blanks(struct cursor *c)
{
	while (c->at < c->end && field_blank(*c->at))
		c->at++;
}

static bool take(struct cursor *c, uint8_t byte)
{
	skip_blanks(c);
	if (c->at == c->end || *c->at != byte)
		return false;
	c->at++;
	return true;
}

/* least..most digits, all that are there. */
static bool number(struct cursor *c, int least, int most, int *out)
{
	int n = 0, value = 0;

	skip_blanks(c);
	while (c->at < c->end && ascii_is_digit(*c->at) && n <= most) {
		value = value * 10 + (*c->at++ - '0');
		n++;
	}
	*out = value;
	return n >= least && n <= most;
}

static size_t name(struct cursor *c, const char **out)
{
	skip_blanks(c);
	*out = (const char *)c->at;
	while (c->at < c->end && ascii_is_alpha(*c->at))
		c->at++;
	return (size_t)((const char *)c->at - *out);
}

/* Which of the months, or -1. */
static int find_month(const char *at, size_t len)
{
	for (int i = 0; len == 3 && i < 12; i++)
		if ((at[0] | 0x20) == (months[i][0] | 0x20) &&
		    ascii_is(at, 3, months[i]))
			return i;
	return -1;
}

static bool is_sign(const struct cursor *c)
{
	return c->at < c->end && (*c->at == '+' || *c->at == '-');
}

/* "+0900"; "+09:00" is what programs write that make no mail otherwise. */
static bool offset(struct cursor *c, char sign[static 1], int *out)
{
	const uint8_t *from;
	int minutes;

	*sign = (char)*c->at++;
	skip_blanks(c);
	from = c->at;
	if (!number(c, 2, 4, out))
		return false;
	if (c->at - from == 2) {
		if (!take(c, ':') || !number(c, 2, 2, &minutes))
			return false;
		*out = *out * 100 + minutes;
	} else if (c->at - from != 4) {
		return false;
	}
	return *out % 100 < 60 && *out <= 1400;
}

/* RFC 5322 4.3: of other names nobody knows how far they are, of the military
 * letters which way, and "J" is none. They say no more than "-0000" does. */
static bool is_unknown_zone(const char *at, size_t len)
{
	return len == 1 ? ascii_lower(*at) != 'j' : len >= 3 && len <= 5;
}

/* "GMT+0900" is as far from Greenwich as its number says. */
static bool zone(struct cursor *c, char sign[static 1], int *out)
{
	const char *at;
	size_t len;

	skip_blanks(c);
	*sign = '+';
	if (is_sign(c))
		return offset(c, sign, out);
	len = name(c, &at);
	if (is_sign(c))
		return (ascii_is(at, len, "GMT") || ascii_is(at, len, "UTC")) &&
		       offset(c, sign, out);
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		if (!ascii_is(at, len, zones[i].name))
			continue;
		*sign = zones[i].hours < 0 ? '-' : '+';
		*out = 100 *
		       (zones[i].hours < 0 ? -zones[i].hours : zones[i].hours);
		return true;
	}
	*sign = '-';
	*out = 0;
	return is_unknown_zone(at, len);
}

struct date {
	int year, month, day, hour, minute, second, zone;
	char sign;
};

static bool read_day(struct cursor *c, struct date *date)
{
	const char *at;
	size_t len = name(c, &at);
	const uint8_t *year;

	/* The name of the day is checked by none and written anew. */
	if (len && !take(c, ','))
		return false;
	if (!number(c, 1, 2, &date->day))
		return false;
	len = name(c, &at);
	date->month = find_month(at, len);
	skip_blanks(c);
	year = c->at;
	if (date->month < 0 || !number(c, 2, 4, &date->year))
		return false;
	/* RFC 5322 4.3; "0102" is what programs wrote that counted on. */
	if (date->year < 50 && c->at - year != 3)
		date->year += 2000;
	else if (date->year < 1000)
		date->year += 1900;
	return date->year >= 1900 && date->year <= 2999 && date->day >= 1 &&
	       date->day <= day_in_month(date->year, date->month);
}

static bool read_time(struct cursor *c, struct date *date)
{
	if (!number(c, 1, 2, &date->hour) || !take(c, ':') ||
	    !number(c, 2, 2, &date->minute))
		return false;
	if (take(c, ':') && !number(c, 2, 2, &date->second))
		return false;
	return date->hour < 24 && date->minute < 60 && date->second <= 60 &&
	       zone(c, &date->sign, &date->zone);
}

/* The digits of a number, behind them what separates it from the next. */
static char *put_number(char *at, int value, size_t digits, char separator)
{
	for (size_t i = digits; i; value /= 10)
		at[--i] = (char)('0' + value % 10);
	at[digits] = separator;
	return at + digits + 1;
}

/* As by "%s, %02d %s %04d %02d:%02d:%02d %c%04d", which is slow, and whose code
 * lies on pages that a fresh process needs for nothing else. */
static void put_date(const struct date *date, char *at)
{
	memcpy(at, days[day_of_week(date->year, date->month, date->day)], 3);
	at[3] = ',';
	at[4] = ' ';
	at = put_number(at + 5, date->day, 2, ' ');
	memcpy(at, months[date->month], 3);
	at[3] = ' ';
	at = put_number(at + 4, date->year, 4, ' ');
	at = put_number(at, date->hour, 2, ':');
	at = put_number(at, date->minute, 2, ':');
	at = put_number(at, date->second, 2, ' ');
	*at = date->sign;
	put_number(at + 1, date->zone, 4, '\0');
}

bool ident_date(const uint8_t *in, size_t len, char out[static IDENT_DATE])
{
	struct cursor c = { .at = in, .end = in + len };
	struct date d = { .second = 0 };

	if (!read_day(&c, &d) || !read_time(&c, &d))
		return false;
	/* Behind the zone only its comment, "(JST)", may stand. */
	skip_blanks(&c);
	if (c.at < c.end && *c.at != '(')
		return false;
	put_date(&d, out);
	return true;
}

static bool is_atext(char c)
{
	return ascii_kinds[(uint8_t)c] & ASCII_ATOM;
}

bool ident_is_dotted(const char *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (at[i] != '.' && !is_atext(at[i]))
			return false;
	return len;
}

/* Atoms with single dots between them. */
static bool is_dot_atom(const char *at, size_t len)
{
	const char *const end = at + len, *from;

	for (;; at++) {
		for (from = at; at < end && is_atext(*at);)
			at++;
		if (at == from || at == end)
			return at != from;
		if (*at != '.')
			return false;
	}
}

/* RFC 5322 3.6.4: the address of the machine that made the identifier. */
static bool is_literal(const char *at, size_t len)
{
	if (len < 3 || at[0] != '[' || at[len - 1] != ']')
		return false;
	for (size_t i = 1; i + 1 < len; i++)
		if (!ascii_is_alnum(at[i]) && at[i] != '.' && at[i] != ':' &&
		    at[i] != '-')
			return false;
	return true;
}

/* What stands between the brackets. */
static bool is_id(const char *at, size_t len)
{
	const char *sign = memchr(at, '@', len);
	size_t left = sign ? (size_t)(sign - at) : len;

	if (!sign || len + 2 > LIMIT_MSGID || !is_dot_atom(at, left))
		return false;
	len -= left + 1;
	return is_dot_atom(sign + 1, len) || is_literal(sign + 1, len);
}

/* What may stand between the brackets of one, or of what is none. */
static bool is_of_id(uint8_t c)
{
	return ascii_kinds[c] || (c > ' ' && c < 0x7F && c != '<' && c != '>');
}

const char *ident_next(const uint8_t **at, const uint8_t *end, size_t *len)
{
	const uint8_t *from, *to;

	while (*at < end && (from = memchr(*at, '<', (size_t)(end - *at)))) {
		for (to = from + 1; to < end && is_of_id(*to);)
			to++;
		to += to < end && *to == '>';
		*at = to;
		*len = (size_t)(to - from);
		if (*len >= 3 && to[-1] == '>' &&
		    is_id((const char *)from + 1, *len - 2))
			return (const char *)from;
	}
	return NULL;
}

static bool is_quoted(const char *at, size_t len)
{
	if (len < 3 || at[0] != '"' || at[len - 1] != '"')
		return false;
	for (size_t i = 1; i + 1 < len; i++)
		if (at[i] < ' ' || at[i] > '~' || at[i] == '"' || at[i] == '\\')
			return false;
	return true;
}

static bool is_domain(const char *at, size_t len)
{
	size_t label = 0;

	for (size_t i = 0; i < len; i++) {
		if (at[i] == '.') {
			if (!label || at[i - 1] == '-')
				return false;
			label = 0;
			continue;
		}
		if (!ascii_is_alnum(at[i]) && at[i] != '_' &&
		    (at[i] != '-' || !label))
			return false;
		if (++label > 63)
			return false;
	}
	return label && at[len - 1] != '-';
}

bool ident_addr(const char *addr, size_t len)
{
	const char *sign = memrchr(addr, '@', len);
	const size_t local = sign ? (size_t)(sign - addr) + 1 : 0;

	if (local < 2 || len > LIMIT_ADDR || word_may_be_in(addr, len))
		return false;
	return (is_dot_atom(addr, local - 1) || is_quoted(addr, local - 1)) &&
	       is_domain(addr + local, len - local);
}
