/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * card.c -- calendars, visiting cards and delivery reports as lines for people
 *
 * All three are "name;parameters:value" with folded lines. What is not in the
 * tables below is for machines.
 */
#include "mime/card.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "mime/buf.h"
#include "mime/card_line.h"
#include "mime/charset.h"
#include "mime/html_text.h"
#include "mime/limits.h"
#include "mime/markup.h"
#include "mime/transfer.h"

enum value_kind {
	VALUE_TEXT,
	VALUE_RICH,    /* text, or HTML of a program of the web */
	VALUE_HTML,    /* the same in HTML, shown where no text was */
	VALUE_TIME,    /* 20261120T100000Z */
	VALUE_PARTS,   /* name and address: "a;b;c" */
	VALUE_PERSON,  /* CN=name, mailto:address */
	VALUE_HEADING, /* BEGIN: the label of a component */
	VALUE_WORD,    /* one of `words` */
};

struct property {
	const char *name;
	const char *label;
	enum value_kind kind;
};

static const struct property calendar[] = {
	{ "METHOD", "方法", VALUE_WORD },
	{ "STATUS", "状態", VALUE_WORD },
	{ "SUMMARY", "件名", VALUE_TEXT },
	{ "DTSTART", "開始", VALUE_TIME },
	{ "DTEND", "終了", VALUE_TIME },
	{ "DUE", "期限", VALUE_TIME },
	{ "DURATION", "長さ", VALUE_TEXT },
	{ "RRULE", "繰り返し", VALUE_TEXT },
	{ "LOCATION", "場所", VALUE_TEXT },
	{ "ORGANIZER", "主催", VALUE_PERSON },
	{ "ATTENDEE", "出席", VALUE_PERSON },
	{ "URL", "URL", VALUE_TEXT },
	{ "DESCRIPTION", "内容", VALUE_RICH },
	{ "X-ALT-DESC", "内容", VALUE_HTML },
	{ "COMMENT", "備考", VALUE_TEXT },
	{ "VEVENT", "【予定】", VALUE_HEADING },
	{ "VTODO", "【作業】", VALUE_HEADING },
	{ "VJOURNAL", "【記録】", VALUE_HEADING },
	{ NULL },
};

static const struct property vcard[] = {
	{ "VCARD", "【連絡先】", VALUE_HEADING },
	{ "FN", "氏名", VALUE_TEXT },
	{ "N", "姓名", VALUE_PARTS },
	{ "SOUND", "ふりがな", VALUE_PARTS },
	{ "X-PHONETIC-LAST-NAME", "ふりがな（姓）", VALUE_TEXT },
	{ "X-PHONETIC-FIRST-NAME", "ふりがな（名）", VALUE_TEXT },
	{ "ORG", "組織", VALUE_PARTS },
	{ "TITLE", "役職", VALUE_TEXT },
	{ "ROLE", "職務", VALUE_TEXT },
	{ "TEL", "電話", VALUE_TEXT },
	{ "EMAIL", "メール", VALUE_TEXT },
	{ "ADR", "住所", VALUE_PARTS },
	{ "URL", "URL", VALUE_TEXT },
	{ "BDAY", "誕生日", VALUE_TEXT },
	{ "NOTE", "備考", VALUE_TEXT },
	{ NULL },
};

static const struct property report[] = {
	{ "Reporting-MTA", "報告した機器", VALUE_TEXT },
	{ "Original-Recipient", "元の宛先", VALUE_TEXT },
	{ "Final-Recipient", "宛先", VALUE_TEXT },
	{ "Action", "結果", VALUE_WORD },
	{ "Status", "状態番号", VALUE_TEXT },
	{ "Remote-MTA", "相手の機器", VALUE_TEXT },
	{ "Diagnostic-Code", "理由", VALUE_TEXT },
	{ "Last-Attempt-Date", "最後の試行", VALUE_TEXT },
	{ "Will-Retry-Until", "再送の期限", VALUE_TEXT },
	{ "Arrival-Date", "受付", VALUE_TEXT },
	{ "Reporting-UA", "報告したソフト", VALUE_TEXT },
	{ "Original-Message-ID", "元のメール", VALUE_TEXT },
	{ "Disposition", "扱い", VALUE_TEXT },
	{ NULL },
};

