/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check_gateway.c -- relays, management and gateway services
 */
#include "policy/check.h"
#include "policy/space.h"

/* A relay between these tiers, or none at all. */
static bool check_relay_model(const struct checker *checker,
			      const struct relay *relay)
{
	const struct model_cell *cell;

	if (!checker->policy->model)
		return true;
	cell = policy_cell(checker->policy, relay->from, relay->to);
	if (cell->text)
		return true;
	diag_error(checker->diags, relay->at, "model-method",
		   "%s: the model '%s' has no relay from %s to %s", relay->name,
		   checker->policy->model->name, relay->from->name,
		   relay->to->name);
	return note_rule(checker, relay->at, cell);
}

static bool is_own(const struct zone *zone, const struct addr *addr)
{
	vec_each(own, &zone->addresses)
		if (!addr_cmp(own, addr))
			return true;
	return false;
}

static bool check_relay_ends(const struct checker *checker,
			     const struct relay *relay)
{
	const struct addr *hop = &relay->next_hop;
	unsigned inner = 1u << hop->family, outer = 1u << relay->listen.family;
	char text[ADDR_TEXT];
	bool good = true;

	if (!is_own(relay->from, &relay->listen)) {
		good = diag_error(checker->diags, relay->at, "listen-address",
				  "%s: %s is none of the gateway's addresses "
				  "in zone '%s'",
				  relay->name, addr_text(text, &relay->listen),
				  relay->from->name);
		diag_mark(checker->diags, text);
	}
	if (!ranges_have(&relay->to->space,
			 &(struct addr_range){ *hop, *hop }) ||
	    is_own(relay->to, hop)) {
		good = diag_error(checker->diags, relay->at, "outside-zone",
				  "%s: the next hop %s is no host of zone "
				  "'%s'",
				  relay->name, addr_text(text, hop),
				  relay->to->name);
		diag_mark(checker->diags, text);
	}
	if (!(zone_families(relay->to) & inner))
		good = diag_error(checker->diags, relay->at, "no-own-address",
				  "%s: the gateway has no address in zone "
				  "'%s' to reach %s from",
				  relay->name, relay->to->name,
				  addr_text(text, hop));
	if (!(ranges_families(&relay->peer_ranges) & outer))
		good = diag_error(checker->diags, relay->at, "family-mix",
				  "%s: no peer has an address of the family "
				  "it listens on",
				  relay->name);
	return good;
}

static bool check_listen_twice(const struct checker *checker,
			       const struct relay *relay)
{
	vec_each(other, &checker->policy->relays) {
		if (other == relay)
			return true;
		if (other->listen_port != relay->listen_port ||
		    addr_cmp(&other->listen, &relay->listen) != 0)
			continue;
		diag_error(checker->diags, relay->at, "duplicate",
			   "%s: relay '%s' listens there already", relay->name,
			   other->name);
		diag_note(checker->diags, other->at, "here");
		return false;
	}
	return true;
}

bool check_relays(const struct checker *checker)
{
	bool good = true;

	vec_each(relay, &checker->policy->relays) {
		if (!relay->from || !relay->to || !relay->peer_ranges.n ||
		    !relay->listen.family || !relay->next_hop.family)
			continue;
		if (!check_relay_model(checker, relay))
			good = false;
		if (!check_relay_ends(checker, relay) ||
		    !check_listen_twice(checker, relay))
			good = false;
		if (!check_no_any(checker, relay->at, relay->name,
				  &relay->peers, "peers"))
			good = false;
		if (!check_fields(checker, relay->at, relay->name,
				  &relay->approval,
				  FIELD_PURPOSE | FIELD_REQUESTED_BY |
					  FIELD_APPROVED_BY))
			good = false;
		if (!check_approval(checker, relay->at, relay->name,
				    &relay->approval))
			good = false;
	}
	return good;
}

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
	if (entry->from->addresses.n &&
	    !check_families(checker, entry->at, entry->id,
			    ranges_families(&entry->sources) &
				    zone_families(entry->from),
			    &entry->service))
		good = false;
	if (!check_fields(checker, entry->at, entry->id, &entry->approval,
			  FIELD_PURPOSE))
		good = false;
	return check_approval(checker, entry->at, entry->id,
			      &entry->approval) &&
	       good;
}

static bool check_gateway_entry(const struct checker *checker,
				const struct gateway_service *entry)
{
	bool good = check_own_address(checker, entry->at, entry->id, entry->to);

	if (!check_no_any(checker, entry->at, entry->id, &entry->destination,
			  "destination"))
		good = false;
	if (entry->to->addresses.n &&
	    !check_families(checker, entry->at, entry->id,
			    ranges_families(&entry->destinations) &
				    zone_families(entry->to),
			    &entry->service))
		good = false;
	if (!check_fields(checker, entry->at, entry->id, &entry->approval,
			  FIELD_PURPOSE))
		good = false;
	return check_approval(checker, entry->at, entry->id,
			      &entry->approval) &&
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
