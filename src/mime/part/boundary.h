/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * boundary.h -- the delimiters of a multipart, in every reading
 */
#pragma once

enum {
	/* RFC 2046 5.1.1. Some programs write longer ones, and some readers
	 * compare no more of one. */
	LONGEST_BOUNDARY = 70,
};

struct boundaries;
struct mime;
struct params;
struct part;

/* Adds the values of "boundary". Where readers may differ on one, the part is
 * ambiguous and all readings are added. */
void part_boundaries(struct mime *mime, const struct params *params,
		     struct part *part, struct boundaries *boundaries);
