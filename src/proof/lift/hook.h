/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hook.h -- what becomes of a packet on its way through the hooks
 *
 * All base chains of all tables that see it, in their order (rules/order.h): a
 * drop is final, an accept goes on to the next chain, and what one wrote the
 * next ones see. The diagrams of a way say TRUE where the packet gets through
 * and FALSE where it does not, over the packet as it was before the first of
 * the hooks, but for addresses that are translated (translate.h); its
 * connection's state is what conntrack says of it. A hop is counted on the way;
 * that a packet has none left is no matter of the hooks.
 */
#pragma once

#include "proof/lift/lift.h"

enum way {
	WAY_FORWARD, /* prerouting, forward, postrouting */
	WAY_INPUT,   /* prerouting, input */
	WAY_OUTPUT,  /* output, postrouting */
};

/* An atom's text: chains of type nat see the first packet of a connection
 * alone. Whoever asks what begins sets it to TRUE wherever it is met. */
#define HOOK_FIRST_PACKET "the connection's first packet"

/* Of a later packet: they see it all the same, and translate nothing. FALSE of
 * what begins. */
#define HOOK_BEGAN_BEFORE "its connection began before chains of type nat"

/* The same of an ICMP error where addresses are translated: whoever holds it
 * against what should pass takes errors that are whole (translate.h). */
#define HOOK_ERROR_FITS "an ICMP error can be translated"

/* Through all hooks of a way; or through one alone. */
uint32_t hook_way(struct lift *lift, enum way way);
/* The same, and `then` says TRUE of it as it leaves the last of them. */
uint32_t hook_way_then(struct lift *lift, enum way way, uint32_t then);
uint32_t hook_alone(struct lift *lift, enum nf_hook hook);

/* Of what begins: every packet that is asked whether it is its connection's
 * first one is. */
uint32_t hook_begins(struct lift *lift, uint32_t diagram);
/* Of errors that are whole: their checksums fit, nothing is cut short. */
uint32_t hook_whole_errors(struct lift *lift, uint32_t diagram);
/* May get through: for some answer of every atom. Must: for all. */
uint32_t hook_may(struct lift *lift, uint32_t diagram);
uint32_t hook_must(struct lift *lift, uint32_t diagram);
