/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mutate.c -- POLICY RULES N SEED: is every fault in the gate's rules found?
 *
 * In a new network namespace. The policy is put in force and its dump proved;
 * then, N times, one fault is put into what was dumped and the proof asked
 * again. What is found must be true: a packet that the proof names goes through
 * the kernel with the faulty rules in it. What is not found must change
 * nothing: the faulty rules accept what the right ones do, but for connections
 * that bear a stamp that the kernel never gave. Exits 0 where all is so.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "proof/lift/hook.h"
#include "proof/space/witness.h"
#include "ruleset/ruleset.h"

#include "mutant.h"
#include "random_policy.h"

enum {
	PLACES = 20,         /* tried for a kind of fault */
	NOT_MADE_SHARE = 50, /* one of so many found may not be shown */
};

struct tally {
	size_t found, shown, no_packet, not_made, wrongly;
	size_t equal, stamped, rated, missed;
	size_t impossible; /* the kernel does not take such rules */
	size_t unknown;
};

static void prove(struct mutant *mutant)
{
	const struct inquiry_options how = {
		.policy = &mutant->site->policy,
		.rules = &mutant->rules,
		.how = { .time = REGISTER_AT,
			 .now = mutant->site->now,
			 .generation = SITE_GENERATION },
	};

	mutant->proof.result = PROOF_UNKNOWN;
	if (inquiry_build(&mutant->inquiry, &how))
		proof_make(&mutant->inquiry, &mutant->arena, &mutant->proof);
}

/* What the right rules do as well, and what they leave behind. */
struct doing {
	uint32_t may, must, leaves;
};

static struct doing doing_of(struct inquiry *inquiry, struct lift *lift,
			     int hook, uint32_t let_in)
{
	static const enum way ways[] = { WAY_FORWARD, WAY_INPUT, WAY_OUTPUT };

	uint32_t way = inquiry_at_the_time(inquiry, hook_way(lift, ways[hook]));
	uint32_t leaves = inquiry_at_the_time(
		inquiry, hook_way_then(lift, ways[hook], let_in));

	return (struct doing){ hook_may(lift, way), hook_must(lift, way),
			       hook_may(lift, leaves) };
}

static uint32_t stamped(struct inquiry *inquiry)
{
	struct diagram_range marks =
		space_numbers(&inquiry->space, VAR_CT_MARK,
			      SITE_GENERATION << GENERATION_SHIFT,
			      ((SITE_GENERATION + 1) << GENERATION_SHIFT) - 1);

	return diagram_range(&inquiry->all, &marks, DIAGRAM_TRUE,
			     DIAGRAM_FALSE);
}

enum likeness {
	LIKE_EQUAL,
	LIKE_STAMPED, /* stamps differ, or packets of who bears one */
	LIKE_RATED,   /* accepts what it did, but more or less surely */
	LIKE_OTHER,
	LIKE_UNKNOWN,
};

static enum likeness compare(struct mutant *mutant)
{
	struct inquiry *inquiry = &mutant->inquiry;
	struct diagrams *all = &inquiry->all;
	uint32_t stamps = stamped(inquiry), seen, one;
	uint32_t differ = DIAGRAM_FALSE, marks = DIAGRAM_FALSE;
	uint32_t rates = DIAGRAM_FALSE;
	struct lift lift;

	lift_init(&lift, all, &inquiry->space, &mutant->right,
		  &inquiry->lift.options);
	for (int hook = 0; hook < N_REGISTER_HOOKS; hook++) {
		struct doing a =
			doing_of(inquiry, &inquiry->lift, hook, stamps);
		struct doing b = doing_of(inquiry, &lift, hook, stamps);

		one = diagram_differ(all, a.may, b.may);
		seen = inquiry_passing(inquiry, (enum register_hook)hook);
		differ = diagram_or(all, differ, diagram_and(all, one, seen));
		one = diagram_differ(all, a.leaves, b.leaves);
		marks = diagram_or(all, marks, diagram_and(all, one, seen));
		one = diagram_differ(all, a.must, b.must);
		rates = diagram_or(all, rates, diagram_and(all, one, seen));
	}
	lift_finish(&lift);
	if (differ == DIAGRAM_TOO_MUCH || marks == DIAGRAM_TOO_MUCH ||
	    rates == DIAGRAM_TOO_MUCH)
		return LIKE_UNKNOWN;
	if (diagram_minus(all, differ, stamps) != DIAGRAM_FALSE)
		return LIKE_OTHER;
	if (diagram_minus(all, rates, stamps) != DIAGRAM_FALSE)
		return LIKE_RATED;
	if (differ != DIAGRAM_FALSE || marks != DIAGRAM_FALSE ||
	    rates != DIAGRAM_FALSE)
		return LIKE_STAMPED;
	return LIKE_EQUAL;
}

