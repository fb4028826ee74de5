/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_canonical.c -- writes a plain message again, comparing as it goes
 *
 * What was understood is all there is: a byte that the reader did not turn into
 * meaning cannot be in the stream, or this differs.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mail/plain.h"

/* What has yet to be matched; `same` false sticks. */
struct match {
	struct slice rest;
	bool same;
};

static void put(struct match *match, const char *bytes, size_t len)
{
	if (!match->same || match->rest.len < len ||
	    memcmp(match->rest.at, bytes, len) != 0) {
		match->same = false;
		return;
	}
	match->rest.at += len;
	match->rest.len -= len;
}

static void put_value(struct match *match, const char *tag, struct slice value)
{
	char digits[24];
	char *at = digits + sizeof(digits) - 1;
	size_t left = value.len;

	/* " LENGTH ", from its end; snprintf(3) would be half of all work. */
	*at = ' ';
	do
		*--at = (char)('0' + left % 10);
	while (left /= 10);
	*--at = ' ';
	put(match, tag, strlen(tag));
	put(match, at, (size_t)(digits + sizeof(digits) - at));
	put(match, value.at, value.len);
	put(match, "\n", 1);
}

static void put_number(struct match *match, const char *tag, uint64_t number)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "%" PRIu64, number);

	put_value(match, tag, (struct slice){ text, (size_t)len });
}

static void put_persons(struct match *match, const char *name_tag,
			const char *addr_tag, const struct persons *persons)
{
	for (size_t i = 0; i < persons->n; i++) {
		put_value(match, name_tag, persons->at[i].name);
		put_value(match, addr_tag, persons->at[i].addr);
	}
}

static void put_header(struct match *match, const struct plain *plain)
{
	put_value(match, "sender", plain->sender);
	for (size_t i = 0; i < plain->n_rcpts; i++)
		put_value(match, "rcpt", plain->rcpts[i]);
	put_value(match, "from-addr", plain->from_addr);
	put_value(match, "from-name", plain->from_name);
	put_value(match, "from-text", plain->from_text);
	put_persons(match, "reply-name", "reply-addr", &plain->reply_to);
	put_persons(match, "to-name", "to-addr", &plain->to);
	put_number(match, "to-more", plain->to.more);
	put_persons(match, "cc-name", "cc-addr", &plain->cc);
	put_number(match, "cc-more", plain->cc.more);
	put_value(match, "subject", plain->subject);
	put_value(match, "date", plain->date);
	put_value(match, "message-id", plain->message_id);
	put_value(match, "in-reply-to", plain->in_reply_to);
	put_value(match, "references", plain->references);
	put_value(match, "auto-submitted", plain->auto_submitted);
	put_number(match, "bulk", plain->bulk);
	put_number(match, "received", plain->received);
	for (size_t i = 0; i < plain->n_marks; i++)
		put_value(match, "mark", plain->marks[i]);
}

static void put_actions(struct match *match, const struct plain *plain)
{
	put_value(match, "charset-declared", plain->charset_declared);
	put_value(match, "charset-used", plain->charset_used);
	for (int i = 0; i < N_PLAIN_COUNTS; i++)
		put_number(match, plain_count_tags[i], plain->counts[i]);
	for (size_t i = 0; i < plain->actions.n; i++)
		put_value(match, "action", plain->actions.at[i]);
	for (size_t i = 0; i < plain->defects.n; i++)
		put_value(match, "defect", plain->defects.at[i]);
}

static void put_removed(struct match *match, const struct removed *removed)
{
	put_value(match, "removed-name", removed->name);
	put_value(match, "removed-declared", removed->declared);
	put_value(match, "removed-sniffed", removed->sniffed);
	put_number(match, "removed-size", removed->size);
	put_value(match, "removed-sha256", removed->sha256);
	put_number(match, "removed-locked", removed->locked);
	put_number(match, "removed-image", removed->image);
	put_value(match, "removed-why", removed->why);
}

bool plain_is_canonical(const struct plain *plain, struct slice bytes)
{
	struct match match = { bytes, true };
	struct slice rest = plain->text, line;
	char text[64];
	int len;

	len = snprintf(text, sizeof(text), "sekisho-plain 1 %08zu\n",
		       bytes.len);
	put(&match, text, (size_t)len);
	put_header(&match, plain);
	put_actions(&match, plain);
	for (size_t i = 0; i < plain->n_removed; i++)
		put_removed(&match, &plain->removed[i]);
	for (uint64_t i = 0; i < plain->n_lines; i++) {
		if (!plain_next_line(&rest, &line))
			return false;
		put_value(&match, "=", line);
	}
	len = snprintf(text, sizeof(text), "%zu %" PRIu64, plain->n_removed,
		       plain->n_lines);
	put_value(&match, "end", (struct slice){ text, (size_t)len });
	return match.same && match.rest.len == 0;
}
