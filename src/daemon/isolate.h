/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isolate.h -- the orders to isolate that stand, and what they mean now
 *
 * An order is kept as it was said (state folder, "isolation"), and looked up
 * anew in each generation. One that no index knows any more stays, and is said.
 */
#pragma once

#include "daemon/engine.h"

/* Reads what is kept, at the start. 0 or -errno (logged). */
int isolate_open(struct engine *engine);
/*
 * Makes enforce hold all orders, by what the live generation, the pending one
 * and `next` (may be NULL) say of their words. One transaction, or with the next
 * switch, whichever is first. 0 or -errno, said.
 */
int isolate_enforce(struct engine *engine, const struct standing *next,
		    uint32_t client);
