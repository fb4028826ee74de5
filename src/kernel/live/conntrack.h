/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conntrack.h -- the kernel's live connections, and the marks they bear
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/netlink/sock.h"
#include "ruleset/connection.h"

enum {
	/* An original tuple with its attribute's head: both addresses in IPv6,
	 * protocol, type, code and id, a zone. */
	TUPLE_MAX = 128,
	DELETE_MAX = 64, /* connections in one conntrack_delete() */
};

/* By which the kernel knows exactly this connection. */
struct connection_key {
	uint8_t tuple[TUPLE_MAX]; /* CTA_TUPLE_ORIG as it was read */
	uint16_t tuple_len;       /* 0: longer than any that we know */
	uint16_t zone;
	uint32_t id;
	uint8_t family;
};

struct live_connection {
	struct connection is;
	/* Both directions; 0 unless nf_conntrack_acct is set. */
	uint64_t packets, bytes;
	struct connection_key key;
};

typedef void (*connection_each)(const struct connection *connection, void *ctx);
typedef void (*live_each)(const struct live_connection *live, void *ctx);

/* Forgets every connection whose mark & mask == value. */
int conntrack_flush(struct sock *sock, uint32_t value, uint32_t mask);
/* Those of IPv4 and IPv6 in this network namespace. */
int conntrack_dump(struct sock *sock, connection_each each, void *ctx);
/* The same as a list in `arena`. -EFBIG: more than SNAPSHOT_CONNECTIONS_MAX. */
int conntrack_list(struct sock *sock, struct arena *arena,
		   struct connections *out);
/* Of these, those whose mark & mask == value, with what it takes to delete
 * them. */
int conntrack_dump_live(struct sock *sock, uint32_t value, uint32_t mask,
			live_each each, void *ctx);
/*
 * Forgets 1 … DELETE_MAX connections; says of each whether it was there. 0 or
 * -errno (-ENOBUFS: the answers were lost); what is true in `deleted` is so in
 * any case.
 */
int conntrack_delete(struct sock *sock, const struct connection_key *keys,
		     size_t n, bool *deleted);
