/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * others.h -- what the tables of others hold that reaches into the gateway
 *
 * Whatever is not one of our two tables: each base chain of any family with
 * what its rules do, and each flowtable. All chains of a table that are not
 * base chains count for each of its base chains, whoever jumps to them. What is
 * not known counts as the worst.
 *
 * Legacy iptables, tc and XDP are not seen here. A dump of many rules takes
 * quadratic time, so tables beyond OTHERS_RULES are not read and count as the
 * worst. Heal first, look then.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "kernel/netlink/sock.h"

enum other_power {
	OTHER_HARMLESS,
	OTHER_CAN_DECEIVE, /* writes into the log that we read */
	OTHER_CAN_CUT,     /* drops what the policy permits */
	OTHER_CAN_OPEN,    /* what the policy forbids may pass */
	N_OTHER_POWERS,
};

enum {
	/* Most findings kept, of each power; the others are counted. */
	OTHERS_KEPT = 250,
	/* Most rules read, over all tables. */
	OTHERS_RULES = 30000,
};

struct other {
	enum other_power power;
	/* "table ip docker chain PREROUTING (hook prerouting, priority -100):
	 * translates addresses"; stays the same while nothing changes. */
	const char *text;
};

/* All zero: nothing found. others_finish() ends it. */
struct others {
	struct arena arena;
	uint32_t genid; /* the kernel's count that all this is true of */
	VEC(struct other) list;
	size_t n[N_OTHER_POWERS]; /* found, kept or not */
};

/* 0 or -errno (-ERESTART: the rules kept changing). */
int others_read(struct sock *sock, struct others *out);
void others_finish(struct others *others);
