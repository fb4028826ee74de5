/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cut.h -- live connections are forgotten, counted by the entry that let them in
 *
 * The rules have changed before: a packet of a connection that is forgotten is
 * judged like a first one. What would permit it again must be gone already.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/arena.h"
#include "kernel/netlink/sock.h"
#include "ruleset/connection.h"

/* All of it must hold; all zero chooses every connection. */
struct cut_request {
	uint32_t mark, mask; /* mark & mask of the connection */
	/* Entry numbers (ENTRY_MAX), sorted; none: any. */
	const uint32_t *entries;
	size_t n_entries;
	/* Exactly these, by tuple and mark, sorted (connection_cmp); none:
	 * any. */
	const struct connection *connections;
	size_t n_connections;
	/* Where it began and where to, merged (ranges_merge); none: any. */
	const struct addr_range *sources, *destinations;
	size_t n_sources, n_destinations;
	/* The other way round as well: an end's connections, whoever began. */
	bool either_way;
};

enum {
	/* Different marks that are counted apart; the others are only in `n`. */
	CUT_COUNTS_MAX = 4096,
};

struct cut_count {
	uint32_t mark; /* with the generation's number */
	size_t n;
	/* Both directions; 0 where the kernel does not count
	 * (nf_conntrack_acct). */
	uint64_t packets, bytes;
};

/* cut_report_finish() ends it. */
struct cut_report {
	struct arena arena;
	VEC(struct cut_count) counts; /* sorted by mark */
	size_t n;                     /* cut, over all */
	size_t n_left; /* live still: new ones come faster than they are cut */
};

/*
 * Until none is left, but a few rounds at most. 0 or -errno; what was cut
 * before an error is in the report.
 */
int cut_connections(struct sock *sock, const struct cut_request *request,
		    struct cut_report *out);
void cut_report_finish(struct cut_report *report);

/* Of two struct connection, for qsort(3). */
int connection_cmp(const void *a, const void *b);
