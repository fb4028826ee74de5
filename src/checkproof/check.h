/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check.h -- a dump of rules, boxes of packets, and what becomes of a box
 *
 * All that decides whether a certificate holds; docs/architecture.md says why
 * it is enough. Nothing of it is shared with src/proof: the dump is decoded
 * anew, by the kernel's numbers (include/uapi/linux/netfilter/nf_tables.h).
 * What is not known is a flaw, and of a dump with a flaw nothing is believed.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
	INET = 1,
	IP4 = 2,
	IP6 = 10,
	DIGEST = 32,
	KEY = 64,
	PARTS = 16
};

struct bytes {
	const uint8_t *at;
	size_t len;
};

struct id {
	unsigned family;
	const char *table, *name;
};

struct element {
	const uint8_t *lo, *hi; /* hi NULL: without end */
	struct bytes data;      /* attributes */
	bool begins, open;      /* open: hi itself is not in it */
	bool perhaps;           /* it may be gone, or does more */
};

/* The parts of a key: each is one interval of an element; what lies between one's
 * end and the next that begins aligned is not compared (nft_set_pipapo.c). */
struct shape {
	size_t len;
	uint8_t parts[KEY], align;
};

struct set {
	struct id id;
	size_t key_len, first, n;
	struct shape shape;
	bool joins;                    /* elements are ends of intervals */
	bool grows;                    /* rules change it */
	bool has_else;                 /* it has a catchall */
	struct element *at, otherwise; /* ascending */
	const struct element **reach;  /* which reaches farthest up to there */
};

struct rule {
	struct bytes exprs;
	uint64_t handle;
};

struct chain {
	struct id id;
	bool accepts;
	uint32_t hook; /* NONE: no base chain */
	int32_t priority;
	const struct rule *rules;
	size_t first, n;
};

enum {
	NONE = 99
};

/* What a chain did the last time. */
struct memo {
	uint64_t box;
	const struct chain *base, *dropper;
	uint64_t handle;
	unsigned what;
	bool written;
};

struct dump {
	const char *flaw; /* NULL: there is none */
	uint8_t digest[DIGEST];
	uint64_t taken_ns, netns, generation;
	const uint8_t *boot; /* 16 bytes */
	struct bytes parts[7], facts;
	struct id *dormant;
	struct set *sets;
	struct chain *chains; /* base chains of a hook by priority */
	struct chain **bases;
	struct rule *rules;
	struct element *elements;
	struct memo *memos; /* one a chain */
	uint64_t n_boxes;   /* how many were run */
	size_t n_dormant, n_sets, n_chains, n_bases, n_rules, n_elements;
};

/* `bytes` outlive it. False: `flaw` says why; dump_free() in any case. */
bool dump_load(struct dump *dump, struct bytes bytes);
void dump_free(struct dump *dump);
/* What else moves packets: a fact that begins so. */
bool dump_has_fact(const struct dump *dump, const char *start);
void *dump_find(struct id id, const void *at, size_t n, size_t size);
/* Sorts its elements, once they are all there. */
void set_prepare(struct dump *dump, struct set *set);
/* The value of a netlink attribute; `at` NULL: it is not there. */
struct bytes attr(struct bytes list, unsigned wanted);
bool attr_next(struct bytes *list, unsigned *type, struct bytes *value);
/* Well formed, each at most once, and none but these. */
bool attr_only(struct bytes list, uint32_t types);
/* Big-endian; `otherwise` where it is not there. */
uint64_t attr_number(struct bytes list, unsigned type, uint64_t otherwise);
const char *attr_name(struct bytes list, unsigned type);

/* A packet as bytes in the order in which registers hold them. */
enum {
	IIF = 0, /* 16 bytes of name */
	OIF = 16,
	MARK = 32,  /* ct mark */
	SADDR = 36, /* of IPv4 the first four */
	DADDR = 52,
	PROTO = 68,
	SPORT = 69, /* or ICMP's type and code */
	DPORT = 71,
	BOX = 73
};

enum way {
	FORWARD,
	INPUT,
	OUTPUT
};

/* Marks by which later packets of a connection pass: so many, on end. */
enum {
	STAMPS = 1 << 19
};

/* Bits of ct state; a packet has one. */
enum {
	INVALID = 1,
	ESTABLISHED = 2,
	RELATED = 4,
	NEW = 8,
	UNTRACKED = 64
};

struct box {
	enum way way;
	uint32_t state, family;
	uint32_t stamps;          /* the first mark that is a stamp; or 0 */
	uint8_t lo[BOX], hi[BOX]; /* of each byte */
};

/* What is said holds of every packet of the box. */
struct verdict {
	bool passes;  /* perhaps one passes all hooks */
	bool stamps;  /* perhaps a connection's mark becomes a stamp */
	bool strange; /* perhaps something acts that is not understood */
	const struct chain *chain; /* where the last are dropped, */
	uint64_t handle;           /* by this rule, or 0, the policy */
	/* For who makes certificates: what would tell more is whether byte
	 * `split` is <= at. BOX: nothing would. */
	size_t split;
	uint8_t at;
};

struct verdict box_run(struct dump *dump, const struct box *box);
