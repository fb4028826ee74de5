/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * output_text.c -- encoded-words, people and base64 of a composed message
 */
#include <string.h>

#include "output.h"

enum {
	LONGEST_WORD = 75, /* RFC 2047 2 */
	LONGEST_ADDR = 254,
	LONGEST_LABEL = 63
};

int output_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool output_base64(struct text digits, char *out, size_t *len)
{
	size_t pads = 0, n = 0;
	uint32_t bits = 0;

	if (!digits.len || digits.len % 4)
		return false;
	while (pads < 2 && digits.at[digits.len - 1 - pads] == '=')
		pads++;
	for (size_t i = 0; i < digits.len - pads; i++) {
		int digit = output_digit(digits.at[i]);

		if (digit < 0)
			return false;
		bits = bits << 6 | (uint32_t)digit;
		if (i % 4 != 3)
			continue;
		out[n++] = (char)(bits >> 16);
		out[n++] = (char)(bits >> 8);
		out[n++] = (char)bits;
		bits = 0;
	}
	if (pads == 1) {
		out[n++] = (char)(bits >> 10);
		out[n++] = (char)(bits >> 2);
	} else if (pads == 2) {
		out[n++] = (char)(bits >> 4);
	}
	*len = n;
	return !pads || !(bits & (pads == 1 ? 3U : 15U));
}

static bool begins(struct text text, const char *with)
{
	size_t len = strlen(with);

	return text.len >= len && memcmp(text.at, with, len) == 0;
}

static void skip(struct text *text, size_t len)
{
	text->at += len;
	text->len -= len;
}

/* One encoded-word; its text is added to *out, which has the room. */
static const char *encoded_word(struct text *rest, char *out, size_t *len)
{
	static const char head[] = "=?UTF-8?B?";
	const char *end;
	struct text digits;

	if (!begins(*rest, head))
		return "not an encoded-word of ours";
	digits = (struct text){ rest->at + 10, rest->len - 10 };
	end = memchr(digits.at, '?', digits.len);
	if (!end || end + 1 == rest->at + rest->len || end[1] != '=')
		return "an encoded-word without an end";
	digits.len = (size_t)(end - digits.at);
	if (digits.len + 12 > LONGEST_WORD)
		return "an encoded-word beyond 75";
	if (!output_base64(digits, out, len))
		return "an encoded-word of bad base64";
	if (!letters_fine((struct text){ out, *len }, LETTERS_PART))
		return "a character in a header that may not leave";
	skip(rest, digits.len + 12);
	return NULL;
}

/* Nothing that has a meaning in a header. */
static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c && strchr(" !#$%&'*+-/^_`{|}~", c));
}

const char *output_words(struct text *rest, struct text *out)
{
	char *at = output_room(rest->len), *end = at;
	const char *wrong;
	size_t len;

	if (!at)
		return "too long";
	if (!begins(*rest, "=?")) {
		for (len = 0; len < rest->len && is_plain(rest->at[len]);)
			len++;
		/* the blank before "<" is none of its own */
		if (len && len < rest->len && rest->at[len - 1] == ' ')
			len--;
		*out = (struct text){ rest->at, len };
		skip(rest, len);
		return len ? NULL : "a byte in a header's words";
	}
	for (;;) {
		wrong = encoded_word(rest, end, &len);
		if (wrong)
			return wrong;
		end += len;
		if (!begins(*rest, " =?"))
			break;
		skip(rest, 1);
	}
	*out = (struct text){ at, (size_t)(end - at) };
	return letters_fine(*out, LETTERS_LINE)
		       ? NULL
		       : "characters in a header that may not stand together";
}

static bool is_atom(char c)
{
	return is_plain(c) ? c != ' ' : c == '=' || c == '?';
}

