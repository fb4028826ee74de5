/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print_value.h -- a field's value, mask or range as nft(8) writes it
 */
#pragma once

#include <stdio.h>

#include "ruleset/field.h"

void value_print(enum field field, const uint8_t *value, FILE *out);
/* A single value, a prefix or "first-last". */
void value_range_print(enum field field, const uint8_t *first,
		       const uint8_t *last, FILE *out);
/* "new,established" */
void state_print(uint64_t bits, FILE *out);
/* Quoted; what nft(8) cannot hold in a string becomes '?'. */
void quoted_print(const char *text, FILE *out);
