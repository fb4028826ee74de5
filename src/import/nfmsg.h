/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nfmsg.h -- messages of nf_tables as the kernel's dump has them
 *
 * A buffer of netlink attributes that grows. Headers are in the host's order,
 * values of nf_tables big-endian. A length that does not fit its sixteen bits
 * sets `too_long`; what is in it is of no use then.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ruleset/snapshot.h"

struct nfmsg {
	uint8_t *at; /* nfmsg_finish() frees it */
	size_t len, cap;
	bool too_long;
};

/* A message's headers; `type` is NFT_MSG_NEW…, whatever was in it is gone. */
void nfmsg_begin(struct nfmsg *m, uint8_t type, uint8_t family);
void nfmsg_put(struct nfmsg *m, uint16_t attr, const void *bytes, size_t len);
void nfmsg_text(struct nfmsg *m, uint16_t attr, const char *text);
void nfmsg_u8(struct nfmsg *m, uint16_t attr, uint8_t value);
void nfmsg_u16(struct nfmsg *m, uint16_t attr, uint16_t value);
void nfmsg_u32(struct nfmsg *m, uint16_t attr, uint32_t value);
void nfmsg_u64(struct nfmsg *m, uint16_t attr, uint64_t value);
/* What comes until nfmsg_end() is inside of it. */
size_t nfmsg_nest(struct nfmsg *m, uint16_t attr);
void nfmsg_end(struct nfmsg *m, size_t nest);
/* Attributes that are ready. */
void nfmsg_append(struct nfmsg *m, const void *bytes, size_t len);
/* False where it is too long or the snapshot is full. */
bool nfmsg_send(struct nfmsg *m, struct snapshot *to, enum snapshot_part part);
void nfmsg_finish(struct nfmsg *m);
