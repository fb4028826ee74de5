/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lift.h -- from the kernel's bytecode to diagrams: what all of the lift shares
 *
 * A rule is run on registers that hold not bytes but where each bit comes from
 * (bit.h). Loads say what a packet must have to be read (load.h),
 * comparisons and lookups become conditions (match.h, set.h), writes
 * become effects that are put into whatever is asked afterwards
 * (effect.h), and a rule becomes one diagram (rule.h). chain.h puts
 * rules together, hook.h chains.
 *
 * Everything is lifted once for each family: a packet keeps its family, so
 * `meta nfproto` is a constant, and a byte of the network header is one
 * variable.
 *
 * What is modelled is exact. The rest is a free atom of the space: one for each
 * text where it is a function of the packet and of what changes slowly, one for
 * each occurrence where it may answer anew every time. Whoever claims "never"
 * asks for all atoms, whoever claims "always" too (hook.h).
 */
#pragma once

#include "proof/diagram/apply.h"
#include "proof/diagram/build.h"
#include "proof/rules/rules.h"
#include "proof/space/space.h"

struct lift_link {
	uint32_t index;
	const char *name;
};

struct lift_options {
	/* Elements with a timeout: false: as they stood in the dump; true: any
	 * of them may have gone. */
	bool ever;
	/* What `iif 3` means; without links it is an atom. */
	const struct lift_link *links;
	size_t n_links;
	bool has_links;
};

/* A value of which only the name is known. */
struct lift_source {
	const char *text;
};

/* A set that rules change. */
struct lift_dynamic {
	const struct nf_set *set;
};

struct effect_entry;
struct lift_alike;
struct lift_known;

struct lift_effect {
	const struct effect_entry *at;
	size_t n;
	uint32_t then, after; /* what `then` says after it; 0: not asked */
};

/* Where a digit's masked bits are a value: TCP's flags are asked the same way by
 * a thousand rules. */
struct lift_digit {
	uint16_t level, mask, value; /* mask 0: nothing yet */
	uint32_t id;
};

enum {
	LIFT_DIGITS = 64 /* the last that were asked; a power of two */
};

struct lift {
	struct diagrams *all;
	struct space *space; /* frozen, after lift_tell_names() */
	const struct rules *rules;
	struct lift_options options;
	struct arena arena;
	uint32_t family; /* NF_FAMILY_IP or NF_FAMILY_IP6 */
	unsigned hook;   /* of the chain in work */
	bool nat;        /* it is of this type */
	bool settled;    /* its connection has begun: it translates nothing */
	bool early;      /* it runs before connections are looked up */
	bool in_pieces;  /* … before fragments are put together */
	bool to_itself;  /* the way in work ends at the gateway */
	bool lost;       /* no atoms were left: everything is TOO_MUCH */
	/* What later chains ask: what is written elsewhere does not matter. */
	bool live[DIAGRAM_LEVELS];
	/* What they say, where it may be asked at once; or DIAGRAM_OPEN. */
	uint32_t then;
	bool used[DIAGRAM_LEVELS]; /* drawn atoms that a path may have met */
	uint64_t metas_written, cts_written;
	bool payload_written, exthdr_written, zones_written;
	bool bytes_written; /* payload_written by more than translations */
	bool tracks_ip4, tracks_ip6; /* some rule does, so fragments are put
				      * together (nf_ct_netns_get) */
	bool untracks;               /* some rule does */
	bool begins_in_pieces;       /* some chain comes before they are */
	VEC(struct lift_source) sources;
	VEC(struct lift_effect) effects; /* 0: none */
	uint32_t *effect_slots;          /* open addressing; 0: empty */
	size_t n_effect_slots;
	VEC(struct lift_dynamic) dynamic;      /* sorted */
	struct lift_alike *alike;              /* rule_mark.c's, or NULL */
	struct lift_known *known;              /* known.c's, or NULL */
	struct lift_digit digits[LIFT_DIGITS]; /* match.c's */
	uint16_t anyhow[DIAGRAM_LEVELS];       /* rule_nat.c's; 0: not yet */
};

/* All interfaces that the rules ask for; before the space is frozen. False:
 * too many. */
bool lift_tell_names(const struct rules *rules,
		     const struct lift_options *options, struct space *space);

void lift_init(struct lift *lift, struct diagrams *all, struct space *space,
	       const struct rules *rules, const struct lift_options *options);
void lift_finish(struct lift *lift);

/* A free atom's diagram: TRUE where its digit is not 0. */
uint32_t lift_atom(struct lift *lift, const char *text);
uint32_t lift_drawn_atom(struct lift *lift, const char *text);
/* A level whose every digit is possible. DIAGRAM_LEVELS: none are left. */
unsigned lift_any_level(struct lift *lift, const char *text);
bool lift_is_dynamic(const struct lift *lift, const struct nf_set *set);
