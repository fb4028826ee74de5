/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_sheet.h -- the names that a style sheet hides
 *
 * Only selectors of one class, one id or one element are known (".preheader",
 * "p.x", "#y"), and only outside of @media and its like: what else hides text
 * takes a browser to know.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mime/html_token.h"
#include "mime/limits.h"

struct html_sheet {
	uint32_t hidden[LIMIT_HTML_RULES]; /* hashes of ".class", "#id" */
	size_t n;
};

/* The content of a <style>, or a piece of it that begins between rules. */
void html_sheet_read(struct html_sheet *sheet, struct html_span css);
bool html_sheet_hides(const struct html_sheet *sheet,
		      const struct html_token *token);
