/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe.h -- packets with an expectation: sent, awaited, compared
 *
 * A conversation has up to three packets: the request, the answer to it (a
 * reply, or an ICMP error about it), and one more from the first side. Only the
 * last of them is judged; those before it only prepare the connection.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "datagram.h"
#include "lab.h"

enum step {
	STEP_REQUEST,
	STEP_REPLY, /* mirrored, from the other side */
	STEP_ERROR, /* ICMP, from the other side, about the request */
	STEP_AGAIN, /* after the reply, from the first side */
};

enum {
	N_STEPS = STEP_AGAIN + 1
};

extern const char *const step_names[N_STEPS];

struct probe {
	bool pass; /* what is expected of the last packet */
	enum step last;
	bool resumed; /* the connection stands: only the last packet is sent */
	uint32_t from, to;      /* ports; 0 is the gateway */
	struct datagram packet; /* the request; MACs and id are filled in */
	bool forged_mac;        /* packet.smac is set and not the host's own */
	const char *why;        /* policy line, entry: printed with a mistake */

	uint32_t home; /* probe_home() */

	/* What became of it. */
	bool arrived, astray; /* where expected; anywhere else */
	uint32_t where;       /* the port where it went astray */
};

struct probe_count {
	size_t passed, dropped; /* as expected */
	size_t false_accepts, false_drops;
};

enum {
	PROBES_SHOWN = 10
};

/* Sends them all and adds to `count`; the first mistakes are printed
 * (`out` may be NULL). */
void probes_run(struct lab *lab, struct probe *probes, size_t n, FILE *out,
		struct probe_count *count);
/* The frames of one step of the conversation, with packet.id; returns how many,
 * and in `from` the port that sends them. */
size_t probe_frames(const struct lab *lab, const struct probe *probe,
		    enum step step, struct frame out[N_FRAMES], uint32_t *from);
/* Where the gateway sends what is for the source address, forged or not. */
uint32_t probe_home(const struct lab *lab, const struct probe *probe);
bool probe_failed(const struct probe *probe);
void probe_print(const struct lab *lab, const struct probe *probe, FILE *out);
/* `probes=N passed=N dropped=N false_accepts=N false_drops=N` */
void probe_print_count(size_t n, const struct probe_count *count, FILE *out);

/*
 * Reads one line of a list, as probe_print() writes it:
 *
 *	pass|drop FROM SADDR -> TO DADDR PROTO/PORT [OPTION…] [; WHY]
 *
 * FROM and TO are hosts of the lab or "gateway"; PROTO/PORT is tcp/443, udp/53,
 * sctp/99, icmp/8, icmpv6/128 (types) or proto/47. Options: `reply`, `error`,
 * `again`, `resumed`; `shape NAME`; `mac MAC`; `flags N`; `sport N`; `hops N`. False with
 * a reason on standard error. `why` is kept in the lab's arena.
 */
bool probe_read(struct lab *lab, const char *line, struct probe *out);

struct probe_list {
	VEC(struct probe) probes; /* in the lab's arena */
};

/* Adds a file's ("-": standard input's) lines; '#' begins a comment. */
bool probe_read_list(struct lab *lab, const char *file, struct probe_list *out);
