/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print.h -- a ruleset as nft(8) text
 *
 * `nft -f` of the text loads exactly what the kernel layer loads; two prints
 * of one ruleset are the same bytes. Days, hours and times are written as the
 * numbers (times as seconds since 1970): clock times nft(8) would read in its own
 * time zone.
 */
#pragma once

#include <stdio.h>

#include "ruleset/ruleset.h"

/* Frame, tree, selectors and guard. Errors of the stream stay in it. */
void ruleset_print(const struct ruleset *ruleset, FILE *out);
/* One table alone: an isolation. */
void table_print(const struct table *table, FILE *out);
/* One rule without its comment, one verdict, one element: for messages. */
void rule_print(const struct rule *rule, FILE *out);
void verdict_print(const struct verdict *verdict, FILE *out);
void element_print(const struct set *set, const struct element *element,
		   FILE *out);
