/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lzfu.h -- compressed RTF (MS-OXRTFCP)
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/* Appends what is packed in the bytes, as far as out->max and the bytes go.
 * False: they are no compressed RTF, or break off. At most nine bytes come out
 * of one. The sum in the header is not looked at: a text that was changed on its
 * way is a text. */
bool lzfu_read(const uint8_t *bytes, size_t len, struct buf *out);
