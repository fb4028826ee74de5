/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bout.h -- what the kernel does with a packet, held against the lift
 *
 * The rules that stand in this namespace are dumped, decoded and lifted; then
 * packets are sent, and what becomes of each is compared with what the diagrams
 * say of it.
 */
#pragma once

#include <stdio.h>

#include "proof/diagram/find.h"
#include "proof/lift/hook.h"
#include "ruleset/snapshot.h"

#include "wire_packet.h"

enum {
	WAYS = WAY_OUTPUT + 1
};

struct bout_count {
	size_t packets, passed, dropped;
	size_t unsure;     /* may, but need not */
	size_t untold;     /* dropped before conntrack */
	size_t impossible; /* packets that space_care() does not know */
	size_t wrong;
	size_t states[STATE_UNTRACKED + 1];
	size_t ways[WAYS];
	size_t cut; /* sent as two fragments */
	size_t connected, refused_connections;
	size_t stuck; /* passed all hooks, and did not come out */
};

struct bout {
	struct wires *wires;
	struct snapshot snapshot;
	struct rules rules;
	struct diagrams all;
	struct space space;
	struct lift lift;
	uint32_t may[WAYS], must[WAYS];
	uint32_t cells; /* what may pass, on the way that its route gives it */
	uint32_t care;  /* those that the wires can carry */
	uint32_t exist; /* space_care() */
	bool clean;     /* no connection is known to the kernel */
	struct bout_count count;
};

/* Of the rules that stand now; the count stays. False: past the limits, or the
 * dump is not read; `bout_finish()` is due all the same. */
bool bout_begin(struct bout *bout, struct wires *wires);
void bout_finish(struct bout *bout);

/* One packet, and what became of it. */
struct play {
	struct wire_packet packet;
	bool wanted_connection;
	bool sent; /* false: the gateway does not say such a thing */
	struct sighting seen;
	uint16_t digits[DIAGRAM_LEVELS]; /* of the packet that was sent */
};

/* All connections are forgotten before. */
void bout_play(struct wires *wires, const struct space *space,
	       const uint16_t *wish, enum wire_taste taste, struct play *out);

/* Whether this kernel tells of connections when it traces (Linux 6.16). Of rules
 * that let a new connection's first packet in. */
bool bout_kernel_tells(struct wires *wires);

struct bout_answer {
	enum way way;
	bool passed;
	bool may, must;
	uint16_t digits[DIAGRAM_LEVELS]; /* of the packet that was sent */
};

/* False: the kernel did what no diagram says; shown on `out`. What the gateway
 * itself will not say is no packet. */
bool bout_send(struct bout *bout, const uint16_t *wish, enum wire_taste taste,
	       struct bout_answer *answer, FILE *out);
void bout_print(const struct space *space, const uint16_t *digits, FILE *out);
void bout_print_count(const struct bout_count *count, FILE *out);
