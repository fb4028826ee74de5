/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * word.c -- the text of a header field (RFC 2047), however it was mangled
 */
#include "mime/header/word.h"

#include <strings.h>

#include "mime/charset/charset.h"
#include "mime/header/field.h"
#include "mime/limits.h"
#include "mime/link/link.h"
#include "mime/mime.h"
#include "mime/text/ascii.h"
#include "mime/transfer/transfer.h"

struct word {
	const uint8_t *charset, *text;
	size_t charset_len, text_len;
	char encoding; /* 'B', 'Q' */
	size_t len;    /* of the whole */
};

enum {
	LONGEST_LABEL = 64
};

/* The length of the charset label behind "=?"; 0: this is no word. */
static size_t label_length(const uint8_t *at, size_t len)
{
	size_t n = 0;

	while (n < len && n < LONGEST_LABEL && at[n] > ' ' && at[n] < 0x7F &&
	       at[n] != '?')
		n++;
	return n < len && at[n] == '?' ? n : 0;
}

/* "=?charset?B?text?="; blanks and folds inside the text are tolerated. */
static bool word_parse(const uint8_t *in, size_t len, struct word *word)
{
	const uint8_t *stop;
	size_t label;

	if (len < 8 || in[0] != '=' || in[1] != '?')
		return false;
	label = label_length(in + 2, len - 2);
	if (!label || len - label < 7 || in[label + 4] != '?')
		return false;
	*word = (struct word){
		.charset = in + 2,
		.charset_len = label,
		.encoding = (char)(in[label + 3] & ~0x20),
		.text = in + label + 5,
	};
	if (word->encoding != 'B' && word->encoding != 'Q')
		return false;
	stop = memchr(word->text, '?', len - label - 5);
	if (!stop || stop + 1 == in + len || stop[1] != '=')
		return false;
	word->text_len = (size_t)(stop - word->text);
	word->len = (size_t)(stop + 2 - in);
	stop = memchr(word->charset, '*', label); /* RFC 2231 5: language */
	if (stop)
		word->charset_len = (size_t)(stop - word->charset);
	return true;
}

size_t word_length(const uint8_t *in, size_t len)
{
	struct word word;

	return word_parse(in, len, &word) ? word.len : 0;
}

/* Bytes of one charset waiting in mime->bytes. */
struct pending {
	struct mime *mime;
	const uint8_t *label;
	size_t label_len;
	bool raw, any;
	uint32_t bits; /* of a quantum of base64 that a word did not end */
	unsigned n_bits;
	struct buf *out;
};

static void flush(struct pending *p)
{
	struct mime *mime = p->mime;
	struct charset label;
	struct charset_text text;

	if (!p->any)
		return;
	label = p->raw ? charset_of(CHARSET_NONE)
		       : charset_find((const char *)p->label, p->label_len);
	text = charset_read(&label, (const uint8_t *)mime->bytes.at,
			    mime->bytes.len, p->out);
	if (text.used.kind == CHARSET_UNKNOWN) {
		mime_defect(mime, DEFECT_CHARSET_UNKNOWN);
		buf_put_cp(p->out, GETA);
		text.unmapped = 1;
	}
	if (text.guessed && text.used.kind != CHARSET_ASCII)
		mime_guessed(mime, text.used.name);
	if (text.wrong)
		mime_defect(mime, DEFECT_CHARSET_WRONG);
	mime->counts.unmapped += (unsigned)text.unmapped;
	buf_reset(&mime->bytes);
	p->any = false;
	p->n_bits = 0;
}

/* Returns whether it is damaged. Some programs encode first and cut then: what
 * is left over of a word belongs to the next, unless it is the zero bits of one
 * that lacks its padding. */
static bool add_base64(struct pending *p, const struct word *word)
{
	struct buf *bytes = &p->mime->bytes;
	struct transfer t = {
		.kind = TRANSFER_BASE64,
		.at = word->text,
		.end = word->text + word->text_len,
		.bits = p->bits,
		.n_bits = p->n_bits,
	};

	bytes->len += transfer_read(&t, (uint8_t *)bytes->at + bytes->len,
				    word->text_len + 4);
	p->bits = t.bits & ((1U << t.n_bits) - 1);
	p->n_bits = !t.padded && (p->bits || t.n_bits == 6) ? t.n_bits : 0;
	return t.damaged;
}

/* By another label, perhaps: "utf8" and "UTF-8". */
static bool is_same_charset(const struct pending *p, const struct word *word)
{
	const char *label = (const char *)word->charset;
	struct charset one, other;

	if (p->label_len == word->charset_len &&
	    strncasecmp((const char *)p->label, label, p->label_len) == 0)
		return true;
	one = charset_find((const char *)p->label, p->label_len);
	other = charset_find(label, word->charset_len);
	return one.kind == other.kind && one.high == other.high &&
	       one.kind != CHARSET_UNKNOWN;
}

