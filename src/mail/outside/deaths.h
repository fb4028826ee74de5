/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deaths.h -- the messages of which a transform has died
 *
 * Once may be an accident (no memory, a process killed by hand): the message is
 * put off. Of one that comes again and kills again the next try would be the
 * same: where originals are kept it is held. Where none are, only its peer has
 * it, and it is put off twice more; then it is refused with 554 5.6.1, so that
 * its sender hears of it soon, and not after the days that a server
 * keeps what is put off (RFC 5321 4.5.4.1: four or five).
 *
 * In memory, for a set of processes does not end of such a message: after a
 * restart, or when 64 others have come in between, counting begins anew, which
 * costs its sender a further try and nobody anything else.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

enum {
	DEATHS_KEPT = 64,   /* the newest ones */
	DEATHS_HELD = 2,    /* with so many a message is held … */
	DEATHS_REFUSED = 4, /* … or refused, where there is no store */
};

/* All zero: none yet. */
struct deaths {
	struct death {
		uint8_t digest[DIGEST_LEN];
		uint32_t times;
	} at[DEATHS_KEPT];

	size_t n; /* messages so far */
};

/* Notes one more; how many it has caused. */
uint32_t deaths_note(struct deaths *deaths,
		     const uint8_t digest[static DIGEST_LEN]);
