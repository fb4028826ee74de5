/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree.h -- cuts a claim's boxes until the checker decides them all
 *
 * Whoever makes a certificate asks the checker itself where a box is undecided,
 * and cuts it there: so what is made is checked. This file knows the checker's
 * view of a dump alone; whether the claim holds is for the proof to say.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct certificate {
	char *text; /* malloc()ed */
	size_t len, leaves;
	const char *why; /* there is none */
};

/* `claim` are the lines of the head that say what is claimed. False: `why`.
 * certificate_finish() in any case. */
bool certificate_tree(const uint8_t *dump, size_t len, const char *claim,
		      struct certificate *out);
void certificate_finish(struct certificate *certificate);
