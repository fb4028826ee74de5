/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transform_plain.h -- writing the plain message, in the transform
 *
 * The format is told in plain/plain.h, which is the reader's; nothing of it is
 * included here on purpose.
 */
#pragma once

#include <stddef.h>

struct envelope;
struct converted;

/*
 * Writes the stream into out; returns its length, or 0 if it does not fit:
 * then the message has to be held.
 */
size_t transform_plain(const struct envelope *envelope,
		       const struct converted *converted, char *out,
		       size_t size);
