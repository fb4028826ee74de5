/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtf.c -- Rich Text Format: its groups and control words
 *
 * "\'xx" and bytes as they are stand for bytes in the charset of the font, two
 * of them for one character where the charset has such. HTML that Outlook
 * wrapped in RTF lies in {\*\htmltag} groups and between them; what \htmlrtf
 * encloses says the same in RTF.
 */
#include "mime/outlook/rtf.h"

#include "mime/charset/codepage.h"
#include "mime/outlook/rtf_put.h"
#include "mime/outlook/rtf_word.h"
#include "mime/text/ascii.h"

enum {
	LONGEST_WORD = 32,
	UNSAID = -1,
	ANSI = 0, /* \fcharsetN */
	SYMBOLS = 2,
};

static void begin_group(struct rtf *rtf)
{
	rtf->star = false;
	rtf->fresh = true;
	rtf->skip = 0;
	if (rtf->depth == RTF_DEPTH) {
		rtf->beyond++;
		return;
	}
	rtf->open[rtf->depth++] = rtf->now;
}

/* False: the document ends here. */
static bool end_group(struct rtf *rtf)
{
	rtf->star = rtf->fresh = false;
	rtf->skip = 0;
	if (rtf->beyond) {
		rtf->beyond--;
		return true;
	}
	rtf_settle(rtf);
	if (rtf->in_link && rtf->depth == rtf->link_depth)
		rtf_end_link(rtf);
	if (!rtf->depth)
		return false;
	rtf->now = rtf->open[--rtf->depth];
	return rtf->depth;
}

static uint8_t font_of(const struct rtf *rtf, long id)
{
	for (size_t i = rtf->n_fonts; i-- > 1;)
		if (rtf->fonts[i].id == id)
			return (uint8_t)i;
	return 0;
}

static void use_font(struct rtf *rtf, long id)
{
	rtf_settle(rtf);
	if (rtf->now.place != RTF_FONT_NAMES)
		rtf->now.font = font_of(rtf, id);
	else if ((rtf->naming = rtf->n_fonts < RTF_FONTS))
		rtf->fonts[rtf->n_fonts++] =
			(struct rtf_font){ .id = id,
					   .charset = rtf->fonts[0].charset };
	rtf->standard = font_of(rtf, rtf->standard_id);
}

/* 0: none that is known. Codes of two bytes are none of bytes either. */
static unsigned bytes_codepage(long n)
{
	return n <= 0 || n == CODEPAGE_UTF16 || n == CODEPAGE_UTF16BE
		       ? 0
		       : (unsigned)n;
}

/* What the table says of the last font in it. */
static void set_font(struct rtf *rtf, unsigned codepage, long charset)
{
	struct rtf_font *font = &rtf->fonts[rtf->n_fonts - 1];

	if (rtf->now.place != RTF_FONT_NAMES || !rtf->naming)
		return;
	font->symbol = charset == SYMBOLS;
	font->ansi = charset == ANSI;
	if (codepage)
		font->charset = codepage_charset(codepage);
}

static void set_document(struct rtf *rtf, unsigned codepage)
{
	rtf_settle(rtf);
	rtf->fonts[0].charset = codepage_charset(codepage ? codepage : 1252);
}

static void go(struct rtf *rtf, enum rtf_place place)
{
	rtf_settle(rtf);
	if (rtf->now.place != RTF_NOWHERE && !rtf->beyond)
		rtf->now.place = place;
}

static void skip_bytes(struct rtf *rtf, long n)
{
	long left = rtf->end - rtf->at;

	if (n > 0)
		rtf->at += n < left ? n : left;
}

static void put_unicode(struct rtf *rtf, long n)
{
	uint32_t cp = n < 0 ? (uint32_t)n & 0xFFFF : (uint32_t)n;

	if (rtf_font(rtf)->symbol && cp >= 0xF020 && cp <= 0xF0FF)
		rtf_put_byte(rtf, (uint8_t)cp);
	else
		rtf_put_char(rtf, cp);
	rtf->skip = rtf->now.skip;
}

/* Words that say how text looks; n is 1 if none is there. */
static void set_format(struct rtf *rtf, enum rtf_does does, long n)
{
	rtf_settle(rtf);
	if (does == RTF_HIDDEN)
		rtf->now.hidden = n;
	else if (does == RTF_STRUCK)
		rtf->now.struck = n;
	else if (does == RTF_HTML_APART)
		rtf->now.apart = n && rtf->result.html;
	else if (does == RTF_UNICODE_SKIP)
		rtf->now.skip = n < 0 || n > 16 ? 1 : (uint8_t)n;
}

