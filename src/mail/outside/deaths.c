/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deaths.c -- the messages of which a transform has died
 */
#include "mail/outside/deaths.h"

#include <string.h>

bool deaths_note(struct deaths *deaths, const uint8_t digest[static DIGEST_LEN])
{
	size_t n = deaths->n < DEATHS_KEPT ? deaths->n : DEATHS_KEPT;

	for (size_t i = 0; i < n; i++)
		if (memcmp(deaths->at[i], digest, DIGEST_LEN) == 0)
			return true;
	memcpy(deaths->at[deaths->n++ % DEATHS_KEPT], digest, DIGEST_LEN);
	return false;
}
