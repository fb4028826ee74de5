/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cover_put.c -- what a load shall yield, put into a packet
 */
#include "cover.h"
#include "random_policy.h"

static void put_number(const struct cover_aim *aim, enum variable variable,
		       const uint8_t *bytes, size_t len)
{
	size_t room = variable_len(variable);
	uint64_t number = 0;

	for (size_t i = 0; i < len; i++)
		number = number << 8 |
			 bytes[aim->little_endian ? len - 1 - i : i];
	if (room < 8)
		number &= (UINT64_C(1) << 8 * room) - 1;
	space_put_number(aim->space, aim->digits, variable, number);
}

static void put_name(const struct cover_aim *aim, enum variable variable,
		     const uint8_t *bytes, size_t len)
{
	char name[SPACE_NAME_LEN + 1] = "";
	size_t n = 0;

	while (n < len && n < SPACE_NAME_LEN && bytes[n] && bytes[n] != 0xff) {
		name[n] = (char)bytes[n];
		n++;
	}
	if (n == len && n < SPACE_NAME_LEN && one_in(2))
		name[n] = 'q'; /* longer than a prefix */
	space_put_number(aim->space, aim->digits, variable,
			 space_iface_digit(aim->space, name));
}

static void put_index(const struct cover_aim *aim, enum variable variable,
		      const uint8_t *bytes, size_t len)
{
	const struct lift_options *options = aim->options;
	uint32_t index = 0;

	if (len != 4)
		return;
	for (size_t i = 0; i < 4; i++)
		index = index << 8 | bytes[aim->little_endian ? 3 - i : i];
	for (size_t i = 0; i < options->n_links; i++)
		if (options->links[i].index == index)
			space_put_number(
				aim->space, aim->digits, variable,
				space_iface_digit(aim->space,
						  options->links[i].name));
}

static void put_meta(const struct cover_aim *aim, uint32_t key,
		     const uint8_t *bytes, size_t len)
{
	static const struct {
		uint32_t key;
		enum variable variable;
	} numbers[] = {
		{ NF_META_L4PROTO, VAR_L4PROTO },
		{ NF_META_MARK, VAR_MARK },
		{ NF_META_LEN, VAR_LENGTH },
		{ NF_META_PKTTYPE, VAR_PKTTYPE },
		{ NF_META_IIFTYPE, VAR_IIFTYPE },
		{ NF_META_OIFTYPE, VAR_OIFTYPE },
		{ NF_META_TIME_NS, VAR_TIME },
		{ NF_META_TIME_DAY, VAR_DAY },
		{ NF_META_TIME_HOUR, VAR_HOUR },
	};

	if (key == NF_META_IIFNAME || key == NF_META_OIFNAME)
		put_name(aim, key == NF_META_IIFNAME ? VAR_IIF : VAR_OIF, bytes,
			 len);
	if (key == NF_META_IIF || key == NF_META_OIF)
		put_index(aim, key == NF_META_IIF ? VAR_IIF : VAR_OIF, bytes,
			  len);
	if (key == NF_META_NFPROTO && (bytes[0] == 2 || bytes[0] == 10))
		space_put_number(aim->space, aim->digits, VAR_NFPROTO,
				 bytes[0]);
	if (key == NF_META_PROTOCOL && len == 2)
		space_put_number(aim->space, aim->digits, VAR_NFPROTO,
				 bytes[0] == 0x86 ? 10 : 2);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (numbers[i].key == key)
			put_number(aim, numbers[i].variable, bytes, len);
}

/* Of the states' bits one, if there is one. */
static void put_state(const struct cover_aim *aim, const uint8_t *bytes,
		      size_t len)
{
	static const uint8_t bits[] = {
		NF_CT_STATE_NEW, NF_CT_STATE_ESTABLISHED, NF_CT_STATE_RELATED,
		NF_CT_STATE_INVALID, NF_CT_STATE_UNTRACKED
	};
	uint8_t byte = len == 4 ? bytes[aim->little_endian ? 0 : 3] : 0;

	for (size_t i = 0; i < sizeof(bits); i++)
		if ((byte & bits[i]) && one_in(2))
			space_put_number(aim->space, aim->digits, VAR_CT_STATE,
					 i);
}

static void put_ct(const struct cover_aim *aim, const struct nf_expr *load,
		   const uint8_t *bytes, size_t len)
{
	enum variable address = VAR_CT_IP4_SADDR;

	switch (load->ct.key) {
	case NF_CT_STATE:
		put_state(aim, bytes, len);
		return;
	case NF_CT_DIRECTION:
		put_number(aim, VAR_CT_DIRECTION, bytes, len);
		return;
	case NF_CT_STATUS:
		put_number(aim, VAR_CT_STATUS, bytes, len);
		return;
	case NF_CT_MARK:
		put_number(aim, VAR_CT_MARK, bytes, len);
		return;
	case NF_CT_SRC_IP:
		break;
	case NF_CT_DST_IP:
		address = VAR_CT_IP4_DADDR;
		break;
	case NF_CT_SRC_IP6:
		address = VAR_CT_IP6_SADDR;
		break;
	case NF_CT_DST_IP6:
		address = VAR_CT_IP6_DADDR;
		break;
	default:
		return;
	}
	if (len == variable_len(address))
		space_put(aim->space, aim->digits, address, bytes);
}

static void put_payload(const struct cover_aim *aim, const struct nf_expr *load,
			const uint8_t *bytes, size_t len)
{
	bool ip4 = space_number(aim->space, aim->digits, VAR_NFPROTO) == 2;
	enum header header = HEADER_TRANSPORT;
	enum variable length = VAR_TRANSPORT_LEN;
	uint64_t end = (uint64_t)load->payload.offset + load->payload.len;
	struct header_byte byte;
	uint16_t *digit;

	if (load->payload.base > NF_PAYLOAD_TRANSPORT)
		return;
	if (load->payload.base == NF_PAYLOAD_NETWORK)
		header = ip4 ? HEADER_IP4 : HEADER_IP6;
	if (load->payload.base == NF_PAYLOAD_LL) {
		header = HEADER_LINK;
		length = VAR_LINK_LEN;
	}
	for (size_t i = 0; i < len; i++) {
		if (!space_header_byte(aim->space, header,
				       load->payload.offset + (unsigned)i,
				       &byte))
			continue;
		digit = &aim->digits[byte.level];
		*digit = (uint16_t)((*digit & ~(0xff << byte.shift)) |
				    bytes[i] << byte.shift);
	}
	if (header == HEADER_TRANSPORT || header == HEADER_LINK)
		if (space_number(aim->space, aim->digits, length) < end &&
		    end < 4000 && !one_in(8))
			space_put_number(aim->space, aim->digits, length,
					 end - one_in(8));
}

void cover_put(const struct cover_aim *aim, const struct nf_expr *load,
	       const uint8_t *bytes, size_t len)
{
	if (load->kind == EXPR_META)
		put_meta(aim, load->meta.key, bytes, len);
	else if (load->kind == EXPR_CT)
		put_ct(aim, load, bytes, len);
	else
		put_payload(aim, load, bytes, len);
}
