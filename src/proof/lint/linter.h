/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * linter.h -- what the parts of lint share; for lint/ alone
 */
#pragma once

#include "proof/lint/lint.h"
#include "proof/register/entry.h"

struct linter {
	const struct policy *policy;
	struct lint_options options;
	struct lint *out;
	struct arena scratch;   /* of one part */
	struct meaning meaning; /* its entries, one shape for all kinds */
	const struct entry **by_number; /* [number]; or NULL */
	uint32_t n_numbers;
};

/* A new finding of the kind's own severity; good until the next one. */
struct lint_finding *lint_add(struct linter *l, enum lint_kind kind,
			      struct loc at, const char *subject);
/* Its sentences. */
void lint_en(struct linter *l, struct lint_finding *finding, const char *fmt,
	     ...) __attribute__((format(printf, 3, 4)));
void lint_ja(struct linter *l, struct lint_finding *finding, const char *fmt,
	     ...) __attribute__((format(printf, 3, 4)));
/* Counted, and kept up to LINT_OTHERS; then NULL. */
struct lint_other *lint_add_other(struct linter *l,
				  struct lint_finding *finding,
				  const struct entry *entry);

/* Of register/entry.h's entries. */
const char *lint_id(const struct linter *l, const struct entry *entry);
struct loc lint_loc(const struct linter *l, const struct entry *entry);
/* NULL: the gateway. */
const struct zone *lint_from(const struct linter *l, const struct entry *entry);
const struct zone *lint_to(const struct linter *l, const struct entry *entry);
const char *lint_zone_name(const struct zone *zone);
/* The entry of a number, or NULL. */
const struct entry *lint_entry(const struct linter *l, uint32_t number);
/* It has not ended yet. */
bool lint_is_alive(const struct linter *l, const struct entry *entry);

/* calendar.c: what ends, begins, never is. */
void lint_calendar(struct linter *l);
/* name.c: groups, hosts, services, addresses. */
void lint_names(struct linter *l);
/* wide.c: whole zones, many ports, IPv6. */
void lint_width(struct linter *l);
/* trade.c: services between tiers, logs, approvals, MACs. */
void lint_trade(struct linter *l);
/* stone.c: ways through a host from one tier to another. */
void lint_stones(struct linter *l);
/* relay.c: mail. */
void lint_relays(struct linter *l);
/* used.c: counters. */
void lint_used(struct linter *l);
/* pair.c: what entries say together. */
void lint_pairs(struct linter *l);
