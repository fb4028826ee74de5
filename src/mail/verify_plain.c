/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_plain.c -- reads a plain message, record after record, or refuses it
 */
#include <string.h>

#include "mail/plain.h"

enum {
	MAX_NAME = 512,
	MAX_TEXT = 16 << 10,
	MAX_SUBJECT = 4096,
	MAX_IDS = 100 << 10,
	MAX_SHORT = 128,
	MAX_MARK = 512,
	MAX_SHA256 = 64,
	MAX_DIGITS = 19,
	MAX_END = 2 * MAX_DIGITS
};

/* The first mistake sticks; every later step is a no-op. */
struct reader {
	struct slice rest;
	enum plain_verdict verdict;
};

const char *const plain_count_tags[N_PLAIN_COUNTS] = {
	[COUNT_UNMAPPED] = "unmapped",     [COUNT_CONTROLS] = "controls",
	[COUNT_INVISIBLES] = "invisibles", [COUNT_HIDDEN_TEXT] = "hidden-text",
	[COUNT_LINKS] = "links",           [COUNT_TEXT_CUT] = "text-cut",
};

static void fail(struct reader *reader, enum plain_verdict verdict)
{
	if (reader->verdict == PLAIN_OK)
		reader->verdict = verdict;
}

static bool starts(struct slice text, const char *with)
{
	size_t len = strlen(with);

	return text.len >= len && memcmp(text.at, with, len) == 0;
}

static void skip(struct slice *text, size_t len)
{
	text->at += len;
	text->len -= len;
}

/* Is a record of this tag next? */
static bool is_next(const struct reader *reader, const char *tag)
{
	struct slice rest = reader->rest;

	if (reader->verdict != PLAIN_OK || !starts(rest, tag))
		return false;
	skip(&rest, strlen(tag));
	return starts(rest, " ");
}

/* "LENGTH SP VALUE LF" at the start of *rest, which moves behind it. */
static bool split_value(struct slice *rest, size_t max, struct slice *value)
{
	const char *blank =
		memchr(rest->at, ' ', rest->len < 9 ? rest->len : 9);
	struct slice digits = *rest;
	uint64_t len;

	if (!blank)
		return false;
	digits.len = (size_t)(blank - rest->at);
	if (!verify_number(digits, max, &len))
		return false;
	skip(rest, digits.len + 1);
	if (rest->len <= len || rest->at[len] != '\n')
		return false;
	*value = (struct slice){ rest->at, (size_t)len };
	skip(rest, (size_t)len + 1);
	return true;
}

/* The record that is due here. */
static struct slice take(struct reader *reader, const char *tag, size_t max)
{
	struct slice value = { "", 0 };

	if (!is_next(reader, tag)) {
		fail(reader, PLAIN_RECORD);
		return value;
	}
	skip(&reader->rest, strlen(tag) + 1);
	if (!split_value(&reader->rest, max, &value))
		fail(reader, PLAIN_RECORD);
	return value;
}

static void require(struct reader *reader, bool good)
{
	if (!good)
		fail(reader, PLAIN_VALUE);
}

static struct slice take_text(struct reader *reader, const char *tag,
			      size_t max)
{
	struct slice value = take(reader, tag, max);

	require(reader, verify_line(value, false));
	return value;
}

/* A value that is "" or passes the check. */
static struct slice take_checked(struct reader *reader, const char *tag,
				 size_t max, bool (*check)(struct slice))
{
	struct slice value = take(reader, tag, max);

	require(reader, value.len == 0 || check(value));
	return value;
}

static struct slice take_word(struct reader *reader, const char *tag)
{
	struct slice value = take(reader, tag, MAX_SHORT);

	require(reader, reader->verdict != PLAIN_OK || verify_word(value));
	return value;
}

static uint64_t take_number(struct reader *reader, const char *tag,
			    uint64_t max)
{
	struct slice value = take(reader, tag, MAX_DIGITS);
	uint64_t number = 0;

	require(reader, reader->verdict != PLAIN_OK ||
				verify_number(value, max, &number));
	return number;
}

