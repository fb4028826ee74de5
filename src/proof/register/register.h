/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * register.h -- what the register permits, over the whole packet space
 *
 * The left path of the proof: straight from the policy, and nothing of it is
 * shared with the compiler. It says for all packets what policy/judge.h says
 * for one, and adds what that leaves to docs/architecture.md:
 *
 *  1. The interface a packet comes from, and the one it leaves by, have a zone.
 *     Its source is in the arriving zone's space and not the gateway's own;
 *     that of a pinned host on the link (an address of two hosts: the first)
 *     comes in an Ethernet frame from its MAC.
 *  2. Packets of a connection, in whatever state, are judged as its first one
 *     would be now: in the original direction by themselves, in the reply
 *     direction with ends, interfaces and ports exchanged. Some entry is in
 *     force and fits: protocol and port, or echo (any code); the port that
 *     decides (the server's) can be read, of echoes the type.
 *  3. RELATED also: ICMP errors (unreachable, time exceeded, parameter problem,
 *     ICMPv6 packet too big) from a zone in which lies that end of the
 *     connection which is on the arriving side; forwarded ones to an address of
 *     the zone they leave to. Output: the kernel's own errors, to an address of
 *     that zone.
 *  4. IPv6 neighbour discovery of the gateway (RFC 4861, hop limit 255),
 *     listener queries in and reports out (hop limit 1), in any state: from the
 *     space of a zone with IPv6 networks (MACs asked), fe80::/10, or, a
 *     solicitation, from ::; to a zone's space, fe80::/10 or multicast.
 *  5. The loopback interface: the gateway's talk with itself.
 *  6. Everything else is denied; so is INVALID and UNTRACKED but for 4 and 5.
 *
 * Rates are not judged: an entry with one permits as much as it ever may. So
 * this is to be held against what the kernel *may* accept (`unlimited`: against
 * what it must).
 *
 * A stamp (ct mark) of the generation in force says that 2 was answered for
 * its connection, with the entry's number; the kernel does not ask again. That
 * is the same as asking again as long as stamps are honest: every mark that is
 * set is of an entry that permits the packet, which the lift can see. So rule 2
 * asks no mark: whoever compares does so where the mark is of no or of another
 * generation, and shows that stamps are honest. An error (3) is about a
 * connection that is let in if it bears such a stamp, of an entry that is in
 * force, with the clock's bit if the entry has hours (of one that ends within a
 * day neither stamp counts: which it has depends on when its tree was made);
 * where no generation is given, no mark is asked, so that errors are permitted
 * at most.
 */
#pragma once

#include "policy/policy.h"
#include "proof/space/space.h"

enum register_hook {
	REGISTER_FORWARD,
	REGISTER_INPUT,  /* VAR_OIF is not asked */
	REGISTER_OUTPUT, /* VAR_IIF is not asked */
};

enum {
	N_REGISTER_HOOKS = REGISTER_OUTPUT + 1
};

/* Leaves of "rule" diagrams beside the numbers of entries. */
enum {
	REGISTER_DENIED = 0,
	REGISTER_LOOPBACK = 1 << 24,
	REGISTER_NEIGHBOUR,
	REGISTER_ERROR,
	REGISTER_STAMPED,
};

enum register_time {
	REGISTER_AT,    /* a moment: no variable of time is asked */
	REGISTER_EVER,  /* at some time or other */
	REGISTER_TIMES, /* VAR_TIME, VAR_DAY and VAR_HOUR say when */
};

struct register_options {
	enum register_time time;
	time_t now; /* of REGISTER_AT */
	/* false: DIAGRAM_TRUE is allowed, DIAGRAM_FALSE denied. true: the leaf
	 * is the number of the first entry that permits, or one of those above;
	 * 0 is denied. */
	bool rule;
	/* Only packets of the original direction, which is what begins
	 * connections: half the work. The rest is denied. */
	bool original_only;
	uint16_t generation; /* as in marks, 1 … 4095; 0: marks are not asked */
	/* Stamps of that generation without the clock's bit are believed: rule
	 * 2 counts as answered for NEW and ESTABLISHED packets of such a
	 * connection (from the arriving zone, the gateway's own addresses and
	 * those of a link with it, to the leaving one), and for errors about
	 * it. It is the most that the kernel may accept; without, the least. */
	bool stamps;
	/* Entries with a rate permit nothing: what is always accepted. */
	bool unlimited;
};

struct register_diagrams {
	uint32_t hooks[N_REGISTER_HOOKS];
};

/* Tells the interfaces that the policy names, before the space is frozen.
 * False: there are too many. */
bool register_names(const struct policy *policy, struct space *space);

/* False past the manager's limits: then all are DIAGRAM_TOO_MUCH. */
bool register_build(struct diagrams *all, const struct space *space,
		    const struct policy *policy,
		    const struct register_options *options,
		    struct register_diagrams *out);
