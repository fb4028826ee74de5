/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arena.h -- memory of one document: allocate, never free, drop it whole
 *
 * A zeroed struct arena is a valid empty one. With a ceiling, a request that
 * would pass it sets `full` and returns NULL; without one (ceiling 0) running
 * out of memory aborts, and no caller need check.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *blocks;
	size_t used;    /* bytes handed out, over all blocks */
	size_t ceiling; /* most bytes ever handed out; 0: no ceiling */
	bool full;      /* a request was refused; stays set */
};

/* Takes the memory for `len` bytes now and makes that the ceiling: from here on
 * no request makes a system call. Only on an empty arena. Pages never used cost
 * nothing. */
void arena_reserve(struct arena *arena, size_t len);
/* Zeroed, aligned for any type, valid until arena_finish(). */
void *arena_alloc(struct arena *arena, size_t len);
/* n things of `size` bytes, zeroed; the product is checked. */
void *arena_calloc(struct arena *arena, size_t n, size_t size);
char *arena_strdup(struct arena *arena, const char *text);
/* Copies len bytes and appends a NUL. */
char *arena_strndup(struct arena *arena, const char *text, size_t len);
char *arena_printf(struct arena *arena, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));
/* Of a reserved one: as it was when it was reserved, all zero again, without a
 * system call. */
void arena_reset(struct arena *arena);
void arena_finish(struct arena *arena);

/*
 * Growing arrays of a document: `struct { T *at; size_t n, cap; }`.
 * vec_add() yields a pointer to one more zeroed element (old pointers into the
 * array go stale). Only for arenas without a ceiling.
 */
#define VEC(type)              \
	struct {               \
		type *at;      \
		size_t n, cap; \
	}

#define vec_add(arena, v)                                          \
	((v)->at = arena_grow((arena), (v)->at, (v)->n, &(v)->cap, \
			      sizeof(*(v)->at)),                   \
	 &(v)->at[(v)->n++])

#define vec_each(item, v)                          \
	for (__typeof__(*(v)->at) *item = (v)->at; \
	     item && item < (v)->at + (v)->n; item++)

void *arena_grow(struct arena *arena, void *at, size_t n, size_t *cap,
		 size_t size) __attribute__((returns_nonnull));
/* The array with room for one more than n things, for an arena with a ceiling.
 * NULL: there is none, and the old one stays. */
void *arena_try_grow(struct arena *arena, void *at, size_t n, size_t *cap,
		     size_t size);
