/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtf_put.c -- the characters of a document, and where its links lead
 */
#include "mime/outlook/rtf_put.h"

#include <string.h>

#include "mime/html/link.h"
#include "mime/text/utf8.h"

enum {
	RUN = 64 << 10, /* bytes that are decoded at once */
};

static const char *reference_of(uint32_t cp)
{
	if (cp == '<')
		return "&lt;";
	if (cp == '>')
		return "&gt;";
	return cp == '&' ? "&amp;" : NULL;
}

/* Text outside of the tags is no markup, whatever it looks like. */
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

/* Of the fonts with pictures only their bullet is common; of a charset that
 * nobody knows, ASCII. */
static void put_plain(struct rtf *rtf, bool symbols)
{
	for (size_t i = 0; i < rtf->run.len; i++) {
		uint8_t byte = (uint8_t)rtf->run.at[i];

		if (symbols && (byte == 0xB7 || byte == 0xA7))
			put(rtf, 0x30FB);
		else if (byte < 0x80)
			put(rtf, byte);
		else
			put_bad(rtf);
	}
}

/* A run of bytes at once: a guess wants to see all of them. */
static void put_run(struct rtf *rtf)
{
	const struct rtf_font *font = rtf_font(rtf);
	const uint8_t *bytes = (const uint8_t *)rtf->run.at;
	size_t len = rtf->run.len, used;
	struct buf *text = &rtf->note;

	if (font->symbol) {
		put_plain(rtf, true);
		return;
	}
	buf_reset(text);
	if (utf8_ascii_run(bytes, len) == len)
		buf_put(text, bytes, len);
	else
		rtf->result.unmapped +=
			(unsigned)charset_read(&font->charset, bytes, len, text)
				.unmapped;
	for (size_t i = 0; i < text->len; i += used)
		put(rtf, utf8_read((const uint8_t *)text->at + i, text->len - i,
				   &used));
	if (!text->len)
		put_plain(rtf, false);
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

void rtf_put_byte(struct rtf *rtf, uint8_t byte)
{
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
