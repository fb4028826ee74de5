/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * body.c -- the text of a message, and of the messages in it
 *
 * A forwarded message is what the sender wants to be read: its header and text
 * stand behind "> " at its place. What is inside that again is only listed.
 */
#include "mime/body.h"

#include <string.h>

#include "mime/attach.h"
#include "mime/collect.h"
#include "mime/header/field_text.h"
#include "mime/leaf.h"
#include "mime/limits.h"
#include "mime/mime.h"
#include "mime/part/tree.h"

static const struct {
	enum field_id id;
	const char *label;
	size_t max;
} shown[] = {
	{ FIELD_FROM, "差出人", LIMIT_SUBJECT },
	{ FIELD_TO, "宛先", LIMIT_SUBJECT },
	{ FIELD_CC, "写し", LIMIT_SUBJECT },
	{ FIELD_DATE, "日時", LIMIT_NAME },
	{ FIELD_SUBJECT, "件名", LIMIT_SUBJECT },
};

static void put_header(struct gather *g, const struct header *header)
{
	const char *text;

	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
		text = field_text(g->mime, header, shown[i].id, shown[i].max);
		if (!text[0])
			continue;
		buf_put_text(&g->text, shown[i].label);
		buf_put_text(&g->text, ": ");
		buf_put_text(&g->text, text);
		buf_put_byte(&g->text, '\n');
	}
}

/* Puts "> " before each line of the text from `from` on. */
static void quote(struct gather *g, size_t from)
{
	struct buf *copy = &g->mime->text;
	const char *at, *end, *stop;

	buf_reset(copy);
	buf_put(copy, g->text.at + from, g->text.len - from);
	g->text.len = from;
	for (at = copy->at, end = at + copy->len; at < end; at = stop) {
		stop = memchr(at, '\n', (size_t)(end - at));
		stop = stop ? stop + 1 : end;
		buf_put_text(&g->text, *at == '\n' ? ">" : "> ");
		buf_put(&g->text, at, (size_t)(stop - at));
	}
}

/* One that a message may have, and those that RFC 2046 5.2.1 forbids and some
 * programs write all the same. */
static bool is_read(enum transfer_kind encoding)
{
	return encoding == TRANSFER_IDENTITY || encoding == TRANSFER_BASE64 ||
	       encoding == TRANSFER_QP;
}

/* A message that has one reading. */
static bool is_readable(const struct collect *c, size_t i)
{
	const struct part *part = &c->tree->parts[i];

	return part->kind == PART_MESSAGE && part->whole_message &&
	       (part->parent < 0 || c->tree->parts[part->parent].multipart !=
					    MULTIPART_ENCRYPTED) &&
	       !part->ambiguous && part->n_encodings == 1 &&
	       is_read(part->encodings[0]);
}

static void read_message(struct gather *g, const struct part *part)
{
	/* With what transfer_read() wants to have at its end. */
	struct buf decoded = { .arena = g->mime->arena, .max = part->len + 4 };
	const uint8_t *bytes = part->body;
	struct tree tree = { .n = 0 };
	size_t from, len = part->len;
	struct collect inner;

	if (part->encodings[0] != TRANSFER_IDENTITY) {
		leaf_bytes(g->mime, part, &decoded);
		g->sum.cut += decoded.cut;
		bytes = (const uint8_t *)decoded.at;
		len = decoded.len;
	}
	tree_read(g->mime, bytes, len, &tree);
	if (g->mime->verdict != CONVERT_OK)
		return;
	if (g->text.len)
		buf_put_byte(&g->text, '\n');
	from = g->text.len;
	put_header(g, &tree.header);
	if (!collect_begin(&inner, g, &tree))
		return;
	for (size_t i = 0; i < tree.n; i++)
		collect_part(&inner, i);
	collect_end(&inner);
	quote(g, from);
}

/* Cuts a character that the bound split, and ends the last line. */
static void end_text(struct buf *text)
{
	if (!text->cut)
		return;
	buf_end_whole(text);
	if (text->len == text->cap && text->len)
		text->len--;
	if (text->len && text->at[text->len - 1] != '\n')
		text->at[text->len++] = '\n';
}

static void hand_out(struct gather *g, struct converted *out)
{
	uint64_t cut = g->sum.cut + g->text.cut;

	end_text(&g->text);
	out->body_len = g->text.len;
	out->body = buf_take(&g->text);
	out->removed = g->removed.at;
	out->n_removed = g->removed.n;
	out->charset_declared =
		g->sum.charset_declared ? g->sum.charset_declared : "";
	out->charset_used = g->sum.charset_used ? g->sum.charset_used : "";
	out->hidden_text = g->sum.hidden_text;
	out->text_cut = cut;
	if (cut)
		mime_action(g->mime, ACTION_TEXT_CUT);
	if (out->hidden_text)
		mime_action(g->mime, ACTION_HIDDEN_TEXT_DROPPED);
}

void body_collect(struct mime *mime, const struct tree *tree,
		  struct converted *out)
{
	struct gather g = { .mime = mime };
	struct collect c;

	g.sum.removed = &g.removed;
	g.text.arena = mime->arena;
	g.text.max =
		mime->options->max_text ? mime->options->max_text : LIMIT_TEXT;
	g.spare.arena = mime->arena;
	g.above.arena = mime->arena;
	g.file = (struct buf){ .arena = mime->arena, .max = LIMIT_TNEF_BYTES };
	g.spare.max = g.text.max;
	g.rtf = (struct buf){ .arena = mime->arena, .max = LIMIT_RAW_TEXT };
	g.rtf_text = g.rtf;
	if (!collect_begin(&c, &g, tree))
		return;
	for (size_t i = 0; i < tree->n; i++) {
		collect_part(&c, i);
		if (is_readable(&c, i))
			read_message(&g, &tree->parts[i]);
	}
	collect_end(&c);
	attach_pick(mime, tree, &g.removed, out);
	hand_out(&g, out);
}
