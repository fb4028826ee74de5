/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask.h -- questions to a diagram of one hook: claims, reach, differences
 *
 * It does not matter whose diagram it is, the register's or the kernel's. A
 * question is about pairs of zones; interfaces of a zone count as one only
 * where the diagram treats them alike.
 */
#pragma once

#include "policy/policy.h"
#include "proof/diagram/find.h"
#include "proof/register/register.h"

struct asked {
	struct diagrams *all;
	const struct space *space;
	const struct policy *policy;
	/* What can exist (space_care()): nothing else is a witness. For the
	 * register's own diagrams DIAGRAM_TRUE says the same, faster. */
	uint32_t care;
};

enum ask_claim {
	/* Nothing from there begins, nor passes as a packet of no connection:
	 * NEW, INVALID and UNTRACKED. "never A -> B", no-initiation. */
	ASK_NEVER,
	/* Nothing passes, in any state: neither do answers. no-packet. */
	ASK_NO_PACKET,
	/* As ASK_NEVER, but for what this entry permits. Of "rule" diagrams. */
	ASK_ONLY,
};

struct ask_between {
	enum ask_claim claim;
	const struct zone *from, *to;
	uint32_t entry; /* of ASK_ONLY */
};

/*
 * Is there a packet against the claim? YES: `digits` is one; it is ordinary in
 * all that the diagram does not ask. NO: it is proved of `forward`, which is an
 * "act" or a "rule" diagram (0 is denied).
 */
enum diagram_answer ask_claim(const struct asked *asked, uint32_t forward,
			      const struct ask_between *between,
			      uint16_t digits[static DIAGRAM_LEVELS]);

/* Any packet where the diagram says TRUE, made ordinary in the same way. */
enum diagram_answer ask_witness(const struct asked *asked, uint32_t id,
				uint16_t digits[static DIAGRAM_LEVELS]);

/* Which packets; zeroes are all forwarded ones. */
struct ask_scope {
	enum register_hook hook; /* whose diagram it is */
	const struct zone *from, *to;
	struct addr_range source, destination; /* FAMILY_NONE: any */
	bool has_service;
	struct port_range service; /* of ICMP: any type */
};

/* Packets that begin a connection; each in one range. */
struct ask_row {
	const struct zone *from, *to; /* NULL: the gateway */
	/* NULL: on any interface of the zone. */
	const char *iif, *oif;
	struct addr_range source, destination;
	uint16_t first_proto, last_proto;
	uint16_t first_port, last_port;   /* destination */
	uint16_t first_sport, last_sport; /* ICMP: type << 8 | code */
};

enum {
	ASK_ROWS = 20000, /* of one answer */
	ASK_ROW_TEXT = 640
};

struct ask_rows {
	VEC(struct ask_row) rows;
	bool more; /* there are others */
};

/*
 * What begins, somehow (of hours: at some time; of MACs: from some), in as few
 * rows as merging finds: an exact cover unless `more`. `id` is an "act" diagram
 * of the scope's hook, or a difference of two. False: UNKNOWN, past the limits.
 */
bool ask_reach(const struct asked *asked, uint32_t id,
	       const struct ask_scope *scope, struct arena *arena,
	       struct ask_rows *out);

/* "lgwan 10.20.0.0/24 -> juki 10.10.0.10 tcp/443". Returns buf. */
char *ask_row_text(char buf[static ASK_ROW_TEXT], const struct ask_row *row);
