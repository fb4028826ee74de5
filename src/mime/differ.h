/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * differ.h -- whether one text says much that another does not
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* The words of a text: ASCII words, and pairs of neighbours beyond ASCII. Can be
 * begun again for another text; all-zero at first. */
struct differ {
	uint8_t *seen; /* a bit for each hash */
	size_t cap;    /* bytes of it */
	uint32_t mask;
};

/* False: no memory. */
bool differ_begin(struct differ *differ, struct arena *arena, const char *text,
		  size_t len);
/* More than half of this text's words, and a good many, are not in the other.
 * Addresses and names of pictures, which HTML adds, do not count. */
bool differ_greatly(const struct differ *differ, const char *text, size_t len);
