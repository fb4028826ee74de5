/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name.c -- the file name of a part, from all the places that give one
 *
 * RFC 2231 is right, RFC 2047 inside quotes is what most mailers write, raw
 * bytes are what the rest write. All are read and shown where they differ: a
 * name that only one reader sees is how an attachment hides.
 */
#include "mime/part/name.h"

#include <string.h>

#include "mime/charset/charset.h"
#include "mime/header/param.h"
#include "mime/header/word.h"
#include "mime/mime.h"
#include "mime/part/part.h"

enum {
	LONGEST_ENDING = 16,
	RESERVE = 24, /* " … ." and an ending */
	TAIL = 64     /* bytes at the end in which the ending is sought */
};

/* ".txt", and nothing longer; "": there is none. Windows leaves out blanks and
 * dots behind it. */
static const char *ending_of(struct mime *mime, const uint8_t *text, size_t len)
{
	size_t from = len > TAIL ? len - TAIL : 0, n;
	const char *tail, *dot;

	while (from < len && (text[from] & 0xC0) == 0x80)
		from++;
	tail = word_clean(mime, text + from, len - from, LIMIT_NAME);
	n = strlen(tail);
	while (n && (tail[n - 1] == ' ' || tail[n - 1] == '.'))
		n--;
	dot = memrchr(tail, '.', n);
	return dot && tail + n - dot <= LONGEST_ENDING ? dot : "";
}

/* The name, or the beginning and the ending of it. What is made inert grows:
 * then there is room for less. */
static const char *fit(struct mime *mime, const uint8_t *text, size_t len,
		       size_t max)
{
	struct buf line = { .arena = mime->arena, .max = max };
	struct clean counts = mime->counts;
	unsigned links = mime->n_links;
	const char *ending, *both;

	if (word_fit(mime, text, len, &line))
		return buf_take(&line);
	mime_defect(mime, DEFECT_FIELD_CUT);
	ending = ending_of(mime, text, len);
	for (size_t head = max - RESERVE; *ending && head; head /= 4) {
		both = arena_printf(mime->arena, "%s … %s",
				    word_clean(mime, text, len, head), ending);
		if (!both)
			break;
		buf_reset(&line);
		mime->counts = counts;
		mime->n_links = links;
		if (word_fit(mime, (const uint8_t *)both, strlen(both), &line))
			break;
	}
	return buf_take(&line);
}

const char *part_name_show(struct mime *mime, const uint8_t *text, size_t len)
{
	return fit(mime, text, len, LIMIT_NAME);
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
		mime_guessed(mime, text.used.name);
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
	const char *at = names, *next = names;
	size_t n = 2, len;

	while ((at = strstr(at, " / "))) {
		at += 3;
		n++;
	}
	for (at = names; next; at = next + 3) {
		next = strstr(at, " / ");
		len = next ? (size_t)(next - at) : strlen(at);
		buf_put_text(&out, fit(mime, (const uint8_t *)at, len,
				       LIMIT_NAME / n - 3));
		buf_put_text(&out, " / ");
	}
	buf_put_text(&out, fit(mime, (const uint8_t *)name, strlen(name),
			       LIMIT_NAME / n - 3));
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

/* "OpenPGP_signature": Thunderbird leaves the ending out in one field. */
static bool lacks_ending(const char *name, const char *whole)
{
	static const char ending[] = ".asc";
	size_t len = strlen(name);

	return strncmp(name, whole, len) == 0 &&
	       strcmp(whole + len, ending) == 0;
}

/* Of a signature the name with its ending stands for the one without. */
static bool names_again(struct part *part, const char *name)
{
	if (part->kind != PART_SIGNATURE)
		return false;
	if (lacks_ending(part->name, name))
		part->name = name;
	return part->name == name || lacks_ending(name, part->name);
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
		if (names_again(part, name))
			continue;
		mime_defect(mime, DEFECT_NAME_CONFLICT);
		if (strlen(part->name) + strlen(name) + 3 > LIMIT_NAME) {
			part->name = shared(mime, part->name, name);
			continue;
		}
		joined = arena_printf(mime->arena, "%s / %s", part->name, name);
		part->name = joined ? joined : part->name;
	}
}
