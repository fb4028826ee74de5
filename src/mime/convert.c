/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * convert.c -- a message in, its text out: the header fields, then the body
 */
#include "mime/convert.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mime/body.h"
#include "mime/header/auth.h"
#include "mime/header/field_text.h"
#include "mime/header/ident.h"
#include "mime/header/mailbox.h"
#include "mime/header/word.h"
#include "mime/limits.h"
#include "mime/link/link.h"
#include "mime/link/name.h"
#include "mime/mime.h"
#include "mime/part/tree.h"
#include "mime/text/ascii.h"
#include "mime/text/buf.h"

static unsigned count(const struct header *header, enum field_id id)
{
	unsigned n = 0;

	for (size_t i = 0; i < header->n; i++)
		n += header->fields[i].id == id;
	return n;
}

static struct mailboxes read_list(struct mime *mime,
				  const struct header *header, enum field_id id,
				  bool *odd)
{
	struct mailbox_list list = { .n = 0 };
	unsigned n = 0;

	for (size_t i = 0; i < header->n; i++) {
		if (header->fields[i].id != id)
			continue;
		mailbox_read(mime, &header->fields[i], &list, odd);
		n++;
	}
	if (n > 1)
		mime_defect(mime, DEFECT_FIELD_TWICE);
	return (struct mailboxes){ .at = list.at, .n = list.n };
}

/* "@" of any width. */
static bool holds_at_sign(const char *name)
{
	const uint8_t *at = (const uint8_t *)name, *end = at + strlen(name);
	size_t used;

	for (; at < end; at += used)
		if (link_fold(at, end, &used) == '@')
			return true;
	return false;
}

/* As some programs write it, with no other name: no harm. The address may have
 * got quotes here. */
static bool is_own_address(const struct mailbox *person)
{
	const char *name = person->name, *addr = person->addr;
	size_t len = strlen(name);

	if (len >= 2 && name[0] == '\'' && name[len - 1] == '\'') {
		name++;
		len -= 2;
	}
	for (; *addr; addr++) {
		if (*addr == '"')
			continue;
		if (!len || strncasecmp(name, addr, 1) != 0)
			return false;
		name++;
		len--;
	}
	return !len;
}

/* One sender, one strict address, or none at all: what several readers would
 * show differently is shown as text only. */
static void read_from(struct mime *mime, const struct header *header,
		      struct converted *out)
{
	bool odd = false;
	struct mailboxes list = read_list(mime, header, FIELD_FROM, &odd);
	const struct field *field = header_find(header, FIELD_FROM);

	out->from_text = field_text(mime, header, FIELD_FROM, LIMIT_LIST);
	out->from = (struct mailbox){ "", "" };
	if (!field)
		mime_defect(mime, DEFECT_FROM_MISSING);
	else if (odd || field->unsure || !list.n)
		mime_defect(mime, DEFECT_FROM_SYNTAX);
	else if (list.n > 1 || count(header, FIELD_FROM) > 1)
		mime_defect(mime, DEFECT_FROM_SEVERAL);
	else if (list.at)
		out->from = list.at[0];
	out->from_valid = out->from.addr[0];
	if (!out->from_valid)
		mime_action(mime, ACTION_FROM_REPLACED);
	if (holds_at_sign(out->from.name) && !is_own_address(&out->from))
		mime_defect(mime, DEFECT_FROM_NAME);
}

static void read_people(struct mime *mime, const struct header *header,
			struct converted *out)
{
	bool odd = false;

	read_from(mime, header, out);
	out->to = read_list(mime, header, FIELD_TO, &odd);
	out->cc = read_list(mime, header, FIELD_CC, &odd);
	out->reply_to = read_list(mime, header, FIELD_REPLY_TO, &odd);
	if (odd)
		mime_defect(mime, DEFECT_ADDRESS_SYNTAX);
}

