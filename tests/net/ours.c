/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ours.c -- PACKETS SEED: does the kernel do as lifted, of the gate's own rules?
 *
 * In a new network namespace. Random policies (tests/model) become rules as
 * `sekisho show ruleset` has them; hours, days of validity, rates and pinned
 * addresses with them. The rest is as in differential.c.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/must.h"
#include "base/text.h"

#include "cells.h"
#include "random_policy.h"
#include "rules_send.h"

/* Where random_policy.h of tests/model says that all of the world is. */
static const char *const names[] = { "m0", "m1", "m2", "m3", "m4",
				     "m5", "m6", "m7", "x9" };

static const struct wire_route routes[] = {
	{ "0.0.0.0/0", "m7" },
	{ "10.0.0.0/16", "m0" },
	{ "10.1.0.0/16", "m1" },
	{ "10.2.0.0/16", "m2" },
	{ "10.3.0.0/16", "m3" },
	{ "10.4.0.0/16", "m4" },
	{ "10.5.0.0/16", "m5" },
	{ "10.6.0.0/16", "m6" },
	{ "10.7.0.0/16", "m7" },
	{ "10.0.0.1/32", NULL },
	{ "10.1.0.1/32", NULL },
	{ "10.7.0.1/32", NULL },
	{ "::/0", "m7" },
	{ "fe80::/10", "m0" },
	{ "ff00::/8", "m0" },
	{ "fd00::/32", "m0" },
	{ "fd00:1::/32", "m1" },
	{ "fd00:2::/32", "m2" },
	{ "fd00:3::/32", "m3" },
	{ "fd00:4::/32", "m4" },
	{ "fd00:5::/32", "m5" },
	{ "fd00:6::/32", "m6" },
	{ "fd00:7::/32", "m7" },
	{ "fd00::1/128", NULL },
	{ "fd00:1::1/128", NULL },
	{ "fd00:7::1/128", NULL },
	{ WIRE_LINK_LOCAL "/128", NULL },
};

struct count {
	size_t policies, refused, unlifted;
	struct cells_count cells;
};

/* False: the policy is one that sekisho refuses. */
static bool put_in_force(struct wires *wires, uint32_t seed)
{
	char command[128];
	int r;

	must(rules_flush(&wires->sock) == 0);
	snprintf(command, sizeof(command), "random-policy %u >policy.conf",
		 seed);
	must(system(command) == 0);
	r = system("sekisho show ruleset -c policy.conf >ours.nft "
		   "2>/dev/null");
	must(WIFEXITED(r));
	if (WEXITSTATUS(r) != 0)
		return false;
	must(system("nft -f ours.nft") == 0);
	wires_observe(wires);
	return true;
}

int main(int argc, char **argv)
{
	struct count count = { 0 };
	struct bout bout = { 0 };
	struct wires wires;
	uint32_t packets, seed;
	size_t wrong;

	if (argc != 3 || !text_u32(argv[1], 1 << 30, &packets) ||
	    !text_u32(argv[2], UINT32_MAX, &seed)) {
		fputs("usage: ours PACKETS SEED\n", stderr);
		return 2;
	}
	wires_open(&wires, names, sizeof(names) / sizeof(names[0]), routes,
		   sizeof(routes) / sizeof(routes[0]));
	if (!bout_kernel_tells(&wires)) {
		puts("a trace of this kernel does not tell of connections");
		return 77;
	}
	for (; bout.count.packets < packets; seed++) {
		count.policies++;
		random_seed(seed);
		if (!put_in_force(&wires, seed)) {
			count.refused++;
			continue;
		}
		wrong = bout.count.wrong;
		if (bout_begin(&bout, &wires))
			cells_try(&bout, &count.cells);
		else
			count.unlifted++;
		bout_finish(&bout);
		if (bout.count.wrong > wrong)
			printf("# so with the policy of seed %u\n", seed);
	}
	wires_close(&wires);
	bout_print_count(&bout.count, stdout);
	printf("policies=%zu refused=%zu unlifted=%zu cells=%zu empty=%zu "
	       "met=%zu\n",
	       count.policies, count.refused, count.unlifted, count.cells.cells,
	       count.cells.empty, count.cells.met);
	return bout.count.wrong + bout.count.impossible + count.unlifted > 0;
}
