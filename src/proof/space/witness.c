/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * witness.c -- the part of an assignment that every packet has
 */
#include "proof/space/witness.h"

#include <string.h>

#include "proof/space/witness_word.h"

enum {
	V4 = 2,
	V6 = 10,
	SPORT = 40000,
};

const char *const space_state_names[] = { "new",     "established", "related",
					  "invalid", "untracked",   NULL };

enum word_kind word_kind(enum variable variable)
{
	const struct variable_info *info = variable_info(variable);

	switch ((int)variable) {
	case VAR_IIF:
	case VAR_OIF:
		return WORD_INTERFACE;
	case VAR_IP4_SADDR:
	case VAR_IP4_DADDR:
	case VAR_IP6_SADDR:
	case VAR_IP6_DADDR:
	case VAR_CT_IP4_SADDR:
	case VAR_CT_IP4_DADDR:
	case VAR_CT_IP6_SADDR:
	case VAR_CT_IP6_DADDR:
		return WORD_ADDRESS;
	default:
		/* Eight bits in a digit of sixteen: only a number can say all
		 * that the digit may hold. */
		return info->digits == 1 || info->header == HEADER_NONE
			       ? WORD_NUMBER
			       : WORD_BYTES;
	}
}

bool word_is(enum variable variable, const char *name, size_t len)
{
	const char *info = variable_info(variable)->name;

	if (strlen(info) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (name[i] != (info[i] == ' ' ? '-' : info[i]))
			return false;
	return true;
}

static const struct zone *zone_of(const struct policy *policy,
				  struct space_name name)
{
	if (!name.prefix)
		vec_each(zone, &policy->zones)
			vec_each(interface, &zone->interfaces)
				if (!strcmp(*interface, name.text))
					return zone;
	return NULL;
}

void witness_take(const struct space *space, const struct policy *policy,
		  const uint16_t *digits, struct witness *out)
{
	bool v6 = space_number(space, digits, VAR_NFPROTO) == V6;

	*out = (struct witness){
		.iif = space_iface_of(space, digits[space->levels[VAR_IIF]]),
		.oif = space_iface_of(space, digits[space->levels[VAR_OIF]]),
		.source.family = v6 ? FAMILY_IPV6 : FAMILY_IPV4,
		.destination.family = v6 ? FAMILY_IPV6 : FAMILY_IPV4,
		.l4proto = digits[space->levels[VAR_L4PROTO]],
		.sport = digits[space->levels[VAR_SPORT]],
		.dport = digits[space->levels[VAR_DPORT]],
		.state = (enum space_state)digits[space->levels[VAR_CT_STATE]],
		.reply = digits[space->levels[VAR_CT_DIRECTION]] != 0,
	};
	out->from = zone_of(policy, out->iif);
	out->to = zone_of(policy, out->oif);
	space_take(space, digits, v6 ? VAR_IP6_SADDR : VAR_IP4_SADDR,
		   out->source.bytes);
	space_take(space, digits, v6 ? VAR_IP6_DADDR : VAR_IP4_DADDR,
		   out->destination.bytes);
}

static void put_interface(const struct space *space, enum variable variable,
			  const struct zone *zone, uint16_t *digits)
{
	const char *name = zone ? zone->interfaces.at[0] : NULL;

	digits[space->levels[variable]] = space_iface_digit(space, name);
}

void witness_ordinary(const struct space *space, const struct witness *witness,
		      uint16_t digits[static DIAGRAM_LEVELS])
{
	bool v6 = witness->source.family == FAMILY_IPV6;
	bool icmp = proto_is_icmp(witness->l4proto);

	space_nice(space, digits);
	put_interface(space, VAR_IIF, witness->from, digits);
	put_interface(space, VAR_OIF, witness->to, digits);
	space_put_number(space, digits, VAR_NFPROTO, v6 ? V6 : V4);
	space_put(space, digits, v6 ? VAR_IP6_SADDR : VAR_IP4_SADDR,
		  witness->source.bytes);
	space_put(space, digits, v6 ? VAR_IP6_DADDR : VAR_IP4_DADDR,
		  witness->destination.bytes);
	space_put_number(space, digits, VAR_ETHER_TYPE, v6 ? 0x86dd : 0x800);
	space_put_number(space, digits, VAR_L4PROTO, witness->l4proto);
	/* Where there is none, a header that another follows. */
	space_put_number(space, digits, VAR_IP6_NEXTHDR,
			 witness->l4proto < L4PROTO_NONE ? witness->l4proto
							 : 0);
	if (witness->l4proto >= L4PROTO_NONE)
		space_put_number(space, digits, VAR_TRANSPORT_LEN, 0);
	space_put_number(space, digits, VAR_SPORT,
			 icmp ? witness->sport : SPORT);
	space_put_number(space, digits, VAR_DPORT,
			 proto_has_ports(witness->l4proto) ? witness->dport
							   : 0);
}
