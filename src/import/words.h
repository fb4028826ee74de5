/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.h -- a line of iptables-save as words
 *
 * Blanks divide; "…" is one word, or the end of one, where \ keeps what comes
 * behind it (add_param_to_argv(), iptables/xshared.c, and xtables_save_string()
 * of the same sources, which writes it).
 */
#pragma once

#include <stddef.h>

#include "base/diag.h"

struct word {
	const char *text;
	bool quoted; /* no option, whatever it looks like */
};

struct words {
	VEC(struct word) list;
};

/* Appends; the texts are the arena's. */
bool words_read(const char *line, size_t len, struct loc at,
		struct arena *arena, struct words *out, struct diags *diags);
/* "-x", "--xyz"; or "!", which belongs to the option behind it. */
bool word_is_option(const struct word *word);
bool word_is_not(const struct word *word);
