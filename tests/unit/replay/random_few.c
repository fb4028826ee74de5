/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_few.c -- few values, so that matches match
 */
#include "random_few.h"

#include "random_policy.h"

void few_seed(uint64_t seed)
{
	random_seed(seed);
}

uint32_t few_of(uint32_t n)
{
	return pick(n);
}

uint8_t few_byte(void)
{
	static const uint8_t bytes[] = { 0, 0, 0, 1, 1, 6, 10, 0xff };

	return bytes[pick(sizeof(bytes))];
}
