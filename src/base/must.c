/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * must.c -- stop on a bug and on no memory, saying where
 */
#include "base/must.h"

#include <stdio.h>
#include <stdlib.h>

void must_fail(const char *file, int line, const char *cond)
{
	fprintf(stderr, "%s:%d: bug: %s\n", file, line, cond);
	abort();
}

void *xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);

	must(p);
	return p;
}

void *xrealloc(void *old, size_t n, size_t size)
{
	size_t len;
	void *p;

	must(!__builtin_mul_overflow(n, size, &len));
	p = realloc(old, len ? len : 1);
	must(p);
	return p;
}
