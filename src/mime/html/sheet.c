/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sheet.c -- the names that a style sheet hides
 */
#include "mime/html/sheet.h"

#include <string.h>

enum {
	LONGEST_NAME = 64
};

#define FNV_START 2166136261U /* FNV-1a */
#define FNV_PRIME 16777619U

static uint32_t hash(uint32_t h, const char *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		h = (h ^ (uint8_t)at[i]) * FNV_PRIME;
	return h;
}

/* Names of elements are written in any case. */
static uint32_t hash_element(const char *at, size_t len)
{
	uint32_t h = FNV_START;

	for (size_t i = 0; i < len; i++)
		h = (h ^ ((uint8_t)at[i] | 0x20U)) * FNV_PRIME;
	return h;
}

static bool is_name_char(char c)
{
	return ascii_is_alnum(c) || c == '-' || c == '_' || (uint8_t)c >= 0x80;
}

/* "p", which is plain, ".x", "p.x", "#x": the hash; 0 for all others. */
static uint32_t selector_hash(const char *at, const char *end, bool *plain)
{
	const char *element;
	uint32_t h;

	while (at < end && html_is_space((uint8_t)*at))
		at++;
	while (at < end && html_is_space((uint8_t)end[-1]))
		end--;
	element = at;
	while (at < end && at - element < LONGEST_NAME && is_name_char(*at))
		at++;
	h = hash_element(element, (size_t)(at - element));
	*plain = at == end;
	if (*plain)
		return at > element ? h : 0;
	if (end - at < 2 || end - at > LONGEST_NAME ||
	    (*at != '.' && *at != '#'))
		return 0;
	for (const char *name = at + 1; name < end; name++)
		if (!is_name_char(*name))
			return 0;
	return hash(h, at, (size_t)(end - at));
}

/* Where the name is, or where it would be. */
static size_t slot_of(const struct html_sheet *sheet, uint32_t name)
{
	size_t i = name % SHEET_SLOTS;

	while (sheet->rules[i].name && sheet->rules[i].name != name)
		i = (i + 1) % SHEET_SLOTS;
	return i;
}

static bool hides_text(const struct html_look *look)
{
	struct html_sight outside = html_sight_outside();
	struct html_sight inside = html_sight_inside(&outside, look);

	return html_sight_hides_text(&inside, COLOR_UNKNOWN);
}

/* What hides nothing is kept where it undoes: of elements, which are few, of
 * names that are known already, and against styles ("!important"); and where it
 * sets the lines. */
static bool is_kept(const struct html_look *look, bool hides, bool plain)
{
	return look->box || look->items || look->struck ||
	       (look->ways & WAY_PRE) || html_look_turns(look) ||
	       (look->fixed & ~look->ways) ||
	       ((hides || plain) && html_look_matters(look));
}

/* What the colours of what hides nothing stand on is not known. */
static void add_rule(struct html_sheet *sheet, const char *at, const char *end,
		     struct html_look look)
{
	bool plain;
	uint32_t name = selector_hash(at, end, &plain);
	size_t slot = slot_of(sheet, name);
	bool hides = hides_text(&look);

	if (!name)
		return;
	if (!sheet->rules[slot].name) {
		if (!is_kept(&look, hides, plain))
			return;
		sheet->full |= sheet->n == LIMIT_HTML_RULES;
		if (sheet->full)
			return;
		sheet->n++;
		sheet->rules[slot].name = name;
		sheet->rules[slot].look = html_look_none;
	}
	if (!hides && look.color != COLOR_UNSET)
		look.color = COLOR_UNKNOWN;
	if (!hides && look.background != COLOR_UNSET)
		look.background = COLOR_UNKNOWN;
	html_look_lay(&sheet->rules[slot].look, &look);
	sheet->changed = true;
}

static void add_rules(struct html_sheet *sheet, const char *at, const char *end,
		      const struct html_look *look)
{
	const char *stop;

	sheet->undone |= look->said & ~look->ways & WAYS_INHERITED;
	for (; at < end; at = stop + 1) {
		stop = memchr(at, ',', (size_t)(end - at));
		if (!stop)
			stop = end;
		add_rule(sheet, at, stop, *look);
	}
}