static void add_word(struct pending *p, const struct word *word)
{
	struct buf *bytes = &p->mime->bytes;
	bool damaged = false;

	if (p->raw || !p->any || !is_same_charset(p, word))
		flush(p);
	p->raw = false;
	p->any = true;
	p->label = word->charset;
	p->label_len = word->charset_len;
	/* Decoded bytes are never more than the encoded ones. */
	buf_reserve(bytes, word->text_len + 4);
	if (bytes->cap - bytes->len < word->text_len + 4)
		return;
	if (word->encoding == 'B') {
		damaged = add_base64(p, word);
	} else {
		p->n_bits = 0;
		bytes->len += transfer_decode_q(
			word->text, word->text_len,
			(uint8_t *)bytes->at + bytes->len, &damaged);
	}
	if (damaged)
		mime_defect(p->mime, DEFECT_WORD);
}

static void add_raw(struct pending *p, const uint8_t *in, size_t len)
{
	if (!len)
		return;
	if (!p->raw)
		flush(p);
	p->raw = p->any = true;
	buf_put(&p->mime->bytes, in, len);
}

static size_t blanks(const uint8_t *in, size_t len)
{
	size_t n = 0;

	while (n < len && (in[n] == ' ' || in[n] == '\t' || in[n] == '\r' ||
			   in[n] == '\n'))
		n++;
	return n;
}

/* Most texts have no "=", which memchr(3) says at once. */
bool word_may_be_in(const void *text, size_t len)
{
	return memchr(text, '=', len) && memmem(text, len, "=?", 2);
}

/* Up to the next "=?" that is not at the very beginning. */
static size_t raw_length(const uint8_t *in, size_t len)
{
	const uint8_t *at = in + 1, *end = in + len;

	while (at < end && (at = memchr(at, '=', (size_t)(end - at)))) {
		if (at + 1 < end && at[1] == '?')
			return (size_t)(at - in);
		at++;
	}
	return len;
}

void word_decode(struct mime *mime, const uint8_t *in, size_t len,
		 struct buf *out)
{
	struct pending p = { .mime = mime, .out = out };
	struct word word;
	size_t i = 0, n;
	bool after_word = false;

	buf_reset(&mime->bytes);
	mime->decoded = NULL;
	while (i < len) {
		n = after_word ? blanks(in + i, len - i) : 0;
		if (!word_parse(in + i + n, len - i - n, &word)) {
			n = raw_length(in + i, len - i);
			add_raw(&p, in + i, n);
			i += n;
			after_word = false;
			continue;
		}
		if (++mime->n_words > LIMIT_WORDS) {
			mime_defect(mime, DEFECT_WORD_COUNT);
			add_raw(&p, in + i, len - i);
			break;
		}
		add_word(&p, &word);
		i += n + word.len;
		after_word = true;
	}
	flush(&p);
}

/* Drops the character that the bound cut, and the blank before it. */
static void end_whole(struct buf *line)
{
	if (!line->cut)
		return;
	buf_end_whole(line);
	while (line->len && line->at[line->len - 1] == ' ')
		line->len--;
	line->cut = 0;
}

static void one_line(struct mime *mime, const uint8_t *text, size_t len,
		     struct buf *line)
{
	struct clean clean = { 0 };

	clean_line(&clean, text, len, line);
	clean_add(&mime->counts, &clean);
}

const char *word_clean(struct mime *mime, const uint8_t *text, size_t len,
		       size_t max)
{
	struct buf line = { .arena = mime->arena, .max = max };

	one_line(mime, text, len, &line);
	end_whole(&line);
	return buf_take(&line);
}

bool word_fit(struct mime *mime, const uint8_t *text, size_t len,
	      struct buf *line)
{
	size_t cut;

	one_line(mime, text, len, line);
	cut = line->cut;
	end_whole(line);
	if (!mime->options->keep_links) {
		mime->n_links += link_defang(line, 0);
		cut |= line->cut;
		end_whole(line);
	}
	return !cut;
}

const char *word_show(struct mime *mime, const uint8_t *text, size_t len,
		      size_t max)
{
	struct buf line = { .arena = mime->arena, .max = max };

	if (!word_fit(mime, text, len, &line))
		mime_defect(mime, DEFECT_FIELD_CUT);
	return buf_take(&line);
}

/* Printable ASCII and folds, no word in it: what word_decode() leaves as it is. */
static bool is_plain(const uint8_t *in, size_t len)
{
	for (size_t i = ascii_printable_run(in, len); i < len; i++) {
		if (!field_blank(in[i]))
			return false;
		i += ascii_printable_run(in + i + 1, len - i - 1);
	}
	return !word_may_be_in(in, len);
}

const char *word_line(struct mime *mime, const uint8_t *in, size_t len,
		      size_t max)
{
	if (is_plain(in, len))
		return word_show(mime, in, len, max);
	buf_reset(&mime->text);
	word_decode(mime, in, len, &mime->text);
	return word_show(mime, (const uint8_t *)mime->text.at, mime->text.len,
			 max);
}
