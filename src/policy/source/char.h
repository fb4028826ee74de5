/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * char.h -- characters that a policy's text may not hold, and their cure
 *
 * Both look at the character at pos in well-formed UTF-8, refuse it at `at` if
 * it may not stand there, and return how many bytes to step over.
 */
#pragma once

#include <stddef.h>

#include "base/diag.h"

/* In quotes or a comment. */
size_t source_char(const char *pos, struct loc at, struct diags *diags);
/* Outside of both, and no printable ASCII. */
size_t source_char_bare(const char *pos, struct loc at, struct diags *diags);
