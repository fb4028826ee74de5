/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * param.h -- a structured field: a value and its parameters (RFC 2045 5.1, 2231)
 *
 * Raw ISO-2022-JP and Shift_JIS inside a parameter are skipped as a whole while
 * the end of the value is sought: their second bytes look like quotes and
 * backslashes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mime/limits.h"

struct mime;
struct field;

struct param {
	const uint8_t *name, *value; /* value: as written, without its quotes */
	size_t name_len;             /* without the RFC 2231 marks */
	size_t value_len;
	int piece;     /* name*3=: 3; -1: not in pieces */
	bool extended; /* name*=, name*3*=: percent-encoded */
	bool quoted;
};

struct params {
	const uint8_t *head; /* "text/plain", "base64", "attachment" */
	size_t head_len;
	bool commented;       /* a comment stood somewhere */
	bool damaged;         /* something did not parse */
	bool eight_bit_pairs; /* read as Shift_JIS where quotes are sought */
	struct param *at;     /* LIMIT_PARAMS at most */
	size_t n, cap;
};

void params_read(struct mime *mime, const struct field *field,
		 struct params *out);

/* The different values that a parameter has: RFC 2231 pieces joined and
 * percent-decoded, quotes and backslashes removed, as bytes in the arena. */
struct param_value {
	const uint8_t *at;
	size_t len;
	const char *charset; /* extended: the label, else NULL */
	size_t charset_len;
	bool odd; /* written in a way that readers disagree on */
};

struct param_values {
	struct param_value at[LIMIT_READINGS];
	size_t n;
};

struct param_values
params_values(struct mime *mime, const struct params *params, const char *name);
