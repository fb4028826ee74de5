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
	ATTRS = 24,
	DIGEST = 32,
	KEY = 64, /* bytes of all registers */
};

struct bytes {
	const uint8_t *at;
	size_t len;
};

/* The next so many bytes; no more are there if `at` is NULL, then and after. */
struct bytes take(struct bytes *from, uint64_t len);
/* A length of so many bytes, and what is so long. */
struct bytes take_counted(struct bytes *from, size_t width);
/* Big-endian; of nothing 0. */
uint64_t number(struct bytes bytes);
/* "" if it does not end in a zero. */
const char *text(struct bytes bytes);
/* A message of nfnetlink; when there is no more all of `from` is taken. */
bool message_next(struct bytes *from, struct bytes *message);
/* An attribute of netlink, in the same way. */
bool attr_next(struct bytes *from, unsigned *type, struct bytes *value);
/* Each at its type. False: there is one that is not known, or twice. */
bool attrs(struct bytes list, uint32_t known, struct bytes out[static ATTRS]);
/* The bytes in NFTA_DATA_VALUE. */
struct bytes value(struct bytes data);

enum kind {
	TABLE,
	CHAIN,
	SET
};

struct id {
	enum kind kind;
	unsigned family;
	const char *table, *name;
};

/* A key is in it if each part of the key is in its interval. */
struct element {
	const uint8_t *lo, *hi;
	const uint8_t *far; /* the greatest `hi` up to here */
	struct bytes data;
	bool open;    /* `hi` is not in it */
	bool ends;    /* what lies in it is not in the set */
	bool perhaps; /* it may be gone, or do more */
};

/* Lengths of parts; each begins aligned (nft_set_pipapo.c). */
struct shape {
	size_t len;
	uint8_t parts[KEY], align;
};

struct object {
	struct id id;
	uint64_t flags; /* of a table */
	/* A chain. */
	uint64_t hook;
	int32_t priority;
	bool accepts;
	struct bytes rules;  /* messages */
	struct object *next; /* base chain, */
	bool is_tied;        /* of the same priority: which is the first? */
	/* A set. */
	struct shape shape;
	struct element *elements, otherwise;
	size_t n, search; /* bytes of the key that are ordered */
	bool joins;       /* elements are ends of intervals */
	bool grows;       /* rules change it */
	bool has_else;
};

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
	WAY = 73,
	STATE = 74,
	FAMILY = 75,
	BOX = 76
};

/* Values of WAY, of STATE, of FAMILY. */
enum {
	FORWARD,
	INPUT,
	OUTPUT,
	NEW = 0,
	INVALID,
	UNTRACKED,
	RELATED,
	ESTABLISHED,
	IP4 = 0,
	IP6
};

/* What each byte is at least and at most. */
struct box {
	uint8_t lo[BOX], hi[BOX];
};

/* What may become of a packet of a box; nothing: it is dropped. */
enum {
	PASS = 1,
	BACK = 2,   /* to the chain that jumped here, or the policy */
	ON = 4,     /* to the next rule */
	MORE = 8,   /* to the next expression */
	STAMP = 16, /* its connection gets such a mark */
	ANYTHING = 31
};

/* A byte of the box under a mask, or of BOX, one of which nothing is known; or,
 * the mask 0, a value. */
struct reg {
	uint8_t of, mask, value;
};

/* Of some registers, and what each byte is at least and at most. */
struct key {
	struct reg regs[KEY];
	uint8_t lo[KEY], hi[KEY];
};

struct dump {
	const char *flaw; /* NULL: there is none */
	uint8_t digest[DIGEST], greatest[KEY];
	uint64_t taken_ns, netns, generation;
	struct bytes facts;
	bool writes;   /* a rule may write into packets, before or behind */
	void *objects; /* tsearch() */
	struct object *bases; /* by hook and priority */
	/* For who makes certificates: it is not decided if the key is in it. */
	void (*tell)(void *teller, const struct key *key,
		     const struct shape *shape, const struct element *element);
	void *teller;
};

/* `bytes` outlive it. False: `flaw` says why; dump_free() in any case. */
bool dump_load(struct dump *dump, struct bytes bytes);
void dump_free(struct dump *dump);
/* Of what else moves packets there is one, not 0, that begins and ends so. */
bool dump_has_fact(const struct dump *dump, const char *start, const char *end);
struct object *dump_find(const struct dump *dump, struct id id);

struct run {
	const struct dump *dump;
	const struct box *box, *stamps; /* of marks; NULL: none is looked for */
	const struct object *base;
	bool written; /* the mark may not be what it was */
	bool settled; /* something has passed: nothing more is told */
	unsigned rules;
	/* Where it is dropped last; handle 0: by the policy. */
	const struct object *decider;
	uint64_t handle;

	/* Restored behind a chain. */
	struct frame {
		const struct object *chain;
		uint64_t handle;
		unsigned depth;
		struct reg regs[KEY];
	} frame;
};

/* PASS and STAMP, if they may come of a packet of the box. */
unsigned box_run(struct run *run);

extern const uint8_t nfproto[]; /* of FAMILY */

unsigned load_bytes(struct run *run, struct bytes reg, struct bytes bytes);
/* Expressions by their attributes. */
unsigned load_payload(struct run *run, const struct bytes *e);
unsigned load_meta(struct run *run, const struct bytes *e);
unsigned load_ct(struct run *run, const struct bytes *e);
unsigned load_any(struct run *run, const struct bytes *e);
unsigned do_bitwise(struct run *run, const struct bytes *e);
unsigned do_cmp(struct run *run, const struct bytes *e);
/* False: no register has room for it. */
bool key_of(struct run *run, struct bytes reg, size_t len, struct key *key);
/* Is it in the element? MORE: yes, ON: no, both: perhaps, which may be told. */
unsigned key_within(const struct run *run, const struct key *key,
		    const struct shape *shape, const struct element *element,
		    bool tell);
/* The elements that may meet the key: so many, from the first. */
size_t set_find(const struct dump *dump, struct object *set,
		const struct key *key, size_t *first);
unsigned not_that(unsigned what);
