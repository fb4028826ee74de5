/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * say.h -- expressions of nf_tables, appended to a list of them
 *
 * Numbers of attributes are the kernel's (include/uapi/linux/netfilter/
 * nf_tables.h). What is loaded is loaded into the first register, what is
 * compared is compared there, unless the name says otherwise.
 */
#pragma once

#include "import/nfmsg.h"
#include "proof/rules/number.h"

enum say_reg {
	SAY_REG_1 = 1, /* NFT_REG_1, as each 16 bytes wide */
	SAY_REG_2,
	SAY_REG_3,
	SAY_REG_4,
};

enum say_verdict { /* NF_… and NFT_… of the kernel */
	SAY_DROP = 0,
	SAY_ACCEPT = 1,
	SAY_JUMP = -3,
	SAY_GOTO = -4,
	SAY_RETURN = -5,
};

void say_meta(struct nfmsg *m, enum nf_meta key);
void say_meta_set(struct nfmsg *m, enum nf_meta key, enum say_reg reg);
void say_ct(struct nfmsg *m, enum nf_ct key, enum say_reg reg);
void say_ct_set(struct nfmsg *m, enum nf_ct key, enum say_reg reg);
void say_payload(struct nfmsg *m, enum nf_payload_base base, uint32_t offset,
		 uint32_t len);
/* A write of what the first register holds. */
void say_payload_set(struct nfmsg *m, enum nf_payload_base base,
		     uint32_t offset, uint32_t len);
void say_cmp(struct nfmsg *m, enum nf_cmp_op op, const void *data, size_t len);
/* Both ends belong to it; or, inverted, none of what is between. */
void say_range(struct nfmsg *m, bool inverted, const void *from, const void *to,
	       size_t len);
/* reg = (reg & mask) ^ xor; no xor: zeros. At most 16 bytes. */
void say_bitwise(struct nfmsg *m, enum say_reg reg, const void *mask,
		 const void * xor, size_t len);
/* The first register ^= the second, four bytes. */
void say_xor(struct nfmsg *m);
void say_lookup(struct nfmsg *m, const char *set, bool inverted);
void say_immediate(struct nfmsg *m, enum say_reg reg, const void *data,
		   size_t len);
void say_verdict(struct nfmsg *m, enum say_verdict code, const char *chain);
void say_counter(struct nfmsg *m, uint64_t packets, uint64_t bytes);
/* The kernel's log, or with a group nflog's. */
void say_log(struct nfmsg *m, const char *prefix, const uint16_t *group);
void say_reject(struct nfmsg *m, enum nf_reject_type type, uint8_t code);
void say_queue(struct nfmsg *m, uint16_t num, uint16_t total, uint16_t flags);
void say_notrack(struct nfmsg *m);

struct say_nat {
	enum nf_nat_type type;
	uint8_t family;
	bool has_addr, has_proto; /* registers 1 to 2, 3 to 4 */
};

void say_nat(struct nfmsg *m, const struct say_nat *nat);
/* With `ports`: of registers 3 to 4. */
void say_masq(struct nfmsg *m, bool ports);
void say_redir(struct nfmsg *m, bool ports);
/* "match" or "target" of xtables that nothing is known of but its text. */
void say_xt(struct nfmsg *m, const char *kind, const char *name,
	    const char *text);
