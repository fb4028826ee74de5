/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * param_value.c -- what a parameter says, in every way that it says it
 */
#include <string.h>

#include "mime/header/param.h"
#include "mime/mime.h"
#include "mime/text/ascii.h"
#include "mime/text/raw.h"

static bool is_named(const struct param *param, const char *name)
{
	return ascii_is(param->name, param->name_len, name);
}

/* Backslashes of a quoted string go, and so do the line ends of folds. */
static size_t unquote(const struct params *params, const struct param *param,
		      uint8_t *out, bool *odd)
{
	const uint8_t *at = param->value, *end = at + param->value_len;
	size_t n = 0, run;

	while (at < end) {
		run = raw_jis(at, end);
		if (!run && params->eight_bit_pairs && raw_is_pair(at, end))
			run = 2;
		if (!run && param->quoted && *at == '\\' && end - at >= 2) {
			*odd = true;
			at++;
		}
		if (!run)
			run = 1;
		if (run > 1 || (*at != '\r' && *at != '\n')) {
			memcpy(out + n, at, run);
			n += run;
		}
		at += run;
	}
	return n;
}

static size_t percent(const uint8_t *in, size_t len, uint8_t *out)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (in[i] == '%' && len - i >= 3 && ascii_hex(in[i + 1]) >= 0 &&
		    ascii_hex(in[i + 2]) >= 0) {
			out[n++] = (uint8_t)(ascii_hex(in[i + 1]) << 4 |
					     ascii_hex(in[i + 2]));
			i += 2;
		} else {
			out[n++] = in[i];
		}
	}
	return n;
}

/* charset'language'text: sets the charset and returns the length up to the
 * text; 0 if the form is not that. */
static size_t extended_prefix(const struct param *param,
			      struct param_value *value)
{
	const uint8_t *in = param->value, *end = in + param->value_len;
	const uint8_t *first, *second;

	first = memchr(in, '\'', param->value_len);
	second = first ? memchr(first + 1, '\'', (size_t)(end - first) - 1)
		       : NULL;
	if (!second)
		return 0;
	value->charset = (const char *)in;
	value->charset_len = (size_t)(first - in);
	return (size_t)(second + 1 - in);
}

/* What an extended parameter or piece says, its percents not undone. */
static size_t copy(const struct param *param, struct param_value *value,
		   uint8_t *out)
{
	bool first = !value->len && !value->charset;
	size_t skip = first ? extended_prefix(param, value) : 0;

	memcpy(out, param->value + skip, param->value_len - skip);
	return param->value_len - skip;
}

static void add_value(struct mime *mime, struct param_values *values,
		      const struct param_value *value)
{
	for (size_t i = 0; i < values->n; i++)
		if (values->at[i].len == value->len &&
		    memcmp(values->at[i].at, value->at, value->len) == 0)
			return;
	if (values->n)
		mime_defect(mime, DEFECT_PARAM_TWICE);
	/* Some readers take the first, some the last. */
	if (values->n == LIMIT_READINGS)
		values->n--;
	values->at[values->n++] = *value;
}

/* The pieces of a parameter: by their numbers, and as they stand. */
struct pieces {
	const struct param *by_number[LIMIT_PARAMS + 1]; /* NULL: missing */
	const struct param *written[LIMIT_PARAMS + 1];
	size_t n;
	size_t room; /* bytes of all */
	bool astray; /* one is missing, stands twice or out of order */
};

static void find_pieces(const struct params *params, const char *name,
			struct pieces *out)
{
	const struct param *param;

	for (size_t i = 0; i < params->n; i++) {
		param = &params->at[i];
		if (!is_named(param, name) || param->piece < 0)
			continue;
		if (param->piece < LIMIT_PARAMS &&
		    !out->by_number[param->piece])
			out->by_number[param->piece] = param;
		out->astray |= (size_t)param->piece != out->n;
		out->written[out->n++] = param;
		out->room += param->value_len;
	}
}

/* Up to the first that is missing. A "%41" may be cut between two pieces. */
static void join(struct mime *mime, const struct params *params,
		 const struct param *const *pieces, size_t room,
		 struct param_values *values)
{
	struct param_value value = { .odd = true };
	uint8_t *out = arena_alloc(mime->arena, room + 1);

	if (!out)
		return;
	for (size_t i = 0, from = 0; pieces[i]; i++) {
		if (!pieces[i]->extended) {
			value.len += unquote(params, pieces[i], out + value.len,
					     &value.odd);
			from = value.len;
			continue;
		}
		value.len += copy(pieces[i], &value, out + value.len);
		if (!pieces[i + 1] || !pieces[i + 1]->extended)
			value.len = from + percent(out + from, value.len - from,
						   out + from);
	}
	value.at = out;
	add_value(mime, values, &value);
}

/* Some readers join what stands there, whatever its numbers. Not inline: the
 * room is large, and most fields have no use for it. */
__attribute__((noinline)) static void add_pieces(struct mime *mime,
						 const struct params *params,
						 const char *name,
						 struct param_values *values)
{
	struct pieces pieces = { .n = 0 };

	find_pieces(params, name, &pieces);
	if (pieces.by_number[0])
		join(mime, params, pieces.by_number, pieces.room, values);
	if (!pieces.astray)
		return;
	mime_defect(mime, DEFECT_PARAM_SYNTAX);
	join(mime, params, pieces.written, pieces.room, values);
}

static bool has_pieces(const struct params *params, const char *name)
{
	for (size_t i = 0; i < params->n; i++)
		if (params->at[i].piece >= 0 && is_named(&params->at[i], name))
			return true;
	return false;
}

struct param_values params_values(struct mime *mime,
				  const struct params *params, const char *name)
{
	struct param_values values = { .n = 0 };
	struct param_value value;
	const struct param *param;
	uint8_t *out;

	if (has_pieces(params, name))
		add_pieces(mime, params, name, &values);
	for (size_t i = 0; i < params->n; i++) {
		param = &params->at[i];
		if (!is_named(param, name) || param->piece >= 0)
			continue;
		out = arena_alloc(mime->arena, param->value_len + 1);
		if (!out)
			break;
		value = (struct param_value){ .at = out };
		value.odd = param->extended;
		if (param->extended)
			value.len = percent(out, copy(param, &value, out), out);
		else
			value.len = unquote(params, param, out, &value.odd);
		add_value(mime, &values, &value);
	}
	return values;
}
