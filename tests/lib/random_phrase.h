/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_phrase.h -- what a rule can say, and one of it
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

/* What a phrase may stand in, and what it asks of the kernel. */
enum phrase_place {
	PHRASE_PREROUTING = 0x1,
	PHRASE_INPUT = 0x2,
	PHRASE_FORWARD = 0x4,
	PHRASE_OUTPUT = 0x8,
	PHRASE_POSTROUTING = 0x10,
	PHRASE_ANYWHERE = 0x1f,
	PHRASE_IP = 0x20, /* tables of these families; inet takes either */
	PHRASE_IP6 = 0x40,
	PHRASE_INET = 0x80,
	PHRASE_TRACKED = 0x100, /* needs conntrack */
	PHRASE_MANGLE = 0x200,  /* tables of iptables' */
	PHRASE_FILTER = 0x400,
	PHRASE_RAW = 0x800,
	PHRASE_NAT = 0x1000,
};

/*
 * `$b` is a byte, `$x` sixteen bits in hexadecimal, `$p` a port, `$i` an
 * interface, `$h` a number from 1 to 6, `$c` a chain to go to, `$f` the table's
 * family.
 */
struct phrase {
	const char *text;
	unsigned places;
	bool refused;  /* this kernel lacks it */
	unsigned used; /* so often */
};

struct phrase_list {
	struct phrase *at;
	size_t n;
};

enum {
	PHRASE_PLAIN = 4, /* chains that no hook has: plain0 … */
};

/* Where a rule stands. */
struct phrase_spot {
	const char *family;
	unsigned places; /* what a phrase must have of hooks and families */
	size_t plain;    /* of the plain chains, the first to go to */
	bool tracked;    /* it may need conntrack */
	bool translates;
	const char *protocol; /* that the rule asks for; NULL: none */
};

void phrase_say(FILE *out, const char *text, const struct phrase_spot *spot);
/* Of some that fit the one that was said least; the spot knows of it. */
void phrase_say_one(FILE *out, const struct phrase_list *list,
		    struct phrase_spot *spot);
