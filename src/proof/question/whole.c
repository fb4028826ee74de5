/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * whole.c -- claims that need the whole proof: no-packet, same
 */
#include <string.h>

#include "proof/diagram/apply.h"
#include "proof/diagram/build.h"
#include "proof/question/parts.h"

enum {
	V4 = 2,
	V6 = 10,
};

static uint32_t in_zone(const struct asking *a, const struct zone *zone,
			const enum variable of[2])
{
	struct diagrams *all = &a->inquiry->all;
	uint32_t result = DIAGRAM_FALSE;

	vec_each(range, &zone->space) {
		bool v6 = range->first.family == FAMILY_IPV6;
		struct diagram_range family =
			space_numbers(&a->inquiry->space, VAR_NFPROTO,
				      v6 ? V6 : V4, v6 ? V6 : V4);
		struct diagram_range addresses =
			space_bytes(&a->inquiry->space, of[v6],
				    range->first.bytes, range->last.bytes);
		uint32_t one = diagram_range(all, &addresses, DIAGRAM_TRUE,
					     DIAGRAM_FALSE);

		result = diagram_or(
			all, result,
			diagram_range(all, &family, one, DIAGRAM_FALSE));
	}
	return result;
}

static uint32_t types(const struct asking *a, uint16_t proto, unsigned first,
		      unsigned last)
{
	const struct diagram_range ranges[] = {
		space_numbers(&a->inquiry->space, VAR_L4PROTO, proto, proto),
		space_numbers(&a->inquiry->space, VAR_SPORT, first << 8,
			      last << 8 | UINT8_MAX),
	};
	uint32_t result = DIAGRAM_TRUE;

	for (size_t i = 0; i < 2; i++)
		result =
			diagram_and(&a->inquiry->all, result,
				    diagram_range(&a->inquiry->all, &ranges[i],
						  DIAGRAM_TRUE, DIAGRAM_FALSE));
	return result;
}

/* Unreachable, time exceeded, parameter problem (RFC 792); ICMPv6's errors of
 * RFC 4443. */
static uint32_t error_types(const struct asking *a)
{
	struct diagrams *all = &a->inquiry->all;
	uint32_t ip4 = diagram_or(all, types(a, PROTO_ICMP, 3, 3),
				  types(a, PROTO_ICMP, 11, 12));

	return diagram_or(all, ip4, types(a, PROTO_ICMPV6, 1, 4));
}

/*
 * Errors about a connection between the two zones. An error goes to one end of
 * its connection (nf_conntrack_inet_error compares them), so where that is in
 * B and the other is in A, there has to be such a connection.
 */
static uint32_t errors(const struct asking *a)
{
	static const enum variable daddr[] = { VAR_IP4_DADDR, VAR_IP6_DADDR };

	static const enum variable first[] = { VAR_CT_IP4_SADDR,
					       VAR_CT_IP6_SADDR };

	static const enum variable last[] = { VAR_CT_IP4_DADDR,
					      VAR_CT_IP6_DADDR };
	struct diagrams *all = &a->inquiry->all;
	const struct zone *from = a->question->from;
	struct diagram_range related = space_numbers(
		&a->inquiry->space, VAR_CT_STATE, STATE_RELATED, STATE_RELATED);
	uint32_t other = diagram_or(all, in_zone(a, from, first),
				    in_zone(a, from, last));

	uint32_t result =
		diagram_and(all, in_zone(a, a->question->to, daddr), other);

	result = diagram_and(all, result, error_types(a));
	return diagram_and(
		all, result,
		diagram_range(all, &related, DIAGRAM_TRUE, DIAGRAM_FALSE));
}

void answer_no_packet(const struct asking *a)
{
	const struct ask_between between = { ASK_NO_PACKET, a->question->from,
					     a->question->to, 0 };
	struct asked asked = asking_existing(a);
	struct claimed claimed = *asking_claimed(a);
	uint32_t *const each[] = { &claimed.may, &claimed.plain_may,
				   &claimed.plain_must, &claimed.allowed };
	uint32_t about = errors(a);
	uint16_t digits[DIAGRAM_LEVELS];

	for (size_t i = 0; i < sizeof(each) / sizeof(each[0]); i++)
		*each[i] = diagram_minus(&a->inquiry->all, *each[i], about);
	asking_between(a, &between, &claimed);
	/* Where not even a stamp or an error would pass, nothing does. */
	if (a->out->result == RESULT_PROVED)
		a->out->by_stamps = ask_claim(&asked, asking_claimed(a)->may,
					      &between, digits) != DIAGRAM_NO;
}

void answer_same(const struct asking *a)
{
	const struct proof *proof = grounds_proof(a->grounds);

	switch (proof->result) {
	case PROOF_PROVED:
		a->out->result = RESULT_PROVED;
		break;
	case PROOF_REFUTED:
		a->out->result = RESULT_REFUTED;
		break;
	case PROOF_CONDITIONAL:
		a->out->result = RESULT_CONDITIONAL;
		break;
	case PROOF_UNKNOWN:
		asking_unknown(a);
		return;
	}
	if (!proof->list.n)
		return;
	a->out->has_witness = true;
	memcpy(a->out->digits, proof->list.at[0].digits,
	       sizeof(a->out->digits));
	if (a->out->result == RESULT_CONDITIONAL)
		asking_name_atoms(a, proof->list.at[0].hook, a->out->digits);
}
