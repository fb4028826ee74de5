/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy_main.c -- SEED: a random policy, to the standard output
 */
#include "base/text.h"

#include "random_policy.h"

int main(int argc, char **argv)
{
	uint32_t seed;

	if (argc != 2 || !text_u32(argv[1], UINT32_MAX, &seed)) {
		fputs("usage: random-policy SEED\n", stderr);
		return 2;
	}
	random_policy(seed, time(NULL), 0, stdout);
	return fflush(stdout) != 0;
}
