/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source.h -- the policy's files as one text, every line's origin known
 *
 * Includes (`@include "FILE"` alone on its line, relative to the folder of the
 * file that says so) are spliced here, so that libconfig reads one string and
 * opens no file. What libconfig would take without a word is refused first:
 * NUL and control bytes, escapes (which can smuggle both), strings side by
 * side (which it joins: "tcp/80" "80" would be port 8080), deep nesting.
 */
#pragma once

#include "base/arena.h"
#include "base/diag.h"

/* From line `first` of the text on: `line` and following of `file`. */
struct segment {
	uint32_t first;
	const char *file; /* in the arena given to source_read() */
	uint32_t line;
};

struct source {
	char *text; /* NUL-terminated */
	size_t len, cap;
	uint32_t lines;
	size_t n_files;
	VEC(struct segment) segments;
};

/*
 * Reads `file` and all that it includes; places and names are kept in `arena`.
 * Places in `file` itself say `called`, if that is not NULL. On false `out` is
 * empty; else the caller ends it with source_finish().
 */
bool source_read(const char *file, const char *called, struct arena *arena,
		 struct source *out, struct diags *diags);
struct loc source_loc(const struct source *source, uint32_t line);
void source_finish(struct source *source);

/*
 * One regular file, at most LIMIT_FILE_BYTES, UTF-8 without NUL: into malloced
 * memory with a NUL behind it; the caller frees. NULL after an error at `at`
 * or in the file, which places call `called`.
 */
char *source_slurp(const char *file, const char *called, struct loc at,
		   size_t *len, struct diags *diags);
/* `name` as seen from the folder of `file`, in the arena. */
const char *source_path(struct arena *arena, const char *file,
			const char *name);
