/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_table.c -- the columns of a table under each other
 *
 * Full-width characters take two places. Those whose width Unicode leaves open
 * (UAX 11) take two as well: Japanese fonts show them so.
 */
#include "mime/html_table.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "mime/buf.h"
#include "mime/utf8.h"

static const struct {
	uint32_t first, last;
	uint8_t places;
} widths[] = {
	{ 0x300, 0x36F, 0 },     { 0x1100, 0x115F, 2 },
	{ 0x2010, 0x2BFF, 2 },   { 0x2E80, 0x303E, 2 },
	{ 0x3099, 0x309A, 0 },   { 0x3041, 0xA4CF, 2 },
	{ 0xAC00, 0xD7A3, 2 },   { 0xF900, 0xFAFF, 2 },
	{ 0xFE00, 0xFE0F, 0 },   { 0xFE30, 0xFE6F, 2 },
	{ 0xFF01, 0xFF60, 2 },   { 0xFFE0, 0xFFE6, 2 },
	{ 0x1F300, 0x1FAFF, 2 }, { 0x20000, 0x3FFFD, 2 },
	{ 0xE0100, 0xE01EF, 0 },
};

static size_t places_of(uint32_t cp)
{
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++)
		if (cp >= widths[i].first && cp <= widths[i].last)
			return widths[i].places;
	return 1;
}

static size_t width(const char *at, size_t len)
{
	const uint8_t *from = (const uint8_t *)at, *end = from + len;
	size_t places = 0, used;

	while (from < end) {
		if (*from < 0x80) {
			places++;
			from++;
			continue;
		}
		places +=
			places_of(utf8_read(from, (size_t)(end - from), &used));
		from += used;
	}
	return places;
}

struct columns {
	size_t n, rows; /* rows: lines of more than one cell */
	size_t width[TABLE_COLUMNS];
};

/* The end of the line at `at`, without its LF. */
static const char *line_end(const char *at, const char *end)
{
	const char *stop = memchr(at, '\n', (size_t)(end - at));

	return stop ? stop : end;
}

/* The end of the cell at `at` of a line, without the blank before its border. */
static const char *cell_end(const char *at, const char *stop)
{
	const char *border = memchr(at, TABLE_BORDER, (size_t)(stop - at));

	if (!border)
		return stop;
	return border > at && border[-1] == ' ' ? border - 1 : border;
}

/* Behind the border that follows a cell: " \xFF " less what is missing. */
static const char *next_cell(const char *at, const char *stop)
{
	while (at < stop && *at == ' ')
		at++;
	at += at < stop;
	return at < stop && *at == ' ' ? at + 1 : at;
}

static bool measure_line(struct columns *columns, const char *at,
			 const char *stop)
{
	const char *end;
	size_t n = 0, places;

	if (!memchr(at, TABLE_BORDER, (size_t)(stop - at)))
		return true;
	columns->rows++;
	for (;; at = next_cell(end, stop)) {
		if (n == TABLE_COLUMNS)
			return false;
		end = cell_end(at, stop);
		places = width(at, (size_t)(end - at));
		if (places > columns->width[n])
			columns->width[n] = places;
		n++;
		if (end == stop)
			break;
	}
	if (n > columns->n)
		columns->n = n;
	return true;
}

/* False: no table, or one that is better left as it is. */
static bool measure(struct columns *columns, const char *at, const char *end)
{
	const char *stop;
	size_t total = 0;

	for (; at < end; at = stop < end ? stop + 1 : end) {
		stop = line_end(at, end);
		if (!measure_line(columns, at, stop))
			return false;
	}
	for (size_t i = 0; i < columns->n; i++)
		total += columns->width[i] + 3;
	return columns->rows > 1 && total <= TABLE_WIDTH;
}

static void put_line(const struct columns *columns, const char *at,
		     const char *stop, struct buf *out)
{
	const char *end;

	for (size_t n = 0;; n++, at = next_cell(end, stop)) {
		end = cell_end(at, stop);
		buf_put(out, at, (size_t)(end - at));
		if (end == stop)
			return;
		for (size_t i = width(at, (size_t)(end - at));
		     i < columns->width[n]; i++)
			buf_put_byte(out, ' ');
		buf_put_text(out, " | ");
	}
}

void html_table_plain(struct buf *out, size_t from)
{
	char *at = out->at + from, *end = out->at + out->len;

	while (at < end && (at = memchr(at, TABLE_BORDER, (size_t)(end - at))))
		*at++ = '|';
}

void html_table_set(struct buf *out, size_t from, struct buf *spare)
{
	struct columns columns = { .n = 0 };
	const char *at, *end, *stop;

	if (from >= out->len ||
	    !memchr(out->at + from, TABLE_BORDER, out->len - from))
		return;
	if (out->cut || out->len - from > TABLE_BYTES ||
	    !measure(&columns, out->at + from, out->at + out->len)) {
		html_table_plain(out, from);
		return;
	}
	buf_reset(spare);
	buf_put(spare, out->at + from, out->len - from);
	out->len = from;
	at = spare->at;
	for (end = at + spare->len; at < end;
	     at = stop < end ? stop + 1 : end) {
		stop = line_end(at, end);
		put_line(&columns, at, stop, out);
		if (stop < end)
			buf_put_byte(out, '\n');
	}
}
