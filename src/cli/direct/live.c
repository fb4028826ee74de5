/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * live.c -- live connections between two zones, and whether they pass
 */
#include "cli/direct/live.h"

#include <string.h>

#include "proof/diagram/ask.h"
#include "proof/space/witness.h"

struct looking {
	struct inquiry *inquiry;
	const struct question *question;
	size_t n;    /* there are between the zones */
	bool passes; /* and one of them does: digits */
	uint16_t digits[DIAGRAM_LEVELS];
};

static bool is_in(const struct zone *zone, const struct addr *addr)
{
	vec_each(range, &zone->space)
		if (range_has(range, addr))
			return true;
	return false;
}

static void put_tuple(const struct space *space,
		      const struct connection *connection, uint16_t *digits)
{
	bool v6 = connection->source.family == FAMILY_IPV6;

	space_put(space, digits, v6 ? VAR_CT_IP6_SADDR : VAR_CT_IP4_SADDR,
		  connection->source.bytes);
	space_put(space, digits, v6 ? VAR_CT_IP6_DADDR : VAR_CT_IP4_DADDR,
		  connection->destination.bytes);
	space_put_number(space, digits, VAR_CT_MARK, connection->mark);
	space_put_number(space, digits, VAR_CT_STATE, STATE_ESTABLISHED);
}

/* Its next packet from the question's first zone to the second: its own
 * direction, or an answer. */
static void make_packet(const struct looking *looking,
			const struct connection *connection, bool reply,
			uint16_t *digits)
{
	const struct space *space = &looking->inquiry->space;
	struct witness witness = {
		.from = looking->question->from,
		.to = looking->question->to,
		.source = connection->source,
		.destination = connection->destination,
		.l4proto = connection->proto,
		.sport = connection->source_port,
		.dport = connection->destination_port,
	};

	if (connection->proto == PROTO_ICMP ||
	    connection->proto == PROTO_ICMPV6)
		witness.sport = (uint16_t)(connection->type << 8);
	if (reply) {
		witness.source = connection->destination;
		witness.destination = connection->source;
		witness.dport = connection->source_port;
	}
	witness_ordinary(space, &witness, digits);
	put_tuple(space, connection, digits);
	space_put_number(space, digits, VAR_CT_DIRECTION, reply);
	if (connection->source_port || connection->destination_port)
		space_put_number(space, digits, VAR_SPORT,
				 reply ? connection->destination_port
				       : connection->source_port);
}

static void note(struct looking *looking, const struct connection *connection)
{
	const struct question *question = looking->question;
	bool there = is_in(question->from, &connection->source) &&
		     is_in(question->to, &connection->destination);
	bool back = is_in(question->to, &connection->source) &&
		    is_in(question->from, &connection->destination);
	uint16_t digits[DIAGRAM_LEVELS];

	if (!there && !back)
		return;
	looking->n++;
	if (looking->passes)
		return;
	make_packet(looking, connection, !there, digits);
	question_pin_mac(looking->inquiry, digits);
	looking->passes =
		diagram_evaluate(&looking->inquiry->all,
				 looking->inquiry->may[REGISTER_FORWARD],
				 digits) == DIAGRAM_TRUE;
	if (looking->passes || looking->n == 1)
		memcpy(looking->digits, digits, sizeof(digits));
}

void live_judge(struct inquiry *inquiry, const struct question *question,
		const struct connections *live, struct arena *arena,
		struct reply *reply)
{
	struct looking looking = { .inquiry = inquiry, .question = question };

	vec_each(connection, &live->list)
		note(&looking, connection);
	if (!looking.n)
		return;
	reply->result = looking.passes ? RESULT_REFUTED : RESULT_CONDITIONAL;
	*vec_add(arena, &reply->rests_on) = arena_printf(
		arena, "%zu live connections between the two", looking.n);
	reply->has_witness = true;
	memcpy(reply->digits, looking.digits, sizeof(looking.digits));
}
