/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * witness_print.c -- an assignment as a packet in words
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/must.h"
#include "base/text.h"
#include "proof/space/witness_word.h"

struct printer {
	char *buf;
	size_t len;
};

__attribute__((format(printf, 2, 3))) static void say(struct printer *p,
						      const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(p->buf + p->len, WITNESS_TEXT - p->len, fmt, ap);
	va_end(ap);
	must(n >= 0 && p->len + (size_t)n < WITNESS_TEXT);
	p->len += (size_t)n;
}

static const char *end_word(const struct zone *zone, struct space_name name)
{
	if (zone)
		return zone->name;
	return *name.text || name.prefix ? "?" : "gateway";
}

static void say_service(struct printer *p, const struct witness *witness)
{
	unsigned type = witness->sport >> 8, code = witness->sport & 0xff;
	bool v6 = witness->l4proto == PROTO_ICMPV6;
	const char *icmp = v6 ? "icmpv6" : "icmp";

	if (proto_has_ports(witness->l4proto))
		say(p, "%s/%u", proto_name((enum proto)witness->l4proto),
		    witness->dport);
	else if (!proto_is_icmp(witness->l4proto))
		say(p,
		    witness->l4proto == L4PROTO_NONE ? "proto/none"
						     : "proto/%u",
		    witness->l4proto);
	else if (!code && type == (v6 ? 128 : 8))
		say(p, "%s/echo-request", icmp);
	else if (!code && type == (v6 ? 129 : 0))
		say(p, "%s/echo-reply", icmp);
	else
		say(p, "%s/%u.%u", icmp, type, code);
}

static void say_address(struct printer *p, const struct addr *addr)
{
	char text[ADDR_TEXT];

	say(p, "%s", addr_text(text, addr));
}

/* Bytes on the wire cannot say what a digit of eight bits never holds. */
static void say_value(struct printer *p, const struct space *space,
		      enum variable variable, const uint16_t *digits)
{
	uint8_t bytes[2 * RANGE_DIGITS];
	char hex[4 * RANGE_DIGITS + 1];
	char shown[4 * SPACE_NAME_LEN + 1];
	struct space_name name;
	struct addr addr = { 0 };

	switch (word_kind(variable)) {
	case WORD_NUMBER:
		say(p, "%" PRIu64, space_number(space, digits, variable));
		break;
	case WORD_BYTES:
		space_take(space, digits, variable, bytes);
		say(p, "0x%s", text_hex(hex, bytes, variable_len(variable)));
		break;
	case WORD_ADDRESS:
		addr.family =
			variable_len(variable) == 4 ? FAMILY_IPV4 : FAMILY_IPV6;
		space_take(space, digits, variable, addr.bytes);
		say_address(p, &addr);
		break;
	case WORD_INTERFACE:
		name = space_iface_of(space, digits[space->levels[variable]]);
		say(p, "%s%s", text_shown(shown, sizeof(shown), name.text),
		    name.prefix ? "*" : "");
		break;
	}
}

static void say_variable(struct printer *p, const struct space *space,
			 enum variable variable, const uint16_t *digits)
{
	const char *name = variable_info(variable)->name;
	uint16_t digit = digits[space->levels[variable]];
	struct mac mac;
	char text[MAC_TEXT];

	if (variable == VAR_SPORT) {
		say(p, " sport %u", digit);
	} else if (variable == VAR_CT_STATE && digit <= STATE_UNTRACKED) {
		say(p, " state %s", space_state_names[digit]);
	} else if (variable == VAR_CT_DIRECTION && digit == 1) {
		say(p, " reply");
	} else if (variable == VAR_ETHER_SADDR) {
		space_take(space, digits, variable, mac.bytes);
		say(p, " mac %s", mac_text(text, &mac));
	} else {
		say(p, " ");
		for (; *name; name++)
			say(p, "%c", *name == ' ' ? '-' : *name);
		say(p, "=");
		say_value(p, space, variable, digits);
	}
}

char *witness_text(char buf[static WITNESS_TEXT], const struct space *space,
		   const struct policy *policy, const uint16_t *digits)
{
	struct printer p = { .buf = buf };
	uint16_t ordinary[DIAGRAM_LEVELS];
	struct witness witness;
	uint16_t level;

	witness_take(space, policy, digits, &witness);
	say(&p, "%s ", end_word(witness.from, witness.iif));
	say_address(&p, &witness.source);
	say(&p, " -> %s ", end_word(witness.to, witness.oif));
	say_address(&p, &witness.destination);
	say(&p, " ");
	say_service(&p, &witness);
	witness_ordinary(space, &witness, ordinary);
	for (int i = 0; i < N_VARIABLES; i++) {
		level = space->levels[i];
		if (memcmp(digits + level, ordinary + level,
			   variable_info((enum variable)i)->digits *
				   sizeof(*digits)) != 0)
			say_variable(&p, space, (enum variable)i, digits);
	}
	return buf;
}
