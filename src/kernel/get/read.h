/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read.h -- the tree in force as a ruleset, read from the kernel
 *
 * For people: what is in force, in words of the register. It decides nothing
 * (verify.h compares bytes): what cannot be understood is left out and counted.
 */
#pragma once

#include "kernel/get/rule.h"
#include "kernel/held/held.h"
#include "kernel/netlink/sock.h"
#include "ruleset/ruleset.h"

/* What a chain of ours has dropped, by its counted drop rules. */
struct drops {
	const char *chain; /* as in the kernel */
	struct count count;
};

struct reading {
	/* Generation and tree, and the frame's chains as they are; timeouts
	 * are what is left of them. */
	struct ruleset ruleset;
	VEC(struct drops) drops; /* of chains that dropped anything */
	size_t n_strange;        /* rules, sets and elements not understood */
};

/* 0 or -errno (-ERESTART: it changed meanwhile); ended by reading_finish(). */
int kernel_read(struct sock *sock, const struct held *held,
		struct reading *out);
void reading_finish(struct reading *reading);
