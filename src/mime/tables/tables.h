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
/* Bit cp & 63 of cp >> 6: of three bytes in UTF-8, and plain or an ideograph. */
extern const uint64_t cp_stays[0x400];

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

/*
 * cjk.py. Leads 0x81..0xFE; trails 0x40.. without 0x7F (GB), 0x40..0x7E and
 * 0xA1.. (Big5), 0x41.. (EUC-KR). 0 is unmapped.
 */
enum {
	GB_TRAILS = 190,
	GB_PAIRS = 126 * GB_TRAILS,
	BIG5_TRAILS = 157,
	BIG5_PAIRS = 126 * BIG5_TRAILS,
	EUC_KR_TRAILS = 190,
	EUC_KR_PAIRS = 126 * EUC_KR_TRAILS,
	/* big5_table: a mark follows the letter. */
	BIG5_MACRON = 1 << 24, /* U+0304 */
	BIG5_CARON = 1 << 25,  /* U+030C */
};

extern const uint32_t gb_table[GB_PAIRS];
extern const uint32_t big5_table[BIG5_PAIRS];
extern const uint16_t euc_kr_table[EUC_KR_PAIRS];

/* Four bytes of GB 18030 as a number ("pointer"): from each `from` on, one code
 * point a pointer; cp 0: unmapped. */
struct gb_range {
	uint32_t from, cp;
};

extern const struct gb_range gb_ranges[];
extern const size_t n_gb_ranges;

/* single_byte.py: 0x80..0xFF of each charset; 0 is unmapped. */
struct single_byte {
	const char *name; /* ours, lower case */
	uint16_t high[128];
};

extern const struct single_byte single_bytes[];
extern const size_t n_single_bytes;

/* folds.py: what reads as one ASCII character under NFKC, sorted. */
struct cp_fold {
	uint32_t cp;
	uint8_t ascii;
};

extern const struct cp_fold cp_folds[];
extern const size_t n_cp_folds;

/* tops.py: the labels behind which names of hosts end, sorted by their bytes: of
 * those that begin with c, tops[tops_from[c]] is the first. */
enum {
	TOP_ROOM = 24,
};

extern const char tops[][TOP_ROOM];
extern const uint16_t tops_from[257];

/* entities.py: HTML's named character references, sorted by name; of those that
 * begin with c, html_entities[html_entities_from[c]] is the first. */
struct html_entity {
	const char *name; /* without "&"; ends in ";" but for the old ones */
	uint32_t first, second; /* code points; second 0: none */
};

extern const struct html_entity html_entities[];
extern const uint16_t html_entities_from[257];
