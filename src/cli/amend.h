/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * amend.h -- what the daemon answered, with more that was found here
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"

/* The text of an answer's descriptor, with a NUL behind; the caller frees it.
 * 0 or -errno. */
int amend_read(int fd, char **text, size_t *len);
/* Prints an object, or its rest from a comma on, but for its end: members may
 * follow in `json`. False: it is neither, and printed as it is. */
bool amend_open(const char *text, size_t len, struct json *json);
/* The end. */
void amend_close(struct json *json);
