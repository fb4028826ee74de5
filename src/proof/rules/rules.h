/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules.h -- a kernel's packet filter rules as plain data
 *
 * Everything a snapshot says of nf_tables, nothing added and nothing left out
 * in silence. Bytes and names point into the snapshot, which must outlive the
 * rules; lists live in the arena.
 *
 * STRANGE is what carries more than this model has: an attribute, a flag, a key
 * of a newer kernel. Whoever draws conclusions must treat a strange expression
 * as one that may do anything (EXPR_UNKNOWN), a strange set as one that may
 * hold anything, a strange chain or table as one that may not be there.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "proof/rules/expr.h"

struct nf_rule {
	uint64_t handle;
	const char *comment;      /* or NULL */
	struct nf_bytes userdata; /* as it is */
	struct nf_exprs exprs;
	bool strange;
};

struct nf_base {
	uint32_t hook; /* enum nf_hook, of arp and netdev their own */
	int32_t priority;
	bool accepts; /* the policy */
	const char *type;
	VEC(const char *) devices; /* netdev, inet ingress: only of these */
};

struct nf_chain {
	const struct nf_table *table;
	const char *name;
	uint64_t handle;
	uint32_t flags;
	struct nf_bytes userdata;   /* as it is */
	const struct nf_base *base; /* NULL: only where others jump */
	VEC(struct nf_rule) rules;
	bool strange;
};

/* One of a set. Where the set has intervals over one field, see
 * range.h. */
struct nf_element {
	const uint8_t *key;     /* key_len bytes; NULL: the catchall */
	const uint8_t *key_end; /* as long; NULL: as key. Of a concatenation
				 * with ranges: the last of each field */
	struct nf_bytes data;   /* of a map that is none of verdicts */
	const struct nf_verdict *verdict;
	const struct nf_object *object;
	uint32_t flags;         /* enum nf_element_flag */
	uint64_t timeout_ms;    /* 0: none of its own */
	uint64_t expiration_ms; /* what was left; 0: never ends */
	struct nf_exprs exprs;  /* run when it is found: one that breaks ends
				 * the rule that looked it up */
	const char *comment;    /* or NULL */
	bool strange;
};

struct nf_set {
	const struct nf_table *table;
	const char *name;
	uint64_t handle;
	uint32_t flags;     /* enum nf_set_flag */
	uint32_t key_type;  /* a hint of nft for nft */
	uint32_t key_len;   /* bytes, in registers: fields padded to four */
	uint32_t data_type; /* the same of the data */
	uint32_t data_len;
	bool verdicts;        /* its data are verdicts */
	uint32_t object_type; /* of a map of objects */
	uint64_t timeout_ms;  /* that elements have by default */
	uint32_t size;        /* most elements; 0: no bound */
	size_t n_fields;      /* of a concatenation with ranges; 0: none */
	uint8_t field_lens[NF_FIELDS_MAX]; /* bytes, not padded */
	struct nf_exprs exprs;             /* that each new element is given */
	VEC(struct nf_element) elements;
	bool strange;
};

struct nf_object {
	const struct nf_table *table;
	const char *name;
	uint64_t handle;
	uint32_t type; /* enum nf_object_type */
	/* Counter, quota, limit, connlimit and synproxy as the expression of
	 * that name; NULL: others. */
	const struct nf_expr *expr;
	struct nf_bytes raw;
	bool strange;
};

struct nf_flowtable {
	const struct nf_table *table;
	const char *name;
	uint64_t handle;
	uint32_t hook, flags;
	int32_t priority;
	VEC(const char *) devices;
	bool strange;
};

struct nf_table {
	uint32_t family; /* enum nf_family */
	const char *name;
	uint64_t handle;
	uint32_t flags; /* enum nf_table_flag */
	uint32_t owner; /* port of the process that has it; 0: nobody's */
	VEC(struct nf_chain) chains; /* sorted by name, as the rest */
	VEC(struct nf_set) sets;
	VEC(struct nf_object) objects; /* by name, then type */
	VEC(struct nf_flowtable) flowtables;
	bool strange;
};

struct rules {
	struct arena arena;
	bool little_endian;
	VEC(struct nf_table) tables; /* by family, then name */
	size_t n_chains, n_rules, n_exprs, n_sets, n_elements; /* of all */
	size_t n_strange; /* of all kinds, unknown expressions with them */
};

const struct nf_table *rules_find_table(const struct rules *rules,
					uint32_t family, const char *name);
const struct nf_chain *rules_find_chain(const struct nf_table *table,
					const char *name);
const struct nf_set *rules_find_set(const struct nf_table *table,
				    const char *name);
const struct nf_object *rules_find_object(const struct nf_table *table,
					  const char *name, uint32_t type);
const struct nf_flowtable *rules_find_flowtable(const struct nf_table *table,
						const char *name);
/* As nft(8) says it: "inet", "ip", "ip6"; of others "?". */
const char *rules_family_name(uint32_t family);
/* For who fills them: sorted, they can be found; sorting moves them. */
void rules_sort_tables(struct rules *rules);
void rules_sort_members(struct nf_table *table);
/* Where a field begins in a key whose fields are padded. */
size_t rules_field_offset(const struct nf_set *set, size_t field);
void rules_finish(struct rules *rules);
