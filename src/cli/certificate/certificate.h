/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * certificate.h -- a proved claim as a file that sekisho-checkproof checks
 *
 * docs/architecture.md, "Certificates", says what stands in one.
 */
#pragma once

#include "cli/certificate/tree.h"
#include "proof/question/question.h"
#include "ruleset/snapshot.h"

/*
 * Of a claim whose reply was PROVED of this snapshot; only those about zones
 * have one. `generation` is that of the tree in force, 0 where nothing is
 * stamped. False: `why`. certificate_finish() in any case.
 */
bool certificate_make(const struct question *question,
		      const struct snapshot *snapshot, uint32_t generation,
		      struct certificate *out);
