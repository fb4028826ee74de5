/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * differential.c -- PACKETS SEED [FILE…]: does the kernel do as lifted?
 *
 * In a new network namespace. Rules are put into the kernel, those of the files
 * (nft's) and then random ones, of four kinds by turns: made of bytecode, said in
 * nft(8)'s words, the same in a kernel that tracks no connections, and in
 * iptables' words. What it took of them is dumped and lifted; and then one
 * packet for each cell of the diagram, and some for its borders, go through.
 * Prints what came of it, and which expressions the rules had; exits 0 where
 * nothing was wrong and, of many packets, nothing is missing, 77 where the
 * kernel is too old to tell.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/must.h"
#include "base/text.h"

#include "cells.h"
#include "coverage.h"
#include "random_kernel.h"
#include "random_nft.h"
#include "random_policy.h"
#include "rules_send.h"

enum {
	ENOUGH = 60000, /* packets, for every expression to have been met */
};

static const char *const names[] = {
	"eth0", "eth1", "eth10", "wan", "dmz", "x9"
};

/* No rule of random_rules.h can make a source the gateway's own. */
static const struct wire_route routes[] = {
	{ "0.0.0.0/0", "wan" },      { "1.0.0.0/8", "eth0" },
	{ "6.0.0.0/8", "eth1" },     { "10.0.0.0/8", "eth10" },
	{ "1.1.0.0/16", "eth1" },    { "6.6.0.0/16", "eth10" },
	{ "10.10.0.0/16", "dmz" },   { "10.1.0.0/16", "eth0" },
	{ "1.6.0.0/16", "x9" },      { "1.1.1.99/32", NULL },
	{ "10.10.10.99/32", NULL },  { "::/0", "wan" },
	{ "100::/8", "eth0" },       { "600::/8", "eth1" },
	{ "a00::/8", "eth10" },      { "101::/16", "eth1" },
	{ "606::/16", "eth10" },     { "a0a::/16", "dmz" },
	{ "a01::/16", "eth0" },      { "106::/16", "x9" },
	{ "101:101::99/128", NULL }, { "a0a:a0a::99/128", NULL },
};

struct differential {
	struct wires wires;
	struct bout bout;
	struct coverage coverage;
	struct cells_count cells;
	struct rules_sent sent;
	size_t rulesets, unlifted, by_line, not_restored;
};

static void try_what_stands(struct differential *all)
{
	all->rulesets++;
	if (bout_begin(&all->bout, &all->wires)) {
		cells_try(&all->bout, &all->cells);
		coverage_note(&all->coverage, &all->bout.lift);
	} else {
		all->unlifted++;
	}
	bout_finish(&all->bout);
}

/* Rules in nft(8)'s words; in a file …untracked.nft such as track nothing. */
static void try_file(struct differential *all, const char *file)
{
	char command[PATH_MAX];

	snprintf(command, sizeof(command), "nft -f '%s'", file);
	must(rules_flush(&all->wires.sock) == 0);
	must(system(command) == 0);
	all->wires.untracked = strstr(file, "untracked.nft") != NULL;
	wires_observe(&all->wires);
	try_what_stands(all);
	all->wires.untracked = false;
}

static void try_bytecode(struct differential *all)
{
	struct rules rules = { 0 };

	random_kernel_rules(&rules);
	must(rules_flush(&all->wires.sock) == 0);
	wires_observe(&all->wires);
	must(rules_send(&all->wires.sock, &rules, &all->sent) == 0);
	rules_finish(&rules);
	try_what_stands(all);
}

/* Its standard input is the text; whether it ends well. */
static bool tell(const char *command, const char *text)
{
	FILE *program = popen(command, "we");

	must(program != NULL);
	fputs(text, program);
	fputc('\n', program);
	return pclose(program) == 0;
}

static bool takes(const char *ruleset)
{
	return tell("nft flush ruleset && exec nft -f - 2>/dev/null", ruleset);
}

static bool restore(bool ip6, const char *ruleset)
{
	return tell(ip6 ? "exec ip6tables-nft-restore 2>/dev/null"
			: "exec iptables-nft-restore 2>/dev/null",
		    ruleset);
}

static bool takes_xt(bool ip6, const char *ruleset)
{
	return system("nft flush ruleset") == 0 && restore(ip6, ruleset);
}

/* nft(8) takes all of a text or nothing of it; where it takes not all, it is
 * told line by line. */
static void try_words(struct differential *all, bool tracked)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	must(out != NULL);
	random_nft(tracked, out);
	fclose(out);
	must(rules_flush(&all->wires.sock) == 0);
	if (!tell("exec nft -f - 2>/dev/null", text)) {
		all->by_line++;
		must(rules_flush(&all->wires.sock) == 0);
		tell("exec nft -i >/dev/null 2>&1", text);
	}
	all->wires.untracked = !tracked;
	wires_observe(&all->wires);
	try_what_stands(all);
	all->wires.untracked = false;
	free(text);
}

