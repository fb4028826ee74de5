/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expr.h -- the instructions of an nf_tables rule, one constructor for each
 *
 * Each writes one element into the list of expressions that is open in `rule`
 * (linux/netfilter/nf_tables.h, the attributes named there). Arguments are
 * called as nft(8) prints them with --debug=netlink. Registers are counted in
 * words of four bytes, 0 … 15; a value of n bytes takes as many as it needs.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;

enum {
	REG_VERDICT = -1, /* of a lookup: the map's data is the verdict */
	REG_NONE = -2,    /* of a lookup: only whether it is there */
	N_REGS = 16,
};

void expr_meta(struct nlmsghdr *rule, uint32_t key, int dreg);
void expr_meta_set(struct nlmsghdr *rule, uint32_t key, int sreg);
void expr_ct(struct nlmsghdr *rule, uint32_t key, int dreg);
/* What depends on the direction, of the packets that went that way. */
void expr_ct_of(struct nlmsghdr *rule, uint32_t key, uint8_t direction,
		int dreg);
void expr_ct_set(struct nlmsghdr *rule, uint32_t key, int sreg);
void expr_payload(struct nlmsghdr *rule, uint32_t base, uint32_t offset,
		  uint32_t len, int dreg);
/* op: NFT_CMP_EQ … */
void expr_cmp(struct nlmsghdr *rule, uint32_t op, int sreg, const void *value,
	      size_t len);
/* reg = (reg & mask) ^ flip */
void expr_bitwise(struct nlmsghdr *rule, int reg, const void *mask,
		  const void *flip, size_t len);
/* Host to network order, one number of `len` bytes (2, 4 or 8). */
void expr_byteorder(struct nlmsghdr *rule, int reg, size_t len);
void expr_lookup(struct nlmsghdr *rule, const char *set, int sreg, int dreg,
		 bool invert);
void expr_immediate(struct nlmsghdr *rule, int dreg, const void *value,
		    size_t len);
/* code: NF_ACCEPT, NF_DROP, NFT_JUMP …; chain of jump and goto, else NULL */
void expr_verdict(struct nlmsghdr *rule, uint32_t code, const char *chain);
void expr_limit(struct nlmsghdr *rule, uint64_t rate, uint64_t seconds,
		uint32_t burst);
void expr_counter(struct nlmsghdr *rule);
void expr_log(struct nlmsghdr *rule, const char *prefix, uint16_t group);

/* NFTA_DATA_VERDICT inside an open nest; also of a verdict map's element. */
void expr_put_verdict(struct nlmsghdr *msg, uint32_t code, const char *chain);
/* The kernel's register number, in the form that it dumps, and back (-1: no
 * data register). */
uint32_t expr_reg(int reg);
int expr_reg_index(uint32_t reg);
