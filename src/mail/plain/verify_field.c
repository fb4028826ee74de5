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
	MAX_DIGITS = 19       /* of a number that fits into 64 bits */
};

#define DIGITS "0123456789"
#define SMALL  "abcdefghijklmnopqrstuvwxyz"
#define ALNUM  DIGITS SMALL "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool is_of(struct slice text, const char *set)
{
	for (size_t i = 0; i < text.len; i++)
		if (!text.at[i] || !strchr(set, text.at[i]))
			return false;
	return true;
}

bool verify_parts(struct slice text, char separator,
		  bool (*check)(struct slice))
{
	struct slice part;

	if (!text.len || text.at[text.len - 1] == separator)
		return false;
	while (slice_split(&text, separator, &part))
		if (!check(part))
			return false;
	return true;
}

const char *verify_one_of(struct slice word, const char *words)
{
	struct slice rest = slice_of(words), one;

	while (slice_split(&rest, ' ', &one))
		if (slice_same(word, one))
			return rest.at;
	return NULL;
}

/* ------ addresses and identifiers ------ */

/* RFC 5322 3.2.3 */
static bool is_atom(struct slice text)
{
	return text.len && is_of(text, ALNUM "!#$%&'*+-/=?^_`{|}~");
}

static bool is_dot_atom(struct slice text)
{
	return verify_parts(text, '.', is_atom);
}

static bool is_label(struct slice text)
{
	return text.len && text.len <= MAX_LABEL && text.at[0] != '-' &&
	       text.at[text.len - 1] != '-' && is_of(text, ALNUM "-_");
}

/* Takes the first and the last character off, if they are these. */
static bool strip(struct slice *text, char first, char last)
{
	if (text->len < 2 || text->at[0] != first ||
	    text->at[text->len - 1] != last)
		return false;
	*text = (struct slice){ text->at + 1, text->len - 2 };
	return true;
}

/* "printable, \" and \\ escaped" */
static bool is_quoted(struct slice text)
{
	if (!strip(&text, '"', '"'))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		bool escaped = text.at[i] == '\\';

		if (escaped && ++i == text.len)
			return false;
		if (text.at[i] < ' ' || text.at[i] > '~' ||
		    (text.at[i] == '"' && !escaped))
			return false;
	}
	return true;
}

/* RFC 5322 3.6.4: the address of the machine that made the identifier. */
static bool is_literal(struct slice text)
{
	return strip(&text, '[', ']') && text.len && is_of(text, ALNUM ".:-");
}

/* The last @ parts them: a domain holds none. */
static bool split_at(struct slice text, struct slice *local,
		     struct slice *domain)
{
	const char *at = text.len ? memrchr(text.at, '@', text.len) : NULL;

	if (!at)
		return false;
	*local = (struct slice){ text.at, (size_t)(at - text.at) };
	*domain = slice_from(text, local->len + 1);
	return true;
}

bool verify_address(struct slice text)
{
	struct slice local, domain;

	return text.len <= MAX_ADDRESS && split_at(text, &local, &domain) &&
	       (is_dot_atom(local) || is_quoted(local)) &&
	       verify_parts(domain, '.', is_label);
}

bool verify_shown(struct slice text)
{
	return verify_address(text) && !memmem(text.at, text.len, "=?", 2);
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

/* RFC 5322 3.6.4; the right side may be any dot-atom or literal. */
bool verify_message_id(struct slice text)
{
	struct slice left, right;

	return text.len <= MAX_MESSAGE_ID && strip(&text, '<', '>') &&
	       split_at(text, &left, &right) && is_dot_atom(left) &&
	       (is_dot_atom(right) || is_literal(right));
}

bool verify_message_ids(struct slice text)
{
	return verify_parts(text, ' ', verify_message_id);
}

/* ------ dates ------ */

/* Digits of the same number, not before one nor behind the other. */
static bool is_within(const char *digits, const char *least, const char *most)
{
	return memcmp(digits, least, strlen(least)) >= 0 &&
	       memcmp(digits, most, strlen(most)) <= 0;
}

/* RFC 5322 3.3 in one fixed shape: "Fri, 20 Nov 2026 08:05:00 +0900". */
bool verify_date(struct slice text)
{
	static const char shape[] = "..., 00 ... 0000 00:00:00 .0000";
	const char *at = text.at;

	if (text.len != strlen(shape))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (shape[i] == '0' ? at[i] < '0' || at[i] > '9'
				    : shape[i] != '.' && shape[i] != at[i])
			return false;
	return verify_one_of((struct slice){ at, 3 },
			     "Sun Mon Tue Wed Thu Fri Sat") &&
	       is_within(at + 5, "01", "31") &&
	       verify_one_of((struct slice){ at + 8, 3 },
			     "Jan Feb Mar Apr May Jun "
			     "Jul Aug Sep Oct Nov Dec") &&
	       is_within(at + 12, "1900", "9999") &&
	       is_within(at + 17, "00", "23") &&
	       is_within(at + 20, "00", "59") &&
	       is_within(at + 23, "00", "60") &&
	       (at[26] == '+' || at[26] == '-') &&
	       is_within(at + 29, "00", "59");
}

/* ------ words and numbers ------ */

bool verify_word(struct slice text)
{
	return text.len > 0 && is_of(text, SMALL DIGITS "-");
}

bool verify_token(struct slice text)
{
	return text.len > 0 && is_of(text, ALNUM "-_.=:");
}

bool verify_sha256(struct slice text)
{
	return text.len == 64 && is_of(text, DIGITS "abcdef");
}

bool verify_number(struct slice text, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;

	if (!text.len || text.len > MAX_DIGITS ||
	    (text.at[0] == '0' && text.len > 1))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
		value = value * 10 + (uint64_t)(text.at[i] - '0');
	}
	if (value > max)
		return false;
	*out = value;
	return true;
}

char *verify_write_number(char *end, uint64_t number)
{
	do
		*--end = (char)('0' + number % 10);
	while (number /= 10);
	return end;
}
