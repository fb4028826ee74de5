/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check.h -- the second pass: does what was read mean something permitted?
 *
 * Everything that can be judged by itself was judged where it was read; here
 * objects are held against each other, the model and the calendar. Objects
 * with errors of their own are passed over: that was said already.
 */
#pragma once

#include "policy/policy.h"

struct checker {
	const struct policy *policy;
	const struct policy_options *options;
	struct diags *diags;
};

bool check_size(const struct checker *checker);
bool check_flows(const struct checker *checker);
bool check_relays(const struct checker *checker);
bool check_gateway(const struct checker *checker);
bool check_claims(const struct checker *checker);
/* Who approves changes: quorum.c */
bool check_quorum(const struct checker *checker);
/* What is not wrong but weak; asked of a policy without errors. */
void warn_quorum(const struct checker *checker);
/* By judge.h; needs a policy without errors. */
bool check_tests(const struct checker *checker);

/* Persons, dates and expiry of an entry: approval.c */
bool check_approval(const struct checker *checker, struct loc at,
		    const char *id, const struct approval *approval);

/* An error for each of the fields that has nothing in it; `fields` is a mask
 * of FIELD_*. */
enum {
	FIELD_PURPOSE = 1,
	FIELD_DOCUMENT = 2,
	FIELD_REQUESTED_BY = 4,
	FIELD_APPROVED_BY = 8,
	FIELD_VALID_UNTIL = 16,
};

bool check_fields(const struct checker *checker, struct loc at, const char *id,
		  const struct approval *approval, unsigned fields);
/* valid_until at most at the end of the fiscal year after next (31 March). */
bool check_horizon(const struct checker *checker, const char *id,
		   const struct approval *approval);

/* 特定通信: specific.c */
bool check_specific(const struct checker *checker, const struct flow *flow);
/* Refs of one side are few and narrow. */
bool check_small(const struct checker *checker, struct loc at, const char *id,
		 const char *side, const struct refs *refs,
		 const struct ranges *ranges);

/* Under an error: which rule of the model says so, in both languages. Always
 * false. */
bool note_rule(const struct checker *checker, struct loc at,
	       const struct model_cell *cell);
/* False with an error if "any" is among the words. */
bool check_no_any(const struct checker *checker, struct loc at, const char *id,
		  const struct refs *refs, const char *side);
/* An error unless the two sides share a family (bits 1 << FAMILY_*), and each
 * service can be used in it. */
bool check_families(const struct checker *checker, struct loc at,
		    const char *id, unsigned families,
		    const struct service_refs *services);
/* Bits 1 << FAMILY_*. */
unsigned ranges_families(const struct ranges *ranges);
unsigned zone_families(const struct zone *zone);
