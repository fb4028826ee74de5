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

static const char *decode(struct mime *mime, const struct param_value *value)
{
	struct charset label;
	struct charset_text text;

	if (!value->charset)
		return word_line(mime, value->at, value->len, LIMIT_NAME);
	label = charset_find(value->charset, value->charset_len);
	buf_reset(&mime->text);
	text = charset_read(&label, value->at, value->len, &mime->text);
	mime->counts.unmapped += (unsigned)text.unmapped;
	if (text.guessed && text.used.kind != CHARSET_ASCII)
		mime_action(mime, ACTION_CHARSET_GUESSED);
	if (text.used.kind == CHARSET_UNKNOWN) {
		mime_defect(mime, DEFECT_CHARSET_UNKNOWN);
		return word_show(mime, value->at, value->len, LIMIT_NAME);
	}
	return word_show(mime, (const uint8_t *)mime->text.at, mime->text.len,
			 LIMIT_NAME);
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
		if (strlen(part->name) + strlen(name) + 3 > LIMIT_NAME)
			continue;
		joined = arena_printf(mime->arena, "%s / %s", part->name, name);
		part->name = joined ? joined : part->name;
	}
}
