/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * facts.h -- who applied which policy when, kept beside the tree itself
 *
 * An empty chain "gN_facts" bears them: a sentence as its comment, which
 * `nft list` shows, and the facts in an entry of user data of our own. They
 * come and go with the tree, so they cannot speak of another one.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/digest.h"
#include "kernel/held/held.h"
#include "kernel/netlink/batch.h"

/* In place of a file's name: the daemon has the policy, and no file. */
#define FACTS_OF_DAEMON "sekishod"

struct facts {
	const char *policy; /* file; its end is kept if it is long */
	const char *author, *reason;
	uint8_t digest[DIGEST_LEN]; /* of the policy's canonical text */
	int64_t time;               /* of the apply, seconds since 1970 */
};

/* "gN_facts"; returns buf. */
char *facts_chain(char buf[static 32], uint32_t generation);
/* The chain's name is copied into `arena`, which lives as long as the batch. */
void facts_put(struct batch *batch, struct arena *arena, uint32_t generation,
	       const struct facts *facts);
/* Of that generation's tree; false where there are none that we can read. */
bool facts_read(const struct held *held, uint32_t generation,
		struct arena *arena, struct facts *out);
/* The same of the chain's user data; `udata` may be NULL. */
bool facts_unpack(const uint8_t *udata, size_t len, struct arena *arena,
		  struct facts *out);
