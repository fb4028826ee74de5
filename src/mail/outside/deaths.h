/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deaths.h -- the messages of which a transform has died
 *
 * Once may be an accident (no memory, a process killed by hand): the message is
 * put off. Of one that comes again and kills again the next try would be the
 * same: it is held, where originals are kept.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

enum {
	DEATHS_KEPT = 64 /* the newest ones */
};

/* All zero: none yet. */
struct deaths {
	uint8_t at[DEATHS_KEPT][DIGEST_LEN];
	size_t n; /* so far */
};

/* Notes it; true: it was noted before. */
bool deaths_note(struct deaths *deaths,
		 const uint8_t digest[static DIGEST_LEN]);
