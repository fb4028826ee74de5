/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arena.c -- memory of one document, in blocks that double
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"

struct arena_block {
	struct arena_block *next;
	size_t len, used;
	alignas(max_align_t) unsigned char data[];
};

enum {
	FIRST_BLOCK = 4096,
	LARGEST_STEP = 1 << 20,
	ALIGN = alignof(max_align_t),
};

static struct arena_block *block_new(size_t len, struct arena_block *next)
{
	struct arena_block *block;

	must(len <= SIZE_MAX - sizeof(*block));
	block = xcalloc(1, sizeof(*block) + len);
	block->len = len;
	block->next = next;
	return block;
}

void arena_reserve(struct arena *arena, size_t len)
{
	must(!arena->blocks);
	arena->blocks = block_new(len, NULL);
	arena->ceiling = len;
}

void *arena_alloc(struct arena *arena, size_t len)
{
	struct arena_block *block = arena->blocks;
	size_t step;
	void *p;

	must(len <= SIZE_MAX / 2);
	len = (len + ALIGN - 1) / ALIGN * ALIGN;
	if (arena->ceiling && len > arena->ceiling - arena->used) {
		arena->full = true;
		return NULL;
	}
	if (!block || block->len - block->used < len) {
		step = block ? block->len * 2 : FIRST_BLOCK;
		if (step > LARGEST_STEP)
			step = LARGEST_STEP;
		block = block_new(len > step ? len : step, block);
		arena->blocks = block;
	}
	p = block->data + block->used;
	block->used += len;
	arena->used += len;
	return p;
}

void *arena_calloc(struct arena *arena, size_t n, size_t size)
{
	size_t len;

	must(!__builtin_mul_overflow(n, size, &len));
	return arena_alloc(arena, len);
}

char *arena_strndup(struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	if (copy)
		memcpy(copy, text, len);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

char *arena_vprintf(struct arena *arena, const char *fmt, va_list ap)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	must(len >= 0);
	text = arena_alloc(arena, (size_t)len + 1);
	if (text)
		vsnprintf(text, (size_t)len + 1, fmt, ap);
	return text;
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = arena_vprintf(arena, fmt, ap);
	va_end(ap);
	return text;
}

void *arena_try_grow(struct arena *arena, void *at, size_t n, size_t *cap,
		     size_t size)
{
	size_t grown = *cap ? *cap * 2 : 4;
	void *copy;

	if (n < *cap)
		return at;
	copy = arena_calloc(arena, grown, size);
	if (!copy)
		return NULL;
	if (n)
		memcpy(copy, at, n * size);
	*cap = grown;
	return copy;
}

void *arena_grow(struct arena *arena, void *at, size_t n, size_t *cap,
		 size_t size)
{
	must(!arena->ceiling);
	return arena_try_grow(arena, at, n, cap, size);
}

void arena_reset(struct arena *arena)
{
	struct arena_block *block = arena->blocks;

	must(block && !block->next && arena->ceiling);
	memset(block->data, 0, block->used);
	block->used = arena->used = 0;
	arena->full = false;
}

void arena_finish(struct arena *arena)
{
	struct arena_block *block = arena->blocks, *next;

	for (; block; block = next) {
		next = block->next;
		free(block);
	}
	*arena = (struct arena){ .ceiling = arena->ceiling };
}
