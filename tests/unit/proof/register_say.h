/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * register_say.h -- the reference's packets as assignments
 */
#pragma once

#include "policy/judge.h"
#include "proof/register/register.h"

/* The hook at which the packet is judged. */
enum register_hook register_hook_of(const struct packet *packet);
/* All that the packet says; a packet is whole, from Ethernet. */
void register_assign(const struct space *space, const struct packet *packet,
		     uint16_t digits[static DIAGRAM_LEVELS]);
