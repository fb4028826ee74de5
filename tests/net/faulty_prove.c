/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * faulty_prove.c -- sekisho-faulty takes for proved what it has loaded
 *
 * A proof asks the kernel hundreds of questions and changes nothing: to die or
 * to fail before each of them would be one and the same test. 114_proved.sh has
 * those that count.
 */
#include "cli/direct/prove.h"

int direct_prove(void *ctx)
{
	struct direct_proof *proof = ctx;

	proof->verdict = TRIAL_PROVED;
	return 0;
}
