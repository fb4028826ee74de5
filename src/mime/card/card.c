/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * card.c -- calendars, visiting cards and delivery reports as lines for people
 *
 * All three are "name;parameters:value" with folded lines. What is not in the
 * tables below is for machines.
 */
#include "mime/card/card.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "mime/card/above.h"
#include "mime/card/line.h"
#include "mime/card/property.h"
#include "mime/card/rule.h"
#include "mime/card/time.h"
#include "mime/card/value.h"
#include "mime/charset/charset.h"
#include "mime/html/markup.h"
#include "mime/html/text.h"
#include "mime/limits.h"
#include "mime/text/ascii.h"
#include "mime/text/buf.h"
#include "mime/text/differ.h"

/* What is for machines: left out with all that is in it. */
static const char *const left_out[] = { "VTIMEZONE", "VALARM", "VFREEBUSY" };

struct card {
	struct mime *mime;
	enum card_kind kind;
	const struct buf *above; /* the letter, squeezed; NULL: none */
	bool compared;           /* with a description; once is enough */
	bool described;          /* the component has a VALUE_RICH … */
	struct buf said;         /* … which is this */
	struct differ differ;
	unsigned hidden, n_rich;
	const char *closing;   /* the component being left out, or NULL */
	char first[CARD_DATE]; /* the day when the component begins */
	bool utc;              /* something begins at a time of UTC */
	struct buf *out;
};

/* "\n" and "\," (RFC 5545 3.3.11); in `parts`, ";" is a blank. */
static void put_text(struct card *card, const char *at, size_t len, bool parts)
{
	bool escapes = card->kind != CARD_REPORT;

	for (size_t i = 0; i < len; i++) {
		if (escapes && at[i] == '\\' && i + 1 < len) {
			i++;
			if (at[i] == 'n' || at[i] == 'N')
				buf_put_byte(card->out, '\n');
			else
				buf_put_byte(card->out, at[i]);
		} else if (parts && at[i] == ';') {
			if (card->out->at[card->out->len - 1] != ' ')
				buf_put_byte(card->out, ' ');
		} else {
			buf_put_byte(card->out, at[i]);
		}
	}
}

/* In a text that is HTML here and there, its line ends are meant. */
static void put_broken(struct buf *out, const struct buf *text)
{
	for (size_t i = 0; i < text->len; i++)
		if (text->at[i] == '\n')
			buf_put_text(out, "<br>");
		else
			buf_put_byte(out, text->at[i]);
}

static void put_markup(struct card *card, const struct card_line *line)
{
	struct buf *out = card->out;
	struct buf text = { .arena = out->arena };
	struct buf broken = { .arena = out->arena };

	card->n_rich++;
	card->out = &text;
	put_text(card, line->value, line->value_len, false);
	card->out = out;
	if (line->value[0] != '<') {
		put_broken(&broken, &text);
		text = broken;
	}
	card->hidden +=
		html_text(card->mime, (const uint8_t *)text.at, text.len, out);
}

static void put_rich(struct card *card, const struct card_line *line)
{
	size_t from = card->out->len;

	card->described = true;
	if (card->n_rich < LIMIT_CARDS &&
	    markup_has_tag((const uint8_t *)line->value, line->value_len))
		put_markup(card, line);
	else
		put_text(card, line->value, line->value_len, false);
	buf_reset(&card->said);
	buf_put(&card->said, card->out->at + from, card->out->len - from);
	if (!card->above || card->compared)
		return;
	card->compared = true;
	if (!card_is_above(card->mime, card->above, card->out->at + from,
			   card->out->len - from))
		return;
	card->out->len = from;
	buf_put_text(card->out, "（本文にあります）");
}

/* What it says that the description above it does not. */
static void put_html_beside(struct card *card, struct card_line *line)
{
	struct buf *out = card->out, text = { .arena = out->arena };
	const unsigned hidden = card->hidden;

	card_decode(out->arena, line);
	out->cut += line->cut;
	if (card->n_rich == LIMIT_CARDS ||
	    !differ_begin(&card->differ, out->arena, card->said.at,
			  card->said.len)) {
		out->cut += line->value_len;
		return;
	}
	card->out = &text;
	put_markup(card, line);
	card->out = out;
	if (differ_ask(&card->differ, out->arena, &text) == DIFFER_NOT) {
		card->hidden = hidden;
		return;
	}
	buf_put_text(out, "内容（HTML形式）: ");
	buf_put(out, text.at, text.len);
	buf_put_byte(out, '\n');
}

