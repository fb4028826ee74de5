/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nf_message.h -- messages of nf_tables made by hand, into a snapshot
 *
 *	message_begin(&m, 6);			NFT_MSG_NEWRULE
 *	message_text(&m, 1, "t");
 *	nest = message_nest(&m, 4);
 *	message_u32(&m, 1, 8);
 *	message_end(&m, nest);
 *	message_add(&m, &snapshot, SNAPSHOT_RULES);
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ruleset/snapshot.h"

struct message {
	uint8_t bytes[4096];
	size_t len;
};

void message_begin(struct message *m, uint8_t type);
void message_family(struct message *m, uint8_t family); /* inet otherwise */
void message_put(struct message *m, uint16_t attr, const void *bytes,
		 size_t len);
void message_text(struct message *m, uint16_t attr, const char *text);
void message_u8(struct message *m, uint16_t attr, uint8_t value);
void message_u32(struct message *m, uint16_t attr, uint32_t value);
void message_u64(struct message *m, uint16_t attr, uint64_t value);
size_t message_nest(struct message *m, uint16_t attr);
void message_end(struct message *m, size_t nest);
void message_add(struct message *m, struct snapshot *snapshot,
		 enum snapshot_part part);