static const struct {
	const char *word;
	const char *meaning;
} words[] = {
	{ "REQUEST", "招待" },
	{ "CANCEL", "取り消し" },
	{ "REPLY", "返事" },
	{ "PUBLISH", "お知らせ" },
	{ "COUNTER", "変更の提案" },
	{ "CONFIRMED", "確定" },
	{ "TENTATIVE", "仮" },
	{ "CANCELLED", "取り消し" },
	{ "failed", "配送できませんでした" },
	{ "delayed", "遅れています" },
	{ "delivered", "配送されました" },
	{ "relayed", "中継されました" },
	{ "expanded", "複数の宛先に配られました" },
};

/* What is for machines: left out with all that is in it. */
static const char *const left_out[] = { "VTIMEZONE", "VALARM", "VFREEBUSY" };

struct card {
	struct mime *mime;
	enum card_kind kind;
	bool described; /* the component has a VALUE_RICH */
	unsigned hidden, n_rich;
	const char *closing; /* the component being left out, or NULL */
	struct buf *out;
};

static const struct property *find_property(enum card_kind kind,
					    const char *name, size_t len)
{
	const struct property *table = kind == CARD_CALENDAR ? calendar
				       : kind == CARD_VCARD  ? vcard
							     : report;

	for (; table->name; table++)
		if (card_is(name, len, table->name))
			return table;
	return NULL;
}

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

static void put_rich(struct card *card, const struct card_line *line)
{
	struct buf *out = card->out;
	struct buf text = { .arena = out->arena };
	struct buf broken = { .arena = out->arena };

	card->described = true;
	card->out = &text;
	put_text(card, line->value, line->value_len, false);
	card->out = out;
	if (card->n_rich == LIMIT_CARDS ||
	    !markup_has_tag((const uint8_t *)text.at, text.len)) {
		buf_put(out, text.at, text.len);
		return;
	}
	card->n_rich++;
	if (text.at[0] != '<') {
		put_broken(&broken, &text);
		text = broken;
	}
	card->hidden +=
		html_text(card->mime, (const uint8_t *)text.at, text.len, out);
}

/* RFC 5545 3.3.4, 3.3.5: "20261120", "20261120T100000", "20261120T100000Z". */
static bool is_time(const char *at, size_t len)
{
	static const char shape[] = "00000000T000000Z";

	for (size_t i = 0; i < len && i < sizeof(shape) - 1; i++)
		if (shape[i] == '0' ? at[i] < '0' || at[i] > '9'
				    : at[i] != shape[i])
			return false;
	return len == 8 || len == 15 || len == 16;
}

/* "20261120T100000Z" as "2026-11-20 10:00 UTC"; others as they are. */
static void put_time(struct card *card, const struct card_line *line)
{
	const char *at = line->value;

	if (!is_time(at, line->value_len)) {
		put_text(card, at, line->value_len, false);
		return;
	}
	buf_put(card->out, at, 4);
	buf_put_byte(card->out, '-');
	buf_put(card->out, at + 4, 2);
	buf_put_byte(card->out, '-');
	buf_put(card->out, at + 6, 2);
	if (line->value_len > 8) {
		buf_put_byte(card->out, ' ');
		buf_put(card->out, at + 9, 2);
		buf_put_byte(card->out, ':');
		buf_put(card->out, at + 11, 2);
	}
	if (line->value_len == 16)
		buf_put_text(card->out, " UTC");
}