/* With its meaning, if it has one. */
static void put_word(struct card *card, const char *at, size_t len)
{
	const char *meaning = card_word(at, len);

	if (!meaning) {
		put_text(card, at, len, false);
		return;
	}
	buf_put_text(card->out, meaning);
	buf_put_text(card->out, " (");
	buf_put(card->out, at, len);
	buf_put_byte(card->out, ')');
}

static void put_person(struct card *card, const struct card_line *line)
{
	const char *at = line->value, *name;
	size_t len = line->value_len, name_len = card_param(line, "CN", &name);

	if (ascii_begins(at, len, "mailto:")) {
		at += 7;
		len -= 7;
	}
	if (name_len) {
		buf_put(card->out, name, name_len);
		buf_put_text(card->out, " <");
	}
	put_text(card, at, len, false);
	if (name_len)
		buf_put_byte(card->out, '>');
	len = card_param(line, "PARTSTAT", &at);
	if (len)
		buf_put_byte(card->out, ' ');
	put_word(card, at, len);
}

struct charset card_charset(struct arena *arena, enum card_kind kind,
			    const uint8_t *text, size_t len,
			    struct charset other)
{
	struct card_lines lines = { .at = text,
				    .end = text + len,
				    .mail = kind == CARD_REPORT };
	struct charset charset;
	struct card_line line;
	const char *label;

	lines.unfolded = arena_alloc(arena, CARD_LINE);
	while (lines.unfolded && lines.at < lines.end) {
		if (!card_line_next(&lines, &line) || card_is_encoded(&line) ||
		    !(len = card_param(&line, "CHARSET", &label)))
			continue;
		charset = charset_find(label, len);
		return charset.kind == CHARSET_UNKNOWN ? other : charset;
	}
	return other;
}

static void put_value(struct card *card, const struct card_property *property,
		      struct card_line *line)
{
	switch (property->kind) {
	case VALUE_TEXT:
	case VALUE_PHONE:
	case VALUE_PARTS:
		put_text(card, line->value, line->value_len,
			 property->kind == VALUE_PARTS);
		while (property->kind == VALUE_PARTS &&
		       card->out->at[card->out->len - 1] == ' ')
			card->out->len--;
		break;
	case VALUE_RICH:
	case VALUE_HTML:
		put_rich(card, line);
		break;
	case VALUE_START:
		if (line->value_len >= CARD_DATE)
			memcpy(card->first, line->value, CARD_DATE);
		card_put_time(card->out, line, NULL);
		break;
	case VALUE_TIME:
		card_put_times(card->out, line);
		break;
	case VALUE_END:
		card_put_time(card->out, line, card->first);
		break;
	case VALUE_LENGTH:
		card_put_duration(card->out, line->value, line->value_len);
		break;
	case VALUE_RULE:
		card_put_rule(card->out, line->value, line->value_len,
			      card->utc);
		break;
	case VALUE_PERSON:
		put_person(card, line);
		break;
	case VALUE_WORD:
		put_word(card, line->value, line->value_len);
		break;
	case VALUE_HEADING:
		break;
	}
}

/* "TEL;TYPE=WORK,FAX:", in vCard 2.1 "TEL;WORK;FAX:". */
static const char *phone_label(const struct card_line *line, const char *other)
{
	static const struct {
		const char *type, *label;
	} types[] = { { "FAX", "FAX" }, { "CELL", "携帯電話" } };

	const char *end = line->params + line->params_len;

	for (const char *at = line->params; at < end; at++)
		for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
			if (ascii_begins(at, (size_t)(end - at), types[i].type))
				return types[i].label;
	return other;
}

/* "SOUND;X-IRMC-N:;;;;" of a telephone: the parts are there, but empty. An
 * answer has the description "\n". */
