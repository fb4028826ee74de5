/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * numbered.h -- files that bear a number in their names
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

enum {
	NUMBERED_NAME = 32
};

/* Names are PREFIX, at least six digits, SUFFIX. */
struct numbered {
	const char *prefix, *suffix;
};

struct numbers {
	VEC(uint32_t) list; /* ascending */
};

char *numbered_name(char buf[static NUMBERED_NAME], const struct numbered *kind,
		    uint32_t number);
/* The numbers of a folder's files of that kind, from 1; other names are passed
 * over. 0 or -errno. */
int numbered_list(int folder, const struct numbered *kind, struct arena *arena,
		  struct numbers *out);
