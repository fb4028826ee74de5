/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * seal.h -- the end of a JSON object by which a disk's error is noticed
 *
 * `,"check":"HEX"}` and a newline, where HEX is the first 8 bytes of the
 * SHA-256 of everything before that comma. No secret is in it: it is against
 * accidents, not against people.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum {
	SEAL_LEN = 10 + 16 + 3
};

/* Ends the object that `out`, of open_memstream(3), has written to *text and
 * *len, and closes the stream. */
void seal_put(FILE *out, char *const *text, const size_t *len);
/* Whether the bytes end in their right seal. */
bool seal_is_right(const char *bytes, size_t len);
