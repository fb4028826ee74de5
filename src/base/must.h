/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * must.h -- what can only be false through a bug, and memory that must be there
 *
 * Checked in every build. Inputs are bounded, so running out of memory is the
 * host's trouble: both end in abort(), and the supervisor decides.
 */
#pragma once

#include <stddef.h>

#define must(cond) ((cond) ? (void)0 : must_fail(__FILE__, __LINE__, #cond))

__attribute__((noreturn)) void must_fail(const char *file, int line,
					 const char *cond);

/* Zeroed memory for n things; the product is checked. Caller frees. */
void *xcalloc(size_t n, size_t size) __attribute__((malloc));
/* Like realloc(3) for n things; the product is checked. Caller frees. */
void *xrealloc(void *old, size_t n, size_t size);
