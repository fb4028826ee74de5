/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan.h -- what a file holds that a reader must know: passwords, macros
 *
 * Looks through the bytes piece by piece for the marks of its format; opens and
 * unpacks nothing. A mark may be there without its effect (a stored ZIP in a
 * ZIP): it is a hint, and said as one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SCAN_TAIL = 48 /* bytes kept: more than any mark that is sought */
};

/* Names of entries in a ZIP file that make it an Office document (ISO/IEC
 * 29500-2): bits. */
enum scan_holds {
	SCAN_TYPES = 1, /* [Content_Types].xml */
	SCAN_WORD = 2,
	SCAN_SHEET = 4,
	SCAN_SLIDES = 8,
};

struct scan {
	const char *type; /* by sniff_type(), of the first piece */
	uint8_t holds;    /* bits of enum scan_holds */
	bool locked;      /* needs a password */
	bool macro;       /* holds a program of its application */
	uint64_t seen;    /* bytes so far */
	size_t n_tail;
	uint8_t tail[SCAN_TAIL];
};

/* The next piece; the first one holds the beginning of the file. */
void scan_piece(struct scan *scan, const uint8_t *bytes, size_t len);
