/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * payload_text.h -- bytecode as text, as nft's own tests expect it, into rules
 *
 * Reads the files tests/py/…/X.payload of nftables up to 1.1.5: of each case a
 * comment with what was said to nft, the sets it made, its family, table and
 * chain, and the expressions in the words of rules_text.h. What the text does
 * not say is chosen: a set that is only named has no elements and the key that
 * is looked up in it; objects are of that name and type.
 *
 * Text hides how many bytes of a datum's last word count: as many as were
 * loaded into that register, where whole words are the same; else (a name's
 * beginning) all up to the last that is not zero.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "proof/rules/rules.h"

struct payload_case {
	const char *said;   /* to nft */
	struct rules rules; /* one table, with one chain */
	const struct nf_rule *rule;
	const char *wrong; /* the line that could not be read, or NULL */
	size_t line;       /* of the file, where the case begins */
};

struct payload_file {
	FILE *in;
	size_t line;
	char *pending; /* a line read ahead; heap */
};

bool payload_open(struct payload_file *file, const char *path);
void payload_close(struct payload_file *file);
/* False at the file's end. The caller ends out->rules with rules_finish(). */
bool payload_next(struct payload_file *file, struct payload_case *out);
