/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isolate.h -- the orders to isolate that stand, and what they mean now
 *
 * An order is kept as it was said (state folder, "isolation"), and looked up
 * anew in each generation. One that no index knows any more stays, and is said:
 * what it meant before stays isolated, so that nobody opens by renaming.
 */
#pragma once

#include "daemon/engine/engine.h"

/*
 * Reads what is kept, at the start. 0 or -errno (logged, an alarm). Of a damaged
 * file those orders stand that can be read, and those that the journal has
 * (recall.h); it is set aside as "isolation-damaged", and is an alarm at
 * every start until it is removed.
 */
int isolate_open(struct engine *engine);
/*
 * Makes enforce hold all orders, by what the live generation, the pending one
 * and `next` (may be NULL) say of their words, and keeps them. One transaction,
 * or with the next switch, whichever is first. 0 or -errno, said.
 */
int isolate_enforce(struct engine *engine, const struct standing *next,
		    uint32_t client);

/* Its two halves, for who must not wait for a disk: to enforce (-E2BIG: more
 * than ruleset/isolation.h can hold); and to the state folder, where a failure is
 * said and an alarm, and the engine tries again. */
int isolate_send(struct engine *engine, const struct standing *next,
		 uint32_t client);
int isolate_keep(struct engine *engine, uint32_t client);
void isolate_keep_again(struct engine *engine);

/* An alarm, unless the same stands already. */
void isolate_alarm(struct engine *engine, const char *slug, const char *object,
		   const char *text);

struct cut_counts;

/* Ends the live connections of what the word means, by the entries that let
 * them in. */
void isolate_cut(struct engine *engine, const char *word, uint32_t client,
		 struct cut_counts *out);
