/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_digits.c -- packets that can exist, as digits and as bytes
 */
#include <string.h>

#include "random_policy.h"
#include "random_rules.h"

static uint8_t few(void)
{
	static const uint8_t bytes[] = { 0, 0, 0, 1, 1, 6, 10, 0xff };

	return bytes[pick(sizeof(bytes))];
}

static void set(const struct space *space, uint16_t *digits,
		enum variable variable, uint64_t number)
{
	space_put_number(space, digits, variable, number);
}

static void connection(const struct space *space, uint16_t *digits)
{
	static const enum variable of_connection[] = {
		VAR_CT_MARK,      VAR_CT_STATUS,    VAR_CT_IP4_SADDR,
		VAR_CT_IP4_DADDR, VAR_CT_IP6_SADDR, VAR_CT_IP6_DADDR,
	};

	static const uint8_t zero[16];
	uint32_t state = pick(5);

	set(space, digits, VAR_CT_STATE, state);
	set(space, digits, VAR_CT_DIRECTION,
	    state == STATE_ESTABLISHED || state == STATE_RELATED ? pick(2) : 0);
	if (state >= STATE_INVALID)
		for (size_t i = 0; i < 6; i++)
			space_put(space, digits, of_connection[i], zero);
}

static void headers(const struct space *space, uint16_t *digits)
{
	static const uint16_t lens[] = { 0, 1, 2, 3, 4, 13, 14, 20, 22, 40 };
	uint32_t proto = few(), len = lens[pick(10)];

	if (one_in(2)) {
		set(space, digits, VAR_NFPROTO, 2);
		set(space, digits, VAR_L4PROTO, proto);
		if (one_in(8)) {
			set(space, digits, VAR_IP4_FRAGMENT, 1 + pick(8000));
			len = 0;
		} else {
			set(space, digits, VAR_IP4_FRAGMENT, pick(8) << 13);
		}
	} else {
		set(space, digits, VAR_NFPROTO, 10);
		if (proto == 0)
			proto = 58;
		set(space, digits, VAR_IP6_NEXTHDR, one_in(4) ? 0 : proto);
		if (one_in(6)) {
			proto = L4PROTO_NONE;
			len = 0;
		}
		set(space, digits, VAR_L4PROTO, proto);
	}
	set(space, digits, VAR_IP4_VERSION, 0x45);
	set(space, digits, VAR_IP6_VERSION, 0x60 | pick(2));
	set(space, digits, VAR_TRANSPORT_LEN, len);
	set(space, digits, VAR_LINK_LEN, one_in(4) ? 0 : 14);
}

void random_digits(const struct space *space,
		   uint16_t digits[static DIAGRAM_LEVELS])
{
	static const char *const names[] = { "",      "lo",  "eth0", "eth1",
					     "eth10", "wan", "eth7", "x" };
	uint8_t bytes[16];

	memset(digits, 0, DIAGRAM_LEVELS * sizeof(*digits));
	for (size_t v = 0; v < N_VARIABLES; v++) {
		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = few();
		space_put(space, digits, (enum variable)v, bytes);
	}
	connection(space, digits);
	headers(space, digits);
	set(space, digits, VAR_IIF, space_iface_digit(space, names[pick(8)]));
	set(space, digits, VAR_OIF, space_iface_digit(space, names[pick(8)]));
	set(space, digits, VAR_DAY, pick(7));
	set(space, digits, VAR_HOUR, pick(86400));
	for (unsigned level = space->first_atom; level < DIAGRAM_LEVELS;
	     level++)
		digits[level] = 1;
}

static uint32_t index_of(const char *name)
{
	for (size_t i = 0; i < n_random_links; i++)
		if (strcmp(random_links[i].name, name) == 0)
			return random_links[i].index;
	return *name ? 77 : 0;
}

static void take(const struct space *space, const uint16_t *digits,
		 enum variable variable, uint8_t *to)
{
	space_take(space, digits, variable, to);
}

