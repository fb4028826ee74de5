/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * origin.c -- the generation that people decided on
 */
#include "daemon/engine/origin.h"

#include <string.h>

#include "base/cleanup.h"

/* The one that it renews; 0: it is no renewal, or of another policy. */
static uint32_t renewed_by(const struct generations *store, uint32_t number)
{
	_cleanup_(arena_finish) struct arena arena = { 0 };
	struct generation renewal, before;

	if (generations_load(store, number, &arena, &renewal) < 0 ||
	    renewal.kind != GENERATION_RENEWAL || renewal.of >= number ||
	    generations_load(store, renewal.of, &arena, &before) < 0 ||
	    memcmp(renewal.policy, before.policy, DIGEST_LEN) != 0)
		return 0;
	return renewal.of;
}

uint32_t origin_of(const struct generations *store, uint32_t number)
{
	uint32_t before;

	while (number && (before = renewed_by(store, number)))
		number = before;
	return number;
}
