/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model.c -- random policies: the register's word must be what the kernel does
 *
 *	model LAB RULES FIRST-SEED POLICIES PACKETS [COMMAND]
 *
 * Each policy is written, applied by `sekisho apply --direct`, and tried with
 * packets at the borders of its entries; connections that stand when the next
 * policy is applied go on under that one. A disagreement is printed, tried again
 * alone with ever fewer entries, and what remains of the policy is printed too.
 * COMMAND is run after each apply: to break what was applied, and see that it is
 * found.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "base/text.h"

#include "expect.h"
#include "random_policy.h"

enum {
	TRIES = 20,
	MAX_PACKETS = 100000,
	MAX_DISAGREEMENTS = 3,
	MAX_HELD = 64,
	/* Of a hundred policies, how many may be refused for reasons the
	 * generator does not know. */
	REFUSED_PERCENT = 5,
};

struct trial {
	struct lab lab;
	const char *rules;
	const char *sabotage;        /* a command of the shell */
	struct probe held[MAX_HELD]; /* connections of the policy before */
	size_t n_held, n_resumed, n_cut;
	struct probe_count count;
	size_t n_probes, n_policies, n_refused, n_unapplied;
};

static const char policy_file[] = "policy.conf", output_file[] = "apply.out";

static _Noreturn void die(const char *what)
{
	perror(what);
	exit(3);
}

static void show(const char *file)
{
	char buf[4096];
	size_t n;
	FILE *in = fopen(file, "re");

	while (in && (n = fread(buf, 1, sizeof(buf), in)) > 0)
		fwrite(buf, 1, n, stdout);
	if (in)
		fclose(in);
}

static void write_policy(uint64_t seed, uint32_t without)
{
	FILE *out = fopen(policy_file, "we");

	if (!out)
		die(policy_file);
	random_policy(seed, time(NULL), without, out);
	if (fclose(out))
		die(policy_file);
}

static bool load(const struct trial *trial, struct policy *out)
{
	struct policy_options options = { .rules = trial->rules,
					  .now = time(NULL) };
	struct diags diags = { 0 };
	bool good = policy_load(policy_file, &options, out, &diags);

	if (!good && !trial->n_refused)
		diags_print(&diags, stdout, false);
	diags_finish(&diags);
	return good;
}

/* By the real program, in the gateway's namespace, where we are already. */
static bool apply(const struct trial *trial)
{
	char command[PATH_MAX + 256];

	snprintf(
		command, sizeof(command),
		"{ sekisho apply --direct -c %s --rules '%s' && %s; } >%s 2>&1",
		policy_file, trial->rules, trial->sabotage, output_file);
	fflush(NULL);
	return system(command) == 0;
}

static size_t draw(const struct trial *trial, const struct policy *policy,
		   uint64_t seed, struct arena *notes, struct probe *out,
		   size_t n)
{
	struct random random = { ~seed };
	size_t done = 0;

	for (size_t i = 0; i < n * TRIES && done < n; i++) {
		struct probe probe;

		if (aim(policy, &trial->lab, &random, &probe) &&
		    expect(policy, &trial->lab, time(NULL), notes, &probe))
			out[done++] = probe;
	}
	return done;
}

/* Applies what the seed gives without those entries and tries the one probe;
 * true if it still disagrees. */
static bool disagrees(struct trial *trial, uint64_t seed, uint32_t without,
		      struct probe *probe)
{
	struct probe_count count = { 0 };
	struct arena notes = { 0 };
	struct policy policy;
	bool good;

	write_policy(seed, without);
	if (!load(trial, &policy))
		return false;
	expect_owners(&policy, &trial->lab);
	good = apply(trial);
	lab_flush_conntrack(&trial->lab);
	good = good && expect(&policy, &trial->lab, time(NULL), &notes, probe);
	if (good)
		probes_run(&trial->lab, probe, 1, NULL, &count);
	policy_finish(&policy);
	arena_finish(&notes);
	probe->why = NULL;
	return good && probe_failed(probe);
}

static void shrink(struct trial *trial, uint64_t seed, struct probe probe)
{
	uint32_t without = 0;

	printf("\nseed %llu: ", (unsigned long long)seed);
	probe_print(&trial->lab, &probe, stdout);
	if (!disagrees(trial, seed, 0, &probe)) {
		puts("alone it agrees; it took the packets before it");
		return;
	}
	for (unsigned int i = 0; i < MAX_ENTRIES; i++)
		if (disagrees(trial, seed, without | 1u << i, &probe))
			without |= 1u << i;
	disagrees(trial, seed, without, &probe);
	puts("this is enough of the policy:");
	show(policy_file);
}

