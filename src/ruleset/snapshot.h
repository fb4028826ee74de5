/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snapshot.h -- what a kernel's packet filter held at one moment, as raw bytes
 *
 * kernel/dump.h takes it, proof/rules/decode.h understands it,
 * proof/rules/dump_file.h makes a file of it. Nothing here looks into the
 * messages: they are kept as the kernel sent them, so that whoever doubts an
 * answer can decode them anew. Connections are not: of each only what an answer
 * can rest on is kept.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "ruleset/connection.h"

/* Netlink messages of nf_tables, each with its header, aligned to four bytes,
 * in the order of the dump. */
enum snapshot_part {
	SNAPSHOT_TABLES,  /* NFT_MSG_NEWTABLE */
	SNAPSHOT_CHAINS,  /* NFT_MSG_NEWCHAIN, base chains with their hooks */
	SNAPSHOT_SETS,    /* NFT_MSG_NEWSET */
	SNAPSHOT_OBJECTS, /* NFT_MSG_NEWOBJ */
	SNAPSHOT_FLOWTABLES, /* NFT_MSG_NEWFLOWTABLE */
	SNAPSHOT_ELEMENTS,   /* NFT_MSG_NEWSETELEM, set after set */
	SNAPSHOT_RULES,      /* NFT_MSG_NEWRULE, chain after chain, in order */
	N_SNAPSHOT_PARTS
};

enum {
	SNAPSHOT_BYTES_MAX = 1 << 30, /* of all parts together */
	SNAPSHOT_LINKS_MAX = 8192,
	SNAPSHOT_FACTS_MAX = 65536,
	SNAPSHOT_CONNECTIONS_MAX = 8 << 20,
	SNAPSHOT_NAME_MAX = 255, /* bytes of a fact's name */
	SNAPSHOT_RELEASE_MAX = 64,
	SNAPSHOT_BOOT_ID = 16,
	SNAPSHOT_LINK_NAME = 16, /* IFNAMSIZ */
};

/* Messages one after another; on the heap, for they grow large. */
struct snapshot_messages {
	uint8_t *at;
	size_t len, cap;
};

struct snapshot_link {
	uint32_t index;
	char name[SNAPSHOT_LINK_NAME];
};

/*
 * Something beside nf_tables that an answer rests on, e.g. "ipv4/ip_forward" 1
 * (a file below /proc/sys/net), "legacy/ip/nat" 1 (a table of legacy xtables is
 * loaded), "tc/eth0/filter/u32" 2 (so many there), "xdp/eth0" 17 (the
 * program), "master/eth0/bridge" 5 (its index), "upon/eth0.10/eth0" 2 (the
 * index of what is beneath), "lower/mv0/eth0" 2 (the one right
 * beneath), "joined/br0/br1" 1 (frames pass between them), "encap/eth0" 3
 * (routes that wrap or rewrite), "xfrm/policies" 1, "asked/programs" 1 (there
 * are no others of TCX and netkit), "unread/links" -13 (why a part of this is
 * not known).
 */
struct snapshot_fact {
	const char *name;
	int64_t value;
};

/* All zero is an empty one. */
struct snapshot {
	struct arena arena;
	uint64_t taken_ns; /* wall clock, since 1970 */
	uint64_t netns; /* inode number of the network namespace; 0: unknown */
	uint32_t genid; /* nf_tables' generation, the same before and after */
	uint8_t boot_id[SNAPSHOT_BOOT_ID];  /* zero: unknown */
	char release[SNAPSHOT_RELEASE_MAX]; /* of the kernel */
	bool has_around; /* links and facts were looked for */
	struct snapshot_messages parts[N_SNAPSHOT_PARTS];
	VEC(struct snapshot_link) links; /* ascending index */
	VEC(struct snapshot_fact) facts; /* ascending name */
	bool has_connections; /* they were listed, a moment after the rules */
	struct connections connections;
};

/* Appends; false where SNAPSHOT_BYTES_MAX would be passed. len is a multiple of
 * four. */
bool snapshot_add(struct snapshot *snapshot, enum snapshot_part part,
		  const void *bytes, size_t len);
/* Bytes of all parts. */
size_t snapshot_len(const struct snapshot *snapshot);
/* The parts again from the start; nothing else. */
void snapshot_clear(struct snapshot *snapshot);
void snapshot_finish(struct snapshot *snapshot);
