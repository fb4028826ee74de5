/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * afterwards.h -- who signed what had been applied in an emergency (事後承認)
 *
 * The record of a generation never changes: these signatures lie beside it.
 */
#pragma once

#include "base/json.h"
#include "evidence/approvals.h"
#include "evidence/generations.h"

/* Signatures of an emergency's change that its record does not have; none of
 * another kind, or where they cannot be read. Texts go to the arena. */
struct deposits afterwards_of(const struct approvals *store,
			      const struct generation *generation,
			      struct arena *arena);
/* "afterwards":["…"], their names. */
void afterwards_json(const struct deposits *signatures, struct json *json);
