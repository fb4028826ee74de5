/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_message.c -- the header fields, one after another, and the body
 */
#include <stdio.h>
#include <string.h>

#include "mail/plain/compose_files.h"
#include "mail/plain/notice.h"

/* Names are with ": " behind them. */
static void add_field(struct composed *out, const char *name,
		      struct slice value)
{
	if (!value.len)
		return;
	composed_text(out, name);
	composed_add(out, value);
	composed_text(out, "\r\n");
}

static void add_person(struct composed *out, struct slice name,
		       struct slice addr)
{
	compose_words(out, name);
	if (name.len)
		composed_text(out, composed_column(out) + addr.len > 72
					   ? "\r\n "
					   : " ");
	composed_text(out, "<");
	composed_add(out, addr);
	composed_text(out, ">");
}

static void add_persons(struct composed *out, const char *name,
			const struct persons *persons)
{
	for (size_t i = 0; i < persons->n; i++) {
		composed_text(out, i ? ",\r\n " : name);
		add_person(out, persons->at[i].name, persons->at[i].addr);
	}
	if (persons->n)
		composed_text(out, "\r\n");
}

/* A sender without a strict address gets one of ours, and keeps its words. */
static void add_from(struct composed *out, const struct plain *plain,
		     const struct compose_options *options)
{
	char ours[320];

	snprintf(ours, sizeof(ours), "invalid-sender@%s", options->hostname);
	composed_text(out, "From: ");
	if (plain->from_addr.len)
		add_person(out, plain->from_name, plain->from_addr);
	else
		add_person(out, plain->from_text, slice_of(ours));
	composed_text(out, "\r\n");
}

/* One word a line: identifiers may be long. */
static void add_ids(struct composed *out, const char *name, struct slice ids)
{
	const char *before = name;
	struct slice id;

	for (; slice_split(&ids, ' ', &id); before = "\r\n ") {
		composed_text(out, before);
		composed_add(out, id);
	}
	if (before != name)
		composed_text(out, "\r\n");
}

static void add_words(struct composed *out, const char *name,
		      const struct words *words)
{
	for (size_t i = 0; i < words->n; i++) {
		composed_text(out, i ? ",\r\n " : name);
		composed_add(out, words->at[i]);
	}
	if (words->n)
		composed_text(out, "\r\n");
}

static bool has_looped(const struct plain *plain, const char *mark)
{
	for (size_t i = 0; i < plain->n_marks; i++)
		if (slice_is(plain->marks[i], mark))
			return true;
	return plain->n_marks >= COMPOSE_PASSES ||
	       plain->received > COMPOSE_RECEIVED;
}

void compose_header(struct composed *out, const struct plain *plain,
		    const struct compose_options *options)
{
	if (options->received)
		add_field(out, "Received: ", slice_of(options->received));
	add_field(out, "Date: ", plain->date);
	add_from(out, plain, options);
	add_persons(out, "Reply-To: ", &plain->reply_to);
	add_persons(out, "To: ", &plain->to);
	add_persons(out, "Cc: ", &plain->cc);
	if (!plain->to.n && !plain->cc.n)
		composed_text(out, "To: undisclosed-recipients:;\r\n");
	composed_text(out, "Subject: ");
	compose_words(out, plain->subject);
	composed_text(out, "\r\n");
	add_ids(out, "Message-ID: ", plain->message_id);
	add_ids(out, "In-Reply-To: ", plain->in_reply_to);
	add_ids(out, "References: ", plain->references);
	add_field(out, "Auto-Submitted: ", plain->auto_submitted);
	if (plain->bulk)
		composed_text(out, "Precedence: bulk\r\n");
	composed_text(out, "MIME-Version: 1.0\r\n");
	compose_type(out, plain);
	if (!plain->actions.n)
		composed_text(out, "X-Sekisho-Sanitized: none\r\n");
	add_words(out, "X-Sekisho-Sanitized: ", &plain->actions);
	add_words(out, "X-Sekisho-Defects: ", &plain->defects);
	if (options->reference)
		add_field(out, "X-Sekisho-Reference: ",
			  slice_of(options->reference));
	add_ids(out, "X-Sekisho-Authentication: ", plain->auth);
	for (size_t i = 0; i < plain->n_marks; i++)
		add_field(out, "X-Sekisho-Relay: ", plain->marks[i]);
	add_field(out, "X-Sekisho-Relay: ", slice_of(options->mark));
	composed_text(out, "\r\n");
}

enum compose_verdict compose_message(const struct plain *plain,
				     const struct compose_options *options,
				     struct composed *out)
{
	struct slice rest = plain->text, line;
	struct composed text = { 0 };

	if (has_looped(plain, options->mark))
		return COMPOSE_LOOP;
	out->len = 0;
	compose_header(out, plain, options);
	while (plain_next_line(&rest, &line)) {
		composed_add(&text, line);
		composed_text(&text, "\r\n");
	}
	notice_add(&text, options, plain);
	compose_parts(out, plain, (struct slice){ text.bytes, text.len });
	out->failed |= text.failed;
	composed_finish(&text);
	return out->failed ? COMPOSE_MEMORY : COMPOSE_OK;
}
