/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recent.h -- what was kept of late, known by its bytes
 *
 * A peer that was put off brings the same message again, and again, for days. A
 * store that kept each of them would be full of few messages, and stay so until
 * their days are over.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"
#include "store/reference.h"

enum {
	RECENT_PLACES = 1 << 16 /* the newest of a place is known */
};

struct recent {
	struct {
		uint8_t key[DIGEST_LEN];
		struct reference reference; /* day 0: none */
	} at[RECENT_PLACES];
};

/* The key of an envelope and of a file's first `size` bytes. 0 or -errno. */
int recent_key(const void *envelope, size_t envelope_len, int file,
	       uint32_t size, uint8_t out[static DIGEST_LEN]);
void recent_put(struct recent *recent, const uint8_t key[static DIGEST_LEN],
		const struct reference *reference);
/* False: not known. */
bool recent_get(const struct recent *recent,
		const uint8_t key[static DIGEST_LEN], struct reference *out);
