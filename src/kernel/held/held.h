/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * held.h -- what the kernel holds: the objects of our two tables by name
 *
 * Names and shapes only; rules and elements are read where they are compared
 * (verify.h). All parts are of one moment: the reading is repeated until no
 * transaction came between.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "kernel/netlink/sock.h"
#include "ruleset/ruleset.h"

struct nlattr;

struct held_chain {
	const char *name;
	bool base;
	uint32_t hook, policy; /* of a base chain */
	int32_t priority;
	const char *type;
	const struct nlattr *udata; /* or NULL */
};

struct held_set {
	const char *name;
	uint32_t flags, key_type, key_len, data_type, data_len;
	uint8_t n_fields; /* described, of ranges over several */
	uint8_t field_lens[KEY_FIELDS];
	bool counter;
	bool has_count; /* newer kernels say how many elements there are */
	uint32_t count;
	bool strange; /* something that we never make: a default timeout,
		       * other expressions, objects as data */
};

/* A flowtable or a named object: never ours. */
struct held_thing {
	const char *name;
	bool flowtable;
	uint32_t type;
};

struct held_table {
	bool present;
	uint32_t flags;                /* NFT_TABLE_F_… */
	uint32_t owner;                /* port id of its socket; 0: nobody */
	VEC(struct held_chain) chains; /* sorted by name */
	VEC(struct held_set) sets;     /* sorted by name */
	VEC(struct held_thing) things;
};

struct held {
	struct arena arena;
	uint32_t genid; /* the kernel's, of the moment of reading */
	struct held_table gate, guard;
	VEC(const char *) others; /* "inet docker": tables that are not ours */
	uint32_t live; /* the generation that packets meet now; 0: none */
	/* To be confirmed: it is live until its selectors' elements lapse, and
	 * then the fallback's is. 0: nothing is. */
	uint32_t pending;
	uint64_t pending_ms; /* what is left of that; 0: it never lapses */
	uint32_t fallback;   /* where the fallback maps lead; 0: nowhere */
	bool mixed; /* packets meet different ones, or something else */
};

/* 0 or -errno (-ERESTART: the rules kept changing); the caller ends it. While a
 * pending generation lapses it waits for some milliseconds. */
int held_read(struct sock *sock, struct held *out);
void held_finish(struct held *held);

const struct held_chain *held_find_chain(const struct held_table *table,
					 const char *name);
const struct held_set *held_find_set(const struct held_table *table,
				     const char *name);

/* N of a name "gN_…" as we write it; 0 of any other. */
uint32_t generation_of_name(const char *name);
/* The number after the live one that nothing in the kernel bears; 0: all do. */
uint32_t generation_next(const struct held *held);

enum {
	/* Longest name of an object, with its NUL (NFT_NAME_MAXLEN). */
	NAME_MAX_LEN = 256,
};

/* A dump of `message` for one table (NULL: all) and one member of it (NULL:
 * all), e.g. the rules of a chain. attr_table and attr_member are the types of
 * the attributes that name them. */
struct dump {
	uint16_t message, attr_table, attr_member;
	const char *table, *member;
};

int held_dump(struct sock *sock, const struct dump *dump, sock_each each,
	      void *ctx);
