/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recent.h -- what was kept of late, known by its bytes
 *
 * A peer that was put off brings the same message again, and again, for days. A
 * store that kept each of them would be full of few messages, and stay so until
 * their days are over. But two transactions under one reference at a time would
 * decide for each other whether it is held: what came a moment ago is not known.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/digest.h"
#include "mail/limits.h"
#include "store/reference.h"

enum {
	RECENT_PLACES = 1 << 16, /* the newest of a place is known */
	/* Seconds after which the transaction before is surely over. */
	RECENT_PAUSE = LIMIT_ANSWER + 10,
};

struct recent {
	struct {
		uint8_t key[DIGEST_LEN];
		struct reference reference; /* day 0: none */
		time_t since;
	} at[RECENT_PLACES];
};

/* The key of an envelope and of a file's first `size` bytes. 0 or -errno. */
int recent_key(const void *envelope, size_t envelope_len, int file,
	       uint32_t size, uint8_t out[static DIGEST_LEN]);
/* A transaction with it begins. */
void recent_put(struct recent *recent, const uint8_t key[static DIGEST_LEN],
		const struct reference *reference, time_t now);
/* False: not known, or of a moment ago. */
bool recent_get(const struct recent *recent,
		const uint8_t key[static DIGEST_LEN], time_t now,
		struct reference *out);
