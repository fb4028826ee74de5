/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * collect_tnef.c -- what Outlook wraps up: the text and the files of winmail.dat
 */
#include <stdio.h>
#include <string.h>

#include "mime/collect.h"
#include "mime/limits.h"
#include "mime/mime.h"
#include "mime/part.h"
#include "mime/tnef.h"
#include "mime/word.h"

enum {
	LABEL = 32
};

/* The charset label of a Windows codepage. */
static void label_of(unsigned codepage, char out[static LABEL])
{
	if (codepage == TNEF_UTF16)
		snprintf(out, LABEL, "utf-16le");
	else if (codepage >= 1250 && codepage <= 1258)
		snprintf(out, LABEL, "windows-%u", codepage);
	else if (codepage >= 28591 && codepage <= 28605)
		snprintf(out, LABEL, "iso-8859-%u", codepage - 28590);
	else if (codepage == 20127)
		snprintf(out, LABEL, "us-ascii");
	else if (codepage)
		snprintf(out, LABEL, "cp%u", codepage);
	else
		out[0] = '\0';
}

/* Texts are ended by zero bytes. */
static size_t trimmed(const struct tnef_text *text)
{
	size_t unit = text->codepage == TNEF_UTF16 ? 2 : 1, len = text->len;

	len -= len % unit;
	while (len && !text->at[len - 1] && !text->at[len - unit])
		len -= unit;
	return len;
}

static void add_file(struct gather *g, const struct tnef_file *file)
{
	char label[LABEL];
	struct charset charset;
	struct buf *text = &g->spare;
	struct part part = {
		.type = "",
		.name = "",
		.encodings = { TRANSFER_IDENTITY },
		.n_encodings = 1,
		.body = file->data,
		.len = file->len,
	};

	label_of(file->name.codepage, label);
	charset = charset_find(label, strlen(label));
	buf_reset(text);
	charset_read(&charset, file->name.at, trimmed(&file->name), text);
	part.name = word_show(g->mime, (const uint8_t *)text->at, text->len,
			      LIMIT_NAME);
	removed_add(g->mime, &part, REMOVAL_ATTACHMENT, &g->removed);
}

/* Reads a text of it as a part of its own into g->spare; false: it is none. */
static bool read_text(struct gather *g, const struct tnef_text *text, bool html)
{
	char label[LABEL];
	struct part part = {
		.kind = html ? PART_HTML : PART_PLAIN,
		.type = "",
		.name = "",
		.n_charsets = 1,
		.encodings = { TRANSFER_IDENTITY },
		.n_encodings = 1,
		.body = text->at,
		.len = trimmed(text),
	};
	enum removal why;

	if (!part.len)
		return false;
	label_of(text->codepage, label);
	part.charsets[0] = (struct label){ label, strlen(label) };
	buf_reset(&g->spare);
	if (!leaf_is_text(g->mime, &part, &why))
		return false;
	leaf_read(g->mime, &part, &g->spare, &g->sum);
	return g->spare.len;
}

static void show_text(struct gather *g, const struct tnef *tnef)
{
	if (!read_text(g, &tnef->plain, false) &&
	    !read_text(g, &tnef->html, true))
		return;
	if (g->text.len) {
		if (!differ_begin(&g->differ, g->mime->arena, g->text.at,
				  g->text.len) ||
		    !differ_greatly(&g->differ, g->spare.at, g->spare.len))
			return;
		buf_put_text(&g->text, "\n【winmail.dat の本文】\n");
	}
	buf_put(&g->text, g->spare.at, g->spare.len);
}

void collect_tnef(struct gather *g, const struct part *part)
{
	struct tnef tnef;
	struct tnef_file file;

	if (g->n_tnef == LIMIT_TNEF) {
		mime_defect(g->mime, DEFECT_TNEF);
		return;
	}
	g->n_tnef++;
	buf_reset(&g->file);
	leaf_bytes(g->mime, part, &g->file);
	if (!tnef_open(&tnef, (const uint8_t *)g->file.at, g->file.len))
		return;
	while (g->mime->verdict == CONVERT_OK && tnef_next_file(&tnef, &file))
		add_file(g, &file);
	if (tnef.damaged || g->file.cut)
		mime_defect(g->mime, DEFECT_TNEF);
	show_text(g, &tnef);
}
