/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print_value.c -- a field's value, mask or range as nft(8) writes it
 *
 * Protocols by the names nft(8) knows itself, so that the text reads the same
 * on a machine without /etc/protocols; all else as numbers where its names are
 * not certain.
 */
#include "ruleset/print_value.h"

#include <inttypes.h>
#include <string.h>

#include "base/address.h"
#include "base/must.h"
#include "ruleset/build.h"

struct name {
	enum field field;
	uint64_t value;
	const char *text;
};

static const struct name names[] = {
	{ FIELD_NFPROTO, NFPROTO_V4, "ipv4" },
	{ FIELD_NFPROTO, NFPROTO_V6, "ipv6" },
	{ FIELD_L4PROTO, 1, "icmp" },
	{ FIELD_L4PROTO, 6, "tcp" },
	{ FIELD_L4PROTO, 17, "udp" },
	{ FIELD_L4PROTO, 58, "icmpv6" },
	{ FIELD_L4PROTO, 132, "sctp" },
	{ FIELD_IIFTYPE, IIFTYPE_ETHER, "ether" },
	{ FIELD_PKTTYPE, PKTTYPE_HOST, "host" },
	{ FIELD_ICMP_TYPE, 0, "echo-reply" },
	{ FIELD_ICMP_TYPE, 3, "destination-unreachable" },
	{ FIELD_ICMP_TYPE, 8, "echo-request" },
	{ FIELD_ICMPV6_TYPE, 128, "echo-request" },
	{ FIELD_ICMPV6_TYPE, 129, "echo-reply" },
	{ FIELD_ICMPV6_TYPE, 130, "mld-listener-query" },
	{ FIELD_ICMPV6_TYPE, 135, "nd-neighbor-solicit" },
	{ FIELD_ICMPV6_TYPE, 143, "mld2-listener-report" },
	{ FIELD_CT_DIRECTION, DIRECTION_ORIGINAL, "original" },
	{ FIELD_CT_DIRECTION, DIRECTION_REPLY, "reply" },
};

static const struct name states[] = {
	{ FIELD_CT_STATE, CT_STATE_INVALID, "invalid" },
	{ FIELD_CT_STATE, CT_STATE_ESTABLISHED, "established" },
	{ FIELD_CT_STATE, CT_STATE_RELATED, "related" },
	{ FIELD_CT_STATE, CT_STATE_NEW, "new" },
	{ FIELD_CT_STATE, CT_STATE_UNTRACKED, "untracked" },
};

static void number_print(enum field field, uint64_t value, FILE *out)
{
	size_t n_names = sizeof(names) / sizeof(names[0]);

	for (size_t i = 0; i < n_names; i++) {
		if (names[i].field == field && names[i].value == value) {
			fputs(names[i].text, out);
			return;
		}
	}
	if (field == FIELD_MARK || field == FIELD_CT_MARK) {
		fprintf(out, "0x%08" PRIx64, value);
		return;
	}
	/* nft(8) reads a bare number as seconds here, the kernel counts ns. */
	if (field == FIELD_TIME) {
		must(value % 1000000000 == 0);
		value /= 1000000000;
	}
	fprintf(out, "%" PRIu64, value);
}

static enum family family_of(enum field field)
{
	const char *type = field_info(field)->type;

	if (strcmp(type, "ipv4_addr") == 0)
		return FAMILY_IPV4;
	if (strcmp(type, "ipv6_addr") == 0)
		return FAMILY_IPV6;
	return FAMILY_NONE;
}

static struct addr addr_of(enum family family, const uint8_t *bytes)
{
	struct addr addr = { .family = family };

	memcpy(addr.bytes, bytes, family_len(family));
	return addr;
}

void value_print(enum field field, const uint8_t *value, FILE *out)
{
	enum family family = family_of(field);
	char text[ADDR_TEXT];
	struct addr addr;
	struct mac mac;

	if (family != FAMILY_NONE) {
		addr = addr_of(family, value);
		fputs(addr_text(text, &addr), out);
	} else if (field == FIELD_IIFNAME || field == FIELD_OIFNAME) {
		fprintf(out, "\"%.15s\"", (const char *)value);
	} else if (field == FIELD_ETHER_SADDR) {
		memcpy(mac.bytes, value, sizeof(mac.bytes));
		fputs(mac_text(text, &mac), out);
	} else {
		number_print(field, field_get(field, value), out);
	}
}

void value_range_print(enum field field, const uint8_t *first,
		       const uint8_t *last, FILE *out)
{
	enum family family = family_of(field);
	char text[RANGE_TEXT];
	struct addr_range range;

	if (memcmp(first, last, field_info(field)->len) == 0) {
		value_print(field, first, out);
	} else if (family != FAMILY_NONE) {
		range.first = addr_of(family, first);
		range.last = addr_of(family, last);
		fputs(range_text(text, &range), out);
	} else {
		fprintf(out, "%" PRIu64 "-%" PRIu64, field_get(field, first),
			field_get(field, last));
	}
}

void state_print(uint64_t bits, FILE *out)
{
	const char *separator = "";

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		if (!(bits & states[i].value))
			continue;
		fprintf(out, "%s%s", separator, states[i].text);
		bits &= ~states[i].value;
		separator = ",";
	}
	must(bits == 0);
}

void quoted_print(const char *text, FILE *out)
{
	unsigned char c;

	fputc('"', out);
	for (; *text; text++) {
		c = (unsigned char)*text;
		fputc(c < ' ' || c == '"' || c == '\\' || c == 127 ? '?' : c,
		      out);
	}
	fputc('"', out);
}
