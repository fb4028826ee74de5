/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_held.c -- "a mail for you is held", in the operator's words
 */
#include "mail/compose_held.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mail/notice.h"
#include "mail/verify_slice.h"
#include "mail/verify_text.h"

enum {
	NUMBER_TEXT = 24,
	SUBJECT = 512 /* bytes of the filled line */
};

static const struct slice none = { "", 0 };

struct filling {
	const char *template;
	const struct held_mail *held;
	struct body *body; /* NULL: into the subject */
	char subject[SUBJECT];
	size_t n_subject;
};

/* ------ values ------ */

/* Characters that may leave, or nothing. */
static struct slice clean(const char *text)
{
	const struct slice slice = slice_of(text);

	return verify_line(slice, false) ? slice : slice_of("-");
}

/* The words there are for it, or the value as it is. */
static struct slice told(const struct filling *filling, const char *name,
			 struct slice word)
{
	struct slice words, line;

	if (notice_section(filling->template, slice_of(name), word, &words) &&
	    slice_split(&words, '\n', &line))
		return line;
	return word;
}

static bool find_value(const struct filling *filling, struct slice key,
		       char digits[static NUMBER_TEXT], struct slice *out)
{
	const struct held_mail *held = filling->held;

	snprintf(digits, NUMBER_TEXT, "%" PRIu32, held->size);
	if (slice_is(key, "reference"))
		*out = clean(held->reference);
	else if (slice_is(key, "sender"))
		*out = *held->sender ? clean(held->sender)
				     : told(filling, "sender", none);
	else if (slice_is(key, "time"))
		*out = clean(held->time);
	else if (slice_is(key, "size"))
		*out = slice_of(digits);
	else if (slice_is(key, "why"))
		*out = told(filling, "why", clean(held->why));
	else
		return false;
	return true;
}

/* ------ lines ------ */

static void add(struct filling *filling, struct slice text)
{
	size_t room = sizeof(filling->subject) - filling->n_subject;

	if (filling->body) {
		body_add(filling->body, text.at, text.len);
	} else if (text.len <= room) {
		memcpy(filling->subject + filling->n_subject, text.at,
		       text.len);
		filling->n_subject += text.len;
	}
}

static void add_filled(struct filling *filling, struct slice line)
{
	while (line.len) {
		const char *open = memchr(line.at, '{', line.len);
		const char *end = memchr(line.at, '}', line.len);
		struct slice plain = { line.at, line.len }, key, value;
		char digits[NUMBER_TEXT];

		if (open)
			plain.len = (size_t)(open - line.at);
		if (open == line.at && end) {
			key = (struct slice){ open + 1,
					      (size_t)(end - open - 1) };
			if (find_value(filling, key, digits, &value)) {
				add(filling, value);
				line = slice_from(line, key.len + 2);
				continue;
			}
		}
		if (plain.len == 0)
			plain.len = 1; /* a brace that is none of ours */
		add(filling, plain);
		line = slice_from(line, plain.len);
	}
}

static void add_body(struct filling *filling, struct body *body)
{
	struct slice rest, line;

	filling->body = body;
	if (!notice_section(filling->template, slice_of("body"), none, &rest))
		return;
	while (slice_split(&rest, '\n', &line)) {
		if (line.len && line.at[0] == '#')
			continue;
		add_filled(filling, line);
		body_add(body, "\r\n", 2);
	}
}

/* ------ the message ------ */

static void add_field(struct composed *out, const char *name, const char *value)
{
	composed_text(out, name);
	composed_text(out, ": ");
	composed_text(out, value);
	composed_text(out, "\r\n");
}

static void add_subject(struct filling *filling, struct composed *out)
{
	add_filled(filling, told(filling, "subject", none));
	composed_text(out, "Subject: ");
	compose_words(out,
		      (struct slice){ filling->subject, filling->n_subject });
	composed_text(out, "\r\n");
}

/* Whoever else got it is nobody's business: it may have been a blind copy. */
static void add_to(struct composed *out, const char *rcpt)
{
	const struct slice addr = slice_of(rcpt ? rcpt : "");

	if (!verify_address(addr)) {
		add_field(out, "To", "undisclosed-recipients:;");
		return;
	}
	composed_text(out, "To: <");
	composed_add(out, addr.at, addr.len);
	composed_text(out, ">\r\n");
}

static void add_header(struct filling *filling,
		       const struct compose_options *options,
		       struct composed *out)
{
	const struct held_mail *held = filling->held;

	if (options->received)
		add_field(out, "Received", options->received);
	add_field(out, "Date", held->date);
	composed_text(out, "From: <postmaster@");
	composed_text(out, options->hostname);
	composed_text(out, ">\r\n");
	add_to(out, held->rcpt);
	add_subject(filling, out);
	composed_text(out, "Message-ID: <held.");
	composed_text(out, held->reference);
	composed_text(out, "@");
	composed_text(out, options->hostname);
	composed_text(out, ">\r\n");
	add_field(out, "Auto-Submitted", "auto-generated");
	composed_text(out, "MIME-Version: 1.0\r\n"
			   "Content-Type: text/plain; charset=UTF-8\r\n"
			   "Content-Transfer-Encoding: base64\r\n");
	add_field(out, "X-Sekisho-Sanitized", "held");
	add_field(out, "X-Sekisho-Reference", held->reference);
	add_field(out, "X-Sekisho-Relay", options->mark);
	composed_text(out, "\r\n");
}

enum compose_verdict compose_held(const struct held_mail *held,
				  const struct compose_options *options,
				  struct composed *out)
{
	struct filling filling = { .template = options->notice, .held = held };
	struct body body = { .out = out };

	out->len = out->column = 0;
	add_header(&filling, options, out);
	add_body(&filling, &body);
	body_end(&body);
	return out->failed ? COMPOSE_MEMORY : COMPOSE_OK;
}

const char *held_fault(const char *template)
{
	struct slice rest = slice_of(template), line;

	while (slice_split(&rest, '\n', &line))
		if (!verify_line(line, true))
			return "a character that may not leave";
	if (!notice_section(template, slice_of("subject"), none, &rest) ||
	    !notice_section(template, slice_of("body"), none, &rest))
		return "no [subject] or no [body]";
	return NULL;
}
