/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clean.h -- only characters that people read, and that cannot deceive
 *
 * The list of allowed code points is that of convert.h. Controls become U+FFFD,
 * bidirectional controls a visible "[U+202E]" (Trojan Source), invisible format
 * characters go, private-use and unassigned ones become 〓 (notes: the 外字 of
 * one side mean nothing on the other). All are counted. No normalisation.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

enum {
	CLEAN_CODES = 12
};

struct clean {
	unsigned unmapped, controls, invisibles; /* counts, added to */
	/* The first of those that became 〓, each once: who has the same 外字
	 * can look them up. */
	uint32_t codes[CLEAN_CODES];
	unsigned n_codes;
	/* state between pieces of one text */
	uint32_t base;    /* the last character that is no mark */
	unsigned n_marks; /* combining marks since */
	bool cr;          /* the last was CR: a LF that follows is its rest */
};

/* Appends UTF-8 text as lines: CR LF, CR, LF, U+2028, U+2029, FF and VT each
 * end one. Ill-formed bytes become U+FFFD. */
void clean_lines(struct clean *clean, const uint8_t *text, size_t len,
		 struct buf *out);
/* The same for a text that must stay on one line: every run of blanks and line
 * ends becomes one space, none at either end. */
void clean_line(struct clean *clean, const uint8_t *text, size_t len,
		struct buf *out);
/* Adds one text's counts to those of all. */
void clean_add(struct clean *sum, const struct clean *text);
/* Whether cp may stand in the text that leaves, behind `base`. */
bool clean_allows(uint32_t cp, uint32_t base);
/* Whether it is invisible and goes, wherever it stands. */
bool clean_drops(uint32_t cp);
/* Whether nothing is seen of it by itself: that, or a blank of any width. */
bool clean_is_empty(uint32_t cp);
