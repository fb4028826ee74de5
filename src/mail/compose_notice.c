/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_notice.c -- the operator's words, filled in
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mail/notice.h"

enum {
	MAX_VALUES = 24,
	NUMBER_TEXT = 24
};

struct value {
	const char *key;
	struct slice text;
	char digits[NUMBER_TEXT];
};

struct values {
	struct value at[MAX_VALUES];
	size_t n;
};

static struct slice slice_of(const char *text)
{
	return (struct slice){ text, strlen(text) };
}

static bool is(struct slice text, const char *other)
{
	return text.len == strlen(other) &&
	       memcmp(text.at, other, text.len) == 0;
}

static void set(struct values *values, const char *key, struct slice text)
{
	if (values->n < MAX_VALUES)
		values->at[values->n++] = (struct value){ key, text, "" };
}

static void set_number(struct values *values, const char *key, uint64_t number)
{
	struct value *value = &values->at[values->n];

	set(values, key, slice_of(""));
	snprintf(value->digits, sizeof(value->digits), "%" PRIu64, number);
	value->text = slice_of(value->digits);
}

/* One line of *rest, without LF. */
static bool next_line(struct slice *rest, struct slice *line)
{
	const char *lf = rest->len ? memchr(rest->at, '\n', rest->len) : NULL;

	if (!rest->len)
		return false;
	*line = *rest;
	line->len = lf ? (size_t)(lf - rest->at) : rest->len;
	rest->at += line->len + (lf != NULL);
	rest->len -= line->len + (lf != NULL);
	return true;
}

/* The lines behind "[name word]" up to the next section. */
static bool find_section(const char *notice, const char *name,
			 struct slice word, struct slice *out)
{
	struct slice rest = slice_of(notice), line;
	char wanted[96];

	snprintf(wanted, sizeof(wanted), word.len ? "[%s %.*s]" : "[%s]", name,
		 (int)word.len, word.at);
	while (next_line(&rest, &line)) {
		if (!is(line, wanted))
			continue;
		out->at = rest.at;
		while (rest.len && rest.at[0] != '[')
			next_line(&rest, &line);
		out->len = (size_t)(rest.at - out->at);
		return true;
	}
	return false;
}

static const struct value *find_value(const struct values *values,
				      struct slice line)
{
	for (const struct value *v = values->at; v < values->at + values->n;
	     v++) {
		size_t len = strlen(v->key);

		if (line.len >= len + 2 && line.at[len + 1] == '}' &&
		    memcmp(line.at + 1, v->key, len) == 0)
			return v;
	}
	return NULL;
}

static void add_filled(struct body *body, struct slice line,
		       const struct values *values)
{
	while (line.len) {
		const struct value *value =
			line.at[0] == '{' ? find_value(values, line) : NULL;
		size_t len = value ? strlen(value->key) + 2 : 1;

		if (value)
			body_add(body, value->text.at, value->text.len);
		else
			body_add(body, line.at, 1);
		line.at += len;
		line.len -= len;
	}
	body_add(body, "\r\n", 2);
}

static void add_section(struct body *body, const char *notice, const char *name,
			struct slice word, const struct values *values)
{
	struct slice rest, line;

	if (!find_section(notice, name, word, &rest))
		return;
	while (next_line(&rest, &line))
		if (!line.len || line.at[0] != '#')
			add_filled(body, line, values);
}

/* The first line of a section, for use inside another. */
static struct slice phrase(const char *notice, const char *name,
			   struct slice word)
{
	struct slice rest, line;

	if (find_section(notice, name, word, &rest) && next_line(&rest, &line))
		return line;
	return word;
}

static void add_removed(struct body *body, const char *notice,
			const struct plain *plain, size_t i,
			const struct values *common)
{
	const struct removed *removed = &plain->removed[i];
	const struct slice none = { "", 0 };
	struct values values = *common;

	set_number(&values, "number", i + 1);
	set(&values, "name",
	    removed->name.len ? removed->name
			      : phrase(notice, "unnamed", none));
	set_number(&values, "size", removed->size);
	set(&values, "type",
	    removed->declared.len ? removed->declared : slice_of("-"));
	set(&values, "sniffed",
	    removed->sniffed.len ? removed->sniffed : slice_of("-"));
	set(&values, "why", phrase(notice, "why", removed->why));
	set(&values, "sha256", removed->sha256);
	/* The digits lie in the copy: point to them there. */
	for (size_t v = 0; v < values.n; v++)
		if (values.at[v].digits[0])
			values.at[v].text = slice_of(values.at[v].digits);
	add_section(body, notice, "removed", none, &values);
	if (removed->locked)
		add_section(body, notice, "locked", none, &values);
}

static void set_common(struct values *values, const struct plain *plain)
{
	set_number(values, "removed-count", plain->n_removed);
	set_number(values, "people-more", plain->to.more + plain->cc.more);
	for (int i = 0; i < N_PLAIN_COUNTS; i++)
		set_number(values, plain_count_tags[i], plain->counts[i]);
	set(values, "from", plain->from_text);
	set(values, "message-id", plain->message_id);
	set(values, "charset-declared", plain->charset_declared);
	set(values, "charset-used", plain->charset_used);
}

static bool says(const char *notice, const char *name,
		 const struct words *words)
{
	struct slice section;

	for (size_t i = 0; i < words->n; i++)
		if (find_section(notice, name, words->at[i], &section))
			return true;
	return false;
}

void notice_add(struct body *body, const char *notice,
		const struct plain *plain)
{
	const struct slice none = { "", 0 };
	struct values values = { .n = 0 };

	if (!plain->n_removed && !plain->to.more && !plain->cc.more &&
	    !says(notice, "action", &plain->actions) &&
	    !says(notice, "defect", &plain->defects))
		return;
	set_common(&values, plain);
	add_section(body, notice, "head", none, &values);
	for (size_t i = 0; i < plain->actions.n; i++)
		add_section(body, notice, "action", plain->actions.at[i],
			    &values);
	for (size_t i = 0; i < plain->defects.n; i++)
		add_section(body, notice, "defect", plain->defects.at[i],
			    &values);
	if (plain->to.more || plain->cc.more)
		add_section(body, notice, "people", none, &values);
	for (size_t i = 0; i < plain->n_removed; i++)
		add_removed(body, notice, plain, i, &values);
	add_section(body, notice, "tail", none, &values);
}

const char *notice_fault(const char *notice)
{
	static const char *const needed[] = { "head", "removed", "tail" };
	struct slice rest = slice_of(notice), line;

	while (next_line(&rest, &line))
		if (!verify_line(line, true))
			return "a character that may not leave";
	for (size_t i = 0; i < 3; i++)
		if (!find_section(notice, needed[i], (struct slice){ "", 0 },
				  &rest))
			return "no [head], no [removed] or no [tail]";
	return NULL;
}
