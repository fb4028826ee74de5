/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * change.h -- what a policy newly permits and no longer does, as packets
 */
#pragma once

#include <stdio.h>

#include "base/json.h"
#include "cli/source/source.h"
#include "proof/question/question.h"

struct change_side {
	struct ask_rows rows[N_REGISTER_HOOKS];
	/* Whose entries permit them; NULL: nobody's. */
	struct grounds *grounds;
};

struct packet_change {
	struct arena arena;
	/* Past the limits: nothing else is set. */
	bool unknown;
	struct change_side newly, no_longer;
	struct inquiry inquiries[2];
	struct grounds grounds[2];
	bool built[2];
};

/* All three set `out`; packet_change_finish() ends it, before the policies. */

/* `before` may be NULL: nothing was permitted. Validity is of `now`. */
void packet_change_find(const struct policy *before, const struct policy *after,
			time_t now, struct packet_change *out);
/* Against what the source's kernel accepts. */
void packet_change_of_kernel(const struct source *source,
			     const struct policy *after, time_t now,
			     struct packet_change *out);
void packet_change_finish(struct packet_change *change);

void packet_change_print(const struct packet_change *change, FILE *out);
/* As members "newly_allowed" and "newly_denied": rows; and "more". */
void packet_change_json(const struct packet_change *change, struct json *json);