static void read_persons(struct reader *reader, const char *name_tag,
			 const char *addr_tag, size_t max, struct persons *out)
{
	out->n = 0;
	while (is_next(reader, name_tag)) {
		struct person person = {
			.name = take_text(reader, name_tag, MAX_NAME),
			.addr = take(reader, addr_tag, MAX_NAME),
		};

		require(reader, verify_address(person.addr));
		if (out->n == max) {
			fail(reader, PLAIN_RECORD);
			return;
		}
		out->at[out->n++] = person;
	}
}

static void read_list(struct reader *reader, const char *tag, size_t max,
		      struct words *out)
{
	out->n = 0;
	while (is_next(reader, tag)) {
		struct slice word = take_word(reader, tag);

		if (out->n == max) {
			fail(reader, PLAIN_RECORD);
			return;
		}
		out->at[out->n++] = word;
	}
}

static void read_envelope(struct reader *reader, struct plain *out)
{
	out->sender = take_checked(reader, "sender", MAX_NAME, verify_address);
	out->n_rcpts = 0;
	do {
		struct slice rcpt = take(reader, "rcpt", MAX_NAME);

		require(reader, verify_address(rcpt));
		out->rcpts[out->n_rcpts++] = rcpt;
	} while (out->n_rcpts < PLAIN_RCPTS && is_next(reader, "rcpt"));
}

static void read_people(struct reader *reader, struct plain *out)
{
	out->from_addr =
		take_checked(reader, "from-addr", MAX_NAME, verify_address);
	out->from_name = take_text(reader, "from-name", MAX_NAME);
	out->from_text = take_text(reader, "from-text", MAX_TEXT);
	read_persons(reader, "reply-name", "reply-addr", PLAIN_REPLY_TO,
		     &out->reply_to);
	out->reply_to.more = 0;
	read_persons(reader, "to-name", "to-addr", PLAIN_PERSONS, &out->to);
	out->to.more = take_number(reader, "to-more", UINT32_MAX);
	read_persons(reader, "cc-name", "cc-addr", PLAIN_PERSONS, &out->cc);
	out->cc.more = take_number(reader, "cc-more", UINT32_MAX);
}

static bool is_auto(struct slice text)
{
	return (text.len == 14 && starts(text, "auto-generated")) ||
	       (text.len == 12 && starts(text, "auto-replied"));
}

static void read_fields(struct reader *reader, struct plain *out)
{
	out->subject = take_text(reader, "subject", MAX_SUBJECT);
	out->date = take_checked(reader, "date", MAX_SHORT, verify_date);
	out->message_id = take_checked(reader, "message-id", MAX_SUBJECT,
				       verify_message_id);
	out->in_reply_to = take_checked(reader, "in-reply-to", MAX_IDS,
					verify_message_ids);
	out->references =
		take_checked(reader, "references", MAX_IDS, verify_message_ids);
	out->auto_submitted =
		take_checked(reader, "auto-submitted", MAX_SHORT, is_auto);
	out->bulk = take_number(reader, "bulk", 1);
	out->received = take_number(reader, "received", UINT32_MAX);
	out->n_marks = 0;
	while (is_next(reader, "mark") && out->n_marks < PLAIN_MARKS)
		out->marks[out->n_marks++] =
			take_text(reader, "mark", MAX_MARK);
}

static void read_actions(struct reader *reader, struct plain *out)
{
	out->charset_declared =
		take_text(reader, "charset-declared", MAX_SHORT);
	out->charset_used = take_text(reader, "charset-used", MAX_SHORT);
	for (int i = 0; i < N_PLAIN_COUNTS; i++)
		out->counts[i] =
			take_number(reader, plain_count_tags[i], UINT32_MAX);
	read_list(reader, "action", PLAIN_ACTIONS, &out->actions);
	read_list(reader, "defect", PLAIN_DEFECTS, &out->defects);
}

