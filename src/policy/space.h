/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * space.h -- the unicast address space, and sets of ranges in it
 *
 * Sets are sorted and merged (ranges_merge()).
 */
#pragma once

#include "base/address.h"
#include "base/arena.h"
#include "policy/policy.h"

/*
 * Every address that may be somebody's on the far side of a router: IPv4 less
 * 0/8, 127/8, 169.254/16, 224/3 (RFC 6890); of IPv6 2000::/3 (RFC 4291 2.4)
 * and fc00::/7 (RFC 4193). Nothing outside it is in any zone. 64:ff9b::/96 is
 * outside: it would be an IPv4 host under a second name.
 */
const struct ranges *space_unicast(void);

bool ranges_have(const struct ranges *set, const struct addr_range *range);
bool ranges_touch(const struct ranges *set, const struct addr_range *range);
/* How many addresses, at most `most`. */
uint32_t ranges_count(const struct addr_range *ranges, size_t n, uint32_t most);
/* out = from less every range of `set`; out is empty before. */
void ranges_subtract(struct arena *arena, const struct ranges *from,
		     const struct ranges *set, struct ranges *out);