static const char *read_date(struct mime *mime, const struct header *header)
{
	const struct field *field = header_find(header, FIELD_DATE);
	char date[IDENT_DATE];
	const char *copy;

	if (!field || count(header, FIELD_DATE) > 1 ||
	    !ident_date(field->at, field->len, date)) {
		if (field) {
			mime_defect(mime, DEFECT_DATE_SYNTAX);
			mime_action(mime, ACTION_DATE_DROPPED);
		}
		return "";
	}
	copy = arena_strdup(mime->arena, date);
	return copy ? copy : "";
}

static bool is_empty(const struct field *field)
{
	for (size_t i = 0; i < field->len; i++)
		if (!field_blank(field->at[i]))
			return false;
	return true;
}

/* The identifiers of a field but the first few, a space between. Returns how
 * many there are of all. */
static size_t put_ids(const struct field *field, size_t skip, struct buf *ids)
{
	const uint8_t *at = field->at, *end = at + field->len;
	const char *one;
	size_t len, n;

	for (n = 0; (one = ident_next(&at, end, &len)); n++) {
		if (n < skip)
			continue;
		if (ids->len)
			buf_put_byte(ids, ' ');
		buf_put(ids, one, len);
	}
	return n;
}

/* Up to `most` identifiers of a field, the last ones. */
static const char *read_ids(struct mime *mime, const struct header *header,
			    enum field_id id, size_t most)
{
	const struct field *field = header_find(header, id);
	struct buf ids = { .arena = mime->arena, .max = LIMIT_FIELD };
	size_t n;

	if (!field)
		return "";
	n = put_ids(field, 0, &ids);
	if (!n && (id == FIELD_MESSAGE_ID || !is_empty(field)))
		mime_defect(mime, DEFECT_MSGID_SYNTAX);
	if (n > most) {
		buf_reset(&ids);
		put_ids(field, n - most, &ids);
	}
	return ids.len ? buf_take(&ids) : "";
}

/* "<www.example.jp/x@y>": the notice shows it, so its left side may hold no
 * address of the web. */
static const char *read_message_id(struct mime *mime,
				   const struct header *header)
{
	const char *id = read_ids(mime, header, FIELD_MESSAGE_ID, 1);
	struct buf left = { .arena = mime->arena };

	buf_put(&left, id, strcspn(id, "@"));
	buf_put_text(&left, "@a");
	if (!link_defang(&left, 0))
		return id;
	mime_defect(mime, DEFECT_MSGID_SYNTAX);
	return "";
}

static bool field_is(const struct field *field, const char *word)
{
	const uint8_t *at = field->at;
	size_t len = field->len;

	while (len && field_blank(*at)) {
		at++;
		len--;
	}
	return ascii_begins(at, len, word);
}

/* What tells a machine's mail from a person's (RFC 3834 5, RFC 2076). */
static void read_automatic(const struct header *header, struct converted *out)
{
	const struct field *field;

	out->auto_submitted = "";
	for (size_t i = 0; i < header->n; i++) {
		field = &header->fields[i];
		if (field->id == FIELD_LIST)
			out->bulk = true;
		if (field->id == FIELD_PRECEDENCE)
			out->bulk |= field_is(field, "bulk") ||
				     field_is(field, "list") ||
				     field_is(field, "junk");
		if (field->id != FIELD_AUTO_SUBMITTED)
			continue;
		if (field_is(field, "auto-replied"))
			out->auto_submitted = "auto-replied";
		else if (!field_is(field, "no"))
			out->auto_submitted = "auto-generated";
	}
}

static void read_marks(struct mime *mime, const struct header *header,
		       struct converted *out)
{
	const char **marks =
		arena_calloc(mime->arena, LIMIT_MARKS, sizeof(*marks));
	const struct field *field;

	out->loop_marks = marks;
	for (size_t i = 0; marks && i < header->n; i++) {
		field = &header->fields[i];
		if (field->id == FIELD_LOOP_MARK &&
		    out->n_loop_marks < LIMIT_MARKS)
			marks[out->n_loop_marks++] = word_clean(
				mime, field->at, field->len, LIMIT_NAME);
	}
}

