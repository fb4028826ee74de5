/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reference.h -- what policy/judge.h and the register's diagrams say of packets
 *
 * Apart from the test, for what a packet is has the same name there and here.
 */
#pragma once

#include "policy/policy.h"
#include "proof/register/register.h"

struct question {
	const char *iif, *oif; /* NULL: the gateway */
	struct addr source, destination;
	uint8_t proto;
	uint16_t sport, dport;
	bool echo, reply;
	bool has_mac;
	struct mac mac;
	time_t now;
};

enum why {
	WHY_ACCEPTED,
	WHY_NO_ZONE,
	WHY_SPOOFED,
	WHY_MAC,
	WHY_NO_ENTRY,
	WHY_NOT_NOW,
};

struct reference_answer {
	enum why why;
	uint32_t entry; /* that permits it, or would at another time */
	bool has_leaf;  /* the diagrams ask a MAC, whether or not it is known */
	uint32_t leaf;  /* of the register's diagrams; see register.h */
};

struct reference {
	const struct policy *policy;
	struct diagrams all;
	struct space space;
	struct register_diagrams rule;
	time_t now;
};

void reference_seed(uint64_t seed);
/* A random policy, at a moment at the edge of an hour. reference_finish() ends
 * it; the policy's arena is the caller's to end. */
void reference_init(struct reference *reference, struct policy *policy);
void reference_finish(struct reference *reference);
/* One that begins a connection, of random_policy.h, at the reference's
 * moment. */
struct question reference_ask(const struct reference *reference);
struct reference_answer reference_answer(const struct reference *reference,
					 const struct question *question);
