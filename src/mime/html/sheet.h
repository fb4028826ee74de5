/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sheet.h -- the names that a style sheet hides
 *
 * Only selectors of one class, one id or one element are known (".preheader",
 * "p.x", "#y", "p"), outside of conditions ("@media print"): what else hides
 * text takes a browser to know, and that text is shown.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mime/html/look.h"
#include "mime/html/token.h"
#include "mime/limits.h"

enum {
	SHEET_SLOTS = 256 /* a power of two above LIMIT_HTML_RULES */
};

struct html_sheet {
	bool any;        /* a style sheet was there */
	bool changed;    /* by what was read last */
	bool late;       /* and behind text that it may hide or show */
	bool full;       /* names were left out */
	uint32_t undone; /* inherited ways that some rule undoes */
	size_t n;

	struct {
		uint32_t name; /* hash of "p", ".x", "p.x", "#y"; 0: none */
		struct html_look look;
	} rules[SHEET_SLOTS];
};

/* Whether a <style> with this media attribute (NULL: none) is read at all. */
bool html_sheet_is_for_screens(const struct html_span *media);
/* The content of a <style>, or a piece of it that begins between rules. */
void html_sheet_read(struct html_sheet *sheet, struct html_span css);
/* What all sheets say of the element, laid over what its attributes say. */
void html_sheet_lay(const struct html_sheet *sheet,
		    const struct html_token *token, struct html_look *look);
