/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * difference.h -- what a kernel accepts against what its policy allows
 *
 * An isolation is no difference: it only ever drops, and by order.
 */
#pragma once

#include <stdio.h>

#include "base/json.h"
#include "cli/prover.h"
#include "cli/source/source.h"

struct difference {
	struct prover prover;
	const struct proof *proof;
	/* By hook, of what can begin: passes and should not; should and does
	 * not. */
	struct ask_rows wider[N_REGISTER_HOOKS], narrower[N_REGISTER_HOOKS];
};

/* The source has rules; what is isolated in them counts as open from then on.
 * difference_finish() ends it before the source. */
void difference_find(struct source *source, struct difference *out);
void difference_finish(struct difference *difference);
/* Something differs, or nobody can say. */
bool difference_is(const struct difference *difference);

/* Nothing is proved where something goes past the rules. */
enum proof_result difference_result(const struct difference *difference);

void difference_print(struct difference *difference, FILE *out);
/*
 * As values of an array: {"kind":"wider|narrower|lasting|unsure",
 * "hook":"forward|input|output","packet":{…},"register":…}: one packet for
 * each kind, way, pair of interfaces and family.
 */
void difference_json(struct difference *difference, struct json *json);
