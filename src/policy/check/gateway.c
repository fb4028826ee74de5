/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gateway.c -- management and gateway services
 */
#include "policy/check/check.h"

static bool check_own_address(const struct checker *checker, struct loc at,
			      const char *id, const struct zone *zone)
{
	return zone->addresses.n ||
	       diag_error(checker->diags, at, "no-own-address",
			  "%s: the gateway has no address in zone '%s'", id,
			  zone->name);
}

/* Who may never reach the management tier never manages the gateway. */
static bool check_manager(const struct checker *checker,
			  const struct management *entry)
{
	const struct model *model = checker->policy->model;
	const struct model_cell *cell;

	if (!model)
		return true;
	cell = &model->cells[entry->from->tier][TIER_MANAGEMENT];
	if (cell->passage != PASSAGE_NEVER)
		return true;
	diag_error(checker->diags, entry->at, "model-never",
		   "%s: the model '%s' lets nobody in %s manage the gateway",
		   entry->id, model->name, entry->from->name);
	return note_rule(checker, entry->at, cell);
}

/* The services exist in a family that both the other end and the gateway's own
 * addresses in its zone have. */
static bool check_reach(const struct checker *checker, struct loc at,
			const char *id, const struct zone *zone,
			const struct ranges *others,
			const struct service_refs *service)
{
	return !zone->addresses.n ||
	       check_families(checker, at, id,
			      ranges_families(others) & zone_families(zone),
			      service);
}

static bool check_papers(const struct checker *checker, struct loc at,
			 const char *id, const struct approval *approval)
{
	bool good = check_fields(checker, at, id, approval, FIELD_PURPOSE);

	return check_approval(checker, at, id, approval) && good;
}

static bool check_management_entry(const struct checker *checker,
				   const struct management *entry)
{
	bool good =
		check_own_address(checker, entry->at, entry->id, entry->from);

	if (!check_manager(checker, entry))
		good = false;
	if (!check_no_any(checker, entry->at, entry->id, &entry->source,
			  "source") ||
	    !check_small(checker, entry->at, entry->id, "source",
			 &entry->source, &entry->sources))
		good = false;
	if (!check_reach(checker, entry->at, entry->id, entry->from,
			 &entry->sources, &entry->service))
		good = false;
	return check_papers(checker, entry->at, entry->id, &entry->approval) &&
	       good;
}

static bool check_gateway_entry(const struct checker *checker,
				const struct gateway_service *entry)
{
	bool good = check_own_address(checker, entry->at, entry->id, entry->to);

	if (!check_no_any(checker, entry->at, entry->id, &entry->destination,
			  "destination"))
		good = false;
	if (!check_reach(checker, entry->at, entry->id, entry->to,
			 &entry->destinations, &entry->service))
		good = false;
	return check_papers(checker, entry->at, entry->id, &entry->approval) &&
	       good;
}

bool check_gateway(const struct checker *checker)
{
	bool good = true;

	vec_each(entry, &checker->policy->management)
		if (entry->from && entry->sources.n && entry->ports.n &&
		    !check_management_entry(checker, entry))
			good = false;
	vec_each(entry, &checker->policy->gateway)
		if (entry->to && entry->destinations.n && entry->ports.n &&
		    !check_gateway_entry(checker, entry))
			good = false;
	return good;
}
