/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * held.h -- the marks of originals that wait for a decision
 */
#pragma once

#include <stdbool.h>

#include "store/reference.h"

/* Whether a file's name is that of a mark. */
bool held_read(const char *name, struct reference *out);
