/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_policy.h -- policies that try every feature, for the lab of model.sh
 *
 * The lab has the interfaces m0 … m7. Behind mI are 10.I.0.0/16 and
 * fd00:I::/32, the gateway has 10.I.0.1 and fd00:I::1 there, and everything
 * else is behind m7. A policy takes some of the interfaces for its zones, with
 * all or part of what is behind them.
 */
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum {
	N_WIRES = 8,
	UPSTREAM_WIRE = N_WIRES - 1,
	MAX_ENTRIES = 20
};

/*
 * Writes one. The same seed gives the same policy, but for the windows of hours
 * and the days, which are chosen around `now` so that what is open stays so for
 * an hour at least. Bit i of `without` leaves out the i'th entry of the register
 * and nothing else.
 */
void random_policy(uint64_t seed, time_t now, uint32_t without, FILE *out);
