/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flow.c -- each flow against the model's cell for its two zones
 */
#include "policy/check/check.h"

bool note_rule(const struct checker *checker, struct loc at,
	       const struct model_cell *cell)
{
	diag_note(checker->diags, at, "rule %s: %s", cell->id, cell->reason_en);
	diag_note(checker->diags, at, "規則 %s: %s", cell->id, cell->reason_ja);
	return false;
}

bool check_no_any(const struct checker *checker, struct loc at, const char *id,
		  const struct refs *refs, const char *side)
{
	vec_each(ref, refs) {
		if (ref->kind != REF_ANY)
			continue;
		diag_error(checker->diags, at, "any-not-allowed",
			   "%s: \"any\" as %s only where the model lets two "
			   "zones speak freely",
			   id, side);
		diag_mark(checker->diags, "\"any\"");
		return false;
	}
	return true;
}

unsigned ranges_families(const struct ranges *ranges)
{
	unsigned families = 0;

	vec_each(range, ranges)
		families |= 1u << range->first.family;
	return families;
}

unsigned zone_families(const struct zone *zone)
{
	unsigned families = 0;

	vec_each(addr, &zone->addresses)
		families |= 1u << addr->family;
	return families;
}

/* The families a port can be used in. */
static unsigned port_families(const struct port_range *port)
{
	switch (port->proto) {
	case PROTO_ICMP:
		return 1u << FAMILY_IPV4;
	case PROTO_ICMPV6:
		return 1u << FAMILY_IPV6;
	case PROTO_TCP:
	case PROTO_UDP:
	case PROTO_SCTP:
		break;
	}
	return 1u << FAMILY_IPV4 | 1u << FAMILY_IPV6;
}

static unsigned service_families(const struct service_ref *ref)
{
	unsigned families = 0;

	if (!ref->service)
		return port_families(&ref->literal);
	vec_each(port, &ref->service->ports)
		families |= port_families(port);
	return families;
}

bool check_families(const struct checker *checker, struct loc at,
		    const char *id, unsigned families,
		    const struct service_refs *services)
{
	if (!families)
		return diag_error(checker->diags, at, "family-mix",
				  "%s: one side has only IPv4, the other only "
				  "IPv6 addresses",
				  id);
	vec_each(ref, services)
		if (!(service_families(ref) & families))
			return diag_error(checker->diags, at, "family-mix",
					  "%s: ICMP of a family that its "
					  "addresses have none of",
					  id);
	return true;
}

static bool is_only_443(const struct port_ranges *ports)
{
	vec_each(port, ports)
		if ((port->proto != PROTO_TCP && port->proto != PROTO_UDP) ||
		    port->first != 443 || port->last != 443)
			return false;
	return true;
}

/* ローカルブレイクアウト: to published lists, by TLS (and QUIC) alone. */
static bool check_cloud(const struct checker *checker, const struct flow *flow)
{
	bool good = check_no_any(checker, flow->source_at, flow->id,
				 &flow->source, "source");

	vec_each(ref, &flow->destination) {
		if (ref->kind == REF_GROUP && ref->group->list_file)
			continue;
		good = diag_error(checker->diags, flow->destination_at,
				  "cloud-list",
				  "%s: a listed cloud service is a group whose "
				  "addresses come from an \"@file\"",
				  flow->id);
		break;
	}
	if (!is_only_443(&flow->ports))
		good = diag_error(checker->diags, flow->service_at,
				  "cloud-service",
				  "%s: a listed cloud service is reached by "
				  "tcp/443 or udp/443 only",
				  flow->id);
	return good;
}

static bool has_role(const struct refs *refs, enum host_role role)
{
	vec_each(ref, refs)
		if (ref->kind != REF_HOST || ref->host->role != role)
			return false;
	return true;
}

/* One number; the same by tcp and udp is one. */
static bool is_one_port(const struct port_ranges *ports)
{
	vec_each(port, ports)
		if ((port->proto != PROTO_TCP && port->proto != PROTO_UDP) ||
		    port->first != port->last ||
		    port->first != ports->at[0].first)
			return false;
	return true;
}

static bool refuse_method(const struct checker *checker,
			  const struct flow *flow)
{
	return diag_error(checker->diags, flow->at, "model-method",
			  "%s: the model '%s' has no method \"%s\" from %s to "
			  "%s",
			  flow->id, checker->policy->model->name,
			  flow_method_names[flow->method], flow->from->name,
			  flow->to->name);
}

