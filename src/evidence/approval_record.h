/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * approval_record.h -- records of proposals, signatures and open items, as bytes
 *
 * One line of JSON, its members always all of them and in one order, sealed.
 */
#pragma once

#include <stdbool.h>

#include "evidence/approvals.h"

/* `signature` is its digest: the file beside it. The caller frees it. NULL:
 * something in it is longer than it may be. */
char *deposit_write(const struct deposit *deposit,
		    const uint8_t signature[static DIGEST_LEN], size_t *len);
/* False: not as we write it. Texts go to the arena. */
bool deposit_read(const char *bytes, size_t len, struct arena *arena,
		  struct deposit *out, uint8_t signature[static DIGEST_LEN]);

char *proposal_write(const struct proposal *proposal, size_t *len);
bool proposal_read(const char *bytes, size_t len, struct arena *arena,
		   struct proposal *out);

char *open_item_write(const struct open_item *item, size_t *len);
bool open_item_read(const char *bytes, size_t len, struct arena *arena,
		    struct open_item *out);
