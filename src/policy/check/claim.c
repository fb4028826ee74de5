/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * claim.c -- claims and tests against the register
 *
 * Claims are judged by what is registered, in force or not: a flow that stands
 * in the register between two zones contradicts "never" between them. What the
 * kernel does is the proof's matter, not the check's.
 */
#include "policy/check/check.h"
#include "policy/judge.h"

static bool contradicts(const struct claim *claim, const struct flow *flow)
{
	return flow->from == claim->from && flow->to == claim->to &&
	       (claim->kind == CLAIM_NEVER || flow != claim->flow);
}

static bool check_claim(const struct checker *checker,
			const struct claim *claim)
{
	/* Its zone is wrong; that was said where it stands. */
	if (claim->kind == CLAIM_ONLY &&
	    (!claim->flow->from || !claim->flow->to))
		return false;
	if (claim->kind == CLAIM_ONLY &&
	    (claim->flow->from != claim->from || claim->flow->to != claim->to))
		return diag_error(
			checker->diags, claim->at, "claim-contradicted",
			"%s goes from '%s' to '%s'", claim->flow->id,
			claim->flow->from->name, claim->flow->to->name);
	vec_each(flow, &checker->policy->flows) {
		if (!contradicts(claim, flow))
			continue;
		diag_error(checker->diags, claim->at, "claim-contradicted",
			   "'%s' is not so: there is %s", claim->text,
			   flow->id);
		diag_mark(checker->diags, claim->text);
		diag_note(checker->diags, flow->at, "%s is here", flow->id);
		return false;
	}
	return true;
}

bool check_claims(const struct checker *checker)
{
	bool good = true;

	vec_each(claim, &checker->policy->claims)
		if (!check_claim(checker, claim))
			good = false;
	return good;
}

/* Some interface of the zone: all have the same rights. */
static const char *interface_of(const struct zone *zone)
{
	return zone ? zone->interfaces.at[0] : NULL;
}

static struct packet make_packet(const struct checker *checker,
				 const struct policy_test *test)
{
	bool icmp = test->port.proto == PROTO_ICMP ||
		    test->port.proto == PROTO_ICMPV6;

	return (struct packet){
		.iif = interface_of(test->from),
		.oif = interface_of(test->to),
		.saddr = test->source,
		.daddr = test->destination,
		.proto = (uint8_t)test->port.proto,
		.sport = 49152,
		.dport = test->port.first,
		.echo = icmp,
		.now = test->when ? test->when : checker->options->now,
	};
}

/* A test that would pass by day and fail by night says nothing. */
static bool needs_time(const struct checker *checker,
		       const struct policy_test *test, uint32_t entry)
{
	const struct policy *policy = checker->policy;

	return !test->when && entry && entry <= policy->flows.n &&
	       policy->flows.at[entry - 1].hours.n;
}

static bool check_test(const struct checker *checker,
		       const struct policy_test *test)
{
	struct packet packet = make_packet(checker, test);
	enum judgement judgement;
	uint32_t entry;

	if (checker->options->skip_tests)
		return true;
	judgement = judge(checker->policy, &packet, &entry);
	if (needs_time(checker, test, entry))
		return diag_error(checker->diags, test->at, "test-needs-time",
				  "%s has hours, so the test says when = "
				  "\"2026-12-01 09:30\"",
				  policy_entry_id(checker->policy, entry));
	if ((judgement == JUDGE_ACCEPT) == test->accept)
		return true;
	if (judgement == JUDGE_NOT_NOW && checker->options->keep_expired) {
		diag_warn(checker->diags, test->at, "test-ended",
			  "'%s' is not accepted now: %s has ended, or has not "
			  "begun",
			  test->text, policy_entry_id(checker->policy, entry));
		return true;
	}
	diag_error(checker->diags, test->at, "test-failed",
		   "'%s' is expected to be %s: %s", test->text,
		   test->accept ? "accepted" : "dropped",
		   judgement_text(judgement));
	if (entry)
		diag_note(checker->diags, test->at, "the entry is %s",
			  policy_entry_id(checker->policy, entry));
	return false;
}

bool check_tests(const struct checker *checker)
{
	bool good = true;

	vec_each(test, &checker->policy->tests)
		if (!check_test(checker, test))
			good = false;
	return good;
}
