/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_template.c -- the operator's words, filled in
 */
#include "mail/plain/compose_template.h"

#include <inttypes.h>
#include <stdio.h>

/* Is this line "[name word]", or "[name]" without a word? */
static bool is_title(struct slice line, struct slice name, struct slice word)
{
	size_t len = name.len + 2 + (word.len ? word.len + 1 : 0);

	return line.len == len && line.at[0] == '[' &&
	       line.at[len - 1] == ']' &&
	       memcmp(line.at + 1, name.at, name.len) == 0 &&
	       (!word.len ||
		(line.at[name.len + 1] == ' ' &&
		 memcmp(line.at + name.len + 2, word.at, word.len) == 0));
}

/* The next line that begins with a bracket, from a line's start on, or the
 * end. */
static const char *next_title(const char *text, const char *at)
{
	at = strchrnul(at, '[');
	while (*at && at > text && at[-1] != '\n')
		at = strchrnul(at + 1, '[');
	return at;
}

/* The lines behind its title up to the next section. */
static bool find_section(const char *text, struct slice name, struct slice word,
			 struct slice *out)
{
	const char *at = next_title(text, text);

	while (*at) {
		const char *end = strchrnul(at, '\n');
		const char *lines = end + (*end == '\n');
		const struct slice title = { at, (size_t)(end - at) };

		at = next_title(text, lines);
		*out = (struct slice){ lines, (size_t)(at - lines) };
		if (is_title(title, name, word))
			return true;
	}
	return false;
}

void template_number(struct template_value *value, uint64_t number)
{
	snprintf(value->digits, sizeof(value->digits), "%" PRIu64, number);
	value->text = slice_of(value->digits);
}

static bool add_value(const struct template *template, struct slice key)
{
	struct template_value value;
	struct slice words;

	if (!template->find(template->who, key, &value))
		return false;
	if (find_section(template->text, key, value.text, &words))
		slice_split(&words, '\n', &value.text);
	composed_add(template->out, value.text.at, value.text.len);
	return true;
}

static void add_filled(const struct template *template, struct slice line)
{
	while (line.len) {
		const char *end = memchr(line.at, '}', line.len);
		const char *next = memchr(line.at + 1, '{', line.len - 1);
		struct slice key = { line.at + 1, 0 };
		size_t len = next ? (size_t)(next - line.at) : line.len;

		if (end && line.at[0] == '{')
			key.len = (size_t)(end - key.at);
		if (key.len && add_value(template, key))
			len = key.len + 2;
		else
			composed_add(template->out, line.at, len);
		line = slice_from(line, len);
	}
	composed_text(template->out, "\r\n");
}

bool template_add(const struct template *template, const char *name,
		  struct slice word)
{
	struct slice rest, line;

	if (!find_section(template->text, slice_of(name), word, &rest))
		return false;
	while (slice_split(&rest, '\n', &line))
		if (!line.len || line.at[0] != '#')
			add_filled(template, line);
	return true;
}

bool template_has(const char *text, const char *name, struct slice word)
{
	struct slice section;

	return find_section(text, slice_of(name), word, &section);
}

bool template_good(const char *text, const char *const *needed, size_t n,
		   struct template_fault *out)
{
	struct slice rest = slice_of(text), line;

	*out = (struct template_fault){ 0 };
	while (slice_split(&rest, '\n', &line)) {
		out->line++;
		if (!verify_line(line, true))
			return false;
	}
	out->line = 0;
	for (size_t i = 0; i < n && !out->missing; i++)
		if (!template_has(text, needed[i], slice_of("")))
			out->missing = needed[i];
	return !out->missing;
}
