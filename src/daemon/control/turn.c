/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * turn.c -- how much of the engine's time each user may have
 */
#include "daemon/control/control.h"

struct turn *turn_find(struct control *control, uint32_t id)
{
	for (size_t i = 0; i < CONTROL_TURNS; i++)
		if (control->turns[i].id == id)
			return &control->turns[i];
	return NULL;
}

struct turn *turn_begin(struct control *control, uint32_t id, uint32_t uid)
{
	struct turn *turn = turn_find(control, 0);
	size_t n = 0, n_own = 0;

	for (size_t i = 0; i < CONTROL_TURNS; i++) {
		n += control->turns[i].id != 0;
		n_own += control->turns[i].id && control->turns[i].uid == uid;
	}
	if (uid != 0 && (n_own >= CONTROL_TURNS_PER_USER ||
			 n >= CONTROL_TURNS - CONTROL_TURNS_FOR_ROOT))
		return NULL;
	if (turn)
		*turn = (struct turn){ .id = id, .uid = uid };
	return turn;
}

void turn_give_up(struct control *control, uint32_t id)
{
	struct turn *turn = turn_find(control, id);

	if (turn && !turn->sent)
		turn->id = 0;
}

/* Users in the order of their numbers, from the last one on: whoever asks for
 * much has one job done, and then everybody else one. */
static bool is_before(const struct control *control, const struct turn *a,
		      const struct turn *b)
{
	const uint32_t x = a->uid - control->served - 1;
	const uint32_t y = b->uid - control->served - 1;

	return x != y ? x < y : (int32_t)(a->id - b->id) < 0;
}

struct turn *turn_next(struct control *control)
{
	struct turn *next = NULL;
	bool busy = false;

	for (size_t i = 0; i < CONTROL_TURNS; i++) {
		struct turn *turn = &control->turns[i];

		if (!turn->id)
			continue;
		if (turn->sent)
			busy |= !turn->urgent;
		else if (turn->urgent)
			return turn;
		else if (!next || is_before(control, turn, next))
			next = turn;
	}
	return busy ? NULL : next;
}
