/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name.c -- what a name may be, and that it stands once
 *
 * Letters of any script, digits, '-', '_' and '.'; ASCII is recommended. A
 * name must never read as something else: no number, no address, no reserved
 * word, no full-width twin of an ASCII letter, no combining mark, no space.
 */
#include <string.h>
#include <strings.h>

#include "policy/limits.h"
#include "policy/read/read.h"

static const char *const reserved[] = { "any",   "all", "none",  "gateway",
					"self",  "lo",  "never", "only",
					"local", NULL };

/* The character at p (well-formed UTF-8), and how long it is. */
static uint32_t decode(const char *text, size_t *len)
{
	const unsigned char *p = (const unsigned char *)text;
	uint32_t c;

	*len = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	c = *len == 1 ? p[0] : p[0] & (0x7fu >> *len);
	for (size_t i = 1; i < *len; i++)
		c = c << 6 | (p[i] & 0x3fu);
	return c;
}

static bool is_letter(uint32_t c)
{
	/* What beyond ASCII is no letter or looks like nothing or like
	 * another: Latin-1 signs, combining marks, punctuation and symbols,
	 * private use, variation selectors, full-width ASCII, emoji. */
	static const struct {
		uint32_t first, last;
	} not_letters[] = {
		{ 0x80, 0xbf },        { 0xd7, 0xd7 },     { 0xf7, 0xf7 },
		{ 0x2b0, 0x36f },      { 0x2000, 0x2bff }, { 0x3000, 0x3004 },
		{ 0x3008, 0x3030 },    { 0x303d, 0x303f }, { 0x3099, 0x309c },
		{ 0xd800, 0xf8ff },    { 0xfe00, 0xfe6f }, { 0xff00, 0xff65 },
		{ 0xff9e, 0xff9f },    { 0xffa0, 0xffff }, { 0x1f000, 0x1ffff },
		{ 0xe0000, 0x10ffff },
	};

	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	for (size_t i = 0; i < sizeof(not_letters) / sizeof(*not_letters); i++)
		if (c >= not_letters[i].first && c <= not_letters[i].last)
			return false;
	return true;
}

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_reserved(const char *text)
{
	for (size_t i = 0; reserved[i]; i++)
		if (!strcasecmp(reserved[i], text))
			return true;
	return false;
}

static bool refuse(const struct value *value, const char *why)
{
	return value_error(value, "bad-name", "'%s' cannot be a name: %s",
			   value->text, why);
}

bool read_name(struct reader *reader, const struct value *value,
	       size_t max_chars, const char **out)
{
	const char *text = value->text;
	size_t chars = 0, letters = 0, len;
	struct addr_range range;

	for (const char *p = text; *p; p += len) {
		uint32_t c = decode(p, &len);

		letters += is_letter(c);
		chars++;
		if (!is_letter(c) && !is_digit(c) &&
		    (p == text || !strchr("-_.", (int)(c < 0x80 ? c : 1))))
			return refuse(value, "it is of letters, digits, '-', "
					     "'_' and '.', and begins with a "
					     "letter or digit");
	}
	if (chars > max_chars || strlen(text) > LIMIT_NAME_BYTES)
		return value_error(value, "bad-name",
				   "'%s' is too long for a name: at most %zu "
				   "characters and %d bytes",
				   text, max_chars, LIMIT_NAME_BYTES);
	if (!letters)
		return refuse(value, "it holds no letter, and reads as a "
				     "number or an address");
	if (is_reserved(text))
		return refuse(value, "the word means something else");
	if (range_read(text, &range) != ADDR_BAD)
		return refuse(value, "it reads as an address");
	*out = arena_strdup(&reader->policy->arena, text);
	return true;
}

bool read_id(void *reader, const struct value *value, void *field)
{
	return read_name(reader, value, LIMIT_NAME_CHARS, field);
}

bool read_enter(struct reader *reader, struct names *names,
		const struct name *name)
{
	const struct name *old = *name->text ? names_add(names, name) : NULL;
	char token[LIMIT_NAME_BYTES + 3];

	if (!old)
		return true;
	diag_error(reader->diags, name->at, "duplicate", "'%s' stands already",
		   name->text);
	snprintf(token, sizeof(token), "\"%s\"", name->text);
	diag_mark(reader->diags, token);
	diag_note(reader->diags, old->at, "here");
	return false;
}

void read_suggest(struct reader *reader, const struct names *names,
		  const struct value *value)
{
	const char *near = NULL;

	/* Costs a walk; nobody reads beyond the first hundred. */
	if (reader->diags->n_errors <= 100)
		near = names_suggest(names, value->text);
	if (near)
		diag_note(reader->diags, value->at, "did you mean '%s'?", near);
}
