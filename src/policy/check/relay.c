/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay.c -- relays: their two ends, and keys that hang together
 */
#include "policy/check/check.h"
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

/* "any" recipient only outward, by itself, and with those who may write. */
static bool check_any_domain(const struct checker *checker,
			     const struct relay *relay)
{
	if (!relay->any_domain)
		return true;
	if (!relay_is_outward(relay))
		return diag_error(checker->diags, relay->at, "any-not-allowed",
				  "%s: \"any\" as domains only from another "
				  "tier to the Internet's",
				  relay->name);
	if (relay->domains.n)
		return diag_error(checker->diags, relay->at, "any-not-allowed",
				  "%s: \"any\" stands by itself in domains",
				  relay->name);
	return relay->sender_domains.n ||
	       diag_error(checker->diags, relay->at, "missing-key",
			  "%s: 'sender_domains' is missing; who may write to "
			  "any domain must be named",
			  relay->name);
}

/* A key that needs another, or would do nothing without it. */
static bool wants(const struct checker *checker, const struct relay *relay,
		  bool given, const char *key, bool other, const char *needs)
{
	return !given || other ||
	       diag_error(checker->diags, relay->at, "key-needs-key",
			  "%s: '%s' needs %s", relay->name, key, needs);
}

static bool check_tls(const struct checker *checker, const struct relay *relay)
{
	bool certificate = *relay->certificate, key = *relay->key;
	bool good = wants(checker, relay, relay->tls != TLS_NONE, "tls",
			  certificate, "'certificate'");

	good &= wants(checker, relay, certificate, "certificate", key, "'key'");
	good &= wants(checker, relay, key, "key", certificate, "'certificate'");
	good &= wants(checker, relay, certificate && key, "certificate",
		      relay->tls != TLS_NONE, "tls = \"may\" or \"must\"");
	good &= wants(checker, relay, relay->peer_pins.n, "peer_pins",
		      relay->tls == TLS_MUST, "tls = \"must\"");
	good &= wants(checker, relay, relay->has_next_hop_pin, "next_hop_pin",
		      relay->next_hop_tls == TLS_MUST,
		      "next_hop_tls = \"must\"");
	/* Else whoever stands between could be the next hop. */
	good &= wants(checker, relay, relay->next_hop_tls == TLS_MUST,
		      "next_hop_tls", relay->has_next_hop_pin,
		      "'next_hop_pin' to be \"must\"");
	return good;
}

/* Outward, the original is the sender's to keep, and the notice of what is held
 * would go to strangers. */
static bool check_store(const struct checker *checker,
			const struct relay *relay)
{
	if (relay->keep_days && relay_is_outward(relay))
		return diag_error(checker->diags, relay->at, "outward-store",
				  "%s: no originals are kept on the way to "
				  "the Internet's tier",
				  relay->name);
	if (!wants(checker, relay, relay->keep_size, "keep_size",
		   relay->keep_days, "'keep_days'"))
		return false;
	return !relay->keep_days || relay->keep_size >= relay->max_size ||
	       diag_error(checker->diags, relay->at, "bad-size",
			  "%s: 'keep_size' has no room for one message of "
			  "'max_size'",
			  relay->name);
}

/* Inward nothing but text passes, whatever anybody wants. */
static bool check_attachments(const struct checker *checker,
			      const struct relay *relay)
{
	if (relay->attachments && !relay_is_outward(relay))
		return diag_error(checker->diags, relay->at,
				  "inward-attachments",
				  "%s: attachments only from another tier to "
				  "the Internet's",
				  relay->name);
	return wants(checker, relay, relay->attachment_size, "attachment_size",
		     relay->attachments, "'attachments'");
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
		if (!check_any_domain(checker, relay))
			good = false;
		if (!check_tls(checker, relay) || !check_store(checker, relay))
			good = false;
		if (!check_attachments(checker, relay))
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
