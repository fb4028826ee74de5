/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reason.h -- why a packet is denied, in one word
 *
 * The first that is true, in this order.
 */
#pragma once

enum reason {
	REASON_NONE,      /* it is let in, by an entry */
	REASON_SPOOFED,   /* its source is not behind its interface */
	REASON_MAC,       /* its source is pinned to another MAC */
	REASON_INVALID,   /* of no connection, and begins none */
	REASON_UNTRACKED, /* neighbour discovery that no gateway sends */
	REASON_ERROR,     /* an ICMP error that does not pass */
	REASON_NO_ENTRY,  /* no entry fits, whenever */
	REASON_NOT_YET,   /* one fits, and begins later */
	REASON_EXPIRED,   /* one fits, and has ended */
	REASON_HOURS,     /* one fits, at other hours */
	REASON_RULES,     /* an entry permits it; the kernel's rules do not */
	REASON_BESIDE,    /* the rules let in what no entry permits */
	N_REASONS,
};

struct reason_words {
	const char *slug, *en, *ja;
};

const struct reason_words *reason_words(enum reason reason);