/* What the proof says of it, for whoever looks into it. */
static void print_differences(struct mutant *mutant)
{
	char text[WITNESS_TEXT];

	vec_each(difference, &mutant->proof.list)
		printf("#   %s at hook %d: %s\n",
		       proof_kind_text(difference->kind), difference->hook,
		       witness_text(text, &mutant->inquiry.space,
				    &mutant->site->policy, difference->digits));
}

static const char *judge_mutant(struct mutant *mutant, struct tally *tally)
{
	enum shown shown;
	bool taken;

	if (mutant->proof.result == PROOF_UNKNOWN) {
		tally->unknown++;
		return "unknown";
	}
	if (mutant->proof.result == PROOF_PROVED) {
		switch (compare(mutant)) {
		case LIKE_EQUAL:
			tally->equal++;
			return "equal";
		case LIKE_STAMPED:
			tally->stamped++;
			return "equal but for stamps";
		case LIKE_RATED:
			tally->rated++;
			return "equal but for rates";
		case LIKE_UNKNOWN:
			tally->unknown++;
			return "unknown";
		case LIKE_OTHER:
			break;
		}
		tally->missed++;
		return "MISSED";
	}
	shown = mutant_show(mutant, &taken);
	if (!taken) {
		tally->impossible++;
		return "refused by the kernel";
	}
	tally->found++;
	switch (shown) {
	case SHOWN:
		mutant->shown = true;
		tally->shown++;
		return "found, shown";
	case SHOWN_NO_PACKET:
		tally->no_packet++;
		return "found, of packets that no wire carries";
	case SHOWN_NOT_MADE:
		tally->not_made++;
		return "found, NOT SHOWN";
	case SHOWN_WRONGLY:
		break;
	}
	tally->wrongly++;
	return "found, WRONGLY";
}

static bool make_mutant(struct mutant *mutant, size_t kind)
{
	for (int i = 0; i < PLACES; i++) {
		site_rules(mutant->site, &mutant->rules);
		if (mutate_rules(&mutant->rules, kind, &mutant->mutation))
			return true;
		rules_finish(&mutant->rules);
	}
	return false;
}

/* False: there is no place for that kind of fault. */
static bool try_fault(struct site *site, size_t kind, struct tally *tally)
{
	struct mutant mutant = { .site = site };
	const char *said;

	if (!make_mutant(&mutant, kind))
		return false;
	site_rules(site, &mutant.right);
	prove(&mutant);
	said = judge_mutant(&mutant, tally);
	printf("# %s (%s): %s\n", mutant.mutation.kind, mutant.mutation.where,
	       said);
	if (mutant.proof.result != PROOF_PROVED && !mutant.shown)
		print_differences(&mutant);
	inquiry_finish(&mutant.inquiry);
	rules_finish(&mutant.right);
	rules_finish(&mutant.rules);
	arena_finish(&mutant.arena);
	return true;
}

static void prove_the_right_ones(struct site *site)
{
	struct mutant mutant = { .site = site };

	site_rules(site, &mutant.rules);
	prove(&mutant);
	if (mutant.proof.result != PROOF_PROVED)
		site_die("the right rules are not proved");
	inquiry_finish(&mutant.inquiry);
	rules_finish(&mutant.rules);
	arena_finish(&mutant.arena);
}

int main(int argc, char **argv)
{
	struct tally tally = { 0 };
	struct site site = { 0 };
	uint32_t n, seed;
	size_t made = 0;

	if (argc != 5 || !text_u32(argv[3], 1 << 20, &n) ||
	    !text_u32(argv[4], UINT32_MAX, &seed)) {
		fputs("usage: mutate POLICY RULES N SEED\n", stderr);
		return 2;
	}
	site_open(&site, argv[1], argv[2]);
	prove_the_right_ones(&site);
	random_seed(seed);
	for (size_t i = seed; made < n; i++)
		made += try_fault(&site, i % mutation_kinds(), &tally);
	printf("faults=%zu found=%zu shown=%zu no_packet=%zu not_made=%zu "
	       "wrongly=%zu equal=%zu stamped=%zu rated=%zu refused=%zu "
	       "unknown=%zu missed=%zu\n",
	       made, tally.found, tally.shown, tally.no_packet, tally.not_made,
	       tally.wrongly, tally.equal, tally.stamped, tally.rated,
	       tally.impossible, tally.unknown, tally.missed);
	site_close(&site);
	/* Some differences are of packets whose connection would have to have
	 * other ends than they; no wire's care can say so. */
	return tally.missed + tally.wrongly + tally.unknown > 0 ||
	       tally.not_made * NOT_MADE_SHARE > tally.found;
}
