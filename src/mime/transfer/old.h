/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * old.h -- yEnc and BinHex 4.0: files in the middle of texts
 */
#pragma once

#include <stdint.h>

struct transfer;

/* As the decoders of transfer.c: write to `to`, at least two bytes before `stop`,
 * and return where they stopped. */
uint8_t *transfer_yenc(struct transfer *t, uint8_t *to, const uint8_t *stop);
/* The header of the file with its name, both forks and the sums. */
uint8_t *transfer_binhex(struct transfer *t, uint8_t *to, const uint8_t *stop);