static void do_word(struct rtf *rtf, const struct rtf_word *word, long n)
{
	switch (word->does) {
	case RTF_NOTHING:
		break;
	case RTF_SKIP:
		go(rtf, RTF_NOWHERE);
		break;
	case RTF_CHAR:
		rtf_put_char(rtf, word->value);
		break;
	case RTF_ITEM_NUMBER:
		if (rtf->result.html)
			go(rtf, RTF_NOWHERE);
		break;
	case RTF_SHAPE_IN:
		go(rtf, RTF_SHAPE);
		break;
	case RTF_SHAPE_TEXT:
		if (rtf->now.place == RTF_SHAPE)
			go(rtf, RTF_TEXT);
		break;
	case RTF_FONT_TABLE:
		go(rtf, RTF_FONT_NAMES);
		break;
	case RTF_DEFAULT_FONT:
		rtf->standard_id = n;
		break;
	case RTF_FONT:
		use_font(rtf, n);
		break;
	case RTF_FONT_CHARSET:
		set_font(rtf, rtf_codepage_of(n), n);
		break;
	case RTF_CODEPAGE:
		set_font(rtf, bytes_codepage(n), UNSAID);
		break;
	case RTF_ANSI:
		set_document(rtf, bytes_codepage(n));
		break;
	case RTF_SYSTEM:
		set_document(rtf, word->value);
		break;
	case RTF_PLAIN:
		rtf_settle(rtf);
		rtf->now.font = 0;
		rtf->now.hidden = rtf->now.struck = false;
		break;
	case RTF_HIDDEN:
	case RTF_STRUCK:
	case RTF_HTML_APART:
	case RTF_UNICODE_SKIP:
		set_format(rtf, word->does, n);
		break;
	case RTF_UNICODE:
		put_unicode(rtf, n);
		break;
	case RTF_BINARY:
		skip_bytes(rtf, n);
		break;
	case RTF_FIELD:
		rtf->code_len = rtf->in_link ? rtf->code_len : 0;
		break;
	case RTF_FIELD_CODE:
		go(rtf, RTF_INSTRUCTION);
		break;
	case RTF_FIELD_RESULT:
		rtf_begin_link(rtf);
		break;
	case RTF_FROM_HTML:
		rtf->result.html = n;
		break;
	case RTF_HTML_TAG:
		go(rtf, RTF_TAG);
		rtf->now.apart = false;
		break;
	}
}

/* The number behind a word; 1 if there is none, as most words mean it. */
static long take_number(struct rtf *rtf)
{
	const uint8_t *at = rtf->at;
	bool negative = at < rtf->end && *at == '-';
	long n = 0;

	at += negative;
	if (at == rtf->end || !ascii_is_digit(*at))
		return 1;
	for (; at < rtf->end && ascii_is_digit(*at); at++)
		if (n < 100000000)
			n = n * 10 + (*at - '0');
	rtf->at = at;
	return negative ? -n : n;
}

static void take_word(struct rtf *rtf)
{
	const struct rtf_word *word;
	const uint8_t *name = rtf->at;
	bool star = rtf->star;
	size_t len = 0;
	long n;

	while (rtf->at < rtf->end && ascii_is_alpha(*rtf->at) &&
	       len < LONGEST_WORD)
		rtf->at++, len++;
	n = take_number(rtf);
	if (rtf->at < rtf->end && *rtf->at == ' ')
		rtf->at++;
	rtf->star = rtf->fresh = false;
	rtf->skip = 0;
	word = rtf_word_find((const char *)name, len);
	if (word)
		do_word(rtf, word, n);
	else if (star)
		go(rtf, RTF_NOWHERE);
	else
		rtf_settle(rtf);
}

/* A byte of text, unless it stands for a character that \u said. */
static void put_byte(struct rtf *rtf, uint8_t byte)
{
	rtf->star = rtf->fresh = false;
	if (rtf->skip)
		rtf->skip--;
	else
		rtf_put_byte(rtf, byte);
}

static void take_hex(struct rtf *rtf)
{
	int high, low;

	if (rtf->end - rtf->at < 2)
		return;
	high = ascii_hex(rtf->at[0]);
	low = ascii_hex(rtf->at[1]);
	if (high < 0 || low < 0)
		return;
	rtf->at += 2;
	put_byte(rtf, (uint8_t)(high << 4 | low));
}

/* A symbol: one byte that is no letter. */
static void take_symbol(struct rtf *rtf)
{
	uint8_t c = *rtf->at++;
	bool first = rtf->fresh;

	rtf->fresh = false;
	switch (c) {
	case '\'':
		take_hex(rtf);
		break;
	case '*': /* elsewhere than at the beginning of a group it says nothing */
		rtf->star = first;
		break;
	case '\\':
	case '{':
	case '}':
		put_byte(rtf, c);
		break;
	case '\r':
	case '\n':
		rtf_put_char(rtf, '\n');
		break;
	case '\t':
		rtf_put_char(rtf, '\t');
		break;
	case '~':
		rtf_put_char(rtf, 0xA0);
		break;
	case '_':
		rtf_put_char(rtf, '-');
		break;
	default: /* "\-", a place to hyphenate, and others */
		break;
	}
}

/* Old writers leave both bytes of a character as they are, "\" and "{" for the
 * second one included. */
static bool is_lead(const struct rtf *rtf, uint8_t c)
{
	return c > 0x80 && rtf->at < rtf->end &&
	       rtf_font(rtf)->charset.kind == CHARSET_CP932 &&
	       (c < 0xA0 || c >= 0xE0);
}

static bool take(struct rtf *rtf)
{
	uint8_t c = *rtf->at++;

	if (is_lead(rtf, c)) {
		put_byte(rtf, c);
		c = *rtf->at++;
		put_byte(rtf, c);
		return true;
	}
	if (c == '{') {
		begin_group(rtf);
	} else if (c == '}') {
		return end_group(rtf);
	} else if (c != '\\') {
		if (c != '\r' && c != '\n' && c)
			put_byte(rtf, c);
	} else if (rtf->at < rtf->end && ascii_is_alpha(*rtf->at)) {
		take_word(rtf);
	} else if (rtf->at < rtf->end) {
		take_symbol(rtf);
	}
	return true;
}

struct rtf_result rtf_read(const uint8_t *bytes, size_t len,
			   struct arena *arena, struct buf *out)
{
	struct rtf rtf = {
		.at = bytes,
		.end = bytes + len,
		.out = out,
		.run = { .arena = arena },
		.note = { .arena = arena },
		.now = { .skip = 1 },
		.n_fonts = 1,
		.fonts = { { .charset = charset_of(CHARSET_SINGLE) } },
	};

	while (rtf.at < rtf.end && !out->cut && take(&rtf))
		;
	rtf_settle(&rtf);
	if (rtf.struck && !rtf.result.html)
		buf_put_text(out, "〕");
	return rtf.result;
}
