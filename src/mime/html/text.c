/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text.c -- HTML as the text that a reader would have seen
 */
#include "mime/html/text.h"

#include <string.h>

#include "mime/html/anchor.h"
#include "mime/html/sheet.h"
#include "mime/html/stack.h"
#include "mime/html/symbol.h"
#include "mime/html/table.h"
#include "mime/mime.h"

struct render {
	struct html html;
	struct html_stack stack;
	unsigned hidden_text;
	struct html_sheet *sheet;
	bool whole;     /* the sheet is that of the whole page */
	bool in_style;  /* in a <style> */
	bool after_pre; /* a line end just behind <pre> is none */
	bool in_form;   /* the tag of another form is none (13.2.6.4.7) */
};

/* Characters that a reader would see: no blanks, nothing of zero width. */
static unsigned count_visible(struct html_span text)
{
	unsigned n = 0;
	uint8_t c;

	for (size_t i = 0; i < text.len; i++) {
		c = (uint8_t)text.at[i];
		if (c <= ' ' || (c & 0xC0) == 0x80 || c == 0xC2)
			continue;
		if (c == 0xE2 && i + 1 < text.len &&
		    (uint8_t)text.at[i + 1] == 0x80)
			continue;
		n++;
	}
	return n;
}

/* Those at the beginning. */
static size_t count_blanks(struct html_span text)
{
	size_t n = 0;

	while (n < text.len && html_is_space((uint8_t)text.at[n]))
		n++;
	return n;
}

static bool is_blank(struct html_span text)
{
	return count_blanks(text) == text.len;
}

/* Late is what would have hidden or shown text that has gone by. */
static void read_sheet(struct render *r, struct html_span text)
{
	const bool first = !r->sheet->any;
	const uint32_t undone = r->sheet->undone;

	html_sheet_read(r->sheet, text);
	r->stack.page = COLOR_UNKNOWN;
	if (r->sheet->changed)
		r->sheet->late |= r->stack.flow.begun || r->hidden_text;
	else if (first || r->sheet->undone != undone)
		r->sheet->late |= r->hidden_text != 0;
}

static void put_text(struct render *r, struct html_span text)
{
	struct html_stack *s = &r->stack;
	/* Blanks between elements that a style keeps are those of the source. */
	bool pre = s->pre || ((s->sight.ways & WAY_PRE) && !is_blank(text));
	size_t blanks;

	if (r->in_style)
		read_sheet(r, text);
	if (html_stack_is_dropped(s))
		return;
	if (html_stack_hides_text(s)) {
		r->hidden_text += count_visible(text);
		if (!s->show_all)
			return;
	}
	if (r->after_pre && text.len > 1 && text.at[0] == '\r') {
		text.at++;
		text.len--;
	}
	if (r->after_pre && text.len && text.at[0] == '\n') {
		text.at++;
		text.len--;
	}
	r->after_pre = false;
	blanks = pre ? 0 : count_blanks(text);
	if (blanks && !html_stack_in_ruby(s))
		flow_text(&s->flow, text.at, blanks, false);
	text = html_span_from(text, blanks);
	if (!pre && !text.len)
		return;
	if (s->sight.ways & WAY_SYMBOLS)
		text = html_symbol(text);
	html_anchor_before_text(s);
	flow_text(&s->flow, text.at, text.len, pre);
	if (!s->flow.hard_blanks)
		html_stack_after_text(s);
}

static void put_word(struct render *r, const char *before,
		     struct html_span text, const char *after)
{
	struct html_stack *s = &r->stack;

	html_anchor_before_text(s);
	flow_put(&s->flow, before);
	flow_text(&s->flow, text.at, text.len, false);
	s->flow.space = false;
	flow_put(&s->flow, after);
	html_stack_after_text(s);
}

static void put_image(struct render *r, const struct html_token *token)
{
	const struct html_span *alt = html_attr_find(token, "alt");
	const struct html_span *src = html_attr_find(token, "src");

	if (alt && !is_blank(*alt))
		put_word(r, "[画像: ", *alt, "]");
	else if (r->stack.show_all || (!alt && src && src->len > 4 &&
				       html_span_begins(*src, "cid:")))
		put_word(r, "[画像", html_span_none, "]");
}

