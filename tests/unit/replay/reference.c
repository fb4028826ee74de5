/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reference.c -- what policy/judge.h and the register's diagrams say of packets
 */
#include "reference.h"

#include "base/must.h"
#include "proof/diagram/apply.h"
#include "proof/diagram/ask.h"

#include "random_policy.h"
#include "register_say.h"

enum {
	HOUR = 3600,
};

void reference_seed(uint64_t seed)
{
	random_seed(seed);
}

/* No policy that is read ends before it begins: nobody could say when. */
static void mend(struct policy *policy)
{
	vec_each(flow, &policy->flows)
		if (flow->approval.valid_until &&
		    flow->approval.valid_from >= flow->approval.valid_until)
			flow->approval.valid_from = 0;
}

void reference_init(struct reference *reference, struct policy *policy)
{
	time_t now = RANDOM_EPOCH + (time_t)(1 + pick(50)) * HOUR - 1 +
		     (time_t)pick(3);
	const struct register_options options = { .time = REGISTER_AT,
						  .now = now,
						  .rule = true };

	*reference = (struct reference){ .policy = policy, .now = now };
	random_policy(policy);
	mend(policy);
	diagrams_init(&reference->all, (struct diagram_limits){ 0 });
	space_init(&reference->space, (enum space_order)0);
	must(register_names(policy, &reference->space));
	space_freeze(&reference->space);
	must(register_build(&reference->all, &reference->space, policy,
			    &options, &reference->rule));
}

void reference_finish(struct reference *reference)
{
	space_finish(&reference->space);
	diagrams_finish(&reference->all);
}

struct question reference_ask(const struct reference *reference)
{
	struct question out;
	struct packet packet;
	struct mac mac;

	do {
		packet = random_packet(reference->policy, &mac);
	} while (packet.reply);
	out = (struct question){
		.iif = packet.iif,
		.oif = packet.oif,
		.source = packet.saddr,
		.destination = packet.daddr,
		.proto = packet.proto,
		.sport = packet.sport,
		.dport = packet.dport,
		.echo = packet.echo,
		.now = reference->now,
	};

	if (packet.mac) {
		out.has_mac = true;
		out.mac = *packet.mac;
	}
	return out;
}

struct reference_answer reference_answer(const struct reference *reference,
					 const struct question *question)
{
	static const enum why whys[] = {
		[JUDGE_ACCEPT] = WHY_ACCEPTED,   [JUDGE_NO_ZONE] = WHY_NO_ZONE,
		[JUDGE_SPOOFED] = WHY_SPOOFED,   [JUDGE_MAC] = WHY_MAC,
		[JUDGE_NO_ENTRY] = WHY_NO_ENTRY, [JUDGE_NOT_NOW] = WHY_NOT_NOW,
	};
	const struct packet packet = {
		.iif = question->iif,
		.oif = question->oif,
		.saddr = question->source,
		.daddr = question->destination,
		.proto = question->proto,
		.sport = question->sport,
		.dport = question->dport,
		.echo = question->echo,
		.reply = question->reply,
		.mac = question->has_mac ? &question->mac : NULL,
		.now = question->now,
	};
	enum register_hook hook = register_hook_of(&packet);
	uint16_t digits[DIAGRAM_LEVELS];
	struct reference_answer out = { 0 };

	out.why = whys[judge(reference->policy, &packet, &out.entry)];
	out.has_leaf = question->has_mac;
	register_assign(&reference->space, &packet, digits);
	out.leaf = leaf_value(diagram_evaluate(
		&reference->all, reference->rule.hooks[hook], digits));
	return out;
}
