/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flowed.h -- text/plain; format=flowed: lines joined again (RFC 3676)
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/* Appends the text with soft line breaks undone (with `delsp`, their blank
 * goes), quote marks kept and space-stuffing removed. */
void flowed_join(const uint8_t *text, size_t len, bool delsp, struct buf *out);
