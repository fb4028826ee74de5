/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xt_say.h -- how rules_xt_match.c and rules_xt_target.c say expressions
 *
 * Everything goes through the first register; a second one is for what two
 * marks are made of.
 */
#pragma once

#include "proof/rules/xt.h"

enum {
	XT_REG_1 = 0,
	XT_REG_2 = 4,
};

/* One list, empty as yet. */
void xt_begin(struct rules_xt *xt);
/* The list that is being said ends; what follows is another. */
void xt_or(struct rules_xt *xt);
void xt_meta(struct rules_xt *xt, uint32_t key);
void xt_ct(struct rules_xt *xt, uint32_t key, uint8_t reg);
void xt_payload(struct rules_xt *xt, enum nf_payload_base base, uint32_t offset,
		uint32_t len);
void xt_cmp(struct rules_xt *xt, enum nf_cmp_op op, const void *data,
	    size_t len);
void xt_range(struct rules_xt *xt, bool inverted, const void *from,
	      const void *to, size_t len);
/* reg = (reg & mask) ^ xor; NULL: zeros. */
void xt_bitwise(struct rules_xt *xt, uint8_t reg, const void *mask,
		const void * xor, size_t len);
/* The first register ^= the second, four bytes. */
void xt_xor(struct rules_xt *xt);
void xt_meta_set(struct rules_xt *xt, uint32_t key);
void xt_ct_set(struct rules_xt *xt, uint32_t key);
/* Anything, into these bytes of the packet. */
void xt_payload_any(struct rules_xt *xt, enum nf_payload_base base,
		    uint32_t offset, uint32_t len);
/* One without members. */
void xt_plain(struct rules_xt *xt, enum nf_expr_kind kind, const char *name);
/* Into registers from this one on. */
void xt_immediate(struct rules_xt *xt, uint8_t reg, const void *data,
		  size_t len);
/* One that the caller has made. */
void xt_expr(struct rules_xt *xt, const struct nf_expr *expr);

/* Numbers of the host's order out of the data. */
uint16_t xt_u16(const struct nf_expr *expr, size_t offset);
uint32_t xt_u32(const struct nf_expr *expr, size_t offset);
const uint8_t *xt_at(const struct nf_expr *expr, size_t offset);
/* One of these revisions, and so many bytes. */
bool xt_has(const struct nf_expr *expr, uint32_t first, uint32_t last,
	    size_t len);
void xt_never(struct rules_xt *xt);
/* As on the wire. */
void xt_put_u16(uint8_t *bytes, uint16_t value);

typedef bool (*xt_say)(const struct nf_expr *expr, uint32_t family,
		       struct rules_xt *xt);
/* xt_nat.c; the last: to whatever address and port. */
bool xt_dnat(const struct nf_expr *expr, uint32_t family, struct rules_xt *xt);
bool xt_snat(const struct nf_expr *expr, uint32_t family, struct rules_xt *xt);
bool xt_redirect(const struct nf_expr *expr, uint32_t family,
		 struct rules_xt *xt);
bool xt_nat_any(const struct nf_expr *expr, uint32_t family,
		struct rules_xt *xt);

/* xt_header.c. */
bool xt_connmark(const struct nf_expr *expr, uint32_t family,
		 struct rules_xt *xt);
bool xt_dscp(const struct nf_expr *expr, uint32_t family, struct rules_xt *xt);
bool xt_iprange(const struct nf_expr *expr, uint32_t family,
		struct rules_xt *xt);
bool xt_length(const struct nf_expr *expr, uint32_t family,
	       struct rules_xt *xt);
bool xt_mac(const struct nf_expr *expr, uint32_t family, struct rules_xt *xt);
bool xt_mark(const struct nf_expr *expr, uint32_t family, struct rules_xt *xt);
bool xt_tos(const struct nf_expr *expr, uint32_t family, struct rules_xt *xt);
bool xt_ttl(const struct nf_expr *expr, uint32_t family, struct rules_xt *xt);
