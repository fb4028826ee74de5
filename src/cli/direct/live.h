/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * live.h -- live connections: those between two zones, and all of them
 */
#pragma once

#include "proof/question/question.h"
#include "ruleset/connection.h"

/*
 * Where one of them stands between the question's zones, in either direction,
 * nothing is proved any more: its packet is the witness where it would pass,
 * and what the answer rests on where not.
 */
void live_judge(struct inquiry *inquiry, const struct question *question,
		const struct connections *live, struct arena *arena,
		struct reply *reply);

/*
 * Asks of each whether it could begin now: its first packet, at this hour, by
 * the inquiry's register and by its rules. One that could not refutes; all
 * that could not are told, up to a bound.
 */
void live_audit(struct inquiry *inquiry, const struct connections *live,
		time_t now, struct arena *arena, struct reply *reply);
