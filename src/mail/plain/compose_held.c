/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_held.c -- "a mail for you is held", in the operator's words
 */
#include "mail/plain/compose_held.h"

#include <stdio.h>

static const struct slice none = { "", 0 };

/* What others say, if it is of characters that may leave. */
static void set(struct template *template, const char *key, const char *value)
{
	const struct slice text = slice_of(value);
	const bool fine = verify_line(text, false);

	template_set(template, key, fine ? text : slice_of("-"), 0);
}

/* The header of a plain message that says just this, then the words. Whoever
 * else got it is nobody's business: it may have been a blind copy. */
enum compose_verdict compose_held(const struct held_mail *held,
				  const struct compose_options *options,
				  struct composed *out)
{
	static struct plain plain;
	static char from[320], id[512];
	const struct slice rcpt = slice_of(held->rcpt ? held->rcpt : "");
	struct composed words = { 0 };
	struct template template = { .text = options->notice, .out = &words };
	struct slice rest;

	set(&template, "reference", options->reference);
	set(&template, "sender", held->sender);
	set(&template, "time", held->time);
	set(&template, "why", held->why);
	template_set(&template, "size", (struct slice){ NULL, 0 }, held->size);
	template_add(&template, "subject", none);
	snprintf(from, sizeof(from), "postmaster@%s", options->hostname);
	snprintf(id, sizeof(id), "<held.%s@%s>", options->reference,
		 options->hostname);
	memset(&plain, 0, sizeof(plain));
	plain.from_addr = slice_of(from);
	plain.to.n = verify_shown(rcpt);
	plain.to.at[0] = (struct person){ none, rcpt };
	rest = (struct slice){ words.bytes, words.len };
	slice_split(&rest, '\r', &plain.subject);
	plain.date = slice_of(held->date);
	plain.message_id = slice_of(id);
	plain.auto_submitted = slice_of("auto-generated");
	plain.actions.n = 1;
	plain.actions.at[0] = slice_of("held");
	out->len = 0;
	compose_header(out, &plain, options);
	words.len = 0;
	template_add(&template, "body", none);
	compose_base64(out, (struct slice){ words.bytes, words.len });
	out->failed |= words.failed;
	composed_finish(&words);
	return out->failed ? COMPOSE_MEMORY : COMPOSE_OK;
}
