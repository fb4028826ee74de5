/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * machine_guess.h -- what the machine does not model, answered by chance
 *
 * As a kernel could: a value that no packet of the machine has is drawn, aimed
 * at what the rule compares it with; the same expression has the same value for
 * one packet unless something was written in between; limits let pass or not.
 * What comes of a packet is then one of the things that the lift must allow.
 */
#pragma once

#include "base/arena.h"

#include "machine.h"

/* What one expression was answered. */
struct machine_answer {
	const struct nf_expr *expr;
	bool breaks;
	uint8_t bytes[NF_REGS * NF_REG_LEN];
};

/* A byte of a header that no variable holds. */
struct machine_byte {
	uint32_t base, offset;
	uint8_t value;
};

struct machine_written {
	const struct nf_set *set;
};

struct machine_guess {
	struct arena arena;         /* of one packet's answers */
	const struct nf_rule *rule; /* that is run */
	VEC(struct machine_answer) answers;
	VEC(struct machine_byte) bytes;
	uint32_t network_len; /* bytes from the network header on */
	uint32_t inner_len;   /* what can be read inside a transport header */
	bool first;           /* chains of type nat see the packet */
	/* Addresses were translated, or a program had the packet: what later
	 * chains see (lost: they were asked) the machine does not know. */
	bool astray, lost;
	struct arena sets_arena;
	VEC(struct machine_written) written; /* sets that rules change */
};

/* Which sets are changed by rules; once. */
void machine_guess_init(struct machine_guess *guess, const struct rules *rules);
void machine_guess_finish(struct machine_guess *guess);
/* A new packet: nothing is answered yet. */
void machine_guess_packet(struct machine_guess *guess);
