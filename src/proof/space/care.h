/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * care.h -- which assignments are packets that can exist
 *
 * Two diagrams that differ only outside of this are the same for every packet.
 * It holds only what the kernel guarantees; what is merely unusual is in it:
 *
 *  - nfproto is IPv4 or IPv6, and the version nibble says the same
 *    (ip_rcv_core, ip6_rcv_core); an IPv4 header is 20 to 60 bytes long
 *  - a digit of eight bits is below 256; so is l4proto of IPv4
 *  - IPv6: where the next header is none that has an extension behind it
 *    (ipv6_ext_hdr), l4proto is that, or none
 *  - no transport byte can be read of a later IPv4 fragment, nor where there
 *    is no transport protocol
 *  - NEW packets go in the original direction; without a connection there is
 *    no direction, mark, status, nor end: all are 0
 *  - day and hour are in range
 */
#pragma once

#include "proof/space/space.h"

/* TRUE of packets that can exist, FALSE elsewhere; or TOO_MUCH. */
uint32_t space_care(struct diagrams *all, const struct space *space);