static void try_tables(struct differential *all, bool ip6)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	must(out != NULL);
	random_xt(ip6, out);
	fclose(out);
	must(rules_flush(&all->wires.sock) == 0);
	all->not_restored += !restore(ip6, text);
	wires_observe(&all->wires);
	try_what_stands(all);
	free(text);
}

static void try_random(struct differential *all, uint64_t seed)
{
	size_t wrong = all->bout.count.wrong;

	random_seed(seed);
	if (seed % 4 == 0)
		try_bytecode(all);
	else if (seed % 4 == 2)
		try_tables(all, one_in(2));
	else
		try_words(all, !one_in(3));
	if (all->bout.count.wrong == wrong)
		return;
	printf("# so with seed %ju:\n", (uintmax_t)seed);
	fflush(stdout);
	must(system("nft list ruleset | sed 's/^/#\t/'") == 0);
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void print(const struct differential *all)
{
	bout_print_count(&all->bout.count, stdout);
	printf("rulesets=%zu by_line=%zu not_restored=%zu unlifted=%zu rules=%zu "
	       "refused_rules=%zu refused_sets=%zu cells=%zu empty=%zu "
	       "met=%zu\nlast=%s\n",
	       all->rulesets, all->by_line, all->not_restored, all->unlifted,
	       all->sent.rules, all->sent.refused_rules, all->sent.refused_sets,
	       all->cells.cells, all->cells.empty, all->cells.met,
	       all->sent.why);
}

int main(int argc, char **argv)
{
	struct differential all = { 0 };
	double began = seconds();
	uint32_t packets, seed;
	size_t missing;

	if (argc < 3 || !text_u32(argv[1], 1 << 30, &packets) ||
	    !text_u32(argv[2], UINT32_MAX, &seed)) {
		fputs("usage: differential PACKETS SEED [FILE…]\n", stderr);
		return 2;
	}
	wires_open(&all.wires, names, sizeof(names) / sizeof(names[0]), routes,
		   sizeof(routes) / sizeof(routes[0]));
	if (!bout_kernel_tells(&all.wires)) {
		puts("a trace of this kernel does not tell of connections");
		return 77;
	}
	/* Where rules send copies to. */
	must(system("ip route add blackhole 240.0.0.0/4; "
		    "ip -6 route add blackhole fe00::/16") == 0);
	random_seed(seed);
	printf("phrases that this kernel lacks: %zu\n",
	       random_nft_learn(takes) + random_xt_learn(takes_xt));
	for (int i = 3; i < argc; i++)
		try_file(&all, argv[i]);
	for (; all.bout.count.packets < packets; seed++)
		try_random(&all, seed);
	wires_close(&all.wires);
	print(&all);
	missing = coverage_print(&all.coverage, stdout);
	printf("seconds=%.1f\n", seconds() - began);
	if (packets < ENOUGH)
		missing = 0;
	return all.bout.count.wrong + all.bout.count.impossible + missing > 0;
}
