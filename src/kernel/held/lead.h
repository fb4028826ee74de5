/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lead.h -- which generation packets are led to, and for how long
 *
 * A packet meets the tree that its hook's selector map leads to; where the
 * selector has no element, the one that the fallback map leads to.
 */
#pragma once

#include "kernel/held/held.h"

struct nlmsghdr;

/* What the elements of some maps have in common. All zero: no element. */
struct lead {
	uint32_t generation; /* 0: none leads to a tree */
	bool mixed;          /* they lead to different ones, or elsewhere */
	size_t n;            /* elements */
	uint64_t ms;         /* left of the first that lapses; 0: none does */
};

struct leads {
	struct lead selected, fallback;
	bool empty; /* a selector has no element */
};

/* Reads the maps of held->gate that are no tree's. 0 or -errno. */
int leads_read(struct sock *sock, const struct held *held, struct leads *out);
/* A message of a dump of a map's elements: a sock_each whose ctx is a struct
 * lead. */
int lead_read(const struct nlmsghdr *msg, void *ctx);
/*
 * Elements of one transaction lapse one after another, within a few
 * milliseconds: what was read may be half of it, and should be read again.
 */
bool leads_are_lapsing(const struct leads *leads);
/* Fills live, pending, fallback and mixed. */
void leads_decide(const struct leads *leads, struct held *held);
