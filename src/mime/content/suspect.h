/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * suspect.h -- files whose name or content wants to be taken for something else
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct mime;

/* The marks (mark_bit() of convert.h) of a removed file: `name` as it is shown
 * (several: "a / b"), `sniffed` by sniff_type(). */
uint32_t suspect_marks(const char *name, const char *sniffed, bool macro);
/* The same as defects of the message. */
void suspect_say(struct mime *mime, uint32_t marks);
