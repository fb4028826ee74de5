/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * markup.h -- whether a plain text is HTML that lost its name
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* At least three tags of the elements that mails are laid out with, or three
 * character references. */
bool markup_is(const uint8_t *text, size_t len);
/* Whether one tag of letters, lists or links stands in a text whose program may
 * write HTML. */
bool markup_has_tag(const uint8_t *text, size_t len);
