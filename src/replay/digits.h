/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digits.h -- a captured packet as an assignment of the proof's space
 */
#pragma once

#include "replay/track.h"

/* Of a variable that struct aspect and a conversation's ends say nothing of. */
bool digits_is_rare(enum variable variable);
/* All variables that are not rare, and `rare` ones where told to; what nobody
 * can see of a captured packet (its mark, a connection's status) is zero. */
void digits_fill(const struct space *space, const struct packet *packet,
		 const struct tracked *tracked, const struct aspect *aspect,
		 bool rare, uint16_t digits[static DIAGRAM_LEVELS]);
