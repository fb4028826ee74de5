/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sign.h -- the signs without which nothing is an address
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The next dot, colon or backslash, of any width, or `end`; one that is part of
 * no address may be passed: a dot before a blank that is not behind a "w", and a
 * colon before one that ends no line. Sets what it folds to (link/name.h), and
 * its length. Well-formed UTF-8. */
const uint8_t *link_next_sign(const uint8_t *at, const uint8_t *end,
			      uint8_t *folded, size_t *used);
