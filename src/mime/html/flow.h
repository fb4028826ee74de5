/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flow.h -- text set into lines: blanks, breaks, prefixes, cells
 *
 * Breaks are wishes that the next text fulfils, so that empty elements leave no
 * empty lines behind.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mime/html/table.h"

struct buf;

enum {
	FLOW_BLANK_LINES = 2, /* most between two lines of text */
	FLOW_QUOTES = 5,      /* most "> " in front of a line */
	FLOW_INDENT = 8,      /* most levels of lists shown */
	FLOW_BULLET = 16,     /* bytes before an item */
};

struct flow {
	struct buf *out;
	unsigned newlines;      /* wished for before the next text */
	bool space;             /* a blank is due, if text follows */
	bool folded;            /* it is the end of a line of the markup */
	size_t hard_blanks;     /* U+00A0 at the beginning of a line */
	bool begun;             /* something was written */
	size_t n_lines;         /* line ends written */
	struct table_cell cell; /* whose text comes next */
	unsigned quotes, indent;
	char bullet[FLOW_BULLET]; /* due at the beginning of the next line */
	bool bullet_inside;       /* or of the cell: its list is inside of it */
};

/* One of several blanks that count only once. */
void flow_blank(struct flow *flow, char blank);
/* Text whose blanks count only once, or (pre) all stay. */
void flow_text(struct flow *flow, const char *at, size_t len, bool pre);
/* Writes what is due before text: blank, line ends, prefix. */
void flow_settle(struct flow *flow);
/* Text of ours, as it is. */
void flow_put(struct flow *flow, const char *text);
/* The next text begins a line / stands behind a blank line. */
void flow_break(struct flow *flow, bool blank_line);
/* The last blanks of the line go now, not when the next one begins. */
void flow_trim(struct flow *flow);
/* <br>: one more line end, even on an empty line. */
void flow_newline(struct flow *flow);
