/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * generation_record.h -- a generation as the bytes of its file, and back
 *
 * One line of JSON, its members always all of them and in one order, sealed.
 */
#pragma once

#include <stdbool.h>

#include "evidence/generations.h"

/* The caller frees it. NULL: something in it is longer than it may be. */
char *generation_write(const struct generation *record, size_t *len);
/* False: not as we write it. Texts go to the arena. */
bool generation_read(const char *bytes, size_t len, struct arena *arena,
		     struct generation *out);

/* The file `confirmed`: two numbers. */
char *confirmed_write(uint32_t number, uint32_t before, size_t *len);
bool confirmed_read(const char *bytes, size_t len, uint32_t *number,
		    uint32_t *before);
