/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diag.h -- what is wrong with the operator's text, and where
 *
 * A checker goes on after an error, so that one run reports them all:
 * `bool f(…, struct diags *)` returns false if and only if it added at least
 * one error. Every slug is a string literal, unique in meaning, and has its
 * heading in docs/diagnostics.md.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"

/* line 0: the whole file; col 0: the whole line. Columns count bytes from 1. */
struct loc {
	const char *file;
	uint32_t line, col;
};

enum diag_kind {
	DIAG_ERROR,
	DIAG_WARNING,
	DIAG_NOTE,
};

struct diag {
	enum diag_kind kind;
	struct loc at;
	const char *slug; /* NULL for notes */
	const char *text;
	const char *token; /* to be underlined in the line, or NULL */
};

/* All zero: nothing is wrong yet. Owns its texts; diags_finish() frees them. */
struct diags {
	struct arena arena;
	VEC(struct diag) list;
	size_t n_errors, n_warnings;
	size_t n_dropped; /* beyond DIAGS_MAX */
};

enum {
	DIAGS_MAX = 1000
};

/* Always returns false, so that a checker can `return diag_error(…)`. */
bool diag_error(struct diags *diags, struct loc at, const char *slug,
		const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void diag_warn(struct diags *diags, struct loc at, const char *slug,
	       const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* Belongs to the error or warning before it. */
void diag_note(struct diags *diags, struct loc at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Underline `token` (copied) in the line of the newest error or warning. */
void diag_mark(struct diags *diags, const char *token);
/*
 * Prints all of them with their source lines and carets; the files are read
 * again for that and a file that has gone is no error. Colour only if asked.
 */
void diags_print(const struct diags *diags, FILE *out, bool colour);
/* A terminal, and nobody says NO_COLOR. */
bool diags_wants_colour(int fd);
void diags_finish(struct diags *diags);
