/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_few.h -- few values, so that matches match: of random_policy.h's seed
 *
 * Apart, for what a packet is has the same name there and in src/replay.
 */
#pragma once

#include <stdint.h>

void few_seed(uint64_t seed);
uint32_t few_of(uint32_t n); /* 0 … n - 1 */
uint8_t few_byte(void);
