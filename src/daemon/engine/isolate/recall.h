/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recall.h -- the orders to isolate that stand, by the journal
 *
 * For when the file that keeps them is damaged: nobody is let in again because a
 * disk has forgotten him.
 */
#pragma once

#include "daemon/engine/engine.h"

/*
 * Reads the journal from its oldest file on, and adds what stands by it and is
 * not among the engine's orders, with nothing of what it meant: that is looked
 * up in the generations. Lines that cannot be read are passed over; an order
 * whose end was in one of them stands. What is behind the first ORDERS_MAX is
 * logged, and does not stand.
 */
void isolate_recall(struct engine *engine);
