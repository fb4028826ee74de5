/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pair.h -- the entries from one end to another, compared; for lint/ alone
 */
#pragma once

#include "proof/diagram/apply.h"
#include "proof/diagram/meet.h"
#include "proof/lint/linter.h"
#include "proof/lint/time.h"

struct pair_item {
	const struct entry *entry;
	/* Its packets and moments lead to the leaf place + 1; NOMATCH
	 * elsewhere. */
	uint32_t diagram;
	bool log, rated;
	bool relay;    /* a relay's side, which cannot be struck alone */
	bool involved; /* some packet is another's as well */
	bool shadowed, redundant;
	uint32_t seen; /* the walk that last met it */
};

enum {
	MOST_MET = 2 * LINT_OTHERS
};

/* Others that a walk has met, each once. */
struct met {
	uint32_t place[MOST_MET];
	size_t n;     /* kept */
	size_t n_all; /* met */
};

/* One pair of ends. */
struct lint_pair {
	struct linter *l;
	const struct zone *from, *to; /* NULL: the gateway */
	struct arena arena;
	struct space space;
	struct diagrams all;
	struct diagram_meeting meeting;
	struct lint_time time;
	uint16_t nice[DIAGRAM_LEVELS];
	struct diagram_op alone;
	struct pair_item *at; /* in the order in which they are asked */
	size_t n;
	uint32_t *ids;    /* room for n */
	uint32_t *sorted; /* all places, by what they permit */
	uint32_t seen;
	size_t tests; /* of two entries, how many */
};

/* Which items a diagram is of; NULL: all. */
typedef bool (*item_filter)(const struct lint_pair *p,
			    const struct pair_item *item);

/* The involved items that pass, put together by `op`. */
uint32_t pair_build(struct lint_pair *p, item_filter filter,
		    const struct diagram_op *op);
/* The same of all items, and of some places. */
uint32_t pair_build_all(struct lint_pair *p, const struct diagram_op *op);
uint32_t pair_build_met(struct lint_pair *p, const struct met *met);
bool item_is_unrated(const struct lint_pair *p, const struct pair_item *item);

/* box.c: the diagram of one item. */
uint32_t lint_box(struct lint_pair *p, const struct entry *entry,
		  uint32_t place);

/* Which others are asked for. */
typedef bool (*pair_wanted)(const struct lint_pair *p, uint32_t item,
			    uint32_t place);

/* Adds the leaves of others (that are wanted; NULL: of all) that the item's
 * packets lead to. */
void pair_meet(struct lint_pair *p, uint32_t item, uint32_t id,
	       pair_wanted wanted, struct met *met);
/* As long as the rest still covers the item, others are struck. */
void pair_lessen(struct lint_pair *p, uint32_t item, struct met *met);
/* The finding at the item, and those met, each with a packet of both. Returns
 * "F-1, F-2 and 3 more". */
struct lint_finding *pair_add(struct lint_pair *p, enum lint_kind kind,
			      uint32_t item, const struct met *met,
			      const char **names);

/* Another one, with a packet of both; past LINT_OTHERS only counted. */
void pair_add_other(struct lint_pair *p, struct lint_finding *finding,
		    uint32_t item, uint32_t place);

/* All that are there without a rate, together: the first and the last that is
 * asked at each packet, and who is both. They tell soon about most. */
struct pair_ends {
	uint32_t first, last, alone;
	bool mixed; /* some are logged, some are not */
};

enum pair_need {
	PAIR_NEEDED,
	PAIR_IDLE,    /* without its packets nothing would change */
	PAIR_UNKNOWN, /* too many entries to look at */
};

/* need.c: of the item's packets as they are; `ends` may know more of others
 * than is there. Where it is idle, `without` is who decides in its place. */
enum pair_need pair_need(struct lint_pair *p, uint32_t item,
			 const struct pair_ends *ends, uint32_t *without);
bool item_is_there(const struct pair_item *item); /* and not to be struck */
/* part.c, for need.c */
void lint_parts(struct lint_pair *p, const struct pair_ends *ends);

/* cover.c, need.c, bypass.c: in this order. */
void lint_shadows(struct lint_pair *p);
void lint_needs(struct lint_pair *p);
void lint_log_bypasses(struct lint_pair *p);
void lint_rate_bypasses(struct lint_pair *p);
void lint_overlaps(struct lint_pair *p);
