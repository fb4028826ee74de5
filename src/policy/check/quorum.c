/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quorum.c -- can a change be approved, and not too easily?
 */
#include "policy/check/check.h"

static struct loc place(const struct policy *policy)
{
	if (policy->quorum_at.line)
		return policy->quorum_at;
	if (policy->approvers.n)
		return policy->approvers.at[0].at;
	return (struct loc){ .file = policy->file };
}

static size_t count_valid(const struct checker *checker)
{
	size_t n = 0;

	vec_each(approver, &checker->policy->approvers)
		if (approver_is_valid(approver, checker->options->now))
			n++;
	return n;
}

bool check_quorum(const struct checker *checker)
{
	const struct policy *policy = checker->policy;
	size_t n = count_valid(checker);
	bool good = true;

	for (size_t kind = 0; kind < N_APPROVE_KINDS; kind++) {
		char text[160];

		if (policy->quorum[kind] <= n)
			continue;
		snprintf(text, sizeof(text),
			 "a change of the kind '%s' needs %u approvers, and "
			 "only %zu are listed whose keys count today",
			 approve_kind_names[kind], policy->quorum[kind], n);
		/* A key that ended must not keep the gateway from booting. */
		if (checker->options->keep_expired)
			diag_warn(checker->diags, place(policy),
				  "too-few-approvers", "%s", text);
		else
			good = diag_error(checker->diags, place(policy),
					  "too-few-approvers", "%s", text);
	}
	return good;
}

void warn_quorum(const struct checker *checker)
{
	const struct policy *policy = checker->policy;
	const uint32_t *quorum = policy->quorum;

	if (!quorum[APPROVE_WIDEN] || !quorum[APPROVE_APPROVERS])
		diag_warn(checker->diags, place(policy), "weak-approval",
			  "who may apply a policy can let anything pass with "
			  "nobody's approval; list 'approvers'");
	else if (quorum[APPROVE_APPROVERS] < quorum[APPROVE_WIDEN])
		diag_warn(checker->diags, place(policy), "weak-approval",
			  "%u can change the approvers, but a change of the "
			  "kind 'widen' needs %u of them",
			  quorum[APPROVE_APPROVERS], quorum[APPROVE_WIDEN]);
}
