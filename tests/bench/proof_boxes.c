/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proof_boxes.c -- rules as boxes, for the peers of proof_cost.c
 */
#include "proof_boxes.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/must.h"

static uint32_t read_number(FILE *file)
{
	char word[16];

	must(fscanf(file, "%15s", word) == 1);
	return (uint32_t)strtoul(word, NULL, 10);
}

struct seg_rule *boxes_read(const char *path, size_t *n)
{
	FILE *file = fopen(path, "r");
	struct seg_rule *rules;

	must(file);
	*n = read_number(file);
	rules = xcalloc(*n + 1, sizeof(*rules));
	for (size_t i = 0; i < *n; i++) {
		for (size_t field = 0; field < N_SEG_FIELDS; field++) {
			rules[i].low[field] = read_number(file);
			rules[i].high[field] = read_number(file);
		}
		rules[i].accept = read_number(file);
	}
	(void)fclose(file);
	return rules;
}

double boxes_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
