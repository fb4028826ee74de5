/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field.h -- what a rule can look at in a packet, and keys made of it
 *
 * Values are in the byte order the kernel holds them in: addresses, ports and
 * names as on the wire, marks, times and what comes from conntrack (but its
 * addresses) in host order.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* field_info() knows name, type and length. */
enum field {
	FIELD_NFPROTO,
	FIELD_L4PROTO,
	FIELD_IIFNAME,
	FIELD_OIFNAME,
	FIELD_IIFTYPE, /* Ethernet: before any FIELD_ETHER_SADDR */
	FIELD_PKTTYPE, /* to this host, or broadcast, multicast */
	FIELD_MARK,
	FIELD_DAY,  /* 0 Sunday … 6 Saturday, in UTC if the kernel's own time
		     * zone is unset */
	FIELD_HOUR, /* seconds since midnight, UTC */
	FIELD_TIME, /* nanoseconds since 1970, UTC */
	FIELD_ETHER_SADDR,
	FIELD_IP_SADDR,
	FIELD_IP_DADDR,
	FIELD_IP6_SADDR,
	FIELD_IP6_DADDR,
	FIELD_IP6_HOPLIMIT,
	FIELD_ICMP_TYPE,
	FIELD_ICMPV6_TYPE,
	FIELD_TH_SPORT,
	FIELD_TH_DPORT,
	FIELD_CT_STATE,
	FIELD_CT_DIRECTION,
	FIELD_CT_MARK,
	/* The connection's own ends, as its first packet bore them. */
	FIELD_CT_IP_SADDR,
	FIELD_CT_IP_DADDR,
	FIELD_CT_IP6_SADDR,
	FIELD_CT_IP6_DADDR,
};

enum {
	N_FIELDS = FIELD_CT_IP6_DADDR + 1,
	KEY_FIELDS = 4,
	KEY_LEN = 40
};

struct field_info {
	const char *name; /* as nft(8) writes it: "ip saddr" */
	const char *type; /* "ipv4_addr" */
	uint32_t type_id; /* nft's number of the type, for set keys */
	uint8_t len;      /* bytes; in a key padded to a multiple of four */
	bool host_endian; /* a number in this machine's byte order */
};

/* Fields concatenated, in order; the key of a set or of a lookup. */
struct key_spec {
	enum field fields[KEY_FIELDS];
	uint8_t n;
};

const struct field_info *field_info(enum field field);
/* Bytes of a key, each field padded to four; at most KEY_LEN. */
size_t key_len(const struct key_spec *key);
/* Where field i begins in a key. */
size_t key_offset(const struct key_spec *key, size_t i);
