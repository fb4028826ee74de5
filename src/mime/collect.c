/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * collect.c -- which parts of a tree are its text, and which are removed
 *
 * Of alternatives the one with real plain text is taken, else the HTML one
 * (RFC 2046 5.1.4 would take the richest: here the plainest is the most
 * honest); what another one says besides stands behind it. Everything that is
 * not text of the branch taken is listed.
 */
#include "mime/collect.h"

#include <string.h>

#include "mime/card/above.h"
#include "mime/leaf.h"
#include "mime/limits.h"
#include "mime/link/link.h"
#include "mime/mime.h"
#include "mime/part/tree.h"
#include "mime/removed.h"

/* An appointment or a visiting card: shown, whatever it is attached as, and
 * listed, for the programs that want it. */
static bool is_card(const struct part *part)
{
	return part->card == CARD_CALENDAR || part->card == CARD_VCARD;
}

static bool is_text_kind(const struct part *part)
{
	return (part->kind == PART_PLAIN || part->kind == PART_HTML) &&
	       !part->attachment && !is_card(part);
}

static bool is_alternative(const struct collect *c, const struct part *part)
{
	return part->parent >= 0 &&
	       c->tree->parts[part->parent].multipart == MULTIPART_ALTERNATIVE;
}

/* A text part with a name is a file, except for the first and for versions of
 * one text: some mailers name the body too. */
static bool is_body(const struct collect *c, const struct part *part)
{
	return is_text_kind(part) &&
	       (!part->name[0] || !c->any_text || is_alternative(c, part));
}

/* The part in [from, to) that is the best text: plain with something in it,
 * else HTML, else plain that is markup, else that is empty; `to` if there is
 * none. */
static size_t best_text(struct collect *c, size_t from, size_t to)
{
	const struct part *part;
	size_t html = to, poor = to;
	enum leaf_look look, least = LEAF_BLANK;
	enum removal why;

	for (size_t i = from; i < to; i++) {
		part = &c->tree->parts[i];
		if (!is_text_kind(part) ||
		    !leaf_is_text(c->gather->mime, part, &why))
			continue;
		if (part->kind == PART_HTML && html == to)
			html = i;
		if (part->kind != PART_PLAIN)
			continue;
		look = leaf_look(c->gather->mime, part);
		if (look == LEAF_WORDS)
			return i;
		if (poor == to || look > least)
			poor = i;
		least = look > least ? look : least;
	}
	return html != to ? html : poor;
}

/* The child of the alternative that holds the best text; the first if none
 * does. */
static size_t choose(struct collect *c, size_t alternative)
{
	const struct part *parts = c->tree->parts;
	size_t end = parts[alternative].end;
	size_t best = best_text(c, alternative + 1, end);
	size_t child = alternative + 1;

	c->worded[alternative] = best < end;
	if (best == end)
		return child;
	while (child < end && parts[child].end <= best)
		child = parts[child].end;
	return child;
}

