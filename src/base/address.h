/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * address.h -- IP addresses, prefixes, ranges of them, and MAC addresses
 *
 * Texts are read strictly: canonical dotted quads without leading zeros,
 * RFC 4291 IPv6 without zone index; IPv4-mapped IPv6 (::ffff:0:0/96) is
 * refused, for it would be one host under two names. Bytes are in network
 * order, IPv4 in the first four.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum family {
	FAMILY_NONE, /* the zero value: no address */
	FAMILY_IPV4,
	FAMILY_IPV6,
};

struct addr {
	enum family family;
	uint8_t bytes[16];
};

/* first <= last, of one family. */
struct addr_range {
	struct addr first, last;
};

struct mac {
	uint8_t bytes[6];
};

enum addr_verdict {
	ADDR_OK,
	ADDR_BAD,       /* not an address, prefix or range */
	ADDR_MAPPED,    /* IPv4-mapped IPv6 */
	ADDR_HOST_BITS, /* bits set behind the prefix length */
	ADDR_REVERSED,  /* a range whose first is above its last */
};

enum {
	ADDR_TEXT = 46,
	RANGE_TEXT = 96,
	MAC_TEXT = 18
};

size_t family_len(enum family family); /* 4 or 16 bytes */

enum addr_verdict addr_read(const char *text, struct addr *out);
/* "a", "a/len" or "first-last". */
enum addr_verdict range_read(const char *text, struct addr_range *out);
bool mac_read(const char *text, struct mac *out); /* "02:00:5e:10:00:01" */

/* Canonical text (RFC 5952 for IPv6); buf as long as the enum says; returns
 * buf. A range prints as address, prefix or "first-last", shortest first. */
char *addr_text(char buf[static ADDR_TEXT], const struct addr *addr);
char *range_text(char buf[static RANGE_TEXT], const struct addr_range *range);
char *mac_text(char buf[static MAC_TEXT], const struct mac *mac);

int addr_cmp(const struct addr *a, const struct addr *b);
int range_cmp(const struct addr_range *a, const struct addr_range *b);
bool range_contains(const struct addr_range *outer,
		    const struct addr_range *inner);
bool range_has(const struct addr_range *range, const struct addr *addr);
bool range_overlaps(const struct addr_range *a, const struct addr_range *b);
bool range_is_single(const struct addr_range *range);
/* The prefix length if the range is exactly one prefix, else -1. */
int range_prefix_len(const struct addr_range *range);

/* The address after or before; false at the end of the family's space. */
bool addr_next(struct addr *addr);
bool addr_prev(struct addr *addr);

/*
 * Sorts and merges overlapping and adjacent ranges in place (both families may
 * be mixed); returns the new number.
 */
size_t ranges_merge(struct addr_range *ranges, size_t n);
