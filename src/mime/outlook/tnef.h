/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tnef.h -- winmail.dat: the text and the files in it (MS-OXTNEF)
 *
 * A reader over bytes in memory; everything handed out points into them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes in a Windows codepage; 0: it is not said. */
struct tnef_text {
	const uint8_t *at;
	size_t len;
	unsigned codepage;
};

struct tnef_file {
	struct tnef_text name;
	const uint8_t *data;
	size_t len;
	bool message; /* the data is a TNEF stream itself */
};

struct tnef {
	const uint8_t *at, *end;
	unsigned codepage;
	/* Known once tnef_next_file() said that there are no more files. */
	struct tnef_text subject, html;
	struct tnef_text body, plain; /* by an attribute, by a property */
	struct tnef_text rtf;         /* compressed: lzfu.h */
	bool damaged; /* it breaks off, or an attribute does not parse */
	/* a file being put together */
	bool open;
	struct tnef_file file;
	bool long_name;
};

/* False: these bytes are something else. */
bool tnef_open(struct tnef *tnef, const uint8_t *bytes, size_t len);
/* The next file; false: no more. */
bool tnef_next_file(struct tnef *tnef, struct tnef_file *out);
