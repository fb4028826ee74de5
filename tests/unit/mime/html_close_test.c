/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_close_test.c -- tests src/mime/html/{close,beyond}.c: where what hides ends
 */
#include "mime/limits.h"

#include "html_page.h"

static void hidden_stays_hidden_below_the_stack(void **state)
{
	static char html[6000];

	html[0] = '\0';
	for (size_t i = 0; i < 100; i++)
		strcat(html, "<div>");
	strcat(html, "a<div hidden>secret</div>b");
	assert_string_equal(text(*state, html), "a\nb");
	assert_int_equal(hidden, 6);
	strcat(html, "<span hidden>x<span>y</span>z</span>c<p hidden>x<p>d"
		     "<div hidden>x<li>y<li>z</div>e<style>x</style>f");
	assert_string_equal(text(*state, html), "a\nbc\n\nd\nef");
	assert_int_equal(hidden, 13);
	memset(html, ' ', 100 * strlen("<div>"));
	memcpy(html, "<div hidden>", strlen("<div hidden>"));
	html[100 * strlen("<div>")] = '\0';
	for (size_t i = 0; i < 100; i++)
		strcat(html, "<div>");
	strcat(html, "all<style>x</style><script>y</script>");
	assert_string_equal(text(*state, html), "all");
	assert_int_equal(hidden, 3);
}

/* Elements that are too deep and never closed do not keep what hides open. */
static void what_hides_ends_though_it_was_deep(void **state)
{
	static char html[6000];

	strcpy(html, "a<div hidden>");
	for (size_t i = 0; i < 100; i++)
		strcat(html, "<div>");
	strcat(html, "<li>x<li>y<p>z");
	for (size_t i = 0; i < 101; i++)
		strcat(html, "</div>");
	strcat(html, "b");
	assert_string_equal(text(*state, html), "a\nb");
	assert_int_equal(hidden, 3);
}

/* The stack is full: what stands below is known by name alone. */
static const char *below(struct fixture *f, const char *html)
{
	static char page[20000];

	page[0] = '\0';
	for (size_t i = 0; i < LIMIT_HTML_STACK; i++)
		strcat(page, "<div>");
	strcat(page, html);
	f->mime.defects = 0;
	return text(f, page);
}

static void what_hides_below_the_stack_ends_at_its_own_end(void **state)
{
	static const struct {
		const char *html, *shown;
		unsigned hidden;
	} pages[] = {
		{ "<div hidden>x<div>x</div>x</div>a", "a", 3 },
		{ "<div hidden>x<span hidden>x</span>x</div>a", "a", 3 },
		{ "<b hidden>x</b>a<i hidden>x</i>b", "ab", 2 },
		{ "<div hidden>all<style>x</style>", "all", 3 },
		{ "a<template>x<style>y</style><title>z</title>", "a", 1 },
		{ "<template><style>i{display:none}</style></template><i>a",
		  "a", 0 },
		/* What begins ends it. */
		{ "<p hidden>x<div>a</div>", "a", 1 },
		{ "<p hidden>x<textarea>x</textarea>x</p>a", "a", 3 },
		{ "<p hidden>x<p>a", "a", 1 },
		{ "<li hidden>x<li>a", "a", 1 },
		{ "<dt hidden>x<dd>a<dd hidden>x<dt>b", "a\nb", 2 },
		/* What is around it ends it. */
		{ "<section hidden>x</div>a<div><section>b</section>"
		  "<section hidden>x</section>c",
		  "a\nb\nc", 2 },
	};

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		assert_string_equal(below(*state, pages[i].html),
				    pages[i].shown);
		assert_int_equal(hidden, pages[i].hidden);
	}
}

/* As above, with a table in it. */
static void a_table_bounds_what_ends_below_the_stack(void **state)
{
	static const struct {
		const char *html, *shown;
		unsigned hidden;
	} pages[] = {
		{ "<td hidden>x<td>a", "a", 1 },
		{ "<td hidden>x<tr><td>a", "a", 1 },
		{ "<td hidden>x<table><tr><td>x</table>x<td>a", "a", 3 },
		{ "<td><b hidden>x<table><tr><td>x</table>x</b>a", "a", 3 },
	};

	char page[2000];

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		for (size_t around = LIMIT_HTML_STACK - 3;
		     around <= LIMIT_HTML_STACK; around++) {
			page[0] = '\0';
			for (size_t k = 2; k < around; k++)
				strcat(page, "<div>");
			strcat(page, "<table><tr>");
			strcat(page, pages[i].html);
			assert_string_equal(text(*state, page), pages[i].shown);
			assert_int_equal(hidden, pages[i].hidden);
		}
	}
	/* The first item is the last that the stack has room for. */
	page[0] = '\0';
	for (size_t k = 1; k < LIMIT_HTML_STACK; k++)
		strcat(page, "<div>");
	strcat(page, "<li hidden>x<table><tr><td><li>x</li></table>x</li>a");
	assert_string_equal(text(*state, page), "a");
}