static bool check_screen(const struct checker *checker, const struct flow *flow)
{
	bool good = check_no_any(checker, flow->source_at, flow->id,
				 &flow->source, "source");

	if (!has_role(&flow->destination, ROLE_BROKER))
		good = diag_error(checker->diags, flow->destination_at,
				  "screen-broker",
				  "%s: screen transfer goes to hosts with "
				  "role = \"broker\", by name",
				  flow->id);
	if (!is_one_port(&flow->ports))
		good = diag_error(checker->diags, flow->service_at,
				  "screen-port",
				  "%s: screen transfer has one port", flow->id);
	return good;
}

static bool check_file(const struct checker *checker, const struct flow *flow)
{
	bool good = check_no_any(checker, flow->source_at, flow->id,
				 &flow->source, "source");

	if (!has_role(&flow->destination, ROLE_SANITISER))
		good = diag_error(checker->diags, flow->destination_at,
				  "file-sanitiser",
				  "%s: files go to hosts with role = "
				  "\"sanitiser\", by name",
				  flow->id);
	return good;
}

static bool check_direct(const struct checker *checker, const struct flow *flow,
			 enum passage passage)
{
	switch (passage) {
	case PASSAGE_NEVER:
		return diag_error(checker->diags, flow->at, "model-never",
				  "%s: the model '%s' never lets %s reach %s",
				  flow->id, checker->policy->model->name,
				  flow->from->name, flow->to->name);
	case PASSAGE_SPECIFIC:
		return check_specific(checker, flow);
	case PASSAGE_SANITISED:
		return diag_error(checker->diags, flow->at, "model-sanitised",
				  "%s: %s and %s exchange nothing but what a "
				  "relay, method = \"screen\" or method = "
				  "\"file\" makes safe",
				  flow->id, flow->from->name, flow->to->name);
	case PASSAGE_LISTED_CLOUD:
		return check_cloud(checker, flow);
	case PASSAGE_FREE:
		return true;
	}
	return false;
}

static bool check_way(const struct checker *checker, const struct flow *flow,
		      const struct model_cell *cell)
{
	/* Never is never, whatever the method. */
	if (cell->passage == PASSAGE_NEVER)
		return check_direct(checker, flow, cell->passage);
	switch (flow->method) {
	case METHOD_DIRECT:
		return check_direct(checker, flow, cell->passage);
	case METHOD_SCREEN:
		return cell->screen ? check_screen(checker, flow)
				    : refuse_method(checker, flow);
	case METHOD_FILE:
		return cell->file ? check_file(checker, flow)
				  : refuse_method(checker, flow);
	}
	return false;
}

static bool check_model(const struct checker *checker, const struct flow *flow)
{
	const struct model_cell *cell =
		policy_cell(checker->policy, flow->from, flow->to);
	bool good = check_way(checker, flow, cell);

	if (cell->passage != PASSAGE_FREE && cell->passage != PASSAGE_NEVER &&
	    !check_fields(checker, flow->at, flow->id, &flow->approval,
			  FIELD_REQUESTED_BY | FIELD_APPROVED_BY))
		good = false;
	return good || note_rule(checker, flow->at, cell);
}

/* A destination that is the gateway itself is never forwarded. */
static bool check_gateway_word(const struct checker *checker,
			       const struct flow *flow)
{
	vec_each(ref, &flow->destination) {
		if (ref->kind != REF_RANGE || !range_is_single(&ref->range))
			continue;
		vec_each(own, &flow->to->addresses)
			if (!addr_cmp(own, &ref->range.first))
				return diag_error(
					checker->diags, flow->destination_at,
					"gateway-address",
					"%s: the destination is the gateway "
					"itself; that is said under "
					"'management'",
					flow->id);
	}
	return true;
}

static bool check_flow(const struct checker *checker, const struct flow *flow)
{
	unsigned families = ranges_families(&flow->sources) &
			    ranges_families(&flow->destinations);
	bool good = check_families(checker, flow->at, flow->id, families,
				   &flow->service);

	if (flow->from == flow->to && flow->from->interfaces.n == 1)
		good = diag_error(checker->diags, flow->at, "same-zone",
				  "%s: zone '%s' has one interface; nothing "
				  "between its hosts passes the gateway",
				  flow->id, flow->from->name);
	if (!check_fields(checker, flow->at, flow->id, &flow->approval,
			  FIELD_PURPOSE))
		good = false;
	if (!check_approval(checker, flow->at, flow->id, &flow->approval))
		good = false;
	if (!check_gateway_word(checker, flow))
		good = false;
	if (checker->policy->model && !check_model(checker, flow))
		good = false;
	return good;
}

bool check_flows(const struct checker *checker)
{
	bool good = true;

	vec_each(flow, &checker->policy->flows)
		if (flow->from && flow->to && flow->sources.n &&
		    flow->destinations.n && flow->ports.n &&
		    !check_flow(checker, flow))
			good = false;
	return good;
}
