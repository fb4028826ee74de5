/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lower.h -- from one rule of iptables to rules of nf_tables
 *
 * A rule is clauses, all of which must hold, in order; a clause is one list of
 * expressions or, where nf_tables has no "or" within a rule, several: then the
 * rule becomes one for each combination. Lists of one clause exclude each other
 * but for those of addresses, which iptables itself makes rules of.
 */
#pragma once

#include "import/import.h"
#include "import/limits.h"
#include "import/say.h"

enum {
	LOWER_PIECES = 1024, /* lists of expressions of one rule */
};

struct lower_range {
	uint16_t first, last;
};

struct lower_piece {
	size_t start; /* in `exprs`, up to the next one's */
	unsigned clause;
};

struct lower {
	const struct save_table *table;
	const struct save_rule *rule;
	const char *chain;
	struct snapshot *out;
	struct import_report *report;
	struct diags *diags;
	struct arena arena;
	bool ip6;
	int protocol;     /* of -p; -1: any, or all but one */
	bool exact;       /* so far */
	bool sets_change; /* some rule adds to ipsets */
	struct nfmsg exprs;
	struct lower_piece pieces[LOWER_PIECES];
	size_t n_pieces;
	unsigned n_clauses;
	unsigned n_sets;
	uint64_t handle; /* the last that was given */
	struct nfmsg message;
};

/* Always false. */
bool lower_wrong(struct lower *l, const char *slug, const char *what,
		 const char *word);
/* What is said from here on is a clause of its own; or another list of the
 * newest one. False: too many. */
bool lower_clause(struct lower *l);
bool lower_or(struct lower *l);
/* Never matches. */
void lower_never(struct lower *l);

/* Something that is not modelled. */
bool lower_unknown_match(struct lower *l, const struct save_part *part);
bool lower_unknown_target(struct lower *l, const struct save_part *part);
/* Counts it as not exact, and says nothing. */
void lower_note(struct lower *l, const char *name, bool target);
/* An option by its plain name; NULL: not given. The last of several. */
const struct save_option *lower_find(const struct save_part *part,
				     const char *name);
bool lower_has_odd(const struct save_part *part);

/* lower_number.c: numbers as iptables reads them. */
bool lower_u8(const char *text, uint8_t *out);
bool lower_u16(const char *text, uint16_t *out);
/* 0x…, 0… octal, or decimal. */
bool lower_u32(const char *text, uint32_t *out);
/* "a", or "a:b", ":b", "a:" where either end may be missing. */
bool lower_u16_range(const char *text, char between, uint16_t *low,
		     uint16_t *high);
/* "value" or "value/mask", and no mask is all ones. */
bool lower_masked(const char *text, uint32_t *value, uint32_t *mask);
/* One address of the rule's family. */
bool lower_address(const struct lower *l, const char *text, uint8_t *out);
size_t lower_address_len(const struct lower *l);
/* The next of a list with commas, in the arena; NULL: no more. */
const char *lower_next(struct lower *l, const char **list);

/* lower_rule.c: everything of one rule. */
bool lower_rule(struct lower *l, const char *chain,
		const struct save_rule *rule);
/* Whether iptables has a target of this name. */
bool lower_is_target(const char *name);

/* What a rule says itself: addresses, interfaces, protocol, fragments. */
bool lower_plain(struct lower *l);
/* A set of ports that is nobody else's; ends are in order and apart. Returns
 * its name. */
const char *lower_set(struct lower *l, const struct lower_range *ranges,
		      size_t n);

/* The matches. Each says its clauses. */
bool lower_ports(struct lower *l, const struct save_part *part);
bool lower_tcp(struct lower *l, const struct save_part *part);
bool lower_multiport(struct lower *l, const struct save_part *part);
bool lower_icmp(struct lower *l, const struct save_part *part);
bool lower_state(struct lower *l, const struct save_part *part);
bool lower_mark(struct lower *l, const struct save_part *part);
bool lower_connmark(struct lower *l, const struct save_part *part);
bool lower_mac(struct lower *l, const struct save_part *part);
bool lower_iprange(struct lower *l, const struct save_part *part);
bool lower_length(struct lower *l, const struct save_part *part);
bool lower_ttl(struct lower *l, const struct save_part *part);
bool lower_tos(struct lower *l, const struct save_part *part);
bool lower_dscp(struct lower *l, const struct save_part *part);

/* The targets, in the newest clause. */
bool lower_target(struct lower *l);
bool lower_set_mark(struct lower *l, const struct save_part *part);
bool lower_set_connmark(struct lower *l, const struct save_part *part);
bool lower_dnat(struct lower *l, const struct save_part *part);
bool lower_snat(struct lower *l, const struct save_part *part);
bool lower_masquerade(struct lower *l, const struct save_part *part);
bool lower_redirect(struct lower *l, const struct save_part *part);
bool lower_netmap(struct lower *l, const struct save_part *part);
/* The mark, of a packet, is anything from here on. */
void lower_any_mark(struct lower *l);
