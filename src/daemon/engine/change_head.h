/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * change_head.h -- what the text of a change says of itself (policy/change/change.h)
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

struct change_head {
	uint32_t base_generation; /* 0: the first generation */
	uint8_t base[DIGEST_LEN]; /* zeros: none */
	uint8_t next[DIGEST_LEN];
};

/* "sha256:" and 64 digits, and nothing behind them. */
bool change_digest_read(const char *text, uint8_t out[static DIGEST_LEN]);
/* False: it does not begin as change_make() writes it. */
bool change_head_read(const char *text, size_t len, struct change_head *out);
