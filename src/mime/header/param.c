/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * param.c -- a structured field: a value and its parameters (RFC 2045 5.1)
 */
#include "mime/header/param.h"

#include <string.h>

#include "mime/header/field.h"
#include "mime/mime.h"
#include "mime/text/raw.h"
#include "mime/text/utf8.h"

/* The field being read. */
struct cursor {
	const uint8_t *at, *end;
	bool pairs; /* Shift_JIS: a lead byte takes the next with it */
	struct params *out;
};

/* Past one character, or past a whole run of raw ISO-2022-JP. */
static void step(struct cursor *c)
{
	size_t run = raw_jis(c->at, c->end);

	if (!run)
		run = c->pairs && raw_is_pair(c->at, c->end) ? 2 : 1;
	c->at += run;
}

static void skip_comment(struct cursor *c)
{
	size_t depth = 0;

	c->out->commented = true;
	while (c->at < c->end) {
		if (*c->at == '\\' && c->end - c->at >= 2)
			c->at++;
		else if (*c->at == '(')
			depth++;
		else if (*c->at == ')')
			depth--;
		c->at++;
		if (!depth)
			return;
	}
	c->out->damaged = true;
}

static void skip_blanks(struct cursor *c)
{
	while (c->at < c->end) {
		if (field_blank(*c->at))
			c->at++;
		else if (*c->at == '(')
			skip_comment(c);
		else
			return;
	}
}

/* Up to ";" or, where `blanks_end`, a blank or a comment. Trimmed. */
static size_t read_plain(struct cursor *c, const uint8_t **from)
{
	const uint8_t *last = c->at;

	*from = c->at;
	while (c->at < c->end && *c->at != ';') {
		/* A comment is one only behind a blank: "a(b)" may be a name,
		 * though some would read "a". */
		if (*c->at == '(') {
			if (field_blank(c->at[-1])) {
				skip_comment(c);
				continue;
			}
			c->out->damaged = true;
		}
		if (field_blank(*c->at)) {
			c->at++;
			continue;
		}
		step(c);
		last = c->at;
	}
	return (size_t)(last - *from);
}

static size_t read_quoted(struct cursor *c, const uint8_t **from)
{
	size_t len;

	*from = ++c->at;
	while (c->at < c->end && *c->at != '"') {
		if (*c->at == '\\' && c->end - c->at >= 2)
			c->at += 2;
		else
			step(c);
	}
	len = (size_t)(c->at - *from);
	if (c->at < c->end)
		c->at++;
	else
		c->out->damaged = true;
	return len;
}

/* The marks of RFC 2231 behind a name: "*", "*3", "*3*". */
static void read_marks(struct param *param)
{
	const uint8_t *star = memchr(param->name, '*', param->name_len);
	const uint8_t *end = param->name + param->name_len;

	param->piece = -1;
	if (!star)
		return;
	if (end[-1] == '*') {
		param->extended = true;
		end--;
	}
	param->name_len = (size_t)(star - param->name);
	if (star >= end)
		return;
	param->piece = 0;
	for (star++; star < end && param->piece < LIMIT_PARAMS; star++) {
		if (*star < '0' || *star > '9')
			param->piece = LIMIT_PARAMS;
		else
			param->piece = param->piece * 10 + (*star - '0');
	}
}

/* What stands between a value and its ";" is ignored, and said. */
static void finish_param(struct cursor *c)
{
	skip_blanks(c);
	while (c->at < c->end && *c->at != ';') {
		c->out->damaged = true;
		step(c);
	}
}

static void add(struct mime *mime, struct params *out,
		const struct param *param)
{
	struct param *grown;

	if (out->n == LIMIT_PARAMS) {
		mime_defect(mime, DEFECT_PARAM_COUNT);
		return;
	}
	grown = arena_try_grow(mime->arena, out->at, out->n, &out->cap,
			       sizeof(*grown));
	if (!grown)
		return;
	out->at = grown;
	grown[out->n++] = *param;
}

static void read_param(struct mime *mime, struct cursor *c)
{
	struct param param = { .name = c->at };

	while (c->at<c->end && * c->at> ' ' && *c->at != '=' && *c->at != ';' &&
	       *c->at != '(')
		c->at++;
	param.name_len = (size_t)(c->at - param.name);
	skip_blanks(c);
	if (!param.name_len || c->at == c->end || *c->at != '=') {
		c->out->damaged |= param.name_len || c->at < c->end;
		finish_param(c);
		return;
	}
	c->at++;
	skip_blanks(c);
	param.quoted = c->at < c->end && *c->at == '"';
	param.value_len = param.quoted ? read_quoted(c, &param.value)
				       : read_plain(c, &param.value);
	finish_param(c);
	read_marks(&param);
	add(mime, c->out, &param);
}

/* "attachment filename=a.pdf": what some find in spite of a missing ";". */
static void read_param_of_head(struct mime *mime, const struct cursor *c)
{
	struct params *out = c->out;
	struct cursor inner = *c;

	inner.at = memchr(out->head, '=', out->head_len);
	if (!inner.at || inner.at == out->head)
		return;
	while (field_blank(inner.at[-1]))
		inner.at--;
	while (inner.at > out->head && !field_blank(inner.at[-1]))
		inner.at--;
	out->damaged = true;
	read_param(mime, &inner);
}

void params_read(struct mime *mime, const struct field *field,
		 struct params *out)
{
	struct cursor c = {
		.at = field->at,
		.end = field->at + field->len,
		.pairs = !utf8_valid(field->at, field->len),
		.out = out,
	};

	*out = (struct params){ .eight_bit_pairs = c.pairs };
	skip_blanks(&c);
	out->head_len = read_plain(&c, &out->head);
	read_param_of_head(mime, &c);
	while (c.at < c.end) {
		c.at++; /* ";" */
		skip_blanks(&c);
		if (c.at < c.end && *c.at != ';')
			read_param(mime, &c);
	}
	if (out->commented)
		mime_defect(mime, DEFECT_COMMENT);
	if (out->damaged)
		mime_defect(mime, DEFECT_PARAM_SYNTAX);
}
