/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tables.h -- tables made at build time by the programs in src/mime/tables
 *
 * Their sources are the system's own converters (iconv) and unicode-data, so
 * that nobody types a table.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* code_points.py: what convert.h allows, and what becomes of the rest. */
enum cp_class {
	CP_UNASSIGNED, /* 〓 */
	CP_PLAIN,      /* stays */
	CP_IDEOGRAPH,  /* stays; a variation selector may follow */
	CP_MARK,       /* stays, up to LIMIT_COMBINING in a row */
	CP_SELECTOR,   /* U+E0100..U+E01EF: stays behind an ideograph */
	CP_BLANK,      /* a space */
	CP_NEWLINE,
	CP_CONTROL,   /* U+FFFD */
	CP_BIDI,      /* shown as [U+202E] */
	CP_INVISIBLE, /* dropped */
	CP_PRIVATE,   /* 〓 */
};

extern const uint8_t cp_index[0x1100]; /* block of cp >> 8 */
extern const uint8_t cp_blocks[][256]; /* class of cp & 0xFF */

/*
 * japanese.py, from CP932 and EUC-JP-MS. Index (row - 1) * 94 + cell - 1; 0 is
 * unmapped. Rows 95-114 are the user's own (private use), 115-119 IBM's
 * extensions: they are reached through Shift_JIS only.
 */
enum {
	CP932_ROWS = 120,
	JIS_ROWS = 94,
};

extern const uint16_t cp932_table[CP932_ROWS * 94];
extern const uint16_t jis0212_table[JIS_ROWS * 94];

/* single_byte.py: 0x80..0xFF of each charset; 0 is unmapped. */
struct single_byte {
	const char *name; /* ours, lower case */
	uint16_t high[128];
};

extern const struct single_byte single_bytes[];
extern const size_t n_single_bytes;

/* entities.py: HTML's named character references, sorted by name. */
struct html_entity {
	const char *name; /* without "&"; ends in ";" but for the old ones */
	uint32_t first, second; /* code points; second 0: none */
};

extern const struct html_entity html_entities[];
extern const size_t n_html_entities;
