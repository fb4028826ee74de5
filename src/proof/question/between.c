/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * between.c -- claims about two zones, asked of a kernel with stamps
 *
 * The kernel lets a packet pass by its connection's stamp alone, whoever sends
 * it. So what passes without one is asked first. Where there is nothing, a
 * stamped packet would have to belong to a connection that was let in against
 * the register: that there is none is what honest stamps mean (proof.h).
 */
#include "proof/diagram/apply.h"
#include "proof/diagram/build.h"
#include "proof/question/parts.h"
#include "ruleset/ruleset.h"

/* Bears a stamp that says all (register/register.h). */
static uint32_t is_let_in(struct inquiry *inquiry)
{
	uint64_t base = (uint64_t)inquiry->options.how.generation
			<< GENERATION_SHIFT;
	struct diagram_range marks = space_numbers(
		&inquiry->space, VAR_CT_MARK, base, base | (MARK_CLOCK - 1));

	if (!base)
		return DIAGRAM_FALSE;
	return diagram_range(&inquiry->all, &marks, DIAGRAM_TRUE,
			     DIAGRAM_FALSE);
}

uint32_t grounds_unmarked(struct grounds *grounds, uint32_t id)
{
	struct inquiry *inquiry = grounds->inquiry;
	unsigned level = inquiry->space.levels[VAR_CT_MARK];

	for (unsigned i = 0; i < variable_info(VAR_CT_MARK)->digits; i++)
		id = diagram_assign(&inquiry->all, id, level + i, 0);
	return id;
}

uint32_t grounds_begins(struct grounds *grounds, enum register_hook hook,
			bool must)
{
	struct inquiry *inquiry = grounds->inquiry;
	uint32_t id = must ? inquiry->must[hook] : inquiry->may[hook];

	if (!inquiry->options.rules)
		id = inquiry->allowed[hook];
	return grounds_unmarked(grounds, id);
}

static uint32_t that_exist(const struct asking *a, uint32_t id)
{
	return diagram_and(&a->inquiry->all, id, a->inquiry->care);
}

const struct claimed *asking_claimed(const struct asking *a)
{
	struct claimed *out = &a->grounds->claimed;
	struct diagrams *all = &a->inquiry->all;
	uint32_t let_in;

	if (a->grounds->has_claimed)
		return out;
	a->grounds->has_claimed = true;
	let_in = asking_of_kernel(a) ? is_let_in(a->inquiry) : DIAGRAM_FALSE;
	out->may = that_exist(a, asking_may(a, REGISTER_FORWARD));
	out->plain_may = diagram_minus(all, out->may, let_in);
	out->plain_must = diagram_minus(
		all, that_exist(a, asking_must(a, REGISTER_FORWARD)), let_in);
	out->allowed = that_exist(a, a->inquiry->allowed[REGISTER_FORWARD]);
	return out;
}

struct asked asking_existing(const struct asking *a)
{
	struct asked asked = inquiry_asked(a->inquiry);

	asked.care = DIAGRAM_TRUE;
	return asked;
}

/* May the kernel stamp for good what is wider than the register? */
static bool stamps_wider(struct inquiry *inquiry, enum register_hook hook,
			 uint32_t wider)
{
	uint32_t let_in = is_let_in(inquiry);
	uint32_t stamps = inquiry_may_leave(inquiry, hook, let_in);

	stamps = diagram_minus(&inquiry->all, stamps, let_in);
	return diagram_and(&inquiry->all, stamps, wider) != DIAGRAM_FALSE;
}

static bool find_honest(struct grounds *grounds)
{
	const struct proof *proof = grounds_proof(grounds);

	for (int hook = 0; hook < N_REGISTER_HOOKS; hook++) {
		uint32_t wider = proof->all[PROOF_WIDER][hook];

		if (proof->all[PROOF_LASTING][hook] != DIAGRAM_FALSE)
			return false;
		if (wider != DIAGRAM_FALSE &&
		    stamps_wider(grounds->inquiry, (enum register_hook)hook,
				 wider))
			return false;
	}
	return true;
}

static bool is_honest(struct grounds *grounds)
{
	if (!grounds->has_stamps)
		grounds->honest = find_honest(grounds);
	grounds->has_stamps = true;
	return grounds->honest;
}

/*
 * Only stamped packets may pass, one of which was found. Where stamps are
 * honest there is no such connection; else nobody knows whether there is.
 */
static void judge_stamped(const struct asking *a,
			  const struct ask_between *between,
			  const struct claimed *claimed)
{
	struct asked asked = asking_existing(a);
	uint16_t digits[DIAGRAM_LEVELS];
	enum diagram_answer answer =
		ask_claim(&asked, claimed->allowed, between, digits);

	if (answer == DIAGRAM_NO && is_honest(a->grounds)) {
		a->out->by_stamps = true;
		a->out->result = RESULT_PROVED;
		return;
	}
	if (answer == DIAGRAM_UNKNOWN || a->inquiry->all.passed) {
		asking_unknown(a);
		return;
	}
	asking_take(a, REGISTER_FORWARD, DIAGRAM_YES);
	a->out->result = RESULT_CONDITIONAL;
	asking_rests_on(a, "a connection that bears a stamp of this "
			   "generation: ask 'same' who gets one");
}

/* One that surely passes is the better witness, where there is one. */
void asking_between(const struct asking *a, const struct ask_between *between,
		    const struct claimed *claimed)
{
	struct asked asked = asking_existing(a);
	const uint32_t plain[] = { claimed->plain_must, claimed->plain_may };
	enum diagram_answer answer;

	for (size_t i = 0; i < 2; i++) {
		answer = ask_claim(&asked, plain[i], between, a->out->digits);
		if (answer == DIAGRAM_NO)
			continue;
		asking_take(a, REGISTER_FORWARD, answer);
		return;
	}
	answer = ask_claim(&asked, claimed->may, between, a->out->digits);
	if (answer == DIAGRAM_YES)
		judge_stamped(a, between, claimed);
	else
		asking_take(a, REGISTER_FORWARD, answer);
}