static void put_input(struct render *r, const struct html_token *token)
{
	const struct html_span *type = html_attr_find(token, "type");
	const struct html_span *value = html_attr_find(token, "value");
	const struct html_span *alt = html_attr_find(token, "alt");

	if (type &&
	    (html_span_is(*type, "hidden") || html_span_is(*type, "password")))
		return;
	if (type &&
	    (html_span_is(*type, "checkbox") || html_span_is(*type, "radio")))
		put_word(r, html_attr_find(token, "checked") ? "[x" : "[ ",
			 html_span_none, "]");
	else if (type && html_span_is(*type, "image") && alt && !is_blank(*alt))
		put_word(r, "[", *alt, "]");
	else if (value && !is_blank(*value))
		put_word(r, "[", *value, "]");
}

static void put_rule(struct render *r)
{

	flow_break(&r->stack.flow, false);
	put_word(r, "----------", html_span_none, "");
	flow_break(&r->stack.flow, false);
}

/* A line above it, as Outlook sets between letters: <div style='border:none;
 * border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0mm 0mm 0mm'>. */
static bool has_rule(const struct html_token *token)
{
	static const char name[] = "border-top:";
	const struct html_span *style = html_attr_find(token, "style");
	struct html_span value = { "", 0 };
	const char *stop;

	if (!style || !(html_span_equals(token->text, "div") ||
			html_span_equals(token->text, "p")))
		return false;
	value.at = memmem(style->at, style->len, name, sizeof(name) - 1);
	if (!value.at)
		return false;
	value.len = style->len - (size_t)(value.at - style->at);
	stop = memchr(value.at, ';', value.len);
	if (stop)
		value.len = (size_t)(stop - value.at);
	return memmem(value.at, value.len, "solid", 5) &&
	       !memmem(value.at, value.len, ":0", 2) &&
	       !memmem(value.at, value.len, " 0", 2) &&
	       !memmem(value.at, value.len, "transparent", 11);
}

static void void_element(struct render *r, const struct html_token *token)
{
	struct flow *flow = &r->stack.flow;

	if (html_stack_is_gone(&r->stack))
		return;
	if (html_span_equals(token->text, "br")) {
		flow_newline(flow);
	} else if (html_span_equals(token->text, "hr")) {
		put_rule(r);
	} else if (html_span_equals(token->text, "img")) {
		put_image(r, token);
	} else if (html_span_equals(token->text, "input")) {
		put_input(r, token);
	} else if (html_span_equals(token->text, "area")) {
		html_anchor_area(&r->stack, token);
	}
}

static bool is_turned(const struct html_token *token)
{
	const struct html_span *dir = html_attr_find(token, "dir");

	return dir && html_span_is(*dir, "rtl");
}

static void look_of(const struct render *r, const struct html_token *token,
		    const struct html_element *element, struct html_look *look)
{
	const struct html_span *style = html_attr_find(token, "style");
	struct html_look own;

	html_look_of_attributes(token, look);
	html_sheet_lay(r->sheet, token, look);
	if (style) {
		own = html_style_read(*style);
		html_look_lay(look, &own);
	}
	if (element && (element->does & DOES_HIDE) &&
	    !(html_span_equals(token->text, "dialog") &&
	      html_attr_find(token, "open")))
		look->ways |= WAY_KIND;
	if (html_span_equals(token->text, "bdo"))
		look->ways |= WAY_OVERRIDES;
	if ((look->ways & WAY_OVERRIDES) && is_turned(token))
		look->ways |= WAY_RIGHT_TO_LEFT;
	/* A link has a colour of its own. */
	if (element && (element->does & DOES_LINK) &&
	    look->color == COLOR_UNSET && html_attr_find(token, "href"))
		look->color = COLOR_UNKNOWN;
	/* A cell is as high as its text, whatever its style asks for. */
	if (element && (element->does & (DOES_CELL | DOES_ROW | DOES_TABLE)))
		look->ways &= ~(uint32_t)WAY_NO_HEIGHT;
	/* A table takes none of them from around it (HTML 15.3.8; size and
	 * blanks in quirks mode, in which most mails are). */
	if (element && (element->does & DOES_TABLE))
		look->undone |= WAY_INDENTED | WAY_NO_FONT | WAY_PRE;
}

static const struct html_element *find_element(const struct render *r,
					       struct html_span name)
{
	const struct html_element *element = html_element_find(name);

	if (element && (element->does & DOES_SVG) && !r->stack.foreign)
		return NULL;
	return element;
}

static bool in_template(const struct render *r)
{
	static const struct html_span template = { "template", 8 };

	return html_stack_is_in(&r->stack, template);
}

/* A <style> that browsers obey: in a <template> they do not. */
static bool is_sheet(const struct render *r, const struct html_token *token)
{
	const struct html_span *type = html_attr_find(token, "type");

	return html_span_equals(token->text, "style") && !r->whole &&
	       !in_template(r) &&
	       (!type || !type->len || html_span_is(*type, "text/css")) &&
	       html_sheet_is_for_screens(html_attr_find(token, "media"));
}

