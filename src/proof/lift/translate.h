/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * translate.h -- a hook where addresses are translated
 *
 * A diagram's destination is the packet's where its way is decided: translated,
 * if it is at all, for that is what forward, input and later hooks see, and who
 * gets the packet. Its source is the one that it was sent with. Both are what
 * the register speaks of, of either direction of a connection. So chains before
 * the translation (rules/nat.h) may have seen another destination, chains
 * behind that of sources another source.
 *
 *  exact  which first packets are translated, to which constant addresses and
 *         ports, and what later chains ask of them
 *  wider  what earlier chains asked of a destination that was translated:
 *         anything; addresses that are not constant, and those of later
 *         packets, whose connection may have begun under other rules: any
 *
 * A packet of the gateway itself whose destination is translated may leave by
 * another interface than the output hook was told (nf_nat_ipv4_local_fn asks
 * for a new route, state->out stays). That is only said of rules that can do
 * it: neither of connections that began under earlier ones, nor of ICMP errors,
 * which go to whom the connection knows.
 *
 * That no free port or no address is found drops a packet, as a full table of
 * connections does; that is no matter of the rules.
 */
#pragma once

#include "proof/lift/lift.h"

/* The whole hook: `then` is what becomes of the packet behind it. */
uint32_t translate_pass(struct lift *lift, enum nf_hook hook, uint32_t then);
