/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * code.h -- our words as the kernel's numbers
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "ruleset/ruleset.h"

enum source_kind {
	SOURCE_META,
	SOURCE_CT,
	SOURCE_CT_ORIGINAL, /* of the connection's first direction */
	SOURCE_PAYLOAD,
};

struct field_source {
	enum source_kind kind;
	uint32_t key; /* NFT_META_…, NFT_CT_…, or the payload's base */
	uint32_t offset;
};

/* Where the kernel finds what a rule looks at. */
const struct field_source *code_source(enum field field);
/* The field that is found there; `len` counts only in payloads. ICMPv6's type
 * is where ICMP's is, and is called so. */
bool code_field(const struct field_source *source, uint32_t len,
		enum field *out);
/* The value in the order that the kernel can tell greater from less by. */
void code_ordered(enum field field, uint8_t out[static 16],
		  const uint8_t in[static 16]);
/* NF_INET_… of a base chain. */
uint32_t code_hook(enum hook hook);
/* The kernel's code of a verdict, and back (VERDICT_NONE: none of ours). */
uint32_t code_verdict(enum verdict_kind kind);
enum verdict_kind code_verdict_kind(uint32_t code);