static void start(struct render *r, const struct html_token *token)
{
	const struct html_element *element = find_element(r, token->text);
	const bool form = element && html_span_equals(token->text, "form");
	struct html_look look;
	bool matters;

	look_of(r, token, element, &look);
	if (form && r->in_form)
		look = html_look_none;
	if (form)
		r->in_form |= !in_template(r);
	if (element && (element->does & DOES_VOID)) {
		html_stack_close_implied(&r->stack, element, 0);
		if (!html_look_hides(&look) && !(look.ways & WAY_INVISIBLE))
			void_element(r, token);
		return;
	}
	matters = element || look.box || look.items || look.gaps ||
		  html_stack_has_items(&r->stack) || html_look_matters(&look) ||
		  (look.styled && html_stack_hides_text(&r->stack)) ||
		  (look.said & r->stack.sight.ways & WAY_SYMBOLS) ||
		  html_stack_has(&r->stack, token->text);
	if (!matters || (r->stack.foreign && token->self_closing))
		return;
	r->in_style = is_sheet(r, token);
	html_stack_open(&r->stack, token, element, &look);
	if (!element)
		return;
	if (has_rule(token) && !html_stack_is_gone(&r->stack))
		put_rule(r);
	if (form && !html_stack_is_gone(&r->stack))
		html_anchor_form(&r->stack, token);
	r->after_pre = element->does & DOES_PRE;
	if (!r->stack.foreign)
		r->html.model = element->model;
	r->html.foreign = r->stack.foreign;
}

static void end(struct render *r, const struct html_token *token)
{
	const struct html_element *element = find_element(r, token->text);

	if (element && (element->does & DOES_VOID)) {
		/* "</br>" is a "<br>" (13.2.6.4.7). */
		if (html_span_equals(token->text, "br"))
			void_element(r, token);
		return;
	}
	r->in_style = false;
	if (r->in_form && html_span_equals(token->text, "form"))
		r->in_form = false;
	html_stack_close(&r->stack, token, element);
	r->html.foreign = r->stack.foreign;
}

/* The sheet is read on the way, unless it was. */
static unsigned render(struct mime *mime, const uint8_t *text, size_t len,
		       struct html_sheet *sheet, bool show_all, struct buf *out)
{
	struct buf note = { .arena = mime->arena, .max = LIMIT_HTML_NOTE };
	struct buf table = { .arena = mime->arena, .max = TABLE_BYTES };
	size_t from = out->len;
	struct html_base base = { .page = text, .page_len = len };
	struct render r = { .sheet = sheet,
			    .whole = sheet->any,
			    .stack = { .flow.out = out,
				       .sight = html_sight_outside(),
				       .page = sheet->any ? COLOR_UNKNOWN
							  : 0xFFFFFF,
				       .base = &base,
				       .table = &table,
				       .show_all = show_all,
				       .note = &note } };
	struct html_token token;

	html_init(&r.html, text, len, mime->html_pool);
	while (html_next(&r.html, &token)) {
		if (token.kind == HTML_TEXT)
			put_text(&r, token.text);
		else if (token.kind == HTML_START)
			start(&r, &token);
		else
			end(&r, &token);
	}
	html_stack_finish(&r.stack);
	if (out->len > from)
		html_table_plain(out, from);
	if (r.html.crowded)
		mime_defect(mime, DEFECT_HTML_ATTRIBUTES);
	if (r.stack.too_deep)
		mime_defect(mime, DEFECT_HTML_DEEP);
	if (sheet->full)
		mime_defect(mime, DEFECT_HTML_RULES);
	return r.hidden_text;
}

unsigned html_text(struct mime *mime, const uint8_t *text, size_t len,
		   struct buf *out)
{
	struct html_sheet sheet = { .any = false };
	size_t from = out->len, cut = out->cut;
	unsigned hidden;

	if (!mime->html_pool)
		mime->html_pool = html_pool_new(mime->arena);
	if (!mime->html_pool)
		return 0;
	hidden = render(mime, text, len, &sheet, false, out);
	if (sheet.late) {
		out->len = from;
		out->cut = cut;
		hidden = render(mime, text, len, &sheet, false, out);
	}
	/* A page that hides all of itself, or that is one picture: better what
	 * it hides, and where the pictures were, than nothing. */
	if (out->len == from)
		render(mime, text, len, &sheet, true, out);
	return hidden;
}
