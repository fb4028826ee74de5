/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * leaf.c -- one text part: from its bytes to clean lines
 *
 * transfer encoding -> charset -> (flowed, enriched or HTML) -> allowed characters ->
 * inert links; each step appends to a buffer that all parts share.
 */
#include "mime/leaf.h"

#include <string.h>

#include "mime/card/card.h"
#include "mime/header/word.h"
#include "mime/html/markup.h"
#include "mime/html/meta.h"
#include "mime/html/text.h"
#include "mime/leaf_decode.h"
#include "mime/limits.h"
#include "mime/link/link.h"
#include "mime/mime.h"
#include "mime/part/enriched.h"
#include "mime/part/flowed.h"
#include "mime/part/part.h"
#include "mime/removed.h"
#include "mime/text/clean.h"
#include "mime/text/cut.h"
#include "mime/text/utf8.h"

enum {
	LOOK = 64 << 10, /* bytes looked at for readable text */
	FEW_NULS = 64,   /* one NUL in so many bytes is a slip, not a file */
};

static struct charset label_of(const struct part *part)
{
	/* RFC 5545 3.1.4, RFC 6350 3.1: UTF-8 if nothing is said. */
	if (!part->n_charsets && part->card && part->card != CARD_REPORT)
		return charset_of(CHARSET_UTF8);
	return part->n_charsets ? part->charset : charset_of(CHARSET_NONE);
}

/* Two charsets matter only if they are two, and if the bytes show it. */
static bool charsets_agree(const struct part *part, struct charset first,
			   const struct decoded *bytes)
{
	struct charset other;

	for (size_t i = 1; i < part->n_charsets; i++) {
		other = charset_find(part->charsets[i].at,
				     part->charsets[i].len);
		if (other.kind == first.kind && other.high == first.high &&
		    other.kind != CHARSET_UNKNOWN)
			continue;
		if (other.kind == CHARSET_UNKNOWN ||
		    first.kind == CHARSET_UNKNOWN ||
		    utf8_ascii_run(bytes->at, bytes->len) != bytes->len ||
		    (bytes->len && memchr(bytes->at, 0x1B, bytes->len)))
			return false;
	}
	return true;
}

/* A charset without decoder holds text all the same if it is plain ASCII or
 * beyond doubt something else. */
static bool is_decodable(struct charset label, const struct decoded *bytes)
{
	if (label.kind == CHARSET_UNKNOWN || label.kind == CHARSET_ASCII_ONLY)
		return charset_settle(bytes->at, bytes->len) != CHARSET_UNKNOWN;
	return true;
}

static size_t count_nuls(const struct decoded *bytes)
{
	const uint8_t *at = bytes->at, *end = at + bytes->len;
	size_t n = 0;

	while (at < end && (at = memchr(at, '\0', (size_t)(end - at)))) {
		at++;
		n++;
	}
	return n;
}

bool leaf_is_text(struct mime *mime, const struct part *part, enum removal *why)
{
	struct charset label;
	struct decoded bytes;
	size_t nuls;

	*why = REMOVAL_AMBIGUOUS;
	if (part->ambiguous || part->n_encodings != 1)
		return false;
	*why = REMOVAL_UNREADABLE;
	if (part->encodings[0] == TRANSFER_UNKNOWN)
		return false;
	bytes = leaf_decode(mime, part);
	label = label_of(part);
	nuls = charset_is_utf16(&label, bytes.at, bytes.len)
		       ? 0
		       : count_nuls(&bytes);
	if (nuls)
		mime_defect(mime, DEFECT_BINARY_TEXT);
	if (nuls > bytes.len / FEW_NULS) {
		*why = REMOVAL_BINARY;
		return false;
	}
	*why = REMOVAL_CHARSET;
	if (!is_decodable(label, &bytes)) {
		mime_defect(mime, DEFECT_CHARSET_UNKNOWN);
		return false;
	}
	*why = REMOVAL_AMBIGUOUS;
	return charsets_agree(part, label, &bytes);
}

enum leaf_look leaf_look(struct mime *mime, const struct part *part)
{
	struct decoded bytes = leaf_decode(mime, part);

	if (markup_is(bytes.at, bytes.len < LOOK ? bytes.len : LOOK))
		return LEAF_MARKUP;
	for (size_t i = 0; i < bytes.len && i < LOOK; i++)
		if (bytes.at[i] > ' ' && bytes.at[i] != 0xC2 &&
		    bytes.at[i] != 0xA0)
			return LEAF_WORDS;
	return LEAF_BLANK;
}

/* A page without a label, or with one that it cannot be in, says it itself. */
static struct charset_text read_page(const struct charset *label,
				     struct decoded bytes, struct buf *out)
{
	struct charset meta = html_meta_charset(bytes.at, bytes.len);
	struct charset_text text;

	/* UTF-8 is told by itself, whatever a program wrote above it. */
	if (meta.kind == CHARSET_NONE || meta.kind == CHARSET_ASCII ||
	    utf8_valid(bytes.at, bytes.len))
		return charset_read(label, bytes.at, bytes.len, out);
	text = charset_read(&meta, bytes.at, bytes.len, out);
	text.guessed = true;
	text.wrong = label->kind != CHARSET_NONE;
	return text;
}

static bool is_unlabelled_page(const struct part *part, struct charset label)
{
	return part->kind == PART_HTML &&
	       (label.kind == CHARSET_NONE || label.kind == CHARSET_ASCII);
}

/* The bytes as UTF-8, with what the charset led to said: where they are if that
 * is what they are, else in mime->text. */
