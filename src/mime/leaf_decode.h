/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * leaf_decode.h -- the bytes of a text part, out of its transfer encoding
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct mime;
struct part;

struct decoded {
	const uint8_t *at;
	size_t len;
	size_t cut; /* encoded bytes that were not read */
};

/* In place, or in mime->bytes: whole lines, without the NULs of a buffer that
 * was sent whole. */
struct decoded leaf_decode(struct mime *mime, const struct part *part);
