/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_table_test.c -- tests src/mime/html/{rows,grid,cell,table}.c
 */
#include "mime/html/table.h"

#include "html_page.h"

static void show(struct fixture *f, const char *html, const char *wanted)
{
	if (strcmp(text(f, html), wanted) != 0)
		fail_msg("%s", html);
}

/* What is hidden takes no column, and no place of what is below. */
static void cells_stand_below_each_other(void **state)
{
	show(*state, "<table><tr><td>a<td>b<tr><td>ccc<td>d</table>",
	     "a   | b\nccc | d");
	show(*state, "<table><tr><td rowspan=2>a<td>b<tr><td>c</table>",
	     "a | b\n  | c");
	show(*state, "<table><tr><td><td><table>c<tr><td>a<td>b</table>",
	     "c\na | b");
	show(*state,
	     "<table><tr><td hidden>x<td>a<td>b<tr><td>ccc<td>d</table>",
	     "a   | b\nccc | d");
	show(*state,
	     "<table><tr><td>a<td hidden>x<td>b<tr><td>ccc<td>d</table>",
	     "a   | b\nccc | d");
	show(*state,
	     "<table><tr><td>a<td>b<tr hidden><td>xxxxx<td>y"
	     "<tr><td>ccc<td>d</table>",
	     "a   | b\nccc | d");
	show(*state,
	     "<div hidden><table><tr><td>xxxxx<td>y</table></div>"
	     "<table><tr><td>a<td>b<tr><td>ccc<td>d</table>",
	     "a   | b\nccc | d");
	show(*state, "<table><tr><td><td>b<tr><td>ccc<td>d</table>x",
	     "    | b\nccc | d\nx");
	show(*state,
	     "<table><tr><td rowspan=2>a<td>b<tr><td>c<tr><td>d<td>e</table>",
	     "a | b\n  | c\nd | e");
	show(*state,
	     "<table><tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e</table>",
	     "a     | b\nc | d | e");
}

/* WHATWG HTML, 13.2.6.4.9: it is put before the table ("foster parenting"). */
static void text_before_the_first_cell_is_of_the_cell_around(void **state)
{
	show(*state,
	     "<table><tr><td>a<td><table>c<tr><td>d<td>e</table><td>f</table>",
	     "a | c\nd | e\nf");
	show(*state, "<table><tr><td>a<td><table>b<b>c</b><table>d</table>",
	     "a | bc\nd");
	show(*state,
	     "<table><tr><td>a<td><table><tfoot>b<tfoot>c</table></table>",
	     "a\nb\nc");
	show(*state, "<table>a<tr><td>b<td>c</table>", "a\nb | c");
}

/* Not of the cell before it; browsers put it before the table as well. */
static void text_between_rows_is_a_line_of_its_own(void **state)
{
	show(*state,
	     "<table><tr><td>a<td>b</tr>stray <b>x</b><tr><td>c<td>d</table>e",
	     "a | b\nstray x\nc | d\ne");
	show(*state,
	     "<table><tr><td><table><tr><td>a<td>b</tr>stray<tr><td>c<td>d"
	     "</tr>last</table>e<td>f</table>",
	     "a | b\nstray\nc | d\nlast\ne\nf");
	show(*state,
	     "<table><tr><td rowspan=2>a<td>b</tr>stray<tr><td>c</table>",
	     "a | b\nstray\n  | c");
	show(*state, "<table><tr><td>a<td>b</tr> \n <tr><td>c<td>d</table>e",
	     "a | b\nc | d\ne");
}

/* WHATWG HTML, 4.9.12.1: "algorithm for ending a row group". */
static void a_cell_holds_its_column_to_the_end_of_its_group(void **state)
{
	static const char *const groups[] = {
		"<table><thead><tr><th rowspan=2>a<th>b</thead><tr><td>cc<td>d"
		"</table>",
		"<table><tr><th rowspan=2>a<th>b<tbody><tr><td>cc<td>d</table>",
		"<table><tr><th rowspan=0>a<th>b<tbody><tr><td>cc<td>d</table>",
		"<table><tbody><tr><th rowspan=9>a<th>b</tbody><tbody>"
		"<tr><td>cc<td>d</table>",
		/* A number is what its digits say. */
		"<table><tr><th rowspan=-2>a<th>b<tr><td>cc<td>d</table>",
		"<table><tr><th rowspan=x2>a<th>b<tr><td>cc<td>d</table>",
		"<table><tr><th colspan=0>a<th>b<tr><td>cc<td>d</table>",
	};

	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		show(*state, groups[i], "a  | b\ncc | d");
	show(*state,
	     "<table><tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d<tbody><tr><td>e"
	     "<td>f</table>",
	     "a | b\n  | c\n  | d\ne | f");
	show(*state,
	     "<table><tr><td rowspan='2;'>a<td>b<tr><td>c<tr><td>d<td>e</table>",
	     "a | b\n  | c\nd | e");
	show(*state, "<table><tr><td rowspan=256>a<td>b<tr><td>c<td>d</table>",
	     "a | b\n  | c | d");
	/* Only what is held from above makes a row of one tall cell. */
	show(*state,
	     "<table><tr><td rowspan=2>a<td>b<tr><td>c<br>d<tr><td><td>e<br>f"
	     "<tr><td>g<td>h</table>",
	     "a | b\n  | c\n  | d\ne\nf\ng | h");
	/* The groups of a table inside are its own. */
	show(*state,
	     "<table><tr><td rowspan=9>a<td>b<td>e<tr><td><table><tbody><tr>"
	     "<td>x</tbody></table><tr><td>c<td>d</table>",
	     "a | b | e\nx\n  | c | d");
}