static bool is_dropped(const struct collect *c, size_t i)
{
	const struct part *part = &c->tree->parts[i];

	if (part->parent < 0)
		return false;
	if (c->dropped[part->parent])
		return true;
	return is_alternative(c, part) && c->taken[part->parent] != i &&
	       !is_card(part);
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

/* Shown once: an invitation comes as an alternative and as a file. */
static void show_card(struct gather *g, const struct part *part)
{
	enum removal why;

	if (!leaf_is_text(g->mime, part, &why))
		return;
	if (g->n_cards == LIMIT_CARDS) {
		g->sum.cut += part->len;
		return;
	}
	if (!g->n_cards++) {
		card_squeeze(g->text.at, g->text.len, &g->above);
		g->sum.above = &g->above;
	}
	buf_reset(&g->spare);
	leaf_read(g->mime, part, &g->spare, &g->sum);
	if (!g->spare.len || (g->text.len && memmem(g->text.at, g->text.len,
						    g->spare.at, g->spare.len)))
		return;
	if (g->text.len)
		buf_put_byte(&g->text, '\n');
	buf_put(&g->text, g->spare.at, g->spare.len);
}

/* The letter once more, for readers that run it: no file that anybody misses
 * where another version has text. */
static bool is_amp_version(const struct collect *c, const struct part *part)
{
	enum removal why;

	return part->amp && !part->name[0] && !part->attachment &&
	       is_alternative(c, part) && c->worded[part->parent] &&
	       leaf_is_text(c->gather->mime, part, &why) &&
	       leaf_look(c->gather->mime, part) == LEAF_MARKUP;
}

static void take_leaf(struct collect *c, size_t i)
{
	const struct part *part = &c->tree->parts[i];
	enum removal why = removal_of(c, part);

	if (is_amp_version(c, part)) {
		mime_action(c->gather->mime, ACTION_HTML_DROPPED);
		return;
	}
	if (why == REMOVAL_ATTACHMENT && is_card(part))
		show_card(c->gather, part);
	if (why != REMOVAL_ATTACHMENT || !is_body(c, part)) {
		removed_add(c->gather->mime, part, why, &c->gather->removed);
		if (part->tnef && why == REMOVAL_ATTACHMENT && !part->ambiguous)
			collect_tnef(c->gather, part);
		return;
	}
	if (!leaf_is_text(c->gather->mime, part, &why)) {
		mime_action(c->gather->mime, ACTION_TEXT_WITHHELD);
		removed_add(c->gather->mime, part, why, &c->gather->removed);
		return;
	}
	if (c->dropped[i]) {
		c->others[c->n_others++] = i;
		return;
	}
	c->any_text = true;
	leaf_read(c->gather->mime, part, &c->gather->text, &c->gather->sum);
}

bool collect_begin(struct collect *c, struct gather *gather,
		   const struct tree *tree)
{
	struct arena *arena = gather->mime->arena;

	*c = (struct collect){
		.gather = gather,
		.tree = tree,
		.from = gather->text.len,
		.dropped = arena_calloc(arena, tree->n, sizeof(*c->dropped)),
		.taken = arena_calloc(arena, tree->n, sizeof(*c->taken)),
		.worded = arena_calloc(arena, tree->n, sizeof(*c->worded)),
		.others = arena_calloc(arena, tree->n, sizeof(*c->others)),
	};
	return c->dropped && c->taken && c->worded && c->others;
}

void collect_part(struct collect *c, size_t i)
{
	const struct part *part = &c->tree->parts[i];

	c->dropped[i] = is_dropped(c, i);
	if (part->kind != PART_MULTIPART)
		take_leaf(c, i);
	else if (part->multipart == MULTIPART_ALTERNATIVE && !c->dropped[i])
		c->taken[i] = choose(c, i);
}

struct sums collect_sums(const struct gather *g)
{
	return (struct sums){ g->mime->counts, g->mime->n_links,
			      g->mime->actions, g->sum };
}

static void put_back(struct gather *g, const struct sums *sums)
{
	g->mime->counts = sums->counts;
	g->mime->n_links = sums->n_links;
	g->mime->actions = sums->actions;
	g->sum = sums->sum;
}

enum difference collect_other(struct gather *g, const struct sums *before,
			      const char *text_title, const char *lines_title)
{
	const enum difference difference =
		differ_ask(&g->differ, g->mime->arena, &g->spare);
	size_t from;

	if (difference == DIFFER_NOT) {
		put_back(g, before);
		return difference;
	}
	buf_put_text(&g->text, g->text.len ? "\n" : "");
	from = g->text.len;
	buf_put_text(&g->text,
		     difference == DIFFER_IN_LINES ? lines_title : text_title);
	buf_put(&g->text, g->spare.at, g->spare.len);
	/* Lines that were apart may be an address together; all others are
	 * inert, and counted. */
	if (!g->mime->options->keep_links)
		link_defang(&g->text, from);
	return difference;
}

/* The text of an alternative that was not taken, behind the others. */
static void add_other(struct gather *g, const struct part *part)
{
	const bool html = part->kind == PART_HTML;
	const struct sums before = collect_sums(g);
	struct part markup;

	if (part->kind == PART_PLAIN &&
	    leaf_look(g->mime, part) == LEAF_MARKUP) {
		markup = *part;
		markup.kind = PART_HTML; /* compared by its words */
		part = &markup;
	}
	buf_reset(&g->spare);
	leaf_read(g->mime, part, &g->spare, &g->sum);
	switch (collect_other(g, &before,
			      html ? "【HTML形式の本文】\n"
				   : "【別の形式の本文】\n",
			      html ? "【HTML形式の本文だけにある行】\n"
				   : "【別の形式の本文だけにある行】\n")) {
	case DIFFER_NOT:
	case DIFFER_IN_LINES:
		break;
	case DIFFER_GREATLY:
		mime_defect(g->mime, DEFECT_ALTERNATIVES_DIFFER);
		return;
	}
	if (html)
		mime_action(g->mime, ACTION_HTML_DROPPED);
}

void collect_end(struct collect *c)
{
	struct gather *g = c->gather;

	if (!c->n_others ||
	    !differ_begin(&g->differ, g->mime->arena, g->text.at + c->from,
			  g->text.len - c->from))
		return;
	for (size_t i = 0; i < c->n_others; i++)
		add_other(g, &c->tree->parts[c->others[i]]);
}
