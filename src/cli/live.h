/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * live.h -- live connections between two zones, and whether they pass
 */
#pragma once

#include "proof/question/question.h"

/*
 * Reads this kernel's connections. Where one stands between the question's
 * zones, in either direction, nothing is proved any more: its packet is the
 * witness where it would pass, and what the answer rests on where not.
 */
void live_judge(struct inquiry *inquiry, const struct question *question,
		struct arena *arena, struct reply *reply);
