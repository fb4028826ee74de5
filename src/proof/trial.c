/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trial.c -- do a kernel's rules do what a policy says?
 */
#include "proof/trial.h"

#include "proof/rules/as_if.h"
#include "proof/rules/others.h"

/* ------ the rules ------ */

static bool say_why(struct trial *trial, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static bool say_why(struct trial *trial, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(trial->why, sizeof(trial->why), fmt, ap);
	va_end(ap);
	trial->verdict = TRIAL_UNKNOWN;
	return false;
}

static bool read_rules(struct trial *trial)
{
	const struct ruleset *next = trial->options.next;
	struct decode_flaw flaw = { 0 };
	char text[200];

	if (!decode(trial->options.snapshot, &trial->rules, &flaw))
		return say_why(trial, "the kernel's rules cannot be read: %s",
			       decode_flaw_text(&flaw, text, sizeof(text)));
	if (next && !as_if_switched(&trial->rules, next))
		return say_why(
			trial,
			"the loaded tree is not among the kernel's rules");
	as_if_not_isolated(&trial->rules);
	return true;
}

/* ------ the proofs ------ */

static enum proof_result prove(struct trial *trial, struct inquiry *inquiry,
			       struct proof *proof)
{
	const struct inquiry_options how = {
		.policy = trial->options.policy,
		.rules = &trial->rules,
		.snapshot = trial->options.snapshot,
		.how = { .time = REGISTER_TIMES,
			 .now = trial->options.now,
			 .generation = trial->options.generation },
		.limits = trial->options.limits,
	};

	proof->result = PROOF_UNKNOWN;
	if (inquiry_build(inquiry, &how))
		proof_make(inquiry, &trial->arena, proof);
	if (proof->result == PROOF_UNKNOWN)
		say_why(trial, "%s", inquiry_why(inquiry));
	return proof->result;
}

static bool is_any(const struct proof *proof, enum proof_kind kind)
{
	for (int hook = 0; hook < N_REGISTER_HOOKS; hook++)
		if (proof->all[kind][hook] != DIAGRAM_FALSE)
			return true;
	return false;
}

static enum proof_result prove_alone(struct trial *trial)
{
	struct inquiry inquiry;
	struct proof proof = { 0 };
	enum proof_result result;

	as_if_alone(&trial->rules);
	result = prove(trial, &inquiry, &proof);
	inquiry_finish(&inquiry);
	return result;
}

/* There is a difference: whose is it? */
static void judge(struct trial *trial)
{
	const struct proof *proof = &trial->proof;
	const bool opens =
		is_any(proof, PROOF_WIDER) || is_any(proof, PROOF_LASTING);
	enum proof_result alone = proof->result;

	if (others_are_met(&trial->rules))
		alone = prove_alone(trial);
	trial->by_others = alone == PROOF_PROVED;
	if (opens || alone == PROOF_REFUTED)
		trial->verdict = TRIAL_REFUTED;
	else if (alone == PROOF_PROVED)
		trial->verdict = TRIAL_NARROWER;
	else if (alone == PROOF_CONDITIONAL)
		say_why(trial, "%s",
			"the tree asks what the proof does not know");
}

void trial_make(struct trial *trial, const struct trial_options *options)
{
	*trial =
		(struct trial){ .options = *options, .verdict = TRIAL_UNKNOWN };
	if (!read_rules(trial))
		return;
	switch (prove(trial, &trial->inquiry, &trial->proof)) {
	case PROOF_PROVED:
		trial->verdict = TRIAL_PROVED;
		break;
	case PROOF_CONDITIONAL:
	case PROOF_REFUTED:
		judge(trial);
		break;
	case PROOF_UNKNOWN:
		break;
	}
}
