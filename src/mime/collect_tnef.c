/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * collect_tnef.c -- what Outlook wraps up: the text and the files of winmail.dat
 */
#include <string.h>

#include "mime/charset/codepage.h"
#include "mime/collect.h"
#include "mime/header/word.h"
#include "mime/limits.h"
#include "mime/mime.h"
#include "mime/outlook/lzfu.h"
#include "mime/outlook/rtf.h"
#include "mime/outlook/tnef.h"
#include "mime/part/name.h"
#include "mime/part/part.h"

/* Texts are ended by zero bytes. */
static size_t trimmed(const struct tnef_text *text)
{
	size_t unit = text->codepage == CODEPAGE_UTF16 ? 2 : 1, len = text->len;

	len -= len % unit;
	while (len && !text->at[len - 1] && !text->at[len - unit])
		len -= unit;
	return len;
}

static const char *shown(struct gather *g, const struct tnef_text *name)
{
	struct charset charset = codepage_charset(name->codepage);
	struct buf *text = &g->spare;

	if (charset.kind == CHARSET_UNKNOWN)
		charset = charset_of(CHARSET_NONE);
	buf_reset(text);
	charset_read(&charset, name->at, trimmed(name), text);
	return part_name_show(g->mime, (const uint8_t *)text->at, text->len);
}

static void add_file(struct gather *g, const struct tnef_file *file,
		     const struct tnef_text *name)
{
	struct part part = {
		.type = "",
		.name = shown(g, name),
		.encodings = { TRANSFER_IDENTITY },
		.n_encodings = 1,
		.body = file->data,
		.len = file->len,
	};

	removed_add(g->mime, &part,
		    file->message ? REMOVAL_MESSAGE : REMOVAL_ATTACHMENT,
		    &g->removed);
}

/* A message in it by its subject, and the files of that. What is inside one of
 * those is not opened. */
static void add_message(struct gather *g, const struct tnef_file *message)
{
	struct tnef tnef;
	struct tnef_file file;

	if (!tnef_open(&tnef, message->data, message->len)) {
		add_file(g, message, &message->name);
		return;
	}
	while (tnef_next_file(&tnef, &file))
		;
	add_file(g, message, tnef.subject.len ? &tnef.subject : &message->name);
	tnef_open(&tnef, message->data, message->len);
	while (g->mime->verdict == CONVERT_OK && tnef_next_file(&tnef, &file))
		add_file(g, &file, &file.name);
	if (tnef.damaged)
		mime_defect(g->mime, DEFECT_TNEF);
}

/* A text of it as a part of its own. */
static struct part part_of(const struct tnef_text *text, bool html,
			   char label[static CODEPAGE_LABEL])
{
	codepage_label(text->codepage, label);
	return (struct part){
		.kind = html ? PART_HTML : PART_PLAIN,
		.type = html ? "text/html" : "text/plain",
		.name = "",
		.n_charsets = 1,
		.charsets = { { label, strlen(label) } },
		.charset = charset_find(label, strlen(label)),
		.encodings = { TRANSFER_IDENTITY },
		.n_encodings = 1,
		.body = text->at,
		.len = trimmed(text),
	};
}

/* Reads one into g->spare; false: it is none. */
static bool read_text(struct gather *g, const struct tnef_text *text, bool html)
{
	char label[CODEPAGE_LABEL];
	struct part part = part_of(text, html, label);
	enum removal why;

	buf_reset(&g->spare);
	if (!part.len)
		return false;
	if (!leaf_is_text(g->mime, &part, &why)) {
		mime_action(g->mime, ACTION_TEXT_WITHHELD);
		removed_add(g->mime, &part, why, &g->removed);
		return false;
	}
	leaf_read(g->mime, &part, &g->spare, &g->sum);
	return g->spare.len;
}

/* The same of compressed RTF, or of the HTML in it. */
static bool read_rtf(struct gather *g, const struct tnef_text *packed)
{
	struct tnef_text text = { .codepage = CODEPAGE_UTF8 };
	struct rtf_result result;

	if (!packed->len)
		return false;
	buf_reset(&g->rtf);
	buf_reset(&g->rtf_text);
	if (!lzfu_read(packed->at, packed->len, &g->rtf))
		mime_defect(g->mime, DEFECT_TNEF);
	result = rtf_read((const uint8_t *)g->rtf.at, g->rtf.len,
			  g->mime->arena, &g->rtf_text);
	if (result.cut)
		mime_defect(g->mime, DEFECT_TNEF);
	g->sum.hidden_text += result.hidden;
	g->sum.cut += g->rtf.cut + g->rtf_text.cut;
	g->mime->counts.unmapped += result.unmapped;
	text.at = (const uint8_t *)g->rtf_text.at;
	text.len = g->rtf_text.len;
	return read_text(g, &text, result.html);
}

/* Shows what was read, or what of it stands nowhere yet. */
static void put_text(struct gather *g, const struct sums *before, bool first)
{
	if (!g->text.len)
		buf_put(&g->text, g->spare.at, g->spare.len);
	else if (differ_begin(&g->differ, g->mime->arena, g->text.at,
			      g->text.len))
		collect_other(
			g, before,
			first ? "【winmail.dat の本文】\n"
			      : "【winmail.dat の別の形式の本文】\n",
			first ? "【winmail.dat だけにある行】\n"
			      : "【winmail.dat の別の形式だけにある行】\n");
}

/* They are versions of one text, the plainest first. */
static void show_texts(struct gather *g, const struct tnef *tnef)
{
	bool first = true, found;

	for (int i = 0; i < 4; i++) {
		const struct sums before = collect_sums(g);

		if (i == 3)
			found = read_rtf(g, &tnef->rtf);
		else if (i == 2)
			found = read_text(g, &tnef->html, true);
		else
			found = read_text(g, i ? &tnef->plain : &tnef->body,
					  false);
		if (found)
			put_text(g, &before, first);
		first &= !found;
	}
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
		if (file.message)
			add_message(g, &file);
		else
			add_file(g, &file, &file.name);
	if (tnef.damaged || g->file.cut)
		mime_defect(g->mime, DEFECT_TNEF);
	show_texts(g, &tnef);
}
