/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_row.h -- rows of packets, merged; for ask_*.c beside it
 */
#pragma once

#include "proof/question/ask.h"

/* Rows (at least one) that touch in one field and are equal in all others
 * become one, as long as there are such; returns the new number. Ends and
 * interfaces are not looked at: those are the same. */
size_t ask_rows_merge(struct ask_row *rows, size_t n);
