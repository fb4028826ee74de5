/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * size.c -- how much all entries together stand for
 *
 * Tuples of source, destination and port range are what the compiler unfolds
 * at worst; a policy of a few lines can stand for billions.
 */
#include "policy/check/check.h"
#include "policy/limits.h"

/* False once the sum is too much. */
static bool add(uint64_t *sum, size_t a, size_t b, size_t c)
{
	*sum += (uint64_t)a * b * c;
	return *sum <= LIMIT_TUPLES;
}

/* The place of the entry that is one too much; line 0: none is. */
static struct loc find_excess(const struct policy *policy)
{
	uint64_t sum = 0;

	vec_each(flow, &policy->flows)
		if (!add(&sum, flow->sources.n, flow->destinations.n,
			 flow->ports.n))
			return flow->at;
	vec_each(relay, &policy->relays)
		if (!add(&sum, relay->peer_ranges.n, 1, 1))
			return relay->at;
	vec_each(entry, &policy->management)
		if (entry->from &&
		    !add(&sum, entry->sources.n, entry->from->addresses.n,
			 entry->ports.n))
			return entry->at;
	vec_each(entry, &policy->gateway)
		if (entry->to && !add(&sum, entry->to->addresses.n,
				      entry->destinations.n, entry->ports.n))
			return entry->at;
	return (struct loc){ 0 };
}

bool check_size(const struct checker *checker)
{
	const struct policy *policy = checker->policy;
	struct loc at = find_excess(policy);
	bool good = true;

	if (policy->n_entries > LIMIT_ENTRIES)
		good = diag_error(checker->diags,
				  (struct loc){ .file = policy->file },
				  "too-many", "%u entries, more than %d",
				  policy->n_entries, LIMIT_ENTRIES);
	if (at.line)
		good = diag_error(checker->diags, at, "too-many",
				  "up to here the entries stand for more than "
				  "%d tuples of source, destination and port",
				  LIMIT_TUPLES);
	return good;
}
