/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_held.c -- "a mail for you is held", in the operator's words
 */
#include "mail/plain/compose_held.h"

#include <stdio.h>

enum {
	ADDRESS = 320,
	IDENTIFIER = 512
};

static const struct slice none = { "", 0 };

/* Characters that may leave, or nothing. */
static struct slice clean(const char *text)
{
	const struct slice slice = slice_of(text);

	return verify_line(slice, false) ? slice : slice_of("-");
}

static bool find_value(const void *who, struct slice key,
		       struct template_value *out)
{
	const struct held_mail *held = who;

	if (slice_is(key, "reference"))
		out->text = clean(held->reference);
	else if (slice_is(key, "sender"))
		out->text = clean(held->sender);
	else if (slice_is(key, "time"))
		out->text = clean(held->time);
	else if (slice_is(key, "size"))
		template_number(out, held->size);
	else if (slice_is(key, "why"))
		out->text = clean(held->why);
	else
		return false;
	return true;
}

/* Whoever else got it is nobody's business: it may have been a blind copy. */
static void set_fields(struct plain *plain, const struct held_mail *held)
{
	const struct slice rcpt = slice_of(held->rcpt ? held->rcpt : "");

	plain->to.n = verify_address(rcpt);
	plain->to.at[0] = (struct person){ none, rcpt };
	plain->date = slice_of(held->date);
	plain->auto_submitted = slice_of("auto-generated");
	plain->actions.n = 1;
	plain->actions.at[0] = slice_of("held");
}

/* The header of a plain message that says just this, then the words. */
enum compose_verdict compose_held(const struct held_mail *held,
				  const struct compose_options *options,
				  struct composed *out)
{
	static struct plain plain;
	struct composed words = { 0 };
	struct template template = { options->notice, &words, find_value,
				     held };
	struct compose_options with_reference = *options;
	static char from[ADDRESS], id[IDENTIFIER];
	struct slice rest;

	memset(&plain, 0, sizeof(plain));
	set_fields(&plain, held);
	snprintf(from, sizeof(from), "postmaster@%s", options->hostname);
	snprintf(id, sizeof(id), "<held.%s@%s>", held->reference,
		 options->hostname);
	plain.from_addr = slice_of(from);
	plain.message_id = slice_of(id);
	template_add(&template, "subject", none);
	rest = (struct slice){ words.bytes, words.len };
	slice_split(&rest, '\r', &plain.subject);
	with_reference.reference = held->reference;
	out->len = 0;
	compose_header(out, &plain, &with_reference);
	words.len = 0;
	template_add(&template, "body", none);
	compose_text(out, &words);
	composed_finish(&words);
	return out->failed ? COMPOSE_MEMORY : COMPOSE_OK;
}

bool held_good(const char *template, struct template_fault *out)
{
	static const char *const needed[] = { "subject", "body" };

	return template_good(template, needed, 2, out);
}
