/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packet.c -- a packet of an answer, for people and for programs
 */
#include "cli/packet.h"

#include "proof/space/witness.h"

enum {
	PROTO_TEXT = 16,
	NAME_TEXT = 32,
};

static void member_interface(struct json *json, const char *key,
			     const struct space_name *name)
{
	char text[NAME_TEXT];

	snprintf(text, sizeof(text), "%s%s", name->text,
		 name->prefix ? "*" : "");
	json_member(json, key, *text ? text : NULL);
}

static void member_addr(struct json *json, const char *key,
			const struct addr *addr)
{
	char text[ADDR_TEXT];

	json_member(json, key, addr_text(text, addr));
}

static void member_proto(struct json *json, uint16_t l4proto)
{
	const char *name = proto_name((enum proto)l4proto);
	char text[PROTO_TEXT];

	snprintf(text, sizeof(text), "%u", l4proto);
	json_member(json, "proto",
		    l4proto == L4PROTO_NONE ? NULL
		    : name                  ? name
					    : text);
}

static bool has_ports(uint16_t l4proto)
{
	return l4proto == PROTO_TCP || l4proto == PROTO_UDP ||
	       l4proto == PROTO_SCTP;
}

static void member_port(struct json *json, const char *key,
			const struct witness *witness, uint16_t port)
{
	json_key(json, key);
	if (has_ports(witness->l4proto))
		json_number(json, port);
	else
		json_string(json, NULL);
}

void packet_json(const struct inquiry *inquiry, const uint16_t *digits,
		 struct json *json)
{
	const struct policy *policy = inquiry->options.policy;
	char text[WITNESS_TEXT];
	struct witness witness;

	witness_take(&inquiry->space, policy, digits, &witness);
	json_object(json);
	member_interface(json, "iif", &witness.iif);
	member_interface(json, "oif", &witness.oif);
	member_addr(json, "saddr", &witness.source);
	member_addr(json, "daddr", &witness.destination);
	member_proto(json, witness.l4proto);
	member_port(json, "dport", &witness, witness.dport);
	member_port(json, "sport", &witness, witness.sport);
	json_member(json, "state", space_state_names[witness.state]);
	json_member(json, "text",
		    witness_text(text, &inquiry->space, policy, digits));
	json_object_end(json);
}

void packet_print(const struct inquiry *inquiry, const uint16_t *digits,
		  FILE *out)
{
	char text[WITNESS_TEXT];

	fputs(witness_text(text, &inquiry->space, inquiry->options.policy,
			   digits),
	      out);
}
