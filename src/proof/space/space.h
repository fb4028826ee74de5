/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * space.h -- all packets there can be: what a diagram's levels mean
 *
 * The only thing that the lift of the kernel's bytecode and the register's own
 * meaning share. A packet, with what the kernel knows of it, is a value for
 * each variable; a variable is one or more digits on consecutive levels, the
 * most significant first. Values are numbers, or bytes as on the wire; the
 * machine's byte order is nowhere in here.
 *
 * Headers are variables by what their bytes are *in one family*: IPv4's and
 * IPv6's bytes share no digit, though a payload load at a network offset reads
 * either (the lift asks nfproto where no rule did). So each family has an
 * order of levels that suits it, no witness reads as another family's address,
 * and no diagram grows by it: below nfproto a path asks one family only. Byte 9
 * of an IPv4 header *is* VAR_L4PROTO (nft_set_pktinfo_ipv4, nf_tables_ipv4.h);
 * byte 6 of an IPv6 header is not (extension headers).
 *
 * What may be absent:
 *  - transport bytes: VAR_TRANSPORT_LEN is how many can be read; 0 of later
 *    fragments (nft_payload_eval breaks on pkt->fragoff). A load of bytes
 *    first … end - 1 does not match where it is less than `end`.
 *  - link header: VAR_LINK_LEN, the same.
 *  - a connection: states INVALID and UNTRACKED have none, every load of ct
 *    but its state breaks (nft_ct_get_eval); space_has_connection().
 *  - an interface: digit 0; the kernel compares an empty name.
 *  - the transport protocol: L4PROTO_NONE, of IPv6 whose extension headers end
 *    nowhere; `meta l4proto` breaks.
 */
#pragma once

#include "base/address.h"
#include "base/arena.h"
#include "proof/diagram/build.h"

enum variable {
	VAR_IIF, /* space_iface() */
	VAR_OIF,
	VAR_CT_STATE,     /* enum space_state */
	VAR_CT_DIRECTION, /* 0 original, 1 reply */
	VAR_CT_MARK,      /* first digit >> 4 is the generation */
	VAR_NFPROTO,      /* 2, 10 */
	VAR_L4PROTO,      /* 0 … 255, L4PROTO_NONE */
	VAR_TRANSPORT_LEN,
	VAR_IP4_DADDR,
	VAR_IP4_SADDR,
	VAR_IP6_DADDR,
	VAR_IP6_SADDR,
	VAR_DPORT, /* transport bytes 2, 3 */
	VAR_SPORT, /* 0, 1; ICMP: type << 8 | code */
	VAR_MARK,
	VAR_CT_STATUS,
	VAR_CT_IP4_SADDR, /* of the connection's first packet */
	VAR_CT_IP4_DADDR,
	VAR_CT_IP6_SADDR,
	VAR_CT_IP6_DADDR,
	VAR_PKTTYPE,
	VAR_IIFTYPE, /* no interface: the load breaks, not only 0 */
	VAR_OIFTYPE,
	VAR_LENGTH,      /* meta length */
	VAR_IP4_VERSION, /* and header length */
	VAR_IP4_TOS,
	VAR_IP4_LENGTH,
	VAR_IP4_ID,
	VAR_IP4_FRAGMENT, /* flags << 13 | offset */
	VAR_IP4_TTL,
	VAR_IP4_CHECKSUM,
	VAR_IP6_VERSION, /* and upper half of the traffic class */
	VAR_IP6_CLASS,   /* its lower half, and four bits of the flow label */
	VAR_IP6_FLOW,
	VAR_IP6_LENGTH,
	VAR_IP6_NEXTHDR,
	VAR_IP6_HOPLIMIT,
	VAR_TRANSPORT_4, /* transport bytes 4 … 11 */
	VAR_TRANSPORT_12,
	VAR_TCP_FLAGS,    /* byte 13 */
	VAR_TRANSPORT_14, /* 14 … 23 */
	VAR_LINK_LEN,
	VAR_ETHER_DADDR,
	VAR_ETHER_SADDR,
	VAR_ETHER_TYPE,
	VAR_DAY,  /* 0 Sunday … 6 */
	VAR_HOUR, /* seconds since midnight, UTC */
	VAR_TIME, /* nanoseconds since 1970 */
};

enum {
	N_VARIABLES = VAR_TIME + 1,
	L4PROTO_NONE = 256,
	SPACE_NAMES = 4096,  /* interfaces and prefixes of names, at most */
	SPACE_NAME_LEN = 15, /* IFNAMSIZ - 1 */
};

/* Digits of VAR_CT_STATE. Exactly one holds of a packet; those with a
 * connection come first. */
enum space_state {
	STATE_NEW,
	STATE_ESTABLISHED,
	STATE_RELATED,
	STATE_INVALID,
	STATE_UNTRACKED,
};

enum header {
	HEADER_NONE,
	HEADER_LINK,
	HEADER_IP4,
	HEADER_IP6,
	HEADER_TRANSPORT,
};

