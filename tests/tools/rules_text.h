/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_text.h -- decoded rules in the words of `nft --debug=netlink`
 *
 * So that they can be held against what libnftnl says of the same kernel, and
 * against upstream's own expectations (tests/py). Data are printed as 32-bit
 * words of this machine's order, which hides how many bytes of the last one
 * count; what a kernel says and libnftnl leaves out, we leave out too.
 */
#pragma once

#include <stdint.h>
#include <stdio.h>

#include "proof/rules/rules.h"

/* Names of meta and ct keys as libnftnl has them; NULL: it has none. */
const char *rules_text_meta(uint32_t key);
const char *rules_text_ct(uint32_t key);
/* Of other keys: of `kind` EXPR_RT, EXPR_SOCKET, EXPR_TUNNEL, EXPR_XFRM. */
const char *rules_text_key(enum nf_expr_kind kind, uint32_t key);
const char *rules_text_family(uint32_t family);
const char *rules_text_base(enum nf_payload_base base);
/* With a blank before it, if there is one. */
const char *rules_text_exthdr(enum nf_exthdr_op op);

/* "payload load 2b @ transport header + 2 => reg 1 ". */
void rules_text_expr(const struct nf_expr *expr, FILE *out);
void rules_text_element(const struct nf_element *element,
			const struct nf_set *set, FILE *out);
/* Sets, then rules, each with its line "family table name". */
void rules_text(const struct rules *rules, FILE *out);
