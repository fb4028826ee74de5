/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtf_put.c -- the characters of a document, and where its links lead
 */
#include "mime/outlook/rtf_put.h"

#include <string.h>

#include "mime/html/link.h"
#include "mime/html/symbol.h"
#include "mime/text/utf8.h"

enum {
	RUN = 64 << 10, /* bytes that are decoded at once */
};

static const char wingdings[] = "Wingdings;";

static const char *reference_of(uint32_t cp)
{
	if (cp == '<')
		return "&lt;";
	return cp == '>' ? "&gt;" : NULL;
}

/* Text outside of the tags is no markup, whatever it looks like; "&amp;" there
 * is what it is in HTML. */
static void put(struct rtf *rtf, uint32_t cp)
{
	const char *reference = NULL;

	if (rtf->result.html && rtf->now.place != RTF_TAG)
		reference = reference_of(cp);
	if (reference)
		buf_put_text(rtf->out, reference);
	else
		buf_put_cp(rtf->out, cp);
}

/* Whether text here is seen; what is hidden is counted. */
static bool is_seen(struct rtf *rtf, bool character)
{
	const struct rtf_group *now = &rtf->now;

	if (now->place == RTF_TAG)
		return true;
	if (now->place != RTF_TEXT || now->apart)
		return false;
	rtf->result.hidden += now->hidden && character;
	return !now->hidden;
}

static void strike(struct rtf *rtf, bool struck)
{
	if (rtf->struck != struck && !rtf->result.html)
		buf_put_text(rtf->out, struck ? "〔取消: " : "〕");
	rtf->struck = struck;
}

static void put_bad(struct rtf *rtf)
{
	rtf->result.unmapped++;
	put(rtf, GETA);
}

static void put_text(struct rtf *rtf, const char *text, size_t len)
{
	size_t used;

	for (size_t i = 0; i < len; i += used)
		put(rtf, utf8_read((const uint8_t *)text + i, len - i, &used));
}

/* Of a charset that nobody knows, ASCII. */
static void put_plain(struct rtf *rtf, uint8_t byte)
{
	if (byte < 0x80)
		put(rtf, byte);
	else
		put_bad(rtf);
}

/* What the fonts with pictures have in common is their bullet. */
static void put_symbol(struct rtf *rtf, uint8_t byte)
{
	struct html_span sign;

	buf_reset(&rtf->note);
	buf_put_cp(&rtf->note, 0xF000 | byte);
	sign = (struct html_span){ rtf->note.at, rtf->note.len };
	if (rtf_font(rtf)->matched == strlen(wingdings))
		sign = html_symbol(sign);
	if (sign.at != rtf->note.at)
		put_text(rtf, sign.at, sign.len);
	else if (byte == 0xB7 || byte == 0xA7)
		put(rtf, 0x30FB);
	else
		put_plain(rtf, byte);
}

/* No byte of the run is followed by one that a character of two bytes ends in. */
static bool stand_alone(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i + 1 < len; i++)
		if (bytes[i] >= 0x80 && bytes[i + 1] >= 0x40)
			return false;
	return true;
}

/* Into the note. A Western font in a document of two bytes a character is
 * believed where that charset knows nothing of it. */
static void read_run(struct rtf *rtf, const uint8_t *bytes, size_t len)
{
	const struct rtf_font *font = rtf_font(rtf);
	struct charset western = charset_of(CHARSET_SINGLE);
	size_t unmapped =
		charset_read(&font->charset, bytes, len, &rtf->note).unmapped;

	if (unmapped && font->ansi && stand_alone(bytes, len)) {
		buf_reset(&rtf->note);
		unmapped = charset_decode(&western, bytes, len, &rtf->note);
	}
	rtf->result.unmapped += (unsigned)unmapped;
}

/* A run of bytes at once: a guess wants to see all of them. */
static void put_run(struct rtf *rtf)
{
	const uint8_t *bytes = (const uint8_t *)rtf->run.at;
	size_t len = rtf->run.len;
	bool symbol = rtf_font(rtf)->symbol;

	buf_reset(&rtf->note);
	if (!symbol && utf8_ascii_run(bytes, len) == len)
		buf_put(&rtf->note, bytes, len);
	else if (!symbol)
		read_run(rtf, bytes, len);
	if (rtf->note.len) {
		put_text(rtf, rtf->note.at, rtf->note.len);
		return;
	}
	for (size_t i = 0; i < len; i++) {
		if (symbol)
			put_symbol(rtf, bytes[i]);
		else
			put_plain(rtf, bytes[i]);
	}
}

void rtf_settle(struct rtf *rtf)
{
	if (rtf->high)
		put_bad(rtf);
	rtf->high = 0;
	if (rtf->run.len)
		put_run(rtf);
	buf_reset(&rtf->run);
}

