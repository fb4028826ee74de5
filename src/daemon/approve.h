/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * approve.h -- is a change approved, and what is open until it is?
 */
#pragma once

#include "daemon/transition.h"
#include "policy/approval_rule.h"

/*
 * Judges the transition's change (its job's OUT_CHANGE, OUT_RULE) by the
 * signatures in the store, each verified again. True: it may be made;
 * approvals and `open` of the transition are filled, their texts in the arena.
 * False: the reasons were said to the client.
 */
bool approve_change(struct engine *engine, struct transition *transition,
		    struct arena *arena);
/* After the switch: what was applied in an emergency stands as open. */
void approve_note(struct engine *engine, const struct transition *transition);

/*
 * Whose signature is it, over which text? Asks verify. 0 with name and
 * fingerprint in the arena; -EACCES: nobody's, *why says it; or -errno.
 */
struct signed_text {
	const char *text, *signature;
	size_t text_len, signature_len;
};

struct signer {
	const char *name, *fingerprint, *why;
};

int approve_verify(struct engine *engine, const struct approval_rule *rule,
		   const struct signed_text *what, struct arena *arena,
		   struct signer *out);
