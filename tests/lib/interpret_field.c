/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * interpret_field.c -- what a rule sees of the packet it is run on
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "interpret.h"

enum {
	DAY = 86400,
};

static void put(uint8_t *out, const void *value, size_t len)
{
	memset(out, 0, 16);
	memcpy(out, value, len);
}

static void put_address(uint8_t *out, const struct addr *addr,
			enum family family)
{
	assert_int_equal(addr->family, family);
	put(out, addr->bytes, family == FAMILY_IPV4 ? 4 : 16);
}

static uint8_t icmp_type(const struct run *run)
{
	const struct packet *p = run->packet;
	bool v4 = p->saddr.family == FAMILY_IPV4;

	if (!p->echo)
		return run->icmp_type;
	if (v4)
		return p->reply ? 0 : 8;
	return p->reply ? 129 : 128;
}

static bool has_ports(const struct packet *p)
{
	return p->proto == PROTO_TCP || p->proto == PROTO_UDP ||
	       p->proto == PROTO_SCTP;
}

static void put_port(uint8_t *out, const struct packet *p, uint16_t port)
{
	uint8_t bytes[2] = { (uint8_t)(port >> 8), (uint8_t)port };

	/* Of other protocols these bytes are something else: any value. */
	if (!has_ports(p))
		bytes[0] = bytes[1] = 0xff;
	put(out, bytes, 2);
}

static void put_number(uint8_t *out, uint64_t value, size_t len)
{
	memset(out, 0, 16);
	for (size_t i = 0; i < len; i++)
		out[i] = (uint8_t)(value >> (8 * i));
}

/* False: the packet has no such thing, the rule does not match. */
static bool read_meta(const struct run *run, enum field field, uint8_t *out)
{
	const struct packet *p = run->packet;
	bool v4 = p->saddr.family == FAMILY_IPV4;
	const char *name = field == FIELD_OIFNAME ? p->oif : p->iif;

	if (field == FIELD_NFPROTO)
		put_number(out, v4 ? 2 : 10, 1);
	else if (field == FIELD_L4PROTO)
		put_number(out, p->proto, 1);
	else if (field == FIELD_MARK)
		put_number(out, run->mark, 4);
	else if (field == FIELD_IIFTYPE)
		put_number(out, 1, 2);
	else if (field == FIELD_PKTTYPE)
		put_number(out, 0, 1);
	else if (field == FIELD_DAY)
		put_number(out, (uint64_t)((p->now / DAY + 4) % 7), 1);
	else if (field == FIELD_HOUR)
		put_number(out, (uint64_t)(p->now % DAY), 4);
	else if (field == FIELD_TIME)
		put_number(out, (uint64_t)p->now * 1000000000, 8);
	else if (name)
		put(out, name, strlen(name));
	return name || (field != FIELD_IIFNAME && field != FIELD_OIFNAME);
}

static bool read_ct(const struct run *run, enum field field, uint8_t *out)
{
	if (field == FIELD_CT_STATE)
		put_number(out, run->ct_state, 4);
	else if (field == FIELD_CT_DIRECTION)
		put_number(out, run->packet->reply, 1);
	else if (field == FIELD_CT_MARK)
		put_number(out, run->ct_mark, 4);
	else if (field == FIELD_CT_IP_SADDR)
		put_address(out, run->ct_source, FAMILY_IPV4);
	else if (field == FIELD_CT_IP_DADDR)
		put_address(out, run->ct_destination, FAMILY_IPV4);
	else if (field == FIELD_CT_IP6_SADDR)
		put_address(out, run->ct_source, FAMILY_IPV6);
	else
		put_address(out, run->ct_destination, FAMILY_IPV6);
	return true;
}

bool run_field(const struct run *run, enum field field, uint8_t *out)
{
	static const struct mac unknown = { { 2, 0xee } };
	const struct packet *p = run->packet;

	switch (field) {
	case FIELD_NFPROTO:
	case FIELD_L4PROTO:
	case FIELD_IIFNAME:
	case FIELD_OIFNAME:
	case FIELD_IIFTYPE:
	case FIELD_PKTTYPE:
	case FIELD_MARK:
	case FIELD_DAY:
	case FIELD_HOUR:
	case FIELD_TIME:
		return read_meta(run, field, out);
	case FIELD_ETHER_SADDR:
		put(out, p->mac ? p->mac->bytes : unknown.bytes, 6);
		return p->iif != NULL;
	case FIELD_IP_SADDR:
		put_address(out, &p->saddr, FAMILY_IPV4);
		return true;
	case FIELD_IP_DADDR:
		put_address(out, &p->daddr, FAMILY_IPV4);
		return true;
	case FIELD_IP6_SADDR:
		put_address(out, &p->saddr, FAMILY_IPV6);
		return true;
	case FIELD_IP6_DADDR:
		put_address(out, &p->daddr, FAMILY_IPV6);
		return true;
	case FIELD_IP6_HOPLIMIT:
		assert_int_equal(p->saddr.family, FAMILY_IPV6);
		put_number(out, 64, 1);
		return true;
	case FIELD_ICMP_TYPE:
		assert_int_equal(p->proto, PROTO_ICMP);
		put_number(out, icmp_type(run), 1);
		return true;
	case FIELD_ICMPV6_TYPE:
		assert_int_equal(p->proto, PROTO_ICMPV6);
		put_number(out, icmp_type(run), 1);
		return true;
	case FIELD_TH_SPORT:
		put_port(out, p, p->sport);
		return true;
	case FIELD_TH_DPORT:
		put_port(out, p, p->dport);
		return true;
	case FIELD_CT_STATE:
	case FIELD_CT_DIRECTION:
	case FIELD_CT_MARK:
	case FIELD_CT_IP_SADDR:
	case FIELD_CT_IP_DADDR:
	case FIELD_CT_IP6_SADDR:
	case FIELD_CT_IP6_DADDR:
		return read_ct(run, field, out);
	}
	fail();
	return false;
}
