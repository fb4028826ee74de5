/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtf_word.h -- the control words of RTF that mean something for its text
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum rtf_does {
	RTF_NOTHING,
	RTF_SKIP,        /* a destination that is no text */
	RTF_CHAR,        /* stands for a character */
	RTF_ITEM_NUMBER, /* of a list: HTML around it has its own */
	RTF_FONT_TABLE,
	RTF_DEFAULT_FONT, /* \deffN */
	RTF_FONT,         /* \fN */
	RTF_FONT_CHARSET, /* \fcharsetN, by Windows' small numbers */
	RTF_CODEPAGE,     /* \cpgN of a font */
	RTF_ANSI,         /* \ansicpgN of the document */
	RTF_SYSTEM,       /* \mac and the like: the same without a number */
	RTF_PLAIN,        /* formats of characters end */
	RTF_HIDDEN,
	RTF_STRUCK,
	RTF_UNICODE,
	RTF_UNICODE_SKIP, /* \ucN: characters behind \u for old readers */
	RTF_BINARY,       /* \binN: so many bytes are data */
	RTF_SHAPE_IN,     /* \shpinst */
	RTF_SHAPE_TEXT,   /* \shptxt: of a box of text */
	RTF_FIELD,
	RTF_FIELD_CODE,
	RTF_FIELD_RESULT,
	RTF_FROM_HTML,
	RTF_HTML_TAG,   /* MS-OXRTFEX 2.1.3.1.1 */
	RTF_HTML_APART, /* \htmlrtf: what the HTML says otherwise */
};

struct rtf_word {
	const char *name;
	enum rtf_does does;
	uint32_t value; /* a character, a codepage */
};

/* NULL: a word that says nothing about text. */
const struct rtf_word *rtf_word_find(const char *name, size_t len);
/* The codepage of \fcharsetN; 0: the document's. */
unsigned rtf_codepage_of(long charset);
