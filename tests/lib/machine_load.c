/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * machine_load.c -- what the machine reads of its packet and connection
 */
#include <string.h>

#include "base/must.h"

#include "machine_parts.h"

static bool put_name(struct machine_regs *regs, uint8_t number,
		     const char *name)
{
	char bytes[16] = { 0 };

	for (size_t i = 0; i < sizeof(bytes) - 1 && name[i]; i++)
		bytes[i] = name[i];
	machine_put(regs, number, bytes, sizeof(bytes));
	return true;
}

bool machine_payload(const struct machine *machine, struct machine_regs *regs,
		     const struct nf_expr *expr)
{
	size_t end = (size_t)expr->payload.offset + expr->payload.len;
	const uint8_t *from = machine->network;
	size_t len = machine->ip6 ? 40 : 20;

	if (machine->guess)
		return machine_guess_payload(machine, regs, expr);
	if (expr->payload.base == NF_PAYLOAD_TRANSPORT) {
		from = machine->transport;
		len = machine->transport_len;
	} else if (expr->payload.base == NF_PAYLOAD_LL) {
		from = machine->link;
		len = machine->link_len;
	} else {
		must(expr->payload.base == NF_PAYLOAD_NETWORK && end <= len);
	}
	if (end > len)
		return false;
	machine_put(regs, expr->payload.reg, from + expr->payload.offset,
		    expr->payload.len);
	return true;
}

bool machine_meta(const struct machine *machine, struct machine_regs *regs,
		  const struct nf_expr *expr)
{
	static const uint8_t ether[2][2] = { { 0x08, 0x00 }, { 0x86, 0xdd } };
	uint8_t family = machine->ip6 ? 10 : 2;
	uint8_t to = expr->meta.reg;

	switch (expr->meta.key) {
	case NF_META_NFPROTO:
		machine_put(regs, to, &family, 1);
		return true;
	case NF_META_PROTOCOL:
		machine_put(regs, to, ether[machine->ip6], 2);
		return true;
	case NF_META_L4PROTO:
		return machine->l4proto < 256 &&
		       machine_put_host(machine, regs, to,
					(uint64_t)machine->l4proto, 1);
	case NF_META_IIFNAME:
		return put_name(regs, to, machine->iif);
	case NF_META_OIFNAME:
		return put_name(regs, to, machine->oif);
	case NF_META_IIF:
		return machine_put_host(machine, regs, to, machine->iif_index,
					4);
	case NF_META_OIF:
		return machine_put_host(machine, regs, to, machine->oif_index,
					4);
	case NF_META_IIFTYPE: /* of the device that the packet is at */
		if (machine->hook == NF_HOOK_POSTROUTING)
			return *machine->oif &&
			       machine_put_host(machine, regs, to,
						machine->oif_type, 2);
		return *machine->iif && machine_put_host(machine, regs, to,
							 machine->iif_type, 2);
	case NF_META_OIFTYPE:
		return *machine->oif && machine_put_host(machine, regs, to,
							 machine->oif_type, 2);
	case NF_META_MARK:
		return machine_put_host(machine, regs, to, machine->mark, 4);
	case NF_META_LEN:
		return machine_put_host(machine, regs, to, machine->length, 4);
	case NF_META_PKTTYPE:
		return machine_put_host(machine, regs, to, machine->pkttype, 1);
	case NF_META_TIME_DAY:
		return machine_put_host(machine, regs, to, machine->day, 1);
	case NF_META_TIME_HOUR:
		return machine_put_host(machine, regs, to, machine->hour, 4);
	case NF_META_TIME_NS:
		return machine_put_host(machine, regs, to, machine->time, 8);
	default:
		return machine_guess_load(machine, regs, expr);
	}
}

bool machine_ct(const struct machine *machine, struct machine_regs *regs,
		const struct nf_expr *expr)
{
	uint8_t family = machine->ip6 ? 10 : 2;
	bool has = machine->ct_state & (NF_CT_STATE_NEW | NF_CT_STATE_RELATED |
					NF_CT_STATE_ESTABLISHED);
	uint8_t to = expr->ct.reg;

	if (expr->ct.key == NF_CT_STATE)
		return machine_put_host(machine, regs, to, machine->ct_state,
					4);
	if (!has)
		return false;
	switch (expr->ct.key) {
	case NF_CT_DIRECTION:
		return machine_put_host(machine, regs, to,
					machine->ct_direction, 1);
	case NF_CT_STATUS:
		return machine_put_host(machine, regs, to, machine->ct_status,
					4);
	case NF_CT_MARK:
		return machine_put_host(machine, regs, to, machine->ct_mark, 4);
	case NF_CT_L3PROTOCOL:
		machine_put(regs, to, &family, 1);
		return true;
	case NF_CT_SRC_IP:
	case NF_CT_DST_IP:
	case NF_CT_SRC_IP6:
	case NF_CT_DST_IP6: {
		bool six = expr->ct.key == NF_CT_SRC_IP6 ||
			   expr->ct.key == NF_CT_DST_IP6;
		bool source = expr->ct.key == NF_CT_SRC_IP ||
			      expr->ct.key == NF_CT_SRC_IP6;

		if (six != machine->ip6)
			return false;
		if (expr->ct.direction != NF_CT_ORIGINAL)
			return machine_guess_load(machine, regs, expr);
		machine_put(regs, to,
			    source ? machine->ct_saddr : machine->ct_daddr,
			    six ? 16 : 4);
		return true;
	}
	default:
		return machine_guess_load(machine, regs, expr);
	}
}