/* Of more lines than TABLE_LINES a cell is text like other text. */
static void cells_of_several_lines_stand_beside_others(void **state)
{
	show(*state,
	     "<table><tr><td>a<td>1<br>2<br>3<br>4<br>5<br>6<br>7<br>8"
	     "<tr><td>bb<td>c</table>",
	     "a  | 1\n   | 2\n   | 3\n   | 4\n   | 5\n   | 6\n   | 7\n"
	     "   | 8\nbb | c");
	show(*state,
	     "<table><tr><td>a<td>1<br>2<br>3<br>4<br>5<br>6<br>7<br>8<br>9"
	     "<tr><td>bb<td>c</table>",
	     "a | 1\n2\n3\n4\n5\n6\n7\n8\n9\nbb | c");
	show(*state,
	     "<table><tr><td>1<br>2<br>3<br>4<br>5<br>6<br>7<br>8<br>9<td>a"
	     "<tr><td>bb<td>c</table>",
	     "1\n2\n3\n4\n5\n6\n7\n8\n9\na\nbb | c");
	show(*state,
	     "<blockquote><blockquote><table><tr><td>a<td>b<br>c<tr><td>ddd"
	     "<td>e</table></blockquote></blockquote>",
	     "> > a   | b\n> >     | c\n> > ddd | e");
	show(*state,
	     "<blockquote><ul><li><table><tr><td>a<td>b<br>c<tr><td>ddd<td>e"
	     "</table></ul></blockquote>",
	     "> ・a   | b\n>       | c\n>   ddd | e");
}

/* Most of them are only spanned: those take no place. */
static void a_table_has_as_many_columns_as_there_is_room_for(void **state)
{
	char html[200], wanted[20];

	for (int n = TABLE_COLUMNS - 2; n <= TABLE_COLUMNS + 2; n++) {
		snprintf(html, sizeof(html),
			 "<table><tr><td colspan=%d>a<td>b<tr><td colspan=%d>cc"
			 "<td>d</table>",
			 n, n);
		snprintf(wanted, sizeof(wanted), "a%s | b\ncc | d",
			 n < TABLE_COLUMNS ? " " : "");
		show(*state, html, wanted);
	}
	show(*state,
	     "<table><tr><td colspan=38>a<td colspan=9>b<tr><td colspan=38>cc"
	     "<td>d</table>",
	     "a  | b\ncc | d");
	show(*state,
	     "<table><tr><td colspan=38>a<td colspan=9>b<td>x<tr><td>cc<td>d"
	     "</table>",
	     "a | b | x\ncc | d");
}

static void a_foot_stands_last_wherever_it_is_written(void **state)
{
	show(*state, "<table><tfoot><tr><td>f<tbody><tr><td>b</table>x",
	     "b\nf\nx");
	show(*state,
	     "<table><tfoot><tr><td>f<tbody><tr><td>b<tfoot><tr><td>g"
	     "<tbody><tr><td>h</table>",
	     "b\ng\nh\nf");
	show(*state, "<table><tfoot></tfoot><tbody><tr><td>b</table>x", "b\nx");
	show(*state,
	     "<table><tr><td>a<table><tfoot><tr><td>f</tfoot><tr><td>b</table>"
	     "</table>",
	     "a\nb\nf");
}

/* Whatever of it is still open (13.2.6.4.15). */
static void rows_end_at_their_end_tag(void **state)
{
	show(*state, "<table><tbody hidden><tr><td>x</tbody><tr><td>b</table>c",
	     "b\nc");
	show(*state,
	     "<table><thead hidden><tr><td><p>x</thead><tr><td>b</table>c",
	     "b\nc");
	show(*state,
	     "<table><tbody hidden><tr><td><table><tr><td>x</tbody>y</table>z"
	     "</table>c",
	     "c");
}

/* What the link says is compared with where it leads, though the table's end has
 * moved it. */
static void a_link_around_a_table_is_still_compared(void **state)
{
	show(*state,
	     "<table><tr><td>x<td><a href=http://a.jp/>http://b.jp/<table><tr><td>aaaa"
	     "<td>b<tr><td>c<td>d</table></a></table>",
	     "x | http://b.jp/\naaaa | b\nc    | d <http://a.jp/>"
	     " ※表示と異なるリンク先");
	show(*state,
	     "c.jp<table><tr><td>aaaa<td>b<tr><td>c<td>"
	     "<a href=http://a.jp/>a.jp</table>",
	     "c.jp\naaaa | b\nc    | a.jp");
}

MAIN(WITH(cells_stand_below_each_other),
     WITH(cells_of_several_lines_stand_beside_others),
     WITH(a_table_has_as_many_columns_as_there_is_room_for),
     WITH(text_before_the_first_cell_is_of_the_cell_around),
     WITH(text_between_rows_is_a_line_of_its_own),
     WITH(a_cell_holds_its_column_to_the_end_of_its_group),
     WITH(rows_end_at_their_end_tag),
     WITH(a_foot_stands_last_wherever_it_is_written),
     WITH(a_link_around_a_table_is_still_compared))
