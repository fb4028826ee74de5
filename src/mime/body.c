/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * body.c -- which parts are the text of the message, and which are removed
 *
 * Of alternatives the one with real plain text is taken, else the HTML one
 * (RFC 2046 5.1.4 would take the richest: here the plainest is the most
 * honest). Everything that is not text of the branch taken is listed.
 */
#include "mime/body.h"

#include "mime/leaf.h"
#include "mime/limits.h"
#include "mime/mime.h"
#include "mime/removed.h"
#include "mime/tree.h"

struct collect {
	struct mime *mime;
	const struct tree *tree;
	struct removed_list removed;
	struct leaf_sum sum;
	struct buf text;
	/* For each part: it lies in an alternative that was not taken; the
	 * child that an alternative took. */
	bool *dropped;
	size_t *taken;
	bool any_text; /* a text leaf was met */
};

static bool is_text_kind(const struct part *part)
{
	return (part->kind == PART_PLAIN || part->kind == PART_HTML) &&
	       !part->attachment;
}

/* A text part with a name is a file, except for the first: some mailers name
 * the body too. */
static bool is_body(const struct collect *c, const struct part *part)
{
	return is_text_kind(part) && (!part->name[0] || !c->any_text);
}

/* The part in [from, to) that is the best text: plain with something in it,
 * else HTML, else plain that is empty; `to` if there is none. */
static size_t best_text(struct collect *c, size_t from, size_t to)
{
	const struct part *part;
	size_t html = to, empty = to;
	enum removal why;

	for (size_t i = from; i < to; i++) {
		part = &c->tree->parts[i];
		if (!is_text_kind(part) || !leaf_is_text(c->mime, part, &why))
			continue;
		if (part->kind == PART_HTML && html == to)
			html = i;
		if (part->kind != PART_PLAIN)
			continue;
		if (leaf_has_text(c->mime, part))
			return i;
		if (empty == to)
			empty = i;
	}
	return html != to ? html : empty;
}

/* The child of the alternative that holds the best text; the first if none
 * does. */
static size_t choose(struct collect *c, size_t alternative)
{
	const struct part *parts = c->tree->parts;
	size_t end = parts[alternative].end;
	size_t best = best_text(c, alternative + 1, end);
	size_t child = alternative + 1;

	if (best == end)
		return child;
	while (child < end && parts[child].end <= best)
		child = parts[child].end;
	return child;
}

static bool is_dropped(const struct collect *c, size_t i)
{
	const struct part *part = &c->tree->parts[i];
	const struct part *parent;

	if (part->parent < 0)
		return false;
	if (c->dropped[part->parent])
		return true;
	parent = &c->tree->parts[part->parent];
	return parent->multipart == MULTIPART_ALTERNATIVE &&
	       c->taken[part->parent] != i;
}

static enum removal removal_of(const struct collect *c, const struct part *part)
{
	const struct part *parent =
		part->parent < 0 ? NULL : &c->tree->parts[part->parent];

	if (parent && parent->multipart == MULTIPART_ENCRYPTED)
		return REMOVAL_SIGNED;
	switch (part->kind) {
	case PART_MESSAGE:
		return REMOVAL_MESSAGE;
	case PART_SIGNATURE:
		return REMOVAL_SIGNED;
	case PART_UNREADABLE:
		return REMOVAL_UNREADABLE;
	case PART_PLAIN:
	case PART_HTML:
	case PART_MULTIPART:
	case PART_OTHER:
		break;
	}
	return REMOVAL_ATTACHMENT;
}

static void take_leaf(struct collect *c, size_t i)
{
	const struct part *part = &c->tree->parts[i];
	enum removal why = removal_of(c, part);

	if (why != REMOVAL_ATTACHMENT || !is_body(c, part)) {
		removed_add(c->mime, part, why, &c->removed);
		return;
	}
	if (!leaf_is_text(c->mime, part, &why)) {
		mime_action(c->mime, ACTION_TEXT_WITHHELD);
		removed_add(c->mime, part, why, &c->removed);
		return;
	}
	if (c->dropped[i]) {
		if (part->kind == PART_HTML)
			mime_action(c->mime, ACTION_HTML_DROPPED);
		return;
	}
	c->any_text = true;
	leaf_read(c->mime, part, &c->text, &c->sum);
}

/* Cuts a character that the bound split, and ends the last line. */
static void end_text(struct buf *text)
{
	if (!text->cut)
		return;
	while (text->len && (text->at[text->len - 1] & 0xC0) == 0x80)
		text->len--;
	if (text->len && (text->at[text->len - 1] & 0x80))
		text->len--;
	if (text->len == text->cap && text->len)
		text->len--;
	if (text->len && text->at[text->len - 1] != '\n')
		text->at[text->len++] = '\n';
}

static void hand_out(struct collect *c, struct converted *out)
{
	uint64_t cut = c->sum.cut + c->text.cut;

	end_text(&c->text);
	out->body_len = c->text.len;
	out->body = buf_take(&c->text);
	out->removed = c->removed.at;
	out->n_removed = c->removed.n;
	out->charset_declared =
		c->sum.charset_declared ? c->sum.charset_declared : "";
	out->charset_used = c->sum.charset_used ? c->sum.charset_used : "";
	out->hidden_text = c->sum.hidden_text;
	out->text_cut = cut;
	if (cut)
		mime_action(c->mime, ACTION_TEXT_CUT);
	if (out->hidden_text)
		mime_action(c->mime, ACTION_HIDDEN_TEXT_DROPPED);
}

void body_collect(struct mime *mime, const struct tree *tree,
		  struct converted *out)
{
	struct collect c = { .mime = mime, .tree = tree };
	const struct part *part;

	c.sum.removed = &c.removed;
	c.text.arena = mime->arena;
	c.text.max =
		mime->options->max_text ? mime->options->max_text : LIMIT_TEXT;
	c.dropped = arena_calloc(mime->arena, tree->n, sizeof(*c.dropped));
	c.taken = arena_calloc(mime->arena, tree->n, sizeof(*c.taken));
	if (!c.dropped || !c.taken)
		return;
	for (size_t i = 0; i < tree->n; i++) {
		part = &tree->parts[i];
		c.dropped[i] = is_dropped(&c, i);
		if (part->kind != PART_MULTIPART)
			take_leaf(&c, i);
		else if (part->multipart == MULTIPART_ALTERNATIVE &&
			 !c.dropped[i])
			c.taken[i] = choose(&c, i);
	}
	hand_out(&c, out);
}
