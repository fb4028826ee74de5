/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_table.h -- the columns of a table under each other
 */
#pragma once

#include <stddef.h>

struct buf;

enum {
	TABLE_BORDER =
		0xFF, /* between cells until the table is set: no UTF-8 */
	TABLE_BYTES = 64 << 10, /* larger tables are not set in columns */
	TABLE_COLUMNS = 24,
	TABLE_WIDTH = 120, /* wider ones neither */
};

/* Text from `from` on is a table whose cells are parted by " \xFF ": they get
 * the same width in all rows, and "|". `spare` is room to work in. */
void html_table_set(struct buf *out, size_t from, struct buf *spare);
/* The same without columns. */
void html_table_plain(struct buf *out, size_t from);
