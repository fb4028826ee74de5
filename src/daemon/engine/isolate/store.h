/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store.h -- the orders to isolate as a file of the state folder
 *
 * "isolation": a line of JSON that says how many, then a line for each order,
 * all sealed (evidence/seal.h). With each order stands what it meant, packed
 * (ruleset/isolation.h) and in hexadecimal: a name can go, and a policy can be
 * unreadable; what it stood for stays isolated.
 */
#pragma once

#include "daemon/engine/engine.h"

enum {
	/* Bytes of one order's meaning; of the file: ORDERS_MAX of them. */
	ISOLATE_MEANT_MAX = 140 << 10,
	ISOLATE_STORE_MAX = 20 << 20,
};

/* Writes the file, unless it says the same already. 0 or -errno: it is as it
 * was. */
int isolate_store_write(int state, const struct isolation_order *orders,
			size_t n);
/*
 * Reads it; `orders` has ORDERS_MAX, all zero. 0 (there may be no file, and no
 * order); -EBADMSG or -EFBIG: it is damaged, `orders` are those that could be
 * read; or -errno.
 */
int isolate_store_read(int state, struct isolation_order *orders, size_t *n);