/* Whoever nests deeply enough would hide where links lead. */
static void links_below_are_told(void **state)
{
	static const struct {
		const char *html, *shown;
	} pages[] = {
		{ "a <a href=http://evil.example/>b</a> c",
		  "a b <http://evil.example/> c" },
		{ "<a href=http://evil.example/><b>www.bank.example</b></a> c",
		  "www.bank.example <http://evil.example/> "
		  "※表示と異なるリンク先 c" },
		{ "<a href=http://one.example/>a<a href=http://two.example/>b"
		  "</a> c",
		  "a <http://one.example/> b <http://two.example/> c" },
		/* never closed */
		{ "<a href=http://evil.example/>b",
		  "b <http://evil.example/>" },
		{ "<a href=http://evil.example/>b</div>c",
		  "b <http://evil.example/>\nc" },
		{ "<p><a href=http://evil.example/>b<p>c",
		  "b\n\nc <http://evil.example/>" },
		{ "<table><a href=http://evil.example/>b<tr><td>c</table>d",
		  "b\nc\nd <http://evil.example/>" },
	};

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		assert_string_equal(below(*state, pages[i].html),
				    pages[i].shown);
}

static void what_is_too_deep_to_count_is_said(void **state)
{
	struct fixture *f = *state;
	char many[10000], one[40];

	below(f, "a<u style='display:block'>b</u>");
	assert_false(f->mime.defects & defect_bit(DEFECT_HTML_DEEP));
	below(f, "a<u hidden>b</u>");
	assert_true(f->mime.defects & defect_bit(DEFECT_HTML_DEEP));
	below(f, "a<div>b");
	assert_true(f->mime.defects & defect_bit(DEFECT_HTML_DEEP));
	/* More names than are known at a time. */
	many[0] = '\0';
	for (int i = 0; i < 200; i++) {
		snprintf(one, sizeof(one), "<x%d hidden></x%d><x%d hidden>", i,
			 i, i);
		strcat(many, one);
	}
	strcat(many, "x</x0>x");
	assert_string_equal(below(f, many), "x");
	assert_int_equal(hidden, 1);
}

/* Of bold text and the like also across a block, which goes on. */
static void what_hides_ends_where_its_end_tag_stands(void **state)
{
	static const char *const across[] = {
		"a",      "b",      "big",     "code",   "em",     "font", "i",
		"nobr",   "small",  "strike",  "strong", "s",      "tt",   "u",
		"applet", "button", "marquee", "object", "select",
	};
	static const char *const inside[] = { "span", "ruby", "sup", "bdo" };

	static const struct {
		const char *html, *shown;
	} pages[] = {
		{ "<p hidden>x<div>a</div>", "a" },
		{ "<p hidden>x<textarea>y</textarea>z</p>a", "a" },
		{ "<dl><dt hidden>x<dd>a<dd hidden>x<dt>b</dl>", "  a\nb" },
		{ "<i hidden>x<table><tr><td>y</i>z</table></i>a", "a" },
		{ "<table><tr hidden><td>x<tr><td>a</table>", "a" },
		{ "<table><tr><td hidden>x<td>a</table>", "a" },
		{ "<tr hidden><td>x<tr><td>a<td hidden>x<td>b", "a | b" },
		/* A heading ends with the end tag of any. */
		{ "<h2 hidden>x</h3>a", "a" },
		{ "<h2 hidden>x<h1>x</h2>x</h1>a", "a" },
		{ "<h2>a<table><tr><td hidden>x</h2>x</table>b", "a\nb" },
	};

	char html[200];

	for (size_t i = 0; i < sizeof(across) / sizeof(across[0]); i++) {
		snprintf(html, sizeof(html),
			 "<%s hidden>x<div>y</%s>a</div></%s>", across[i],
			 across[i], across[i]);
		assert_non_null(strchr(text(*state, html), 'a'));
		assert_int_equal(hidden, 2);
	}
	for (size_t i = 0; i < sizeof(inside) / sizeof(inside[0]); i++) {
		snprintf(html, sizeof(html), "<%s hidden>x<div>y</%s>z</div>",
			 inside[i], inside[i]);
		text(*state, html);
		assert_int_equal(hidden, 3);
	}
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		assert_string_equal(text(*state, pages[i].html),
				    pages[i].shown);
}

MAIN(WITH(hidden_stays_hidden_below_the_stack),
     WITH(what_hides_ends_though_it_was_deep),
     WITH(what_hides_below_the_stack_ends_at_its_own_end),
     WITH(a_table_bounds_what_ends_below_the_stack), WITH(links_below_are_told),
     WITH(what_is_too_deep_to_count_is_said),
     WITH(what_hides_ends_where_its_end_tag_stands))