static struct decoded to_utf8(struct mime *mime, const struct part *part,
			      struct decoded bytes, struct leaf_sum *sum)
{
	struct charset label = label_of(part);
	struct charset_text text;

	if (bytes.len >= 3 && memcmp(bytes.at, "\xEF\xBB\xBF", 3) == 0) {
		bytes.at += 3;
		bytes.len -= 3;
	}
	if (part->card && (!part->n_charsets || label.kind == CHARSET_ASCII))
		label = card_charset(mime->arena, part->card, bytes.at,
				     bytes.len, label);
	text = (struct charset_text){ .used = label };
	if (label.kind == CHARSET_NONE)
		text.used = charset_of(CHARSET_ASCII);
	if (!charset_is_itself(&label, bytes.at, bytes.len)) {
		buf_reset(&mime->text);
		text = is_unlabelled_page(part, label)
			       ? read_page(&label, bytes, &mime->text)
			       : charset_read(&label, bytes.at, bytes.len,
					      &mime->text);
		bytes.at = (const uint8_t *)mime->text.at;
		bytes.len = mime->text.len;
		sum->cut += mime->text.cut;
	}
	mime->counts.unmapped += (unsigned)text.unmapped;
	if (text.guessed && text.used.kind != CHARSET_ASCII)
		mime_guessed(mime, text.used.name);
	if (text.wrong)
		mime_defect(mime, DEFECT_CHARSET_WRONG);
	else if (text.guessed)
		mime_defect(mime, DEFECT_CHARSET_MISSING);
	if (sum->charset_used)
		return bytes;
	sum->charset_used = text.used.name;
	sum->charset_declared =
		part->n_charsets
			? word_clean(mime,
				     (const uint8_t *)part->charsets[0].at,
				     part->charsets[0].len, LIMIT_TYPE)
			: "";
	return bytes;
}

/* The text becomes that of its lines or of its markup, in the one of the two
 * buffers where it is not. */
static struct decoded unwrap(struct mime *mime, const struct part *part,
			     struct decoded text, struct leaf_sum *sum)
{
	/* Programs call their HTML by that name. */
	const bool html = part->kind == PART_HTML ||
			  (part->enriched && markup_is(text.at, text.len));
	const bool moved = text.at == (const uint8_t *)mime->text.at;
	struct buf *out = moved ? &mime->bytes : &mime->text;

	if (!html && !part->enriched && !part->flowed && !part->card)
		return text;
	mime->decoded = NULL;
	buf_reset(out);
	out->max = LIMIT_RAW_TEXT;
	if (html) {
		mime_action(mime, ACTION_HTML_TO_TEXT);
		sum->hidden_text += html_text(mime, text.at, text.len, out);
	} else if (part->card) {
		sum->hidden_text += card_text(mime, part->card, text.at,
					      text.len, sum->above, out);
	} else if (part->enriched) {
		sum->hidden_text +=
			enriched_text(part->enriched, text.at, text.len, out);
	} else {
		mime_action(mime, ACTION_FLOWED_JOINED);
		flowed_join(text.at, text.len, part->delsp, out);
	}
	sum->cut += out->cut;
	return (struct decoded){ .at = (const uint8_t *)out->at,
				 .len = out->len };
}

static bool is_blank_byte(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* Blank lines at either end go; the last line is ended. */
static void trim(struct buf *out, size_t from)
{
	size_t start = from, line = from;

	while (out->len > from && is_blank_byte(out->at[out->len - 1]))
		out->len--;
	while (start < out->len && is_blank_byte(out->at[start]))
		if (out->at[start++] == '\n')
			line = start;
	if (line > from) {
		memmove(out->at + from, out->at + line, out->len - line);
		out->len -= line - from;
	}
	if (out->len > from)
		buf_put_byte(out, '\n');
}

static void read_text(struct mime *mime, const struct part *part,
		      struct decoded bytes, struct buf *out,
		      struct leaf_sum *sum)
{
	struct buf changed = { .arena = mime->arena };
	struct buf whole = { .arena = mime->arena };
	struct clean clean = { 0 };
	size_t start, from;

	sum->cut += bytes.cut;
	if (part->encodings[0] == TRANSFER_IDENTITY &&
	    cut_mend(bytes.at, bytes.len, &whole)) {
		bytes.at = (const uint8_t *)whole.at;
		bytes.len = whole.len;
	}
	if (part->card ? card_unfold(part->card, bytes.at, bytes.len, &changed)
		       : leaf_take_files(mime, bytes.at, bytes.len,
					 part->kind == PART_HTML, sum->removed,
					 &changed)) {
		bytes.at = (const uint8_t *)changed.at;
		bytes.len = changed.len;
	}
	bytes = to_utf8(mime, part, bytes, sum);
	bytes = unwrap(mime, part, bytes, sum);
	start = out->len;
	if (start)
		buf_put_byte(out, '\n');
	from = out->len;
	clean_lines(&clean, bytes.at, bytes.len, out);
	clean_add(&mime->counts, &clean);
	trim(out, from);
	if (out->len == from)
		out->len = start;
	if (!mime->options->keep_links)
		mime->n_links += link_defang(out, from);
}

void leaf_read(struct mime *mime, const struct part *part, struct buf *out,
	       struct leaf_sum *sum)
{
	struct decoded bytes = leaf_decode(mime, part);
	struct part footer = { .kind = PART_PLAIN };

	if (part->encodings[0] == TRANSFER_BASE64 && mime->footer) {
		footer.body = mime->footer;
		footer.len = (size_t)(part->body + part->len - mime->footer);
	}
	read_text(mime, part, bytes, out, sum);
	if (footer.len)
		read_text(mime, &footer, leaf_decode(mime, &footer), out, sum);
}
