/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cover_files.h -- files of rules, measured one after another
 */
#pragma once

#include "cover.h"

enum {
	COVER_FAMILIES = 6,
	COVER_FOLDERS = 64,
};

/* Cases of one family of tables. */
struct cover_family {
	uint32_t family;
	size_t cases, whole[N_COVER_CLASSES];
};

struct cover_totals {
	size_t packets; /* for each hook of each case */
	struct cover_count count;
	struct cover_check check;
	struct cover_family families[COVER_FAMILIES];
	size_t files, cases, refused;
	size_t exact, with_atoms, unknown; /* whole rulesets */
	double seconds;
};

/* False: it cannot be read. Each prints a row for the file. */
bool cover_payloads(struct cover_totals *totals, const char *path);
bool cover_dump(struct cover_totals *totals, const char *path);
void cover_payloads_end(const struct cover_totals *totals);
void cover_dumps_end(const struct cover_totals *totals);
