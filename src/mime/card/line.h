/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * line.h -- "name;parameters:value" with its folds undone
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	CARD_LINE = 16 << 10 /* bytes of one unfolded line; more is cut */
};

struct card_lines {
	const uint8_t *at, *end;
	bool mail;      /* folded as mail is: the blank stays */
	char *unfolded; /* room for CARD_LINE bytes */
};

/* Pieces of the unfolded line; valid until the next. */
struct card_line {
	const char *name, *params, *value;
	size_t name_len, params_len, value_len;
	size_t cut; /* bytes of it beyond CARD_LINE */
};

/* The next line, "group." left out; false: it is empty or not of that form.
 * Only with lines->at < lines->end. */
bool card_line_next(struct card_lines *lines, struct card_line *out);
/* The value of a parameter, without quotes; length 0: none. */
size_t card_param(const struct card_line *line, const char *name,
		  const char **out);