/* Some connections that were answered, for the next policy to judge. */
static void hold(struct trial *trial, const struct probe *probes, size_t n)
{
	trial->n_held = 0;
	for (size_t i = 0; i < n && trial->n_held < MAX_HELD; i++) {
		struct probe held = probes[i];

		if (held.last != STEP_REPLY || !held.pass || !held.arrived ||
		    held.from != held.home || held.forged_mac)
			continue;
		held.resumed = true;
		if (trial->n_held % 2)
			held.last = STEP_AGAIN;
		trial->held[trial->n_held++] = held;
	}
}

static void resume(struct trial *trial, const struct policy *policy,
		   struct arena *notes)
{
	for (size_t i = 0; i < trial->n_held; i++) {
		expect_resumed(policy, &trial->lab, time(NULL), notes,
			       &trial->held[i]);
		trial->n_cut += !trial->held[i].pass;
	}
	trial->n_resumed += trial->n_held;
	probes_run(&trial->lab, trial->held, trial->n_held, stdout,
		   &trial->count);
}

/* The same policy with some entries gone and the rest renumbered: what stands
 * of it must stand, and nothing else. */
static void vary(struct trial *trial, uint64_t seed)
{
	struct random random = { seed };
	uint32_t gone = (uint32_t)(random_next(&random) & random_next(&random));
	struct arena notes = { 0 };
	struct policy policy;

	write_policy(seed, gone);
	if (!load(trial, &policy))
		return;
	expect_owners(&policy, &trial->lab);
	if (apply(trial))
		resume(trial, &policy, &notes);
	else
		trial->n_unapplied++;
	policy_finish(&policy);
	arena_finish(&notes);
}

static void try_policy(struct trial *trial, uint64_t seed, size_t n)
{
	size_t before = trial->count.false_accepts + trial->count.false_drops;
	struct probe *probes = xcalloc(n, sizeof(*probes));
	struct arena notes = { 0 };
	struct policy policy;

	write_policy(seed, 0);
	if (!load(trial, &policy)) {
		trial->n_refused++;
		free(probes);
		return;
	}
	trial->n_policies++;
	expect_owners(&policy, &trial->lab);
	if (apply(trial)) {
		resume(trial, &policy, &notes);
		lab_flush_conntrack(&trial->lab);
		n = draw(trial, &policy, seed, &notes, probes, n);
		probes_run(&trial->lab, probes, n, stdout, &trial->count);
		trial->n_probes += n;
		hold(trial, probes, n);
		vary(trial, seed);
	} else {
		trial->n_unapplied++;
		printf("seed %llu: not applied:\n", (unsigned long long)seed);
		show(output_file);
		n = 0;
	}
	if (trial->count.false_accepts + trial->count.false_drops > before)
		for (size_t i = 0; i < n; i++)
			if (probe_failed(&probes[i])) {
				shrink(trial, seed, probes[i]);
				break;
			}
	policy_finish(&policy);
	arena_finish(&notes);
	free(probes);
}

int main(int argc, char **argv)
{
	struct trial trial = { 0 };
	uint32_t first, n, packets;
	bool bad;

	if ((argc != 6 && argc != 7) ||
	    !text_u32(argv[3], UINT32_MAX, &first) ||
	    !text_u32(argv[4], 1000000, &n) ||
	    !text_u32(argv[5], MAX_PACKETS, &packets)) {
		fputs("usage: model LAB RULES FIRST-SEED POLICIES PACKETS"
		      " [COMMAND]\n",
		      stderr);
		return 2;
	}
	trial.rules = argv[2];
	trial.sabotage = argc > 6 ? argv[6] : "true";
	lab_open(argv[1], &trial.lab);
	lab_enter(&trial.lab, 0);
	for (uint32_t i = 0; i < n; i++) {
		try_policy(&trial, (uint64_t)first + i, packets);
		if (trial.count.false_accepts + trial.count.false_drops +
			    trial.n_unapplied >=
		    MAX_DISAGREEMENTS)
			break;
	}
	printf("policies=%zu refused=%zu unapplied=%zu resumed=%zu cut=%zu ",
	       trial.n_policies, trial.n_refused, trial.n_unapplied,
	       trial.n_resumed, trial.n_cut);
	probe_print_count(trial.n_probes, &trial.count, stdout);
	bad = trial.count.false_accepts || trial.count.false_drops ||
	      trial.n_unapplied || !trial.count.passed ||
	      trial.n_refused * 100 > (size_t)n * REFUSED_PERCENT;
	arena_finish(&trial.lab.arena);
	return bad;
}
