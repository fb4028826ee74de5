/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * identity.h -- who asks, and which text is meant
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/digest.h"
#include "policy/policy.h"

/* The user, also behind sudo(8); a number where there is no name. */
const char *identity_name(struct arena *arena);
/* Digest of the policy's canonical text: the same however it is laid out, over
 * however many files. */
bool identity_of_policy(const struct policy *policy,
			uint8_t out[static DIGEST_LEN]);
