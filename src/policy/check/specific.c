/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * specific.c -- 特定通信: both limbs, and every field of the register
 *
 * Addresses (通信経路の限定) and protocol with port (アプリケーションプロトコルの
 * 限定) must both be narrow: single hosts or a small declared set, few ports.
 */
#include "policy/check/check.h"
#include "policy/limits.h"
#include "policy/space.h"

/* Addresses in the widest word that is no host. */
static uint32_t widest_word(const struct refs *refs)
{
	uint32_t widest = 0;

	vec_each(ref, refs) {
		uint32_t n = 0;

		if (ref->kind == REF_RANGE)
			n = ranges_count(&ref->range, 1, UINT32_MAX);
		else if (ref->kind == REF_GROUP)
			n = ref->group->widest;
		if (n > widest)
			widest = n;
	}
	return widest;
}

bool check_small(const struct checker *checker, struct loc at, const char *id,
		 const char *side, const struct refs *refs,
		 const struct ranges *ranges)
{
	if (widest_word(refs) > SPECIFIC_RANGE)
		return diag_error(checker->diags, at, "specific-range",
				  "%s: a %s of more than %d addresses in one "
				  "word; name the hosts, or write at most a "
				  "/28 (IPv6: /124)",
				  id, side, SPECIFIC_RANGE);
	if (ranges_count(ranges->at, ranges->n, SPECIFIC_ADDRESSES + 1) >
	    SPECIFIC_ADDRESSES)
		return diag_error(checker->diags, at, "specific-set",
				  "%s: more than %d addresses as %s; a "
				  "specific flow is between single hosts or "
				  "small sets",
				  id, SPECIFIC_ADDRESSES, side);
	return true;
}

static bool check_ports(const struct checker *checker, const struct flow *flow)
{
	uint32_t n = 0;

	vec_each(port, &flow->ports)
		n += (uint32_t)(port->last - port->first) + 1;
	if (n <= SPECIFIC_PORTS)
		return true;
	return diag_error(checker->diags, flow->service_at, "specific-ports",
			  "%s: %u ports; a specific flow has at most %d",
			  flow->id, n, SPECIFIC_PORTS);
}

bool check_specific(const struct checker *checker, const struct flow *flow)
{
	bool good = check_fields(checker, flow->at, flow->id, &flow->approval,
				 FIELD_DOCUMENT | FIELD_VALID_UNTIL);

	if (flow->class == CLASS_NONE)
		good = diag_error(checker->diags, flow->at, "missing-field",
				  "%s wants 'class': public-body, "
				  "dedicated-line or other-approved",
				  flow->id);
	if (!check_horizon(checker, flow->id, &flow->approval))
		good = false;
	if (!check_no_any(checker, flow->source_at, flow->id, &flow->source,
			  "source") ||
	    !check_small(checker, flow->source_at, flow->id, "source",
			 &flow->source, &flow->sources))
		good = false;
	if (!check_no_any(checker, flow->destination_at, flow->id,
			  &flow->destination, "destination") ||
	    !check_small(checker, flow->destination_at, flow->id, "destination",
			 &flow->destination, &flow->destinations))
		good = false;
	return check_ports(checker, flow) && good;
}
