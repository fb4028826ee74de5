/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtf_word.c -- the control words of RTF that mean something for its text
 */
#include "mime/outlook/rtf_word.h"

#include <string.h>

/* Sorted by name, byte by byte. */
/* clang-format off */
static const struct rtf_word words[] = {
	{ "ansicpg", RTF_ANSI, 0 },
	{ "bin", RTF_BINARY, 0 },
	{ "bullet", RTF_CHAR, 0x2022 },
	{ "cell", RTF_CHAR, '\t' },
	{ "colortbl", RTF_SKIP, 0 },
	{ "cpg", RTF_CODEPAGE, 0 },
	{ "deff", RTF_DEFAULT_FONT, 0 },
	{ "deleted", RTF_STRUCK, 0 },
	{ "emdash", RTF_CHAR, 0x2014 },
	{ "emspace", RTF_CHAR, ' ' },
	{ "endash", RTF_CHAR, 0x2013 },
	{ "enspace", RTF_CHAR, ' ' },
	{ "f", RTF_FONT, 0 },
	{ "fcharset", RTF_FONT_CHARSET, 0 },
	{ "field", RTF_FIELD, 0 },
	{ "filetbl", RTF_SKIP, 0 },
	{ "fldinst", RTF_FIELD_CODE, 0 },
	{ "fldrslt", RTF_FIELD_RESULT, 0 },
	{ "fonttbl", RTF_FONT_TABLE, 0 },
	{ "footer", RTF_SKIP, 0 },
	{ "footerf", RTF_SKIP, 0 },
	{ "footerl", RTF_SKIP, 0 },
	{ "footerr", RTF_SKIP, 0 },
	{ "fromhtml", RTF_FROM_HTML, 0 },
	{ "header", RTF_SKIP, 0 },
	{ "headerf", RTF_SKIP, 0 },
	{ "headerl", RTF_SKIP, 0 },
	{ "headerr", RTF_SKIP, 0 },
	{ "htmlrtf", RTF_HTML_APART, 0 },
	{ "htmltag", RTF_HTML_TAG, 0 },
	{ "info", RTF_SKIP, 0 },
	{ "ldblquote", RTF_CHAR, 0x201C },
	{ "line", RTF_CHAR, '\n' },
	{ "lquote", RTF_CHAR, 0x2018 },
	{ "mac", RTF_SYSTEM, 10000 },
	{ "nestcell", RTF_CHAR, '\t' },
	{ "nestrow", RTF_CHAR, '\n' },
	{ "nonesttables", RTF_SKIP, 0 },
	{ "nonshppict", RTF_SKIP, 0 },
	{ "page", RTF_CHAR, '\n' },
	{ "par", RTF_CHAR, '\n' },
	{ "pc", RTF_SYSTEM, 437 },
	{ "pca", RTF_SYSTEM, 850 },
	{ "pict", RTF_SKIP, 0 },
	{ "plain", RTF_PLAIN, 0 },
	{ "pntext", RTF_ITEM_NUMBER, 0 },
	{ "private", RTF_SKIP, 0 },
	{ "qmspace", RTF_CHAR, ' ' },
	{ "rdblquote", RTF_CHAR, 0x201D },
	{ "revtbl", RTF_SKIP, 0 },
	{ "row", RTF_CHAR, '\n' },
	{ "rquote", RTF_CHAR, 0x2019 },
	{ "sect", RTF_CHAR, '\n' },
	{ "shpinst", RTF_SHAPE_IN, 0 },
	{ "shptxt", RTF_SHAPE_TEXT, 0 },
	{ "strike", RTF_STRUCK, 0 },
	{ "striked", RTF_STRUCK, 0 },
	{ "stylesheet", RTF_SKIP, 0 },
	{ "tab", RTF_CHAR, '\t' },
	{ "tc", RTF_SKIP, 0 },
	{ "u", RTF_UNICODE, 0 },
	{ "uc", RTF_UNICODE_SKIP, 0 },
	{ "v", RTF_HIDDEN, 0 },
	{ "xe", RTF_SKIP, 0 },
};

/* clang-format on */

static int compare(const char *name, size_t len, const char *other)
{
	int order = strncmp(name, other, len);

	return order ? order : -(int)(uint8_t)other[len];
}

const struct rtf_word *rtf_word_find(const char *name, size_t len)
{
	size_t from = 0, to = sizeof(words) / sizeof(words[0]), middle;
	int order;

	while (from < to) {
		middle = from + (to - from) / 2;
		order = compare(name, len, words[middle].name);
		if (!order)
			return &words[middle];
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return NULL;
}

unsigned rtf_codepage_of(long charset)
{
	static const struct {
		uint8_t charset;
		uint16_t codepage;
	} known[] = {
		{ 77, 10000 }, { 128, 932 },  { 129, 949 },  { 134, 936 },
		{ 136, 950 },  { 161, 1253 }, { 162, 1254 }, { 163, 1258 },
		{ 177, 1255 }, { 178, 1256 }, { 186, 1257 }, { 204, 1251 },
		{ 222, 874 },  { 238, 1250 }, { 254, 437 },  { 255, 850 },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].charset == charset)
			return known[i].codepage;
	return 0;
}
