/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * element.h -- what each element does to the text
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "mime/html/token.h"

enum {                       /* bits of html_element.does */
	DOES_BLOCK = 1 << 0, /* stands on lines of its own */
	DOES_PARA = 1 << 1,  /* and blank lines around it */
	DOES_VOID = 1 << 2,  /* has no end tag */
	DOES_DROP = 1 << 3,  /* its content is for machines */
	DOES_HIDE = 1 << 4,  /* its content is not shown: counted */
	DOES_PRE = 1 << 5,   /* blanks stay */
	DOES_LIST = 1 << 6,
	DOES_NUMBER = 1 << 7, /* a list whose items are numbered */
	DOES_ITEM = 1 << 8,
	DOES_QUOTE = 1 << 9,
	DOES_TABLE = 1 << 10,
	DOES_ROW = 1 << 11,
	DOES_CELL = 1 << 12,
	DOES_LINK = 1 << 13,
	DOES_RUBY = 1 << 14,       /* a reading: in brackets */
	DOES_FOREIGN = 1 << 15,    /* svg, math */
	DOES_MARK = 1 << 17,       /* has a sign before it, or around it */
	DOES_CLOSE_SAME = 1 << 16, /* an open one of its kind ends here */
	DOES_TERMS = 1 << 18,      /* a list of terms and what they mean */
	DOES_TERM = 1 << 19,       /* one or the other */
	DOES_INDENT = 1 << 20,
	DOES_SVG = 1 << 21,  /* it is one only there, or in math */
	DOES_BASE = 1 << 22, /* what readings are of: blanks around are none */
	DOES_ROWS = 1 << 23, /* holds rows of a table */
	DOES_CAPTION = 1 << 24,
	DOES_FOOT = 1 << 25, /* its rows stand last, wherever it does */
	DOES_HEADING = 1 << 26,
	/* What is part of a table, and where only such parts may stand. */
	DOES_PART = DOES_ROW | DOES_CELL | DOES_ROWS | DOES_CAPTION,
	DOES_FRAME = DOES_TABLE | DOES_ROW | DOES_ROWS,
};

struct html_element {
	char name[16];
	uint32_t does;
	enum html_model model; /* of its content */
};

#define STRUCK     "〔取消: "
#define STRUCK_END "〕"

/* The sign of an element that DOES_MARK at its beginning or end. */
const char *html_mark_of(const struct html_element *element, bool end);
/* NULL: an element that changes nothing. */
const struct html_element *html_element_find(struct html_span name);
