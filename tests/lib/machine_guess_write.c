/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * machine_guess_write.c -- headers written, and the checksums that follow
 *
 * As nft_payload_set_eval() does it, net/netfilter/nft_payload.c; checksums are
 * random. What moves a header makes another packet of it: that is not followed.
 */
#include <string.h>

#include "machine_guess.h"
#include "machine_parts.h"
#include "random_policy.h"

enum {
	CSUM_SCTP = 2,
	TCP = 6,
	UDP = 17,
	ICMPV6 = 58,
	UDPLITE = 136,
	ETHERNET = 14,
};

struct place {
	uint8_t *at;
	size_t held;     /* bytes that the machine has */
	size_t readable; /* that there are */
};

static struct place place_of(struct machine *machine, enum nf_payload_base base)
{
	size_t network = machine->ip6 ? 40 : 20;

	if (base == NF_PAYLOAD_TRANSPORT)
		return (struct place){ machine->transport,
				       sizeof(machine->transport),
				       machine->transport_len };
	if (base == NF_PAYLOAD_LL)
		return (struct place){ machine->link, sizeof(machine->link),
				       machine->link_len };
	if (base == NF_PAYLOAD_NETWORK)
		return (struct place){ machine->network, network, network };
	return (struct place){ 0 };
}

static void put_sum(const struct place *place, size_t at)
{
	for (size_t i = at; i < at + 2 && i < place->held; i++)
		place->at[i] = (uint8_t)pick(256);
}

/* False: the rule ends. */
static bool follow_pseudo(struct machine *machine)
{
	const struct place transport = place_of(machine, NF_PAYLOAD_TRANSPORT);
	size_t at;

	if (machine->l4proto == TCP)
		at = 16;
	else if (machine->l4proto == UDP || machine->l4proto == UDPLITE)
		at = 6;
	else if (machine->l4proto == ICMPV6)
		at = 2;
	else
		return true;
	if (!machine->ip6 &&
	    ((machine->network[6] & 0x1f) || machine->network[7]))
		return true; /* a later fragment */
	if (at + 2 > transport.readable)
		return machine->l4proto == UDP;
	put_sum(&transport, at);
	return true;
}

static bool follow(struct machine *machine, const struct nf_expr *expr)
{
	struct place place = place_of(machine, expr->payload.base);
	size_t end = (size_t)expr->payload.csum_offset + 2;

	/* Sums that a network card is to make are not made here. */
	if (expr->payload.base == NF_PAYLOAD_TRANSPORT && one_in(4))
		return true;
	if (expr->payload.csum_type == CSUM_SCTP && end < 12)
		end = 12;
	if (expr->payload.csum_type) {
		if (end > place.readable)
			return false;
		put_sum(&place, expr->payload.csum_offset);
	}
	return !expr->payload.csum_flags || follow_pseudo(machine);
}

static bool moves(const struct machine *machine, const struct machine *before,
		  const struct nf_expr *expr)
{
	const uint8_t *a = machine->network, *b = before->network;
	uint64_t end = (uint64_t)expr->payload.offset + expr->payload.len;

	if (expr->payload.base == NF_PAYLOAD_LL)
		return end > ETHERNET;
	if (expr->payload.base == NF_PAYLOAD_TRANSPORT)
		return false;
	if (expr->payload.base != NF_PAYLOAD_NETWORK)
		return true;
	if (machine->ip6)
		return end > 40 || a[6] != b[6];
	return end > 20 || ((a[0] ^ b[0]) & 0xf) || ((a[6] ^ b[6]) & 0x1f) ||
	       a[7] != b[7] || a[9] != b[9];
}

bool machine_guess_write(struct machine *machine, struct machine_regs *regs,
			 const struct nf_expr *expr)
{
	const uint8_t *from = machine_reg(regs, expr->payload.reg);
	const struct machine before = *machine;
	size_t offset = expr->payload.offset;
	struct nf_expr read = *expr;
	struct machine_regs unused;
	struct place place;

	read.kind = EXPR_PAYLOAD;
	read.payload.reg = 0;
	if (!machine_guess_payload(machine, &unused, &read))
		return false;
	machine_guess_forget_headers(machine, expr);
	if (!follow(machine, expr))
		return false;
	place = place_of(machine, expr->payload.base);
	for (size_t i = 0; i < expr->payload.len && offset + i < place.held;
	     i++)
		place.at[offset + i] = from[i];
	machine->guess->lost |= moves(machine, &before, expr);
	return true;
}
