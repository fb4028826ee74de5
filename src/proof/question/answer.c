/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answer.c -- whether a claim holds of all packets, or of one
 *
 * What must not pass is asked of what may be accepted, what must pass of what
 * is accepted whatever the atoms say. Between the two lies CONDITIONAL.
 */
#include <string.h>

#include "proof/diagram/apply.h"
#include "proof/diagram/ask.h"
#include "proof/lift/atom_words.h"
#include "proof/question/parts.h"
#include "proof/space/witness.h"

static const char *const result_texts[] = {
	[RESULT_PROVED] = "proved",
	[RESULT_REFUTED] = "refuted",
	[RESULT_CONDITIONAL] = "conditional",
	[RESULT_UNKNOWN] = "unknown",
};

const char *question_result_text(enum question_result result)
{
	return result_texts[result];
}

bool asking_of_kernel(const struct asking *a)
{
	return a->inquiry->options.rules != NULL;
}

uint32_t asking_may(const struct asking *a, enum register_hook hook)
{
	return asking_of_kernel(a) ? a->inquiry->may[hook]
				   : a->inquiry->allowed[hook];
}

uint32_t asking_must(const struct asking *a, enum register_hook hook)
{
	return asking_of_kernel(a) ? a->inquiry->must[hook]
				   : a->inquiry->allowed[hook];
}

void asking_unknown(const struct asking *a)
{
	a->out->result = RESULT_UNKNOWN;
	a->out->limit = diagram_limit_text(a->inquiry->all.passed);
}

void asking_rests_on(const struct asking *a, const char *text)
{
	vec_each(one, &a->out->rests_on)
		if (!strcmp(*one, text))
			return;
	*vec_add(a->grounds->arena, &a->out->rests_on) = text;
}

/* The atoms that decide about this packet. */
void asking_name_atoms(const struct asking *a, enum register_hook hook,
		       const uint16_t *digits)
{
	const struct space *space = &a->inquiry->space;
	bool asked[DIAGRAM_LEVELS];
	struct diagram_box box;
	uint32_t left;

	diagram_box_all(&box);
	memcpy(box.low, digits, space->first_atom * sizeof(*digits));
	memcpy(box.high, digits, space->first_atom * sizeof(*digits));
	left = diagram_restrict(&a->inquiry->all, a->inquiry->accepted[hook],
				&box);
	if (!diagram_support(&a->inquiry->all, left, asked))
		return;
	for (size_t i = 0; i < space->atoms.n; i++)
		if (asked[space->first_atom + i])
			asking_rests_on(a, atom_words(a->inquiry->options.rules,
						      space->atoms.at[i].text,
						      a->grounds->arena));
}

/* A packet that may pass was found: does it pass whatever the atoms say? */
static void against(const struct asking *a, enum register_hook hook)
{
	uint32_t must = diagram_evaluate(&a->inquiry->all, asking_must(a, hook),
					 a->out->digits);

	a->out->has_witness = true;
	a->out->result = RESULT_REFUTED;
	if (must == DIAGRAM_TRUE)
		return;
	a->out->result = RESULT_CONDITIONAL;
	asking_name_atoms(a, hook, a->out->digits);
}

void asking_take(const struct asking *a, enum register_hook hook,
		 enum diagram_answer answer)
{
	switch (answer) {
	case DIAGRAM_NO:
		a->out->result = RESULT_PROVED;
		break;
	case DIAGRAM_YES:
		against(a, hook);
		break;
	case DIAGRAM_UNKNOWN:
		asking_unknown(a);
		break;
	}
}

static void answer_never(const struct asking *a)
{
	const struct ask_between between = { ASK_NEVER, a->question->from,
					     a->question->to, 0 };

	asking_between(a, &between, asking_claimed(a));
}

enum {
	STRAY = 1 << 25, /* accepted, and no entry of the register */
};

static uint32_t name_strays(const void *state, uint32_t leaf)
{
	(void)state;
	return leaf == DIAGRAM_FALSE || leaf == DIAGRAM_NOMATCH
		       ? diagram_leaf(STRAY)
		       : leaf;
}

/* Whether an entry is in force just now is not what is asked. */
static const struct claimed *claimed_by_entry(const struct asking *a)
{
	struct claimed *out = &a->grounds->by_entry;
	struct diagrams *all = &a->inquiry->all;
	uint32_t *const each[] = { &out->may, &out->plain_may, &out->plain_must,
				   &out->allowed };
	uint32_t entries;

	if (a->grounds->has_by_entry)
		return out;
	a->grounds->has_by_entry = true;
	*out = *asking_claimed(a);
	entries = grounds_entries(a->grounds)->hooks[REGISTER_FORWARD];
	entries = diagram_map(all, entries, name_strays, NULL);
	for (size_t i = 0; i < sizeof(each) / sizeof(each[0]); i++)
		*each[i] =
			diagram_choose(all, *each[i], entries, DIAGRAM_FALSE);
	return out;
}

static void answer_only(const struct asking *a)
{
	const struct ask_between between = { ASK_ONLY, a->question->from,
					     a->question->to,
					     a->question->flow->number };

	asking_between(a, &between, claimed_by_entry(a));
}

/* Nobody who has not looked at them knows. */
static void answer_connections(const struct asking *a)
{
	a->out->result = RESULT_PROVED;
	a->out->by_stamps = true;
}

static void (*const answers[])(const struct asking *a) = {
	[QUESTION_NEVER] = answer_never,
	[QUESTION_NO_PACKET] = answer_no_packet,
	[QUESTION_ONLY] = answer_only,
	[QUESTION_ANTI_SPOOFING] = answer_anti_spoofing,
	[QUESTION_ACCEPT] = answer_packet,
	[QUESTION_DROP] = answer_packet,
	[QUESTION_ALWAYS] = answer_packet,
	[QUESTION_SAME] = answer_same,
	[QUESTION_CONNECTIONS] = answer_connections,
};
_Static_assert(sizeof(answers) / sizeof(*answers) == N_QUESTION_KINDS,
	       "every question has an answer");

const struct proof *grounds_proof(struct grounds *grounds)
{
	if (!grounds->has_proof)
		proof_make(grounds->inquiry, grounds->arena, &grounds->proof);
	grounds->has_proof = true;
	return &grounds->proof;
}

const struct register_diagrams *grounds_entries(struct grounds *grounds)
{
	struct inquiry *inquiry = grounds->inquiry;
	struct register_options how = inquiry->options.how;

	how.time = REGISTER_EVER;
	how.rule = true;
	if (!grounds->has_entries)
		register_build(&inquiry->all, &inquiry->space,
			       inquiry->options.policy, &how,
			       &grounds->entries);
	grounds->has_entries = true;
	return &grounds->entries;
}

bool question_answer(struct grounds *grounds, const struct question *question,
		     struct reply *out)
{
	const struct asking a = { grounds, grounds->inquiry, question, out };

	*out = (struct reply){ .result = RESULT_UNKNOWN };
	diagrams_wind(&grounds->inquiry->all);
	answers[question->kind](&a);
	return !*out->error;
}
