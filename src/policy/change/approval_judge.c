/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * approval_judge.c -- have enough of the right persons approved a change?
 */
#include <stdarg.h>
#include <string.h>

#include "policy/change/approval_rule.h"
#include "policy/limits.h"
#include "policy/person.h"

struct count {
	bool signed_by[LIMIT_APPROVERS]; /* by place in the rule */
	size_t others;                   /* who count without an override */
	size_t applicant;                /* who count by an override alone */
};

__attribute__((format(printf, 2, 3))) static void
say(struct approval_result *result, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	*vec_add(&result->arena, &result->reasons) =
		arena_vprintf(&result->arena, fmt, ap);
	va_end(ap);
}

static const struct rule_approver *
find(const struct approval_rule *rule,
     const struct approval_signature *signature)
{
	vec_each(approver, &rule->approvers)
		if (!strcmp(approver->fingerprint, signature->fingerprint) &&
		    !strcmp(approver->name, signature->name))
			return approver;
	return NULL;
}

static bool is_nameless(const char *applicant)
{
	return !strncmp(applicant, "uid ", strlen("uid "));
}

/* Of an account without a name nobody can say whose it is not. */
static bool is_applicant(const struct rule_approver *approver,
			 const char *applicant)
{
	return person_same(approver->name, applicant) ||
	       (*approver->login && (is_nameless(applicant) ||
				     !strcmp(approver->login, applicant)));
}

static const char *why_both(const struct approval_question *question,
			    bool applies)
{
	if (!applies)
		return "asked for what it touches";
	return is_nameless(question->applicant)
		       ? "may be who applies the change, by an account that "
			 "has no name of its own in /etc/passwd,"
		       : "applies the change";
}

/* Whether the key counts on this day. */
static bool is_valid(const struct rule_approver *approver, time_t now)
{
	return now >= approver->valid_from &&
	       (!approver->valid_until || now < approver->valid_until);
}

static void count_valid(const struct approval_question *question,
			const struct rule_approver *approver,
			struct count *count, struct approval_result *out)
{
	bool applies = is_applicant(approver, question->applicant);

	if (!applies && !approver->asked) {
		count->others++;
		*vec_add(&out->arena, &out->counted) =
			arena_strdup(&out->arena, approver->name);
	} else if (!text_is_blank(question->override)) {
		count->applicant++;
	} else {
		say(out,
		    "%s %s and cannot approve it as well, but by an override "
		    "with its reason (申請者と承認者は兼ねられない)",
		    approver->name, why_both(question, applies));
	}
}

static void count_one(const struct approval_question *question,
		      const struct approval_signature *signature,
		      struct count *count, struct approval_result *out)
{
	const struct approval_rule *rule = question->rule;
	const struct rule_approver *approver = find(rule, signature);
	size_t place;

	if (!approver) {
		say(out,
		    "%s is no key of an approver '%s' in the policy in force "
		    "(現行の設定の承認者の鍵でない)",
		    signature->fingerprint, signature->name);
		return;
	}
	place = (size_t)(approver - rule->approvers.at);
	if (count->signed_by[place]) {
		say(out, "%s has signed twice, which counts once (一人一票)",
		    approver->name);
		return;
	}
	count->signed_by[place] = true;
	if (is_valid(approver, question->now))
		count_valid(question, approver, count, out);
	else
		say(out, "the key of %s does not count %s (鍵の有効期間外)",
		    approver->name,
		    question->now < approver->valid_from ? "yet" : "any more");
}

/* By an override: the applicant's own, named after the others. */
static void add_applicants(const struct approval_rule *rule,
			   const struct approval_question *question,
			   const struct count *count,
			   struct approval_result *out)
{
	out->override_used = true;
	vec_each(approver, &rule->approvers) {
		size_t place = (size_t)(approver - rule->approvers.at);

		if (count->signed_by[place] &&
		    is_valid(approver, question->now) &&
		    (approver->asked ||
		     is_applicant(approver, question->applicant)))
			*vec_add(&out->arena, &out->counted) =
				arena_strdup(&out->arena, approver->name);
	}
}

static size_t needed(const struct approval_rule *rule)
{
	size_t most = 0;

	for (size_t kind = 0; kind < N_APPROVE_KINDS; kind++)
		if (rule->kinds >> kind & 1 && rule->quorum[kind] > most)
			most = rule->quorum[kind];
	return most;
}

static void say_missing(const struct approval_rule *rule, size_t has,
			struct approval_result *out)
{
	for (size_t kind = 0; kind < N_APPROVE_KINDS; kind++)
		if (rule->kinds >> kind & 1 && rule->quorum[kind] > has)
			say(out,
			    "too few approvals for a change of the kind '%s': "
			    "has %zu, needs %u (承認が足りない)",
			    approve_kind_names[kind], has, rule->quorum[kind]);
}

/* Whether as many could be asked as a change of the approvers needs. */
static bool could_be_asked(const struct approval_question *question)
{
	const struct approval_rule *rule = question->rule;
	size_t n = 0;

	vec_each(approver, &rule->approvers)
		n += is_valid(approver, question->now);
	return n >= rule->quorum[APPROVE_APPROVERS];
}

static enum approval_verdict
judge_missing(const struct approval_question *question,
	      struct approval_result *out)
{
	if (!question->emergency)
		return APPROVAL_MISSING;
	if (!(question->rule->kinds >> APPROVE_APPROVERS & 1) ||
	    !could_be_asked(question))
		return APPROVAL_OPEN;
	say(out, "an emergency changes no approvers while enough of them can "
		 "be asked (緊急でも承認者は変えられない)");
	return APPROVAL_MISSING;
}

static enum approval_verdict judge(const struct approval_question *question,
				   struct approval_result *out)
{
	const struct approval_rule *rule = question->rule;
	size_t needs = needed(rule), has;
	struct count count = { 0 };

	for (size_t i = 0; i < question->n_signatures; i++)
		count_one(question, &question->signatures[i], &count, out);
	if (count.others >= needs)
		return APPROVAL_GIVEN;
	has = count.others + count.applicant;
	if (count.applicant)
		add_applicants(rule, question, &count, out);
	if (has >= needs)
		return APPROVAL_GIVEN;
	say_missing(rule, has, out);
	return judge_missing(question, out);
}

void approval_judge(const struct approval_question *question,
		    struct approval_result *out)
{
	*out = (struct approval_result){ .verdict = APPROVAL_BOOTSTRAP };
	if (!question->rule->bootstrap)
		out->verdict = judge(question, out);
}

void approval_result_finish(struct approval_result *result)
{
	struct arena arena = result->arena;

	*result = (struct approval_result){ 0 };
	arena_finish(&arena);
}