static bool is_empty(const struct card_property *property,
		     const struct card_line *line)
{
	size_t i = 0;

	while (i < line->value_len &&
	       (line->value[i] == ' ' ||
		(property->kind == VALUE_PARTS && line->value[i] == ';')))
		i++;
	while (property->kind == VALUE_RICH &&
	       ascii_begins(line->value + i, line->value_len - i, "\\n"))
		i += 2;
	return i == line->value_len;
}

static void put_property(struct card *card, struct card_line *line)
{
	const struct card_property *property =
		card_property_find(card->kind, line->name, line->name_len);

	if (!property || property->kind == VALUE_HEADING)
		return;
	if (property->kind == VALUE_HTML && card->described) {
		put_html_beside(card, line);
		return;
	}
	card_decode(card->out->arena, line);
	if (card_is_file(line))
		card_name_file(line);
	if (is_empty(property, line))
		return;
	card->out->cut += line->cut;
	buf_put_text(card->out, property->kind == VALUE_PHONE
					? phone_label(line, property->label)
					: property->label);
	buf_put_text(card->out, ": ");
	put_value(card, property, line);
	buf_put_byte(card->out, '\n');
}

static void begin(struct card *card, const struct card_line *line)
{
	const struct card_property *heading =
		card_property_find(card->kind, line->value, line->value_len);

	for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
		if (ascii_is(line->value, line->value_len, left_out[i]))
			card->closing = left_out[i];
	if (!heading || heading->kind != VALUE_HEADING)
		return;
	/* None is inside of what is left out: that was not ended. */
	card->closing = NULL;
	card->described = false;
	memset(card->first, 0, sizeof(card->first));
	if (card->out->len)
		buf_put_byte(card->out, '\n');
	buf_put_text(card->out, heading->label);
	buf_put_byte(card->out, '\n');
}

/* Whether the line that ends before the LF at `at` goes on behind it, and not
 * by the "=" of quoted-printable. */
static bool is_fold(const uint8_t *text, const uint8_t *at, const uint8_t *end)
{
	const uint8_t *last = at;

	while (last > text && last[-1] == '\r')
		last--;
	return last > text && last[-1] != '\n' && last[-1] != '=' &&
	       end - at >= 2 && (at[1] == ' ' || at[1] == '\t');
}

bool card_unfold(enum card_kind kind, const uint8_t *text, size_t len,
		 struct buf *out)
{
	const uint8_t *at = text, *end = at + len, *from = text;

	while (kind != CARD_REPORT && at < end &&
	       (at = memchr(at, '\n', (size_t)(end - at)))) {
		if (is_fold(text, at, end)) {
			if (from == text)
				buf_reserve(out, len);
			buf_put(out, from, (size_t)(at - from));
			while (out->len && out->at[out->len - 1] == '\r')
				out->len--;
			from = at + 2;
		}
		at++;
	}
	if (from > text)
		buf_put(out, from, (size_t)(end - from));
	return from > text;
}

unsigned card_text(struct mime *mime, enum card_kind kind, const uint8_t *text,
		   size_t len, const struct buf *above, struct buf *out)
{
	struct card card = {
		.mime = mime,
		.kind = kind,
		.above = above,
		.out = out,
		.said = { .arena = out->arena },
		.utc = card_begins_in_utc(text, len),
	};
	struct card_lines lines = { .at = text,
				    .end = text + len,
				    .mail = kind == CARD_REPORT };
	struct card_line line;

	lines.unfolded = arena_alloc(out->arena, CARD_LINE);
	while (lines.unfolded && lines.at < lines.end) {
		if (!card_line_next(&lines, &line)) {
			/* A group of a report ends. */
			if (kind == CARD_REPORT && out->len)
				buf_put_byte(out, '\n');
		} else if (ascii_is(line.name, line.name_len, "BEGIN")) {
			begin(&card, &line);
		} else if (card.closing) {
			if (ascii_is(line.name, line.name_len, "END") &&
			    ascii_is(line.value, line.value_len, card.closing))
				card.closing = NULL;
		} else {
			put_property(&card, &line);
		}
	}
	return card.hidden;
}
