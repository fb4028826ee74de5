/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deaths.c -- the messages of which a transform has died
 */
#include "mail/outside/deaths.h"

#include <string.h>

uint32_t deaths_note(struct deaths *deaths,
		     const uint8_t digest[static DIGEST_LEN])
{
	size_t n = deaths->n < DEATHS_KEPT ? deaths->n : DEATHS_KEPT;
	struct death *death = deaths->at;

	for (size_t i = 0; i < n; i++)
		if (memcmp(deaths->at[i].digest, digest, DIGEST_LEN) == 0)
			return ++deaths->at[i].times;
	death += deaths->n++ % DEATHS_KEPT;
	memcpy(death->digest, digest, DIGEST_LEN);
	death->times = 1;
	return 1;
}
