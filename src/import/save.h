/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * save.h -- what iptables-save and ip6tables-save wrote, as plain data
 *
 * Tables of chains of rules, and a rule as its options: nothing of what they
 * mean is decided here but whose an option is. All of it lives in the arena.
 */
#pragma once

#include "base/diag.h"
#include "import/words.h"
#include "proof/rules/number.h"

/* Of no match: -s, -d, -i, -o, -p, -f. */
struct save_plain {
	const char *text; /* NULL: not given */
	bool inverted;
};

struct save_option {
	const char *name; /* "--dport": of several names the first */
	const char *said; /* as it was written */
	const struct word *values;
	size_t n;
	bool inverted;
	bool odd; /* its match knows no such option */
};

/* A match or a target with its options. */
struct save_part {
	const char *name;
	VEC(struct save_option) options;
};

struct save_rule {
	struct loc at;
	uint64_t packets, bytes;
	struct save_plain source, destination, iif, oif, protocol, fragment;
	VEC(struct save_part) matches;
	struct save_part target;
	bool has_target;
	bool goes; /* -g: to the chain of the target's name, for good */
};

/* A chain that the kernel itself calls. */
struct save_hook {
	const char *name; /* "INPUT" */
	enum nf_hook hook;
	int32_t priority;
	const char *type; /* "filter" */
};

struct save_chain {
	const char *name;
	struct loc at;
	const struct save_hook *hook; /* NULL: others jump there */
	bool accepts;                 /* its policy */
	VEC(struct save_rule) rules;
};

struct save_table {
	uint32_t family; /* NF_FAMILY_IP or NF_FAMILY_IP6 */
	const char *name;
	struct loc at;
	VEC(struct save_chain) chains;
	uint32_t *slots; /* their numbers + 1 by name: open addressing */
	size_t n_slots;
};

struct save {
	struct arena arena;
	VEC(struct save_table) tables;
};

/*
 * Appends what a text has: of the family that its first line names, "Generated
 * by ip6tables-save"; else `otherwise`; else, 0, of its first address. False
 * with what is wrong; what was read until then stays.
 */
bool save_read(struct save *save, const char *file, const char *text,
	       size_t len, uint32_t otherwise, struct diags *diags);
/* One rule's words, from behind the chain's name. */
bool save_read_rule(struct save *save, const struct words *words, size_t from,
		    struct save_rule *rule, struct diags *diags);
/* Moves the others. The name is the save's arena's. */
struct save_chain *save_add_chain(struct save *save, struct save_table *table,
				  const char *name);
/* NULL: there is none. */
struct save_chain *save_find_chain(const struct save_table *table,
				   const char *name);
/* NULL: no chain of that table that the kernel calls. */
const struct save_hook *save_find_hook(const char *table, const char *chain);
bool save_is_table(const char *name);
void save_finish(struct save *save);
