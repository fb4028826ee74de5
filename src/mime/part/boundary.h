/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * boundary.h -- the delimiters of a multipart, in every reading
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	/* RFC 2046 5.1.1. Some programs write longer ones, and some readers
	 * compare no more of one. */
	LONGEST_BOUNDARY = 70,
};

struct boundaries;
struct label;
struct mime;
struct params;
struct part;

/* Adds the values of "boundary". Where readers may differ on one, the part is
 * ambiguous and all readings are added. */
void part_boundaries(struct mime *mime, const struct params *params,
		     struct part *part, struct boundaries *boundaries);

enum match {
	MATCH_NONE,
	MATCH_OPEN,
	MATCH_CLOSE,
};

/* How a line that begins with "--" reads to one boundary; *exact is false where
 * there is something behind it, or but the beginning of a long one. */
enum match boundary_match(const struct label *boundary, const uint8_t *line,
			  size_t len, bool *exact);
