/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_field.c -- addresses, identifiers, dates and numbers of the inner half
 *
 * Each grammar is the narrow core of RFC 5322's: no comment, no folding, no
 * obsolete form, ASCII only.
 */
#include "mail/plain/verify_text.h"

enum {
	MAX_ADDRESS = 254,
	MAX_LABEL = 63,
	MAX_MESSAGE_ID = 980, /* with a field's name in a line of 998 */
	DATE_LEN = 31
};

#define DIGITS "0123456789"
#define SMALL  "abcdefghijklmnopqrstuvwxyz"
#define ALNUM  DIGITS SMALL "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool is_in(char c, const char *set)
{
	return c && strchr(set, c);
}

static bool is_of(struct slice text, const char *set)
{
	for (size_t i = 0; i < text.len; i++)
		if (!is_in(text.at[i], set))
			return false;
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* RFC 5322 3.2.3 */
static bool is_atext(char c)
{
	return is_alnum(c) || is_in(c, "!#$%&'*+-/=?^_`{|}~");
}

static bool is_dot_atom(struct slice text)
{
	bool dot = true; /* none at the start, none after another */

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '.' ? dot : !is_atext(text.at[i]))
			return false;
		dot = text.at[i] == '.';
	}
	return !dot;
}

/* "printable, \" and \\ escaped" */
static bool is_quoted(struct slice text)
{
	if (text.len < 2 || text.at[0] != '"' || text.at[text.len - 1] != '"')
		return false;
	for (size_t i = 1; i < text.len - 1; i++) {
		bool escaped = text.at[i] == '\\';

		if (escaped && ++i == text.len - 1)
			return false;
		if (text.at[i] < ' ' || text.at[i] > '~' ||
		    (text.at[i] == '"' && !escaped))
			return false;
	}
	return true;
}

static bool is_domain(struct slice text)
{
	size_t label = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '.') {
			if (label == 0 || text.at[i - 1] == '-')
				return false;
			label = 0;
			continue;
		}
		if (!is_alnum(text.at[i]) && text.at[i] != '_' &&
		    (!label || text.at[i] != '-'))
			return false;
		if (++label > MAX_LABEL)
			return false;
	}
	return label && text.at[text.len - 1] != '-';
}

/* The last @ parts local part and domain: a domain holds none. */
static const char *find_at(struct slice text)
{
	return text.len ? memrchr(text.at, '@', text.len) : NULL;
}

bool verify_address(struct slice text)
{
	const char *at = find_at(text);
	struct slice local = text;

	if (!at || text.len > MAX_ADDRESS)
		return false;
	local.len = (size_t)(at - text.at);
	return (is_dot_atom(local) || is_quoted(local)) &&
	       is_domain(slice_from(text, local.len + 1));
}

/* RFC 6531 3.3: wherever a letter may stand, any character of a text may. */
bool verify_mailbox(struct slice text)
{
	char letters[MAX_ADDRESS];

	if (text.len > MAX_ADDRESS || !verify_line(text, false))
		return false;
	memcpy(letters, text.at, text.len);
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)letters[i] >= 0x80)
			letters[i] = 'a';
	return verify_address((struct slice){ letters, text.len });
}

/* RFC 5322 3.6.4: the address of the machine that made the identifier. */
static bool is_literal(struct slice text)
{
	return text.len > 2 && text.at[0] == '[' &&
	       text.at[text.len - 1] == ']' &&
	       is_of((struct slice){ text.at + 1, text.len - 2 }, ALNUM ".:-");
}

/* RFC 5322 3.6.4; the right side may be any dot-atom or literal. */
bool verify_message_id(struct slice text)
{
	struct slice left, right;
	const char *at;

	if (text.len < 5 || text.len > MAX_MESSAGE_ID || text.at[0] != '<' ||
	    text.at[text.len - 1] != '>')
		return false;
	text = (struct slice){ text.at + 1, text.len - 2 };
	at = find_at(text);
	if (!at)
		return false;
	left = (struct slice){ text.at, (size_t)(at - text.at) };
	right = slice_from(text, left.len + 1);
	return is_dot_atom(left) && (is_dot_atom(right) || is_literal(right));
}

bool verify_words(struct slice text, bool (*check)(struct slice))
{
	struct slice word;

	if (text.len && text.at[text.len - 1] == ' ')
		return false;
	while (slice_split(&text, ' ', &word))
		if (!check(word))
			return false;
	return true;
}

bool verify_message_ids(struct slice text)
{
	return text.len && verify_words(text, verify_message_id);
}

bool verify_digits(struct slice text, uint64_t *out)
{
	*out = 0;
	if (text.len == 0 || text.len > 19)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (!is_digit(text.at[i]))
			return false;
		*out = *out * 10 + (uint64_t)(text.at[i] - '0');
	}
	return true;
}

static bool digits_within(const char *text, size_t n, unsigned least,
			  unsigned most)
{
	uint64_t value;

	return verify_digits((struct slice){ text, n }, &value) &&
	       value >= least && value <= most;
}

static bool is_one_of(const char *text, const char *names)
{
	for (; *names; names += 3)
		if (memcmp(text, names, 3) == 0)
			return true;
	return false;
}

/* RFC 5322 3.3 in one fixed shape: "Fri, 20 Nov 2026 08:05:00 +0900". */
bool verify_date(struct slice text)
{
	static const char shape[] = "..., .. ... .... ..:..:.. .....";
	const char *at = text.at;

	if (text.len != DATE_LEN)
		return false;
	for (size_t i = 0; i < DATE_LEN; i++)
		if (shape[i] != '.' && shape[i] != at[i])
			return false;
	return is_one_of(at, "SunMonTueWedThuFriSat") &&
	       digits_within(at + 5, 2, 1, 31) &&
	       is_one_of(at + 8, "JanFebMarAprMayJunJulAugSepOctNovDec") &&
	       digits_within(at + 12, 4, 1900, 9999) &&
	       digits_within(at + 17, 2, 0, 23) &&
	       digits_within(at + 20, 2, 0, 59) &&
	       digits_within(at + 23, 2, 0, 60) &&
	       (at[26] == '+' || at[26] == '-') &&
	       digits_within(at + 27, 2, 0, 99) &&
	       digits_within(at + 29, 2, 0, 59);
}

bool verify_word(struct slice text)
{
	return text.len > 0 && is_of(text, SMALL DIGITS "-");
}

bool verify_token(struct slice text, size_t max)
{
	return text.len <= max && is_of(text, ALNUM "-_.=:");
}

bool verify_hex(struct slice text, size_t len)
{
	return text.len == len && is_of(text, DIGITS "abcdef");
}

bool verify_number(struct slice text, uint64_t max, uint64_t *out)
{
	uint64_t value;

	if (!verify_digits(text, &value) || value > max ||
	    (text.at[0] == '0' && text.len > 1))
		return false;
	*out = value;
	return true;
}
