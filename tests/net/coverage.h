/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * coverage.h -- which of the kernel's expressions some rules had
 *
 * Every kind of expression that the decoder and the lift know, and every key or
 * form of it, is a row: what they learn to know later, is one too.
 */
#pragma once

#include <stdio.h>

#include "proof/lift/lift.h"

enum {
	COVERAGE_FORMS = 40, /* of one kind */
};

struct coverage_row {
	size_t seen;  /* in so many rules */
	bool guessed; /* a load whose value the lift does not know */
};

struct coverage {
	struct coverage_row at[N_NF_EXPRS][COVERAGE_FORMS];
};

/* All that the rules of the lift have; some are asked of it again. */
void coverage_note(struct coverage *coverage, struct lift *lift);
/* A row for each kind; returns how many forms were never met, though nothing
 * says why they cannot be. */
size_t coverage_print(const struct coverage *coverage, FILE *out);
