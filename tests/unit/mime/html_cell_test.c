/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_cell_test.c -- tests src/mime/html/cell.c: the places of characters
 */
#include "mime/html/cell.h"
#include "mime/text/utf8.h"

#include "fixture.h"

static size_t width(uint32_t cp)
{
	char bytes[4];
	struct cell_line line = { bytes, utf8_write(bytes, cp) };

	return cell_line_width(&line);
}

/* The first of each run of characters that are as wide. */
static void each_block_has_its_width(void **state)
{
	static const struct {
		uint32_t first;
		size_t width;
	} runs[] = {
		{ 0x20, 1 },    { 0x300, 0 },   { 0x370, 1 },   { 0x1100, 2 },
		{ 0x1160, 1 },  { 0x2010, 2 },  { 0x2C00, 1 },  { 0x2E80, 2 },
		{ 0x303F, 1 },  { 0x3041, 2 },  { 0x3099, 0 },  { 0x309B, 2 },
		{ 0xA4D0, 1 },  { 0xAC00, 2 },  { 0xD7A4, 1 },  { 0xF900, 2 },
		{ 0xFB00, 1 },  { 0xFE00, 0 },  { 0xFE10, 1 },  { 0xFE30, 2 },
		{ 0xFE70, 1 },  { 0xFF01, 2 },  { 0xFF61, 1 },  { 0xFFE0, 2 },
		{ 0xFFE7, 1 },  { 0x1F300, 2 }, { 0x1FB00, 1 }, { 0x20000, 2 },
		{ 0x3FFFE, 1 }, { 0xE0100, 0 }, { 0xE01F0, 1 }, { 0x110000, 0 },
	};

	const size_t n = sizeof(runs) / sizeof(runs[0]);

	(void)state;
	for (size_t i = 0; i + 1 < n; i++)
		for (uint32_t cp = runs[i].first; cp < runs[i + 1].first; cp++)
			if (cp < 0xD800 || cp > 0xDFFF)
				assert_int_equal(width(cp), runs[i].width);
}

static void a_line_is_as_wide_as_its_characters(void **state)
{
	static const struct {
		const char *text;
		size_t width;
	} rows[] = {
		{ "", 0 },
		{ "abc", 3 },
		{ "日本語abcdefghij", 16 },
		{ "ｶﾞか\u3099é", 5 },
		{ "\x7F", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct cell_line line = { rows[i].text, strlen(rows[i].text) };

		assert_int_equal(cell_line_width(&line), rows[i].width);
	}
}

MAIN(cmocka_unit_test(each_block_has_its_width),
     cmocka_unit_test(a_line_is_as_wide_as_its_characters))
