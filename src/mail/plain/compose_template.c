/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_template.c -- the operator's words, filled in
 */
#include "mail/plain/compose_template.h"

/* Takes the line "[name word]", or "[name]" without a word, off the text. */
static bool skip_title(struct slice *text, struct slice name, struct slice word)
{
	/* Most end elsewhere. */
	const size_t end = 1 + name.len + (word.len ? 1 + word.len : 0);

	return text->len > end && text->at[end] == ']' &&
	       slice_skip(text, slice_of("[")) && slice_skip(text, name) &&
	       (!word.len ||
		(slice_skip(text, slice_of(" ")) && slice_skip(text, word))) &&
	       slice_skip(text, slice_of("]")) &&
	       (!text->len || slice_skip(text, slice_of("\n")));
}

/* The lines behind its title up to the next line that begins with a bracket. */
static bool find_section(const char *text, struct slice name, struct slice word,
			 struct slice *out)
{
	while (*text) {
		const char *next = strchrnul(text + 1, '[');

		while (*next && next[-1] != '\n')
			next = strchrnul(next + 1, '[');
		*out = (struct slice){ text, (size_t)(next - text) };
		if (skip_title(out, name, word))
			return true;
		text = next;
	}
	return false;
}

void template_set(struct template *template, const char *key, struct slice text,
		  uint64_t number)
{
	if (template->n < TEMPLATE_VALUES)
		template->values[template->n++] =
			(struct template_value){ key, text, number };
}

static bool add_value(const struct template *template, struct slice key)
{
	char digits[24], *const end = digits + sizeof(digits);
	struct slice text, lines;
	size_t i = 0;

	while (i < template->n && !slice_is(key, template->values[i].key))
		i++;
	if (i == template->n)
		return false;
	text = template->values[i].text;
	if (!text.at) {
		text.at = verify_write_number(end, template->values[i].number);
		text.len = (size_t)(end - text.at);
	}
	if (find_section(template->text, key, text, &lines))
		slice_split(&lines, '\n', &text);
	composed_add(template->out, text);
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
			composed_add(template->out,
				     (struct slice){ line.at, len });
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