/* Of the two bytes of a character only the first one is counted. */
static bool begins_character(struct rtf *rtf, uint8_t byte)
{
	enum charset_kind kind = rtf_font(rtf)->charset.kind;
	bool first = !rtf->trail;

	rtf->trail = first && byte > 0x80 && kind != CHARSET_SINGLE;
	return first && byte > ' ';
}

/* Another name has a byte too many, or one too few. */
static void match_name(struct rtf *rtf, uint8_t byte)
{
	struct rtf_font *font = &rtf->fonts[rtf->n_fonts - 1];

	if (font->matched < strlen(wingdings) &&
	    (uint8_t)wingdings[font->matched] == byte)
		font->matched++;
	else
		font->matched = UINT8_MAX;
}

void rtf_put_byte(struct rtf *rtf, uint8_t byte)
{
	if (rtf->now.place == RTF_FONT_NAMES && rtf->naming)
		match_name(rtf, byte);
	if (rtf->now.place == RTF_INSTRUCTION && !rtf->now.apart) {
		if (rtf->code_len < RTF_CODE)
			rtf->code[rtf->code_len++] = (char)byte;
		else
			rtf->result.cut = true;
	}
	if (!is_seen(rtf, begins_character(rtf, byte)))
		return;
	/* No character has such a byte behind its first one. */
	if (rtf->high || (rtf->run.len >= RUN && byte <= ' ') ||
	    rtf->run.len >= 2UL * RUN)
		rtf_settle(rtf);
	strike(rtf, rtf->now.struck);
	buf_put_byte(&rtf->run, (char)byte);
}

/* The last cell of a row has no tab behind it. */
static void end_line(struct rtf *rtf)
{
	if (rtf->out->len && rtf->out->at[rtf->out->len - 1] == '\t')
		rtf->out->len--;
	put(rtf, '\n');
}

void rtf_put_char(struct rtf *rtf, uint32_t cp)
{
	if (!is_seen(rtf, cp > ' '))
		return;
	if (rtf->high && cp >= 0xDC00 && cp <= 0xDFFF) {
		cp = 0x10000 + ((rtf->high - 0xD800) << 10) + cp - 0xDC00;
		rtf->high = 0;
	}
	rtf_settle(rtf);
	strike(rtf, rtf->now.struck);
	if (cp >= 0xD800 && cp <= 0xDBFF)
		rtf->high = cp;
	else if ((cp >= 0xDC00 && cp <= 0xDFFF) || cp > 0x10FFFF)
		put_bad(rtf);
	else if (cp == '\n')
		end_line(rtf);
	else
		put(rtf, cp);
}

/* The next word of a field's code, in quotes or not. */
static struct html_span next_word(struct html_span *code)
{
	struct html_span word;
	const char *end = code->at + code->len, *at = code->at;
	char stop = ' ';

	while (at < end && *at == ' ')
		at++;
	if (at < end && *at == '"')
		stop = *at++;
	word.at = at;
	while (at < end && *at != stop)
		at++;
	word.len = (size_t)(at - word.at);
	at += at < end;
	*code = (struct html_span){ at, (size_t)(end - at) };
	return word;
}

/* HYPERLINK "address" \o "words" (ECMA-376, 17.16.5.25). */
static struct html_span address_of(struct rtf *rtf)
{
	struct html_span code = { rtf->code, rtf->code_len };
	struct html_span word = next_word(&code);

	if (!html_span_is(word, "HYPERLINK"))
		return (struct html_span){ "", 0 };
	do {
		word = next_word(&code);
		if (word.len == 2 && memcmp(word.at, "\\l", 2) == 0)
			return (struct html_span){ "", 0 };
		if (word.len == 2 && word.at[0] == '\\' &&
		    (word.at[1] == 'o' || word.at[1] == 't')) {
			next_word(&code);
			word.len = 0;
		}
	} while (code.len &&
		 (!word.len || (word.at[0] == '\\' && word.len == 2)));
	return word;
}

void rtf_begin_link(struct rtf *rtf)
{
	if (rtf->in_link || rtf->result.html || !address_of(rtf).len)
		return;
	rtf_settle(rtf);
	rtf->in_link = true;
	rtf->link_from = rtf->out->len;
	rtf->link_depth = rtf->depth;
}

void rtf_end_link(struct rtf *rtf)
{
	struct html_span text = { "", 0 };

	rtf_settle(rtf);
	rtf->in_link = false;
	if (rtf->out->len > rtf->link_from)
		text = (struct html_span){ rtf->out->at + rtf->link_from,
					   rtf->out->len - rtf->link_from };
	buf_reset(&rtf->note);
	html_link_put(address_of(rtf), &rtf->base, text, &rtf->note);
	buf_put(rtf->out, rtf->note.at, rtf->note.len);
}