static void put_person(struct card *card, const struct card_line *line)
{
	const char *at = line->value, *name;
	size_t len = line->value_len, name_len = card_param(line, "CN", &name);

	if (len >= 7 && strncasecmp(at, "mailto:", 7) == 0) {
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
}

static void put_word(struct card *card, const struct card_line *line)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!card_is(line->value, line->value_len, words[i].word))
			continue;
		buf_put_text(card->out, words[i].meaning);
		buf_put_text(card->out, " (");
		buf_put(card->out, line->value, line->value_len);
		buf_put_byte(card->out, ')');
		return;
	}
	put_text(card, line->value, line->value_len, false);
}

/* vCard 2.1: the bytes of the value, then their charset. */
static void decode(struct card *card, struct card_line *line)
{
	struct transfer transfer = {
		.kind = TRANSFER_QP,
		.at = (const uint8_t *)line->value,
		.end = (const uint8_t *)line->value + line->value_len,
	};
	struct buf bytes = { .arena = card->out->arena };
	struct buf text = { .arena = card->out->arena };
	struct charset charset = charset_of(CHARSET_NONE);
	const char *label;
	size_t len = card_param(line, "CHARSET", &label);

	if (!memmem(line->params, line->params_len, "QUOTED-PRINTABLE", 16))
		return;
	buf_reserve(&bytes, line->value_len + 4);
	if (bytes.cap < line->value_len + 4)
		return;
	bytes.len = transfer_read(&transfer, (uint8_t *)bytes.at, bytes.cap);
	if (len)
		charset = charset_find(label, len);
	charset_read(&charset, (const uint8_t *)bytes.at, bytes.len, &text);
	line->value = text.at ? text.at : "";
	line->value_len = text.len;
}

static void put_value(struct card *card, const struct property *property,
		      struct card_line *line)
{
	switch (property->kind) {
	case VALUE_TEXT:
	case VALUE_PARTS:
		put_text(card, line->value, line->value_len,
			 property->kind == VALUE_PARTS);
		break;
	case VALUE_RICH:
	case VALUE_HTML:
		put_rich(card, line);
		break;
	case VALUE_TIME:
		put_time(card, line);
		break;
	case VALUE_PERSON:
		put_person(card, line);
		break;
	case VALUE_WORD:
		put_word(card, line);
		break;
	case VALUE_HEADING:
		break;
	}
}

static void put_property(struct card *card, struct card_line *line)
{
	const struct property *property =
		find_property(card->kind, line->name, line->name_len);

	if (!property || property->kind == VALUE_HEADING ||
	    (property->kind == VALUE_HTML && card->described))
		return;
	decode(card, line);
	if (!line->value_len)
		return;
	buf_put_text(card->out, property->label);
	buf_put_text(card->out, ": ");
	put_value(card, property, line);
	buf_put_byte(card->out, '\n');
}

static void begin(struct card *card, const struct card_line *line)
{
	const struct property *heading;

	for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
		if (card_is(line->value, line->value_len, left_out[i]))
			card->closing = left_out[i];
	heading = find_property(card->kind, line->value, line->value_len);
	if (card->closing || !heading || heading->kind != VALUE_HEADING)
		return;
	card->described = false;
	if (card->out->len)
		buf_put_byte(card->out, '\n');
	buf_put_text(card->out, heading->label);
	buf_put_byte(card->out, '\n');
}

unsigned card_text(struct mime *mime, enum card_kind kind, const uint8_t *text,
		   size_t len, struct buf *out)
{
	struct card card = { .mime = mime, .kind = kind, .out = out };
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
		} else if (card.closing) {
			if (card_is(line.name, line.name_len, "END") &&
			    card_is(line.value, line.value_len, card.closing))
				card.closing = NULL;
		} else if (card_is(line.name, line.name_len, "BEGIN")) {
			begin(&card, &line);
		} else {
			put_property(&card, &line);
		}
	}
	out->cut += lines.cut;
	return card.hidden;
}
