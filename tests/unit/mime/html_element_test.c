/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_element_test.c -- tests src/mime/html/element.c: each element by itself
 */
#include "html_page.h"

/* Of "%" in the page, the name. */
static const char *with(struct fixture *f, const char *page, const char *name)
{
	static char html[400];
	size_t n = 0;

	for (; *page; page++)
		if (*page == '%')
			n += (size_t)sprintf(html + n, "%s", name);
		else
			html[n++] = *page;
	html[n] = '\0';
	return text(f, html);
}

/* The page has this text with each of the names, which stand between blanks. */
static void each_gives(struct fixture *f, const char *names, const char *page,
		       const char *wanted)
{
	char list[400], *rest = list;
	const char *name, *got;

	snprintf(list, sizeof(list), "%s", names);
	while ((name = strsep(&rest, " "))) {
		got = with(f, page, name);
		if (strcmp(got, wanted) != 0)
			fail_msg("%s: '%s', not '%s'", name, got, wanted);
	}
}

static void blocks_stand_on_lines_of_their_own(void **state)
{
	each_gives(*state,
		   "address article aside body center details div fieldset "
		   "figcaption figure footer form header hgroup html legend "
		   "main nav option section summary textarea",
		   "a<%>b</%>c", "a\nb\nc");
	each_gives(*state, "h1 h2 h3 h4 h5 h6 listing p pre xmp", "a<%>b</%>c",
		   "a\n\nb\n\nc");
	each_gives(*state, "dir menu ul", "a<%><li>b</%>c", "a\n\n・b\n\nc");
	each_gives(*state, "text", "<svg>a<%>b</%>c</svg>", "a\nb\nc");
	each_gives(*state, "b font noscript nonesuch span text desc",
		   "a<%>b</%>c", "abc");
}

/* A style of theirs is no style of what stands behind them. */
static void those_without_an_end_hold_nothing(void **state)
{
	each_gives(*state,
		   "area base col embed frame img link meta param source track "
		   "wbr",
		   "a<% hidden>b", "ab");
	each_gives(*state, "br hr input", "<% hidden>b", "b");
}

static void blanks_stay_where_they_are_shown(void **state)
{
	each_gives(*state, "listing plaintext pre textarea xmp", "<%>a  b\nc",
		   "a  b\nc");
}

static void what_nobody_is_shown_is_hidden(void **state)
{
	each_gives(*state,
		   "datalist iframe meter noembed noframes progress rp script "
		   "style template title",
		   "a<%>b</%>c", "ac");
	each_gives(*state, "dialog", "a<%>b</%>c", "a\nc");
	each_gives(*state, "annotation annotation-xml defs desc metadata",
		   "<math>a<%>b</%>c", "ac");
	each_gives(*state, "annotation annotation-xml defs desc metadata",
		   "a<%>b</%>c", "abc");
}

/* Nor do those of them that are no markup hide what stands behind them. */
static void what_is_no_markup_ends_at_its_end_tag(void **state)
{
	each_gives(*state, "iframe noembed noframes script style title",
		   "a<%><!--<i></%>b", "ab");
	each_gives(*state, "xmp", "<%><!--<i></%>b", "<!--<i>\n\nb");
	each_gives(*state, "textarea", "<%><!--<i>&lt;</%>b", "<!--<i><\nb");
	each_gives(*state, "plaintext", "<%><!--<i></%>b",
		   "<!--<i></plaintext>b");
}

/* The first one is hidden, and ends where the second one begins. */
static void some_end_where_another_one_begins(void **state)
{
	each_gives(*state, "p option", "<% hidden>a<%>b", "b");
	each_gives(*state, "div h1", "<p hidden>a<%>b", "b");
	each_gives(*state, "hr", "<p hidden>a<%>b", "----------\nb");
	each_gives(*state, "br i img", "<p hidden>a<%>b<p>c", "c");
	each_gives(*state, "li", "<ul><% hidden>a<%>b", "・b");
	each_gives(*state, "rt", "<ruby>k<% hidden>a<%>b</ruby>", "k(b)");
	each_gives(*state, "tbody thead tfoot",
		   "<table><% hidden><tr><td>a<%><tr><td>b</table>", "b");
}

MAIN(WITH(blocks_stand_on_lines_of_their_own),
     WITH(those_without_an_end_hold_nothing),
     WITH(blanks_stay_where_they_are_shown),
     WITH(what_nobody_is_shown_is_hidden),
     WITH(what_is_no_markup_ends_at_its_end_tag),
     WITH(some_end_where_another_one_begins))
