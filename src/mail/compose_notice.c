/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_notice.c -- the operator's words, filled in
 */
#include <inttypes.h>
#include <stdio.h>

#include "mail/notice.h"
#include "mail/verify_record.h"

enum {
	NUMBER_TEXT = 24
};

static const struct slice none = { "", 0 };

struct notice {
	struct body *body;
	const char *template;
	const struct plain *plain;
	const char *reference;
	const struct removed *removed; /* the part that is told of, or NULL */
};

/* ------ sections ------ */

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

bool notice_section(const char *template, struct slice name, struct slice word,
		    struct slice *out)
{
	struct slice rest = slice_of(template), line;

	while (slice_split(&rest, '\n', &line)) {
		if (!is_title(line, name, word))
			continue;
		out->at = rest.at;
		while (rest.len && rest.at[0] != '[')
			slice_split(&rest, '\n', &line);
		out->len = (size_t)(rest.at - out->at);
		return true;
	}
	return false;
}

/* ------ values ------ */

/* What a record holds, if it stands once or is of the part told of. */
static const void *record_value(const struct notice *notice, struct slice key,
				const struct record **record)
{
	const struct record *r = plain_records;
	const void *element;

	while (r < plain_records + N_RECORDS && !slice_is(key, r->tag))
		r++;
	if (r == plain_records + N_RECORDS)
		return NULL;
	element = r->list == ONE       ? (const void *)notice->plain
		  : r->list == REMOVED ? (const void *)notice->removed
				       : NULL;
	*record = r;
	return element ? (const char *)element + r->offset : NULL;
}

static bool find_value(const struct notice *notice, struct slice key,
		       char digits[static NUMBER_TEXT], struct slice *out)
{
	const struct plain *plain = notice->plain;
	const struct record *record;
	const void *value = record_value(notice, key, &record);
	uint64_t number;

	if (value && record->check) {
		*out = *(const struct slice *)value;
		return true;
	}
	if (value)
		number = *(const uint64_t *)value;
	else if (slice_is(key, "removed-count"))
		number = plain->n_removed;
	else if (slice_is(key, "number") && notice->removed)
		number = (uint64_t)(notice->removed - plain->removed) + 1;
	else
		return false;
	snprintf(digits, NUMBER_TEXT, "%" PRIu64, number);
	*out = slice_of(digits);
	return true;
}

/* Adds what a key stands for: the words there are for its value, or the value
 * as it is. */
static bool add_value(const struct notice *notice, struct slice key)
{
	char digits[NUMBER_TEXT];
	struct slice value, words;

	if (slice_is(key, "reference"))
		value = slice_of(notice->reference);
	else if (!find_value(notice, key, digits, &value))
		return false;
	if (notice_section(notice->template, key, value, &words))
		slice_split(&words, '\n', &value);
	body_add(notice->body, value.at, value.len);
	return true;
}

/* ------ the text ------ */

static void add_filled(const struct notice *notice, struct slice line)
{
	while (line.len) {
		const char *end = memchr(line.at, '}', line.len);
		struct slice key = { line.at + 1, 0 };

		if (end && line.at[0] == '{')
			key.len = (size_t)(end - key.at);
		if (key.len && add_value(notice, key)) {
			line = slice_from(line, key.len + 2);
			continue;
		}
		body_add(notice->body, line.at, 1);
		line = slice_from(line, 1);
	}
	body_add(notice->body, "\r\n", 2);
}

static void add_section(const struct notice *notice, const char *name,
			struct slice word)
{
	struct slice rest, line;

	if (!notice_section(notice->template, slice_of(name), word, &rest))
		return;
	while (slice_split(&rest, '\n', &line))
		if (!line.len || line.at[0] != '#')
			add_filled(notice, line);
}

static void add_each(const struct notice *notice, const char *name,
		     const struct words *words)
{
	for (size_t i = 0; i < words->n; i++)
		add_section(notice, name, words->at[i]);
}

static void add_removed(struct notice *notice)
{
	const struct plain *plain = notice->plain;

	for (size_t i = 0; i < plain->n_removed; i++) {
		struct slice marks = plain->removed[i].marks, mark;

		notice->removed = &plain->removed[i];
		add_section(notice, "removed", none);
		while (slice_split(&marks, ' ', &mark))
			add_section(notice, "mark", mark);
	}
	notice->removed = NULL;
}

static bool says(const char *template, const char *name,
		 const struct words *words)
{
	struct slice section;

	for (size_t i = 0; i < words->n; i++)
		if (notice_section(template, slice_of(name), words->at[i],
				   &section))
			return true;
	return false;
}

void notice_add(struct body *body, const struct compose_options *options,
		const struct plain *plain)
{
	struct notice notice = { body, options->notice, plain,
				 options->reference, NULL };
	bool more = plain->to.more || plain->cc.more;

	if (plain->auth.len)
		add_section(&notice, "auth", none);
	if (!plain->n_removed && !more &&
	    !says(options->notice, "action", &plain->actions) &&
	    !says(options->notice, "defect", &plain->defects))
		return;
	add_section(&notice, "head", none);
	add_each(&notice, "action", &plain->actions);
	add_each(&notice, "defect", &plain->defects);
	if (more)
		add_section(&notice, "people", none);
	add_removed(&notice);
	if (options->reference)
		add_section(&notice, "original", none);
	add_section(&notice, "tail", none);
}

const char *notice_fault(const char *template)
{
	static const char *const needed[] = { "head", "removed", "tail" };
	struct slice rest = slice_of(template), line;

	while (slice_split(&rest, '\n', &line))
		if (!verify_line(line, true))
			return "a character that may not leave";
	for (size_t i = 0; i < 3; i++)
		if (!notice_section(template, slice_of(needed[i]), none, &rest))
			return "no [head], no [removed] or no [tail]";
	return NULL;
}
