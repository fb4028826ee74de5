/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recent.c -- what was kept of late, known by its bytes
 */
#include "mail/store/recent.h"

#include <string.h>

#include "base/fd.h"

enum {
	PIECE = 256 << 10
};

int recent_key(const void *envelope, size_t envelope_len, int file,
	       uint32_t size, uint8_t out[static DIGEST_LEN])
{
	static uint8_t bytes[PIECE];
	struct digest digest = { 0 };
	int r = 0;

	digest_begin(&digest);
	digest_add(&digest, envelope, envelope_len);
	for (uint32_t at = 0; r == 0 && at < size; at += PIECE) {
		const size_t len = size - at < PIECE ? size - at : PIECE;

		r = fd_read_at(file, bytes, len, (off_t)at);
		if (r == 0)
			digest_add(&digest, bytes, len);
	}
	digest_end(&digest, out);
	return r;
}

static size_t place_of(const uint8_t key[static DIGEST_LEN])
{
	return (size_t)(key[0] << 8 | key[1]);
}

void recent_put(struct recent *recent, const uint8_t key[static DIGEST_LEN],
		const struct reference *reference, time_t now)
{
	const size_t i = place_of(key);

	memcpy(recent->at[i].key, key, DIGEST_LEN);
	recent->at[i].reference = *reference;
	recent->at[i].since = now;
}

bool recent_get(const struct recent *recent,
		const uint8_t key[static DIGEST_LEN], time_t now,
		struct reference *out)
{
	const size_t i = place_of(key);

	*out = recent->at[i].reference;
	return out->day && now - recent->at[i].since > RECENT_PAUSE &&
	       memcmp(recent->at[i].key, key, DIGEST_LEN) == 0;
}
