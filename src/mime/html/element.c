/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * element.c -- what each element does to the text
 */
#include "mime/html/element.h"

#include <string.h>

enum {
	MOST_OF_A_LETTER = 12 /* and behind them one without a name */
};

/* By the first letter of the name; what most tags are of stands first. */
static const struct html_element elements[26][MOST_OF_A_LETTER + 1] = {
	['a' - 'a'] = {
		{ "a", DOES_LINK, HTML_DATA },
		{ "address", DOES_BLOCK, HTML_DATA },
		{ "annotation", DOES_HIDE | DOES_SVG, HTML_DATA },
		{ "annotation-xml", DOES_HIDE | DOES_SVG, HTML_DATA },
		{ "area", DOES_VOID, HTML_DATA },
		{ "article", DOES_BLOCK, HTML_DATA },
		{ "aside", DOES_BLOCK, HTML_DATA },
	},
	['b' - 'a'] = {
		{ "br", DOES_VOID, HTML_DATA },
		{ "base", DOES_VOID, HTML_DATA },
		{ "blockquote", DOES_PARA | DOES_QUOTE, HTML_DATA },
		{ "body", DOES_BLOCK, HTML_DATA },
	},
	['c' - 'a'] = {
		{ "caption", DOES_BLOCK | DOES_CAPTION, HTML_DATA },
		{ "center", DOES_BLOCK, HTML_DATA },
		{ "col", DOES_VOID, HTML_DATA },
	},
	['d' - 'a'] = {
		{ "div", DOES_BLOCK, HTML_DATA },
		{ "datalist", DOES_HIDE, HTML_DATA },
		{ "dd", DOES_BLOCK | DOES_TERM | DOES_INDENT, HTML_DATA },
		{ "defs", DOES_HIDE | DOES_SVG, HTML_DATA },
		{ "del", DOES_MARK, HTML_DATA },
		{ "desc", DOES_HIDE | DOES_SVG, HTML_DATA },
		{ "details", DOES_BLOCK, HTML_DATA },
		{ "dialog", DOES_BLOCK | DOES_HIDE, HTML_DATA },
		{ "dir", DOES_PARA | DOES_LIST, HTML_DATA },
		{ "dl", DOES_PARA | DOES_TERMS, HTML_DATA },
		{ "dt", DOES_BLOCK | DOES_TERM, HTML_DATA },
	},
	['e' - 'a'] = {
		{ "embed", DOES_VOID, HTML_DATA },
	},
	['f' - 'a'] = {
		{ "fieldset", DOES_BLOCK, HTML_DATA },
		{ "figcaption", DOES_BLOCK, HTML_DATA },
		{ "figure", DOES_BLOCK, HTML_DATA },
		{ "footer", DOES_BLOCK, HTML_DATA },
		{ "form", DOES_BLOCK, HTML_DATA },
		{ "frame", DOES_VOID, HTML_DATA },
	},
	['h' - 'a'] = {
		{ "h1", DOES_PARA | DOES_HEADING, HTML_DATA },
		{ "h2", DOES_PARA | DOES_HEADING, HTML_DATA },
		{ "h3", DOES_PARA | DOES_HEADING, HTML_DATA },
		{ "h4", DOES_PARA | DOES_HEADING, HTML_DATA },
		{ "h5", DOES_PARA | DOES_HEADING, HTML_DATA },
		{ "h6", DOES_PARA | DOES_HEADING, HTML_DATA },
		{ "header", DOES_BLOCK, HTML_DATA },
		{ "hgroup", DOES_BLOCK, HTML_DATA },
		{ "hr", DOES_VOID | DOES_BLOCK, HTML_DATA }, /* ends a "p" */
		{ "html", DOES_BLOCK, HTML_DATA },
	},
	['i' - 'a'] = {
		{ "img", DOES_VOID, HTML_DATA },
		{ "iframe", DOES_DROP, HTML_RAWTEXT },
		{ "input", DOES_VOID, HTML_DATA },
	},
	['l' - 'a'] = {
		{ "legend", DOES_BLOCK, HTML_DATA },
		{ "li", DOES_BLOCK | DOES_ITEM | DOES_CLOSE_SAME, HTML_DATA },
		{ "link", DOES_VOID, HTML_DATA },
		{ "listing", DOES_PARA | DOES_PRE, HTML_DATA },
	},
	['m' - 'a'] = {
		{ "main", DOES_BLOCK, HTML_DATA },
		{ "math", DOES_FOREIGN, HTML_DATA },
		{ "menu", DOES_PARA | DOES_LIST, HTML_DATA },
		{ "meta", DOES_VOID, HTML_DATA },
		{ "metadata", DOES_DROP | DOES_SVG, HTML_DATA },
		{ "meter", DOES_HIDE, HTML_DATA },
	},
	['n' - 'a'] = {
		{ "nav", DOES_BLOCK, HTML_DATA },
		{ "noembed", DOES_HIDE, HTML_RAWTEXT },
		{ "noframes", DOES_HIDE, HTML_RAWTEXT },
	},
	['o' - 'a'] = {
		{ "ol", DOES_PARA | DOES_LIST | DOES_NUMBER, HTML_DATA },
		{ "option", DOES_BLOCK | DOES_CLOSE_SAME, HTML_DATA },
	},
	['p' - 'a'] = {
		{ "p", DOES_PARA | DOES_CLOSE_SAME, HTML_DATA },
		{ "param", DOES_VOID, HTML_DATA },
		{ "plaintext", DOES_PARA | DOES_PRE, HTML_PLAINTEXT },
		{ "pre", DOES_PARA | DOES_PRE, HTML_DATA },
		{ "progress", DOES_HIDE, HTML_DATA },
	},
	['q' - 'a'] = {
		{ "q", DOES_MARK, HTML_DATA },
	},
	['r' - 'a'] = {
		{ "rp", DOES_DROP | DOES_CLOSE_SAME, HTML_DATA },
		{ "rt", DOES_RUBY | DOES_CLOSE_SAME, HTML_DATA },
		{ "ruby", DOES_BASE, HTML_DATA },
	},
	['s' - 'a'] = {
		{ "s", DOES_MARK, HTML_DATA },
		{ "script", DOES_DROP, HTML_SCRIPT },
		{ "section", DOES_BLOCK, HTML_DATA },
		{ "select", 0, HTML_DATA }, /* ends what is inside */
		{ "source", DOES_VOID, HTML_DATA },
		{ "strike", DOES_MARK, HTML_DATA },
		{ "style", DOES_DROP, HTML_RAWTEXT },
		{ "summary", DOES_BLOCK, HTML_DATA },
		{ "sup", DOES_MARK, HTML_DATA },
		{ "svg", DOES_FOREIGN, HTML_DATA },
	},
	['t' - 'a'] = {
		{ "td", DOES_CELL, HTML_DATA },
		{ "tr", DOES_BLOCK | DOES_ROW, HTML_DATA },
		{ "table", DOES_BLOCK | DOES_TABLE, HTML_DATA },
		{ "tbody", DOES_BLOCK | DOES_CLOSE_SAME | DOES_ROWS, HTML_DATA },
		{ "template", DOES_HIDE, HTML_DATA },
		{ "text", DOES_BLOCK | DOES_SVG, HTML_DATA },
		{ "textarea", DOES_BLOCK | DOES_PRE, HTML_RCDATA },
		{ "tfoot", DOES_BLOCK | DOES_CLOSE_SAME | DOES_ROWS | DOES_FOOT, HTML_DATA },
		{ "th", DOES_CELL, HTML_DATA },
		{ "thead", DOES_BLOCK | DOES_CLOSE_SAME | DOES_ROWS, HTML_DATA },
		{ "title", DOES_DROP, HTML_RCDATA },
		{ "track", DOES_VOID, HTML_DATA },
	},
	['u' - 'a'] = {
		{ "ul", DOES_PARA | DOES_LIST, HTML_DATA },
	},
	['w' - 'a'] = {
		{ "wbr", DOES_VOID, HTML_DATA },
	},
	['x' - 'a'] = {
		{ "xmp", DOES_PARA | DOES_PRE, HTML_RAWTEXT },
	},
};

static bool is_named(const struct html_element *element, struct html_span name)
{
	size_t n = 1;

	while (n < name.len && name.at[n] == element->name[n])
		n++;
	return n == name.len && !element->name[n];
}

const struct html_element *html_element_find(struct html_span name)
{
	const struct html_element *at;
	char second = '\0';

	if (!name.len || name.at[0] < 'a' || name.at[0] > 'z')
		return NULL;
	if (name.len > 1)
		second = name.at[1];
	for (at = elements[name.at[0] - 'a']; at->name[0]; at++)
		if (at->name[1] == second && is_named(at, name))
			return at;
	return NULL;
}

const char *html_mark_of(const struct html_element *element, bool end)
{
	if (element->name[0] == 'q')
		return end ? "」" : "「";
	if (strcmp(element->name, "sup") == 0)
		return end ? "" : "^";
	return end ? STRUCK_END : STRUCK; /* del, s, strike */
}