/* The length of the local part, with its quotes, or 0. */
static size_t local_part(struct text text)
{
	size_t len = 0;

	if (text.len && text.at[0] == '"') {
		for (len = 1; len < text.len && text.at[len] != '"'; len++)
			if (text.at[len] == '\\')
				len++;
		return len < text.len ? len + 1 : 0;
	}
	while (len < text.len && text.at[len] != '@') {
		bool dot = text.at[len] == '.';

		if (dot ? len == 0 || len + 1 == text.len ||
				    text.at[len - 1] == '.' ||
				    text.at[len + 1] == '@'
			: !is_atom(text.at[len]))
			return 0;
		len++;
	}
	return len;
}

/* Labels of letters, digits, hyphens and "_", no hyphen at either end. */
static bool is_domain(struct text text)
{
	size_t label = 0;

	for (size_t i = 0; i <= text.len; i++) {
		char c = i < text.len ? text.at[i] : '.';

		if (c == '.') {
			if (!label || label > LONGEST_LABEL ||
			    text.at[i - 1] == '-' || text.at[i - label] == '-')
				return false;
			label = 0;
		} else if (is_atom(c) &&
			   (c == '-' || c == '_' || output_digit(c) >= 0) &&
			   c != '+' && c != '/') {
			label++;
		} else {
			return false;
		}
	}
	return true;
}

bool output_is_address(struct text text)
{
	size_t local = local_part(text);

	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < ' ' || text.at[i] > '~')
			return false;
	return text.len <= LONGEST_ADDR && local && local + 1 < text.len &&
	       text.at[local] == '@' &&
	       is_domain((struct text){ text.at + local + 1,
					text.len - local - 1 });
}

/* "<local@domain>" at the start of *rest. */
static const char *address(struct text *rest, struct text *out)
{
	struct text inner = { rest->at + 1, rest->len - 1 };
	const char *end;
	size_t local;

	if (!begins(*rest, "<"))
		return "no address";
	local = local_part(inner);
	end = memchr(inner.at + local, '>', inner.len - local);
	if (!end)
		return "an address without an end";
	inner.len = (size_t)(end - inner.at);
	if (!output_is_address(inner))
		return "a bad address";
	if (memmem(inner.at, inner.len, "=?", 2))
		return "an address that reads like an encoded-word";
	*out = inner;
	skip(rest, inner.len + 2);
	return NULL;
}

const char *output_people(struct text value, struct output_people *out)
{
	const char *wrong;

	while (value.len) {
		struct output_person *person = &out->at[out->n];

		if (out->n == OUT_PEOPLE)
			return "too many people";
		person->name = (struct text){ "", 0 };
		if (value.at[0] != '<') {
			wrong = output_words(&value, &person->name);
			if (wrong)
				return wrong;
			if (!begins(value, " "))
				return "no address behind a name";
			skip(&value, 1);
		}
		wrong = address(&value, &person->addr);
		if (wrong)
			return wrong;
		out->n++;
		if (value.len && !begins(value, ", "))
			return "more behind an address";
		skip(&value, value.len ? 2 : 0);
		if (!value.len && value.at[-1] == ' ')
			return "a comma behind the last";
	}
	return NULL;
}

const char *output_name(struct text line, struct text *out)
{
	static const char head[] = " filename*=UTF-8''";
	static const char hex[] = "0123456789ABCDEF";
	char *at = output_room(line.len);
	size_t n = 0;

	if (!at || line.len < strlen(head) ||
	    memcmp(line.at, head, strlen(head)) != 0)
		return "no name of a file";
	for (size_t i = strlen(head); i < line.len; i++) {
		const char *high, *low;

		if (line.at[i] != '%') {
			at[n++] = line.at[i];
			if (!memchr("-._", line.at[i], 3) &&
			    (output_digit(line.at[i]) < 0 ||
			     memchr("+/", line.at[i], 2)))
				return "a bare byte in a file's name";
			continue;
		}
		if (line.len - i < 3)
			return "a cut escape";
		high = memchr(hex, line.at[i + 1], 16);
		low = memchr(hex, line.at[i + 2], 16);
		if (!high || !low)
			return "a bad escape";
		at[n++] = (char)((high - hex) << 4 | (low - hex));
		i += 2;
	}
	*out = (struct text){ at, n };
	return NULL;
}
