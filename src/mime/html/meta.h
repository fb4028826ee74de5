/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * meta.h -- the charset that a page says it is in
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "mime/charset/charset.h"

/* As the first <meta> of the first 1,024 bytes that names one has it (HTML
 * 13.2.3.2, in short); NONE: no known one. A page in which it can be read so is
 * not in UTF-16. */
struct charset html_meta_charset(const uint8_t *html, size_t len);
