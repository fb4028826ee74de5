/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * symbol.c -- letters that are pictures in their font
 *
 * Word and Outlook write the sign of a list as "l", "-->" as "à" and ":)" as
 * "J", in Wingdings. Each stands in an element of its own.
 */
#include "mime/html/symbol.h"

#include <stdint.h>

#include "mime/text/utf8.h"

static const struct {
	uint16_t code; /* of windows-1252, and of the byte */
	const char *sign;
} symbols[] = {
	{ 'J', "☺" },    { 'K', "😐" },   { 'L', "☹" },  { 'l', "●" },
	{ 'n', "■" },    { 'o', "□" },   { 'q', "❑" },  { 'u', "◆" },
	{ 'v', "❖" },    { 0x9F, "・" }, { 0xA7, "▪" }, { 0xA8, "◻" },
	{ 0xD8, "➢" },   { 0xDF, "←" },  { 0xE0, "→" }, { 0xE1, "↑" },
	{ 0xE2, "↓" },   { 0xE7, "⇐" },  { 0xE8, "⇒" }, { 0xF3, "⇔" },
	{ 0xFB, "✗" },   { 0xFC, "✓" },  { 0xFD, "☒" }, { 0xFE, "☑" },
	{ 0x178, "・" },
};

struct html_span html_symbol(struct html_span text)
{
	size_t used = 0;
	uint32_t c = 0;

	if (text.len)
		c = utf8_read((const uint8_t *)text.at, text.len, &used);
	/* Their place in Unicode, of fonts that are none of letters. */
	if (c >= 0xF000 && c <= 0xF0FF)
		c -= 0xF000;
	for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++)
		if (used == text.len && symbols[i].code == c)
			return (struct html_span){ symbols[i].sign,
						   strlen(symbols[i].sign) };
	return text;
}
