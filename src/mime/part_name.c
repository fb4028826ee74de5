/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * part_name.c -- the file name of a part, from all the places that give one
 *
 * RFC 2231 is right, RFC 2047 inside quotes is what most mailers write, raw
 * bytes are what the rest write. All are read and shown where they differ: a
 * name that only one reader sees is how an attachment hides.
 */
#include "mime/part_name.h"

#include <string.h>

#include "mime/charset.h"
#include "mime/mime.h"
#include "mime/param.h"
#include "mime/part.h"
#include "mime/word.h"

enum {
	LONGEST_ENDING = 16,
	RESERVE = 24 /* " … ." and an ending */
};

/* ".txt", and nothing longer; "": there is none. Windows leaves out blanks and
 * dots behind it. */
static struct label ending_of(const char *name)
{
	size_t len = strlen(name), n;
	const char *dot;

	while (len && (name[len - 1] == ' ' || name[len - 1] == '.'))
		len--;
	dot = memrchr(name, '.', len);
	n = dot ? (size_t)(name + len - dot) : 0;
	return (struct label){ dot, n <= LONGEST_ENDING ? n : 0 };
}

/* The name, or the beginning and the ending of it. What is made inert grows:
 * then there is room for less. */
static const char *fit(struct mime *mime, const char *name, size_t max)
{
	struct buf line = { .arena = mime->arena, .max = max };
	struct buf text = { .arena = mime->arena };
	struct label ending = ending_of(name);
	size_t len = strlen(name), head = max - RESERVE;
	unsigned links = mime->n_links;

	if (word_fit(mime, (const uint8_t *)name, len, &line))
		return buf_take(&line);
	mime_defect(mime, DEFECT_FIELD_CUT);
	for (; ending.len && head; head /= 4) {
		if (head > len)
			continue;
		while (head && (name[head] & 0xC0) == 0x80)
			head--;
		buf_reset(&text);
		buf_put(&text, name, head);
		buf_put_text(&text, " … ");
		buf_put(&text, ending.at, ending.len);
		buf_reset(&line);
		mime->n_links = links;
		if (word_fit(mime, (const uint8_t *)text.at, text.len, &line))
			break;
	}
	return buf_take(&line);
}

const char *part_name_show(struct mime *mime, const uint8_t *text, size_t len)
{
	return fit(mime, word_clean(mime, text, len, LIMIT_FIELD), LIMIT_NAME);
}

static const char *decode(struct mime *mime, const struct param_value *value)
{
	struct charset label;
	struct charset_text text;

	buf_reset(&mime->text);
	if (!value->charset) {
		word_decode(mime, value->at, value->len, &mime->text);
		return part_name_show(mime, (const uint8_t *)mime->text.at,
				      mime->text.len);
	}
	label = charset_find(value->charset, value->charset_len);
	text = charset_read(&label, value->at, value->len, &mime->text);
	mime->counts.unmapped += (unsigned)text.unmapped;
	if (text.guessed && text.used.kind != CHARSET_ASCII)
		mime_action(mime, ACTION_CHARSET_GUESSED);
	if (text.used.kind == CHARSET_UNKNOWN) {
		mime_defect(mime, DEFECT_CHARSET_UNKNOWN);
		return part_name_show(mime, value->at, value->len);
	}
	return part_name_show(mime, (const uint8_t *)mime->text.at,
			      mime->text.len);
}

/* "a / b" and one more: each gets its share of the room. */
static const char *shared(struct mime *mime, const char *names,
			  const char *name)
{
	struct buf out = { .arena = mime->arena, .max = LIMIT_NAME };
	const char *at = names, *next = names, *one;
	size_t n = 2;

	while ((at = strstr(at, " / "))) {
		at += 3;
		n++;
	}
	for (at = names; next; at = next + 3) {
		next = strstr(at, " / ");
		one = arena_strndup(mime->arena, at,
				    next ? (size_t)(next - at) : strlen(at));
		if (one)
			buf_put_text(&out, fit(mime, one, LIMIT_NAME / n - 3));
		buf_put_text(&out, " / ");
	}
	buf_put_text(&out, fit(mime, name, LIMIT_NAME / n - 3));
	return buf_take(&out);
}

/* Whether `name` is one of "a / b / c". */
static bool holds(const char *names, const char *name)
{
	size_t len = strlen(name);
	const char *next;

	for (; names; names = next ? next + 3 : NULL) {
		next = strstr(names, " / ");
		if ((next ? (size_t)(next - names) : strlen(names)) == len &&
		    memcmp(names, name, len) == 0)
			return true;
	}
	return false;
}

void part_name_add(struct mime *mime, const struct params *params,
		   const char *param, struct part *part)
{
	struct param_values values = params_values(mime, params, param);
	const char *name, *joined;

	for (size_t i = 0; i < values.n; i++) {
		name = decode(mime, &values.at[i]);
		if (!name[0] || holds(part->name, name))
			continue;
		if (!part->name[0]) {
			part->name = name;
			continue;
		}
		mime_defect(mime, DEFECT_NAME_CONFLICT);
		if (strlen(part->name) + strlen(name) + 3 > LIMIT_NAME) {
			part->name = shared(mime, part->name, name);
			continue;
		}
		joined = arena_printf(mime->arena, "%s / %s", part->name, name);
		part->name = joined ? joined : part->name;
	}
}