struct variable_info {
	const char *name;   /* "ip saddr": as nft(8) says it */
	uint8_t digits;     /* on consecutive levels */
	uint8_t bits;       /* of each: 16, or 8 */
	enum header header; /* where its bytes lie, if in a header */
	uint8_t offset;
};

const struct variable_info *variable_info(enum variable variable);
/* Bytes of a value: digits * bits / 8. */
size_t variable_len(enum variable variable);

/* In which order levels are asked. Where a diagram passes its limits in one,
 * the next may fit (ClassBench's fw: 20 times smaller by ports first). */
enum space_order {
	ORDER_DESTINATIONS, /* interfaces, state, destination, source, ports */
	ORDER_PORTS,        /* ports before addresses */
	ORDER_SOURCES,
};

enum {
	N_SPACE_ORDERS = ORDER_SOURCES + 1
};

struct space_name {
	const char *text;
	bool prefix; /* stands for unknown names that begin so */
};

/* What is not modelled, as a free variable: 0 false, anything else true. */
struct space_atom {
	const char *text;
	bool drawn; /* at each evaluation anew: a rate, a random number */
};

struct space {
	struct arena arena;
	enum space_order order;
	uint16_t levels[N_VARIABLES]; /* of each one's first digit */
	unsigned first_atom;          /* level of atom 0; behind all others */
	VEC(struct space_atom) atoms;
	VEC(struct space_name) names; /* sorted once frozen; digit - 1 */
	bool frozen;
};

void space_init(struct space *space, enum space_order order);
void space_finish(struct space *space);

/* The variable of a level, and which of its digits; false of an atom. */
bool space_variable(const struct space *space, unsigned level,
		    enum variable *variable, unsigned *digit);

/*
 * Interfaces. Every name, and every "prefix*", that any of the diagrams will
 * ask for is told first; then the space is frozen, and each is a range of
 * digits. Names that nobody asks for are one digit range together, or, where
 * they begin with told prefixes, the longest one's. False: too many, or longer
 * than SPACE_NAME_LEN.
 */
bool space_add_name(struct space *space, const char *name);
bool space_add_prefix(struct space *space, const char *prefix);
void space_freeze(struct space *space);
/* Of VAR_IIF or VAR_OIF, once frozen. The name was told; "" is no interface. */
struct diagram_range space_iface(const struct space *space,
				 enum variable variable, const char *name);
/* All names that begin so, told or not; "" is every interface. */
struct diagram_range space_iface_prefix(const struct space *space,
					enum variable variable,
					const char *prefix);
/* The digit of any name, told or not; NULL or "": no interface. */
uint16_t space_iface_digit(const struct space *space, const char *name);
/* What a digit stands for; "" and not `prefix`: no interface; "" and
 * `prefix`: any other. */
struct space_name space_iface_of(const struct space *space, uint16_t digit);

/* Ranges of one variable: numbers of up to 64 bits, or bytes as on the wire. */
struct diagram_range space_numbers(const struct space *space,
				   enum variable variable, uint64_t low,
				   uint64_t high);
struct diagram_range space_bytes(const struct space *space,
				 enum variable variable, const uint8_t *low,
				 const uint8_t *high);
/* States … of a connection: NEW, ESTABLISHED, RELATED. */
struct diagram_range space_has_connection(const struct space *space);
/* Bytes up to `end` can be read (HEADER_LINK, HEADER_TRANSPORT). Of network
 * headers all that have a variable can. */
struct diagram_range space_readable(const struct space *space,
				    enum header header, unsigned end);
/* Source or destination address in the range, of its family: the caller asks
 * nfproto as well. */
struct diagram_range space_addresses(const struct space *space, bool source,
				     const struct addr_range *range);

/* One byte of a header: the variable's digit that holds it, shifted left by
 * 8 or 0. False: no variable; an atom's work. */
struct header_byte {
	enum variable variable;
	unsigned digit, level, shift;
};

bool space_header_byte(const struct space *space, enum header header,
		       unsigned offset, struct header_byte *out);

/*
 * An atom's level. What is a function of the packet and of slow state has one
 * text and one atom, so that it is the same wherever it is asked; what is drawn
 * at every evaluation gets an atom each time. False: no levels are left.
 */
bool space_atom(struct space *space, const char *text, unsigned *level);
bool space_drawn_atom(struct space *space, const char *text, unsigned *level);

/* Values in an assignment, as bytes (variable_len() of them) or numbers. */
void space_put(const struct space *space, uint16_t *digits,
	       enum variable variable, const uint8_t *bytes);
void space_take(const struct space *space, const uint16_t *digits,
		enum variable variable, uint8_t *bytes);
void space_put_number(const struct space *space, uint16_t *digits,
		      enum variable variable, uint64_t number);
uint64_t space_number(const struct space *space, const uint16_t *digits,
		      enum variable variable);
/* What a witness should look like where it may: a new IPv4 TCP packet from
 * port 40000, whole, in working hours; atoms false. Addresses are zero: the
 * caller knows its zones. */
void space_nice(const struct space *space,
		uint16_t nice[static DIAGRAM_LEVELS]);
