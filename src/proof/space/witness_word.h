/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * witness_word.h -- how each variable is written; for witness/ alone
 */
#pragma once

#include "proof/space/witness.h"

enum word_kind {
	WORD_NUMBER,
	WORD_BYTES,   /* 0x and all of them */
	WORD_ADDRESS, /* of the variable's length */
	WORD_INTERFACE,
};

enum word_kind word_kind(enum variable variable);
/* Names differ; blanks are '-'. */
bool word_is(enum variable variable, const char *name, size_t len);

static inline bool proto_has_ports(uint16_t proto)
{
	return proto == PROTO_TCP || proto == PROTO_UDP || proto == PROTO_SCTP;
}

static inline bool proto_is_icmp(uint16_t proto)
{
	return proto == PROTO_ICMP || proto == PROTO_ICMPV6;
}
