/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * witness.h -- an assignment as a packet in words, and back
 *
 *   lgwan 10.20.0.5 -> juki 10.10.0.10 tcp/443 sport 50000 state established
 *
 * END ADDRESS -> END ADDRESS SERVICE, as a policy's tests say it, then what
 * differs from an ordinary new packet (space_nice()):
 *
 *   END      a zone; "gateway"; "?" for an interface of no zone
 *   SERVICE  tcp/443 udp/53 sctp/9 (the destination port); icmp/echo-request
 *            icmp/echo-reply icmp/3.1 (type.code), the same of icmpv6;
 *            proto/47; proto/none where IPv6's headers end nowhere
 *   sport N  state new|established|related|invalid|untracked
 *   reply    against the direction of the connection's first packet
 *   mac M    the sender's
 *   NAME=V   any other variable: variable_info()'s name with '-' for blanks;
 *            V an interface's name, "NAME*" for those that begin so and are
 *            not asked for otherwise, an address, a number, or 0x and all
 *            bytes
 *
 * What is printed reads back to the very same digits.
 */
#pragma once

#include "policy/policy.h"
#include "proof/space/space.h"

enum {
	WITNESS_TEXT = 4096,
	WITNESS_ERROR = 160,
};

/* The part that every packet has. */
struct witness {
	/* NULL: the gateway, or an interface of no zone. */
	const struct zone *from, *to;
	struct space_name iif, oif; /* space_iface_of() */
	struct addr source, destination;
	uint16_t l4proto;
	uint16_t sport, dport; /* ICMP: sport is type << 8 | code */
	enum space_state state;
	bool reply;
};

void witness_take(const struct space *space, const struct policy *policy,
		  const uint16_t *digits, struct witness *out);
/* The ordinary packet of these addresses, interfaces and service; sport (but
 * of ICMP), state and reply are not looked at. */
void witness_ordinary(const struct space *space, const struct witness *witness,
		      uint16_t digits[static DIAGRAM_LEVELS]);

/* Returns buf. */
char *witness_text(char buf[static WITNESS_TEXT], const struct space *space,
		   const struct policy *policy, const uint16_t *digits);
/* False: `error` says what is wrong, and digits mean nothing. A zone's packets
 * are on its first interface unless the words say which. */
bool witness_read(const char *text, const struct space *space,
		  const struct policy *policy,
		  uint16_t digits[static DIAGRAM_LEVELS],
		  char error[static WITNESS_ERROR]);

/* "new", "established" …; NULL-ended, by enum space_state. */
extern const char *const space_state_names[];