/* A digit that stands for many names: one that nobody told. */
static const char *iface_of(const struct space *space, uint64_t digit,
			    char name[SPACE_NAME_LEN + 1])
{
	struct space_name told = space_iface_of(space, (uint16_t)digit);
	size_t len = strlen(told.text);

	if (!told.prefix)
		return told.text;
	memcpy(name, told.text, len);
	memcpy(name + len, "~", 2);
	return name;
}

static void headers_of(const struct space *space, const uint16_t *digits,
		       struct machine *machine)
{
	uint8_t bytes[16];

	for (size_t v = 0; v < N_VARIABLES; v++) {
		const struct variable_info *info =
			variable_info((enum variable)v);
		size_t len = variable_len((enum variable)v);

		if (info->header == HEADER_NONE)
			continue;
		take(space, digits, (enum variable)v, bytes);
		if (info->header == HEADER_LINK)
			memcpy(machine->link + info->offset, bytes, len);
		else if (info->header == HEADER_TRANSPORT)
			memcpy(machine->transport + info->offset, bytes, len);
		else if ((info->header == HEADER_IP6) == machine->ip6)
			memcpy(machine->network + info->offset, bytes, len);
	}
	if (!machine->ip6)
		machine->network[9] = (uint8_t)machine->l4proto;
}

void machine_of(const struct space *space, const uint16_t *digits,
		struct machine *machine)
{
	static const uint32_t states[] = {
		[STATE_NEW] = NF_CT_STATE_NEW,
		[STATE_ESTABLISHED] = NF_CT_STATE_ESTABLISHED,
		[STATE_RELATED] = NF_CT_STATE_RELATED,
		[STATE_INVALID] = NF_CT_STATE_INVALID,
		[STATE_UNTRACKED] = NF_CT_STATE_UNTRACKED,
	};
	static char iif[SPACE_NAME_LEN + 1], oif[SPACE_NAME_LEN + 1];

#define NUMBER(variable) space_number(space, digits, variable)
	machine->iif = iface_of(space, NUMBER(VAR_IIF), iif);
	machine->oif = iface_of(space, NUMBER(VAR_OIF), oif);
	machine->iif_index = index_of(machine->iif);
	machine->oif_index = index_of(machine->oif);
	machine->iif_type = (uint16_t)NUMBER(VAR_IIFTYPE);
	machine->oif_type = (uint16_t)NUMBER(VAR_OIFTYPE);
	machine->ip6 = NUMBER(VAR_NFPROTO) == 10;
	machine->l4proto = (int)NUMBER(VAR_L4PROTO);
	machine->transport_len = (unsigned)NUMBER(VAR_TRANSPORT_LEN);
	if (machine->transport_len > sizeof(machine->transport))
		machine->transport_len = sizeof(machine->transport);
	machine->link_len = (unsigned)NUMBER(VAR_LINK_LEN);
	machine->length = (uint32_t)NUMBER(VAR_LENGTH);
	machine->pkttype = (uint8_t)NUMBER(VAR_PKTTYPE);
	machine->day = (uint8_t)NUMBER(VAR_DAY);
	machine->hour = (uint32_t)NUMBER(VAR_HOUR);
	machine->time = NUMBER(VAR_TIME);
	machine->mark = (uint32_t)NUMBER(VAR_MARK);
	machine->ct_state = states[NUMBER(VAR_CT_STATE)];
	machine->ct_mark = (uint32_t)NUMBER(VAR_CT_MARK);
	machine->ct_status = (uint32_t)NUMBER(VAR_CT_STATUS);
	machine->ct_direction = (uint8_t)NUMBER(VAR_CT_DIRECTION);
#undef NUMBER
	take(space, digits, machine->ip6 ? VAR_CT_IP6_SADDR : VAR_CT_IP4_SADDR,
	     machine->ct_saddr);
	take(space, digits, machine->ip6 ? VAR_CT_IP6_DADDR : VAR_CT_IP4_DADDR,
	     machine->ct_daddr);
	headers_of(space, digits, machine);
}