static const char *read_auth(struct mime *mime, const struct header *header)
{
	const char *server = mime->options->authserv_id;
	char text[AUTH_TEXT];
	const char *copy = "";

	if (server && *server) {
		auth_read(header, server, text);
		copy = arena_strdup(mime->arena, text);
	}
	return copy ? copy : "";
}

/* Whether one of the domains, "@" first, is the other or lies below it. */
static bool is_of_one_house(const char *a, const char *b)
{
	size_t len = strlen(a), n = strlen(b);
	const char *most = len < n ? b : a, *least = len < n ? a : b;

	if (len == n)
		return strcasecmp(a, b) == 0;
	most += strlen(most) - strlen(least);
	return *most == '.' && strcasecmp(most + 1, least + 1) == 0;
}

/* RFC 5322 3.6.2: who sent it for the others. Lists do so by nature. */
static void check_sender(struct mime *mime, const struct header *header,
			 const struct converted *out)
{
	bool odd = false;
	struct mailboxes list = read_list(mime, header, FIELD_SENDER, &odd);
	const char *from = strrchr(out->from.addr, '@');

	if (from && list.n && !out->bulk &&
	    !is_of_one_house(from, strrchr(list.at[0].addr, '@')))
		mime_defect(mime, DEFECT_FROM_SENDER);
}

static void read_header(struct mime *mime, const struct header *header,
			struct converted *out)
{
	read_people(mime, header, out);
	out->subject = field_text(mime, header, FIELD_SUBJECT, LIMIT_SUBJECT);
	out->date = read_date(mime, header);
	out->message_id = read_message_id(mime, header);
	out->in_reply_to = read_ids(mime, header, FIELD_IN_REPLY_TO, 1);
	out->references =
		read_ids(mime, header, FIELD_REFERENCES, LIMIT_REFERENCES);
	out->n_received = header->n_received;
	read_automatic(header, out);
	check_sender(mime, header, out);
	out->auth = read_auth(mime, header);
	if (mime->options->loop_mark)
		read_marks(mime, header, out);
}

static const char *write_codes(struct mime *mime)
{
	struct buf text = { .arena = mime->arena };
	char code[16];

	for (unsigned i = 0; i < mime->counts.n_codes; i++) {
		snprintf(code, sizeof(code), i ? " U+%04X" : "U+%04X",
			 mime->counts.codes[i]);
		buf_put_text(&text, code);
	}
	return buf_copy(&text);
}

static void sum_up(struct mime *mime, struct converted *out)
{
	out->unmapped = mime->counts.unmapped;
	out->unmapped_codes = write_codes(mime);
	out->controls = mime->counts.controls;
	out->invisibles = mime->counts.invisibles;
	out->links = mime->n_links;
	if (out->links)
		mime_action(mime, ACTION_LINKS_DEFANGED);
	if (out->unmapped)
		mime_action(mime, ACTION_CHARACTERS_REPLACED);
	if (out->controls)
		mime_action(mime, ACTION_CONTROLS_REPLACED);
	if (out->invisibles)
		mime_action(mime, ACTION_INVISIBLES_DROPPED);
	out->actions = mime->actions;
	if (mime->charset_guessed)
		out->charset_used = mime->charset_guessed;
	out->defects = mime->defects;
}

enum convert_verdict convert_message(const uint8_t *bytes, size_t len,
				     const struct convert_options *options,
				     struct arena *arena, struct converted *out)
{
	struct mime mime = {
		.arena = arena,
		.options = options,
		.bytes = { .arena = arena },
		.text = { .arena = arena },
	};
	struct tree tree = { .n = 0 };

	*out = (struct converted){ .body = "" };
	tree_read(&mime, bytes, len, &tree);
	if (mime.verdict == CONVERT_OK) {
		read_header(&mime, &tree.header, out);
		body_collect(&mime, &tree, out);
		sum_up(&mime, out);
	}
	if (arena->full)
		return CONVERT_NO_MEMORY;
	return mime.verdict;
}
