/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * code.c -- our words as the kernel's numbers
 *
 * Offsets: RFC 791 §3.1, RFC 8200 §3, RFC 792, RFC 4443 §2.1; the ports of
 * TCP, UDP and SCTP are the first two words of their headers.
 */
#include "kernel/netlink/code.h"

#include <assert.h>
#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "base/must.h"

#define META(key)                     \
	{                             \
		SOURCE_META, (key), 0 \
	}
#define CT(key)                     \
	{                           \
		SOURCE_CT, (key), 0 \
	}
#define CT_FIRST(key)                        \
	{                                    \
		SOURCE_CT_ORIGINAL, (key), 0 \
	}
#define LINK(offset)                                            \
	{                                                       \
		SOURCE_PAYLOAD, NFT_PAYLOAD_LL_HEADER, (offset) \
	}
#define NETWORK(offset)                                              \
	{                                                            \
		SOURCE_PAYLOAD, NFT_PAYLOAD_NETWORK_HEADER, (offset) \
	}
#define TRANSPORT(offset)                                              \
	{                                                              \
		SOURCE_PAYLOAD, NFT_PAYLOAD_TRANSPORT_HEADER, (offset) \
	}

/* clang-format off */
static const struct field_source sources[] = {
	[FIELD_NFPROTO]      = META(NFT_META_NFPROTO),
	[FIELD_L4PROTO]      = META(NFT_META_L4PROTO),
	[FIELD_IIFNAME]      = META(NFT_META_IIFNAME),
	[FIELD_OIFNAME]      = META(NFT_META_OIFNAME),
	[FIELD_IIFTYPE]      = META(NFT_META_IIFTYPE),
	[FIELD_PKTTYPE]      = META(NFT_META_PKTTYPE),
	[FIELD_MARK]         = META(NFT_META_MARK),
	[FIELD_DAY]          = META(NFT_META_TIME_DAY),
	[FIELD_HOUR]         = META(NFT_META_TIME_HOUR),
	[FIELD_TIME]         = META(NFT_META_TIME_NS),
	[FIELD_ETHER_SADDR]  = LINK(6),
	[FIELD_IP_SADDR]     = NETWORK(12),
	[FIELD_IP_DADDR]     = NETWORK(16),
	[FIELD_IP6_SADDR]    = NETWORK(8),
	[FIELD_IP6_DADDR]    = NETWORK(24),
	[FIELD_IP6_HOPLIMIT] = NETWORK(7),
	[FIELD_ICMP_TYPE]    = TRANSPORT(0),
	[FIELD_ICMPV6_TYPE]  = TRANSPORT(0),
	[FIELD_TH_SPORT]     = TRANSPORT(0),
	[FIELD_TH_DPORT]     = TRANSPORT(2),
	[FIELD_CT_STATE]     = CT(NFT_CT_STATE),
	[FIELD_CT_DIRECTION] = CT(NFT_CT_DIRECTION),
	[FIELD_CT_MARK]      = CT(NFT_CT_MARK),
	[FIELD_CT_IP_SADDR]  = CT_FIRST(NFT_CT_SRC_IP),
	[FIELD_CT_IP_DADDR]  = CT_FIRST(NFT_CT_DST_IP),
	[FIELD_CT_IP6_SADDR] = CT_FIRST(NFT_CT_SRC_IP6),
	[FIELD_CT_IP6_DADDR] = CT_FIRST(NFT_CT_DST_IP6),
};
/* clang-format on */
static_assert(sizeof(sources) / sizeof(*sources) == N_FIELDS,
	      "a source for each field");

const struct field_source *code_source(enum field field)
{
	return &sources[field];
}

bool code_field(const struct field_source *source, uint32_t len,
		enum field *out)
{
	for (unsigned int i = 0; i < N_FIELDS; i++) {
		const struct field_source *s = &sources[i];

		if (s->kind == source->kind && s->key == source->key &&
		    s->offset == source->offset &&
		    (s->kind != SOURCE_PAYLOAD ||
		     field_info((enum field)i)->len == len)) {
			*out = (enum field)i;
			return true;
		}
	}
	return false;
}

void code_ordered(enum field field, uint8_t out[static 16],
		  const uint8_t in[static 16])
{
	const struct field_info *info = field_info(field);

	memcpy(out, in, 16);
	if (!info->host_endian)
		return;
	for (size_t i = 0; i < info->len; i++)
		out[i] = in[__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
				    ? info->len - 1 - i
				    : i];
}

uint32_t code_hook(enum hook hook)
{
	switch (hook) {
	case HOOK_NONE:
		break;
	case HOOK_PREROUTING:
		return NF_INET_PRE_ROUTING;
	case HOOK_INPUT:
		return NF_INET_LOCAL_IN;
	case HOOK_FORWARD:
		return NF_INET_FORWARD;
	case HOOK_OUTPUT:
		return NF_INET_LOCAL_OUT;
	}
	must_fail(__FILE__, __LINE__, "a base chain");
}

uint32_t code_verdict(enum verdict_kind kind)
{
	switch (kind) {
	case VERDICT_NONE:
		break;
	case VERDICT_ACCEPT:
		return NF_ACCEPT;
	case VERDICT_DROP:
		return NF_DROP;
	case VERDICT_JUMP:
		return (uint32_t)NFT_JUMP;
	case VERDICT_GOTO:
		return (uint32_t)NFT_GOTO;
	case VERDICT_RETURN:
		return (uint32_t)NFT_RETURN;
	}
	must_fail(__FILE__, __LINE__, "a verdict");
}

enum verdict_kind code_verdict_kind(uint32_t code)
{
	switch ((int32_t)code) {
	case NF_ACCEPT:
		return VERDICT_ACCEPT;
	case NF_DROP:
		return VERDICT_DROP;
	case NFT_JUMP:
		return VERDICT_JUMP;
	case NFT_GOTO:
		return VERDICT_GOTO;
	case NFT_RETURN:
		return VERDICT_RETURN;
	default:
		return VERDICT_NONE;
	}
}
