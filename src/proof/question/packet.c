/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packet.c -- whether one packet passes: now, never, or at every hour
 */
#include <stdio.h>
#include <string.h>

#include "proof/diagram/apply.h"
#include "proof/diagram/ask.h"
#include "proof/diagram/build.h"
#include "proof/question/parts.h"
#include "proof/space/witness.h"

enum {
	DAY_SECONDS = 24 * 3600,
	EPOCH_DAY = 4, /* 1970-01-01 was a Thursday */
};

void question_pin_mac(const struct inquiry *inquiry,
		      uint16_t digits[static DIAGRAM_LEVELS])
{
	const struct policy *policy = inquiry->options.policy;
	const struct space *space = &inquiry->space;
	struct witness witness;

	if (space_number(space, digits, VAR_ETHER_SADDR))
		return;
	witness_take(space, policy, digits, &witness);
	vec_each(host, &policy->hosts) {
		if (host->zone != witness.from || !host->has_mac ||
		    !host->on_link)
			continue;
		vec_each(addr, &host->addresses) {
			if (addr_cmp(addr, &witness.source) != 0)
				continue;
			space_put(space, digits, VAR_ETHER_SADDR,
				  host->mac.bytes);
			return;
		}
	}
}

static void put_moment(const struct asking *a, time_t when, uint16_t *digits)
{
	const struct space *space = &a->inquiry->space;
	uint64_t seconds = (uint64_t)when;

	space_put_number(space, digits, VAR_DAY,
			 (seconds / DAY_SECONDS + EPOCH_DAY) % 7);
	space_put_number(space, digits, VAR_HOUR, seconds % DAY_SECONDS);
}

static enum register_hook hook_of(const struct asking *a,
				  const uint16_t *digits)
{
	const uint16_t *levels = a->inquiry->space.levels;

	if (digits[levels[VAR_IIF]] == 0)
		return REGISTER_OUTPUT;
	return digits[levels[VAR_OIF]] == 0 ? REGISTER_INPUT : REGISTER_FORWARD;
}

/* The packet alone, at any hour of the week. */
static void box_of(const struct asking *a, const uint16_t *digits,
		   struct diagram_box *box)
{
	const uint16_t *levels = a->inquiry->space.levels;
	unsigned hour = levels[VAR_HOUR], day = levels[VAR_DAY];

	diagram_box_all(box);
	memcpy(box->low, digits, sizeof(box->low));
	memcpy(box->high, digits, sizeof(box->high));
	box->low[day] = 0;
	box->high[day] = 6;
	for (unsigned i = 0; i < variable_info(VAR_HOUR)->digits; i++) {
		box->low[hour + i] = 0;
		box->high[hour + i] = DIGIT_MAX;
	}
}

/* Some hour at which it does not surely pass; 0 at none. */
static enum diagram_answer find_closed_hour(const struct asking *a,
					    enum register_hook hook)
{
	struct diagrams *all = &a->inquiry->all;
	struct diagram_range hours =
		space_numbers(&a->inquiry->space, VAR_HOUR, 0, DAY_SECONDS - 1);
	struct diagram_box box;
	struct diagram_search search = { .within = &box,
					 .nice = a->out->digits };
	uint32_t closed;

	box_of(a, a->out->digits, &box);
	closed = diagram_restrict(all, asking_must(a, hook), &box);
	closed = diagram_and(
		all, diagram_not(all, closed),
		diagram_range(all, &hours, DIAGRAM_TRUE, DIAGRAM_FALSE));
	return diagram_witness(all, closed, &search, a->out->digits);
}

static void answer_always(const struct asking *a, enum register_hook hook)
{
	uint32_t may;

	switch (find_closed_hour(a, hook)) {
	case DIAGRAM_NO:
		a->out->result = RESULT_PROVED;
		return;
	case DIAGRAM_UNKNOWN:
		asking_unknown(a);
		return;
	case DIAGRAM_YES:
		break;
	}
	may = diagram_evaluate(&a->inquiry->all, asking_may(a, hook),
			       a->out->digits);
	a->out->result =
		may == DIAGRAM_TRUE ? RESULT_CONDITIONAL : RESULT_REFUTED;
	if (may == DIAGRAM_TRUE)
		asking_name_atoms(a, hook, a->out->digits);
}

static void answer_at(const struct asking *a, enum register_hook hook)
{
	struct diagrams *all = &a->inquiry->all;
	uint32_t may =
		diagram_evaluate(all, asking_may(a, hook), a->out->digits);
	uint32_t must =
		diagram_evaluate(all, asking_must(a, hook), a->out->digits);
	bool wanted = a->question->kind == QUESTION_ACCEPT;

	if (may == DIAGRAM_TOO_MUCH || must == DIAGRAM_TOO_MUCH) {
		asking_unknown(a);
	} else if (may != must) {
		a->out->result = RESULT_CONDITIONAL;
		asking_name_atoms(a, hook, a->out->digits);
	} else {
		a->out->result = (may == DIAGRAM_TRUE) == wanted
					 ? RESULT_PROVED
					 : RESULT_REFUTED;
	}
}

void answer_packet(const struct asking *a)
{
	const struct question *question = a->question;
	struct inquiry *inquiry = a->inquiry;
	char error[WITNESS_ERROR];
	enum register_hook hook;

	if (!witness_read(question->packet, &inquiry->space,
			  inquiry->options.policy, a->out->digits, error)) {
		snprintf(a->out->error, sizeof(a->out->error), "%s", error);
		return;
	}
	a->out->has_witness = true;
	question_pin_mac(inquiry, a->out->digits);
	put_moment(a,
		   question->when ? question->when : inquiry->options.how.now,
		   a->out->digits);
	hook = hook_of(a, a->out->digits);
	if (question->kind == QUESTION_ALWAYS)
		answer_always(a, hook);
	else
		answer_at(a, hook);
}
