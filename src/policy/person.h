/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * person.h -- are two written names one person's?
 */
#pragma once

#include <stdbool.h>

/* Equal but for blanks, letter case, and the width of ASCII and katakana. Both
 * well-formed UTF-8. */
bool person_same(const char *a, const char *b);
/* Nothing but blanks (also the ideographic one). */
bool text_is_blank(const char *text);