static void read_removed(struct reader *reader, struct removed *out)
{
	out->name = take_text(reader, "removed-name", MAX_NAME);
	out->declared = take_text(reader, "removed-declared", MAX_SHORT);
	out->sniffed = take_text(reader, "removed-sniffed", MAX_SHORT);
	out->size = take_number(reader, "removed-size", UINT32_MAX);
	out->sha256 = take(reader, "removed-sha256", MAX_SHA256);
	require(reader, verify_hex(out->sha256, MAX_SHA256));
	out->locked = take_number(reader, "removed-locked", 1);
	out->image = take_number(reader, "removed-image", 1);
	out->why = take_word(reader, "removed-why");
}

static void read_text(struct reader *reader, struct plain *out)
{
	struct slice line;

	out->text.at = reader->rest.at;
	for (out->n_lines = 0; is_next(reader, "="); out->n_lines++) {
		line = take(reader, "=", PLAIN_LINE);
		require(reader, verify_line(line, true));
	}
	out->text.len = (size_t)(reader->rest.at - out->text.at);
}

static void read_end(struct reader *reader, const struct plain *out)
{
	struct slice value = take(reader, "end", MAX_END);
	const char *blank = memchr(value.at, ' ', value.len);
	uint64_t n_removed = 0, n_lines = 0;
	struct slice first = value;

	if (reader->verdict != PLAIN_OK)
		return;
	first.len = blank ? (size_t)(blank - value.at) : value.len;
	skip(&value, blank ? first.len + 1 : value.len);
	if (!verify_number(first, UINT32_MAX, &n_removed) ||
	    !verify_number(value, UINT32_MAX, &n_lines) ||
	    n_removed != out->n_removed || n_lines != out->n_lines)
		fail(reader, PLAIN_COUNT);
	else if (reader->rest.len)
		fail(reader, PLAIN_LENGTH);
}

/* The first line, with leading zeros: its own length does not vary. */
static bool read_head(struct reader *reader, size_t len)
{
	static const char title[] = "sekisho-plain 1 ";
	size_t said = 0;

	if (len < PLAIN_HEAD || len > PLAIN_BYTES ||
	    !starts(reader->rest, title) ||
	    reader->rest.at[PLAIN_HEAD - 1] != '\n')
		return false;
	for (size_t i = sizeof(title) - 1; i < PLAIN_HEAD - 1; i++) {
		if (reader->rest.at[i] < '0' || reader->rest.at[i] > '9')
			return false;
		said = said * 10 + (size_t)(reader->rest.at[i] - '0');
	}
	skip(&reader->rest, PLAIN_HEAD);
	return said == len;
}

enum plain_verdict plain_read(const char *bytes, size_t len, struct plain *out)
{
	struct reader reader = { { bytes, len }, PLAIN_OK };

	if (!read_head(&reader, len))
		return PLAIN_LENGTH;
	read_envelope(&reader, out);
	read_people(&reader, out);
	read_fields(&reader, out);
	read_actions(&reader, out);
	out->n_removed = 0;
	while (is_next(&reader, "removed-name") &&
	       out->n_removed < PLAIN_REMOVED)
		read_removed(&reader, &out->removed[out->n_removed++]);
	read_text(&reader, out);
	read_end(&reader, out);
	if (reader.verdict == PLAIN_OK &&
	    !plain_is_canonical(out, (struct slice){ bytes, len }))
		return PLAIN_CANONICAL;
	return reader.verdict;
}

bool plain_next_line(struct slice *rest, struct slice *line)
{
	if (rest->len < 2)
		return false;
	skip(rest, 2);
	return split_value(rest, PLAIN_LINE, line);
}

const char *plain_verdict_name(enum plain_verdict verdict)
{
	static const char *const names[] = {
		[PLAIN_OK] = "ok",         [PLAIN_LENGTH] = "length",
		[PLAIN_RECORD] = "record", [PLAIN_VALUE] = "value",
		[PLAIN_COUNT] = "count",   [PLAIN_CANONICAL] = "canonical",
	};

	return names[verdict];
}