/* Blanks, comments and the marks that hide a sheet from old programs. */
static const char *skip_blanks(const char *at, const char *end)
{
	const char *stop;

	for (;;) {
		while (at < end && (html_is_space((uint8_t)*at) || *at == '}'))
			at++;
		if (end - at >= 4 && memcmp(at, "<!--", 4) == 0) {
			at += 4;
		} else if (end - at >= 3 && memcmp(at, "-->", 3) == 0) {
			at += 3;
		} else if (end - at >= 2 && memcmp(at, "/*", 2) == 0) {
			stop = memmem(at, (size_t)(end - at), "*/", 2);
			at = stop ? stop + 2 : end;
		} else {
			return at;
		}
	}
}

bool html_sheet_is_for_screens(const struct html_span *media)
{
	static const char *const words[] = { "all", "screen", "only" };
	const char *at = media ? media->at : NULL, *from;
	const char *end = media ? at + media->len : NULL;
	bool known;

	while (at < end) {
		for (from = at; at < end && is_name_char(*at); at++)
			;
		known = at == from && html_is_space((uint8_t)*at++);
		for (size_t i = 0; i < 3; i++)
			known |= ascii_is(from, (size_t)(at - from), words[i]);
		if (!known)
			return false;
	}
	return true;
}

/* "@media screen": what is inside stands as if outside. */
static bool is_screen_rule(const char *at, const char *brace)
{
	struct html_span media = { at + 6, (size_t)(brace - at) - 6 };

	return brace - at > 6 && ascii_begins(at, 6, "@media") &&
	       html_sheet_is_for_screens(&media);
}

void html_sheet_read(struct html_sheet *sheet, struct html_span css)
{
	const char *at = css.at, *end = at + css.len, *brace, *stop;
	struct html_span inside;
	struct html_look look;

	sheet->any = true;
	sheet->changed = false;
	while ((at = skip_blanks(at, end)) < end) {
		for (brace = at; brace < end && *brace != '{'; brace++)
			if (*at == '@' && *brace == ';')
				break;
		if (brace == end)
			return;
		/* "@import …;" */
		if (*brace == ';' || is_screen_rule(at, brace)) {
			at = brace + 1;
			continue;
		}
		stop = html_style_block_end(brace + 1, end);
		inside = (struct html_span){ brace + 1,
					     (size_t)(stop - brace) - 1 };
		inside.len -= inside.len && stop[-1] == '}';
		look = html_style_read(inside);
		if (*at != '@')
			add_rules(sheet, at, brace, &look);
		at = stop;
	}
}

static void lay(const struct html_sheet *sheet, uint32_t name,
		struct html_look *look)
{
	size_t slot = slot_of(sheet, name);

	if (sheet->rules[slot].name)
		html_look_lay(look, &sheet->rules[slot].look);
}

/* ".x" and "p.x". */
static void lay_name(const struct html_sheet *sheet, uint32_t element,
		     const char *kind, struct html_span name,
		     struct html_look *look)
{
	lay(sheet, hash(hash(FNV_START, kind, 1), name.at, name.len), look);
	lay(sheet, hash(hash(element, kind, 1), name.at, name.len), look);
}

static void lay_classes(const struct html_sheet *sheet, uint32_t element,
			struct html_span classes, struct html_look *look)
{
	const char *at = classes.at, *end = at + classes.len, *from;

	for (; at < end; at++) {
		from = at;
		while (at < end && !html_is_space((uint8_t)*at))
			at++;
		if (at > from)
			lay_name(
				sheet, element, ".",
				(struct html_span){ from, (size_t)(at - from) },
				look);
	}
}

void html_sheet_lay(const struct html_sheet *sheet,
		    const struct html_token *token, struct html_look *look)
{
	const struct html_span *class, *id;
	uint32_t element;

	if (!sheet->any)
		return;
	class = html_attr_find(token, "class");
	id = html_attr_find(token, "id");
	look->styled = class || id;
	look->undone = look->styled ? sheet->undone : 0;
	if (!sheet->n)
		return;
	element = hash_element(token->text.at, token->text.len);
	/* Names count more, and not all they say is known. */
	if (!look->styled)
		lay(sheet, element, look);
	if (class)
		lay_classes(sheet, element, *class, look);
	if (id)
		lay_name(sheet, element, "#", *id, look);
}
