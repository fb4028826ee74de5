/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * approve.h -- is a change approved, and what is open until it is?
 *
 * The store says only what was deposited. What counts is found anew each time:
 * every signature is verified again, over the very text, by the keys of the
 * policy that the change begins from.
 */
#pragma once

#include "daemon/engine/transition.h"
#include "policy/change/approval_rule.h"

/*
 * Judges the transition's change (its job's OUT_CHANGE, OUT_RULE) by the
 * signatures in the store. True: it may be made; approvals and `open` of the
 * transition are filled, their texts in the arena. False: the reasons were said
 * to the client, with what to do next.
 */
bool approve_change(struct engine *engine, struct transition *transition,
		    struct arena *arena);
/* Before the switch: what is applied in an emergency stands as open. 0 or
 * -errno. Where there was no switch after all, it is forgotten. */
int approve_note(struct engine *engine, const struct transition *transition);
void approve_forget(struct engine *engine, const struct transition *transition);

/*
 * Whose signature is it, over which text? Asks verify. 0 with name and
 * fingerprint as they are in the rule; -EACCES: nobody's, *why says it, in the
 * arena; or -errno.
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

/* What there is to judge. */
struct approve_case {
	const struct approval_rule *rule;
	const char *text; /* of the change, and its digest */
	size_t len;
	const uint8_t *change;
	const char *applicant, *override;
	bool emergency;
};

/*
 * Judges by the deposits of that change, each verified. `signatures` are the
 * good ones, in the arena. `out` is to be ended in any case. 0 or -errno:
 * nothing can be said of it.
 */
struct approve_signatures {
	VEC(struct approval_signature) list;
};

int approve_judge(struct engine *engine, const struct approve_case *what,
		  struct arena *arena, struct approve_signatures *signatures,
		  struct approval_result *out);
/* How many approvals the change needs: the most that one of its kinds does. */
uint32_t approve_needs(const struct approval_rule *rule);
/* Reads a job's OUT_RULE, to be ended. 0 or -errno. */
int approve_rule_of(const struct job_result *job, struct approval_rule *out);
