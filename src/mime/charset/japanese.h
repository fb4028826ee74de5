/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * japanese.h -- whether bytes that nobody labelled are Shift_JIS or EUC-JP
 */
#pragma once

#include "mime/charset/charset.h"

/* Or Chinese or Korean, which give the same bytes to their letters; UNKNOWN: the
 * text is of none of them. */
enum charset_kind charset_japanese(const uint8_t *in, size_t len);
