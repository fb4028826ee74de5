/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nat_chain.h -- chains of type nat: whom they translate, and where to
 */
#pragma once

#include "proof/lift/effect.h"
#include "proof/lift/station.h"

/* A hook where addresses are translated: chains of type nat, and what else is
 * there. */
struct place {
	struct lift *lift;
	enum nf_hook hook;
	struct stations others, translators;
	uint32_t late; /* what becomes of a packet behind the translation */
	/* The same of a packet that is told another interface than it leaves
	 * by. */
	uint32_t astray;
	bool is_asked[DIAGRAM_LEVELS]; /* by either */
	/* What becomes of the first packet: FALSE, or ACCEPT with an effect. */
	uint32_t first;
};

/* What a translation changes: the address, the port (these first), checksums, the
 * numbers of an echo, what an ICMP error quotes, and what conntrack has noted so
 * far; of a destination also the interface that the packet leaves by. */
struct veil place_veil(const struct place *place);
/* A level of the address or the port. */
bool place_translates_level(const struct place *place, unsigned level);
/* An effect of place.first is a translation. */
bool place_translates(const struct place *place, uint32_t effect);

/* place.first: all chains are asked, one after another until one translates. */
void place_ask(struct place *place);
/* Whether the chains of a hook can translate anything. */
bool place_may_translate(struct lift *lift, enum nf_hook hook);
/* Whom the chains are asked for. */
uint32_t place_first_packets(const struct place *place);
/* What becomes of the others: `settled`, but where their connection began before
 * there were such chains (or was put there: ctnetlink). Those see its packets
 * until there is a reply, all of them, for none translates what is confirmed
 * (nf_nat_inet_fn, nf_nat_setup_info); `then` is what comes behind them. */
uint32_t place_later_packets(struct place *place, uint32_t settled,
			     uint32_t then);
/* What comes back over the loopback: it was translated, or not, when it left,
 * and is asked for no more (nf_nat_initialized()). */
uint32_t place_comes_back(const struct place *place);
/* Not TRUE of an ICMP error that cannot be translated: it is dropped, and that
 * its checksum is wrong or its quotation cut no variable says
 * (nf_nat_icmp_reply_translation, nf_nat_icmpv6_reply_translation). */
uint32_t place_error_fits(const struct place *place);

/* The variable has this number. */
uint32_t lift_is(struct lift *lift, enum variable variable, uint64_t number);
