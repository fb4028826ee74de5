/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dump.h -- the whole of nf_tables in a network namespace, taken in one moment
 *
 * Tables of all families, chains, sets with elements, objects, flowtables, and
 * rules chain by chain: a dump of all rules at once starts over for every part
 * of its answer, and takes seven times as long for 100 000 rules. Between two
 * questions anybody may change something; the kernel's generation says whether
 * somebody has, and then all of it is asked again. A transaction under way when
 * it begins is waited for.
 */
#pragma once

#include <stdbool.h>

#include "kernel/netlink/sock.h"
#include "ruleset/snapshot.h"

enum {
	DUMP_ATTEMPTS = 20,
};

/* Asked between two questions to the kernel; true ends it. */
struct dump_stop {
	bool (*wanted)(void *ctx);
	void *ctx;
};

/*
 * 0, and `out` holds the moment's messages and its generation (what else is in
 * it stays); or -errno: -ERESTART (the rules kept changing), -EFBIG (more than
 * SNAPSHOT_BYTES_MAX), -ECANCELED (it was stopped). `stop` may be NULL.
 *
 * What differs between two readings of the same state and says nothing of it,
 * the messages' sequence and port, is zeroed.
 */
int dump_take(struct sock *sock, const struct dump_stop *stop,
	      struct snapshot *out);
/* Whose state it is: the kernel's release, its boot, the network namespace.
 * Looks into /proc; what cannot be seen stays zero. */
void dump_where(struct snapshot *out);
/* What is around, as links and facts; once per snapshot. */
struct around;
void dump_around(const struct around *around, struct snapshot *out);
