/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * item.h -- a policy as lists of objects that can be compared
 */
#pragma once

#include "policy/policy.h"

/* Bits of kinds. */
enum {
	WIDEN = 1 << APPROVE_WIDEN,
	NARROW = 1 << APPROVE_NARROW,
	APPROVERS = 1 << APPROVE_APPROVERS,
	OTHER = 1 << APPROVE_OTHER,
};

struct change_item {
	const char *key;  /* what it is known by, in its section */
	const char *text; /* its canonical print */
	const void *object;
	const struct approval *approval; /* NULL: has none */
};

struct change_items {
	VEC(struct change_item) list;
};

/* One section of the policy, and what a change in it amounts to. */
struct change_section {
	const char *name, *label; /* "flows", "通信（特定通信台帳）" */
	void (*list)(const struct policy *policy, struct arena *arena,
		     struct change_items *items);
	unsigned added, removed; /* kinds; also of another order: `added` */
	/* Instead of `removed`. */
	unsigned (*struck)(const void *object);
	/* What an altered one is, where not only words (field.h) and
	 * `limits` differ. */
	unsigned altered;
	/* Keys whose values `shrinks` compares; NULL-ended. */
	const char *const *limits;
	/* 0: the same passes; NARROW: part of it; with WIDEN: more. */
	unsigned (*shrinks)(const void *before, const void *after);
};

/* Ended by a row without name. section.c */
extern const struct change_section change_sections[];

/* limit.c */
unsigned host_struck(const void *object);
unsigned host_shrinks(const void *before, const void *after);
unsigned group_shrinks(const void *before, const void *after);
unsigned service_shrinks(const void *before, const void *after);
unsigned flow_shrinks(const void *before, const void *after);
unsigned relay_shrinks(const void *before, const void *after);
unsigned manager_shrinks(const void *before, const void *after);
unsigned gateway_shrinks(const void *before, const void *after);
