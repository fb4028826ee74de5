/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record.c -- one original on the disk: its head, written and read
 */
#include "store/record.h"

#include <string.h>

#include "base/must.h"
#include "base/wire.h"

static const char magic[16] = "sekisho-mail 1\n";

enum {
	CHECKED = 96, /* bytes of the head that its check covers */
};

static uint64_t blocks_of(uint64_t bytes)
{
	return (bytes + RECORD_BLOCK - 1) / RECORD_BLOCK;
}

size_t record_front(uint32_t envelope_len)
{
	return blocks_of(RECORD_HEAD + (uint64_t)envelope_len) * RECORD_BLOCK;
}

void record_measure(struct record *record)
{
	record->blocks = (uint32_t)(blocks_of(RECORD_HEAD +
					      (uint64_t)record->envelope_len) +
				    blocks_of(record->size));
}

static void check_of(const uint8_t *head, const void *envelope, size_t len,
		     uint8_t out[static DIGEST_LEN])
{
	struct digest digest = { 0 };

	digest_begin(&digest);
	digest_add(&digest, head, CHECKED);
	digest_add(&digest, envelope, len);
	digest_end(&digest, out);
}

void record_write(const struct record *record, const void *envelope,
		  uint8_t *out)
{
	struct pack pack = { out, out + CHECKED, false };

	must(record->envelope_len <= RECORD_ENVELOPE_MAX);
	memset(out, 0, record_front(record->envelope_len));
	pack_bytes(&pack, magic, sizeof(magic));
	pack_u32(&pack, record->number);
	pack_u32(&pack, record->state);
	pack_u64(&pack, record->time);
	pack_u64(&pack, record->size);
	pack_u32(&pack, record->envelope_len);
	pack_u32(&pack, record->blocks);
	pack_bytes(&pack, record->digest, DIGEST_LEN);
	pack_bytes(&pack, record->salt, RECORD_SALT);
	must(!pack.bad && pack.pos == pack.end);
	if (record->envelope_len)
		memcpy(out + RECORD_HEAD, envelope, record->envelope_len);
	check_of(out, out + RECORD_HEAD, record->envelope_len, out + CHECKED);
}

bool record_read(const uint8_t *head, struct record *out)
{
	struct wire wire = { head, head + CHECKED, false };
	struct record measured;

	if (memcmp(wire_bytes(&wire, sizeof(magic)), magic, sizeof(magic)) != 0)
		return false;
	out->number = wire_u32(&wire);
	out->state = wire_u32(&wire);
	out->time = wire_u64(&wire);
	out->size = wire_u64(&wire);
	out->envelope_len = wire_u32(&wire);
	out->blocks = wire_u32(&wire);
	memcpy(out->digest, wire_bytes(&wire, DIGEST_LEN), DIGEST_LEN);
	memcpy(out->salt, wire_bytes(&wire, RECORD_SALT), RECORD_SALT);
	if (!wire_done(&wire) || out->number == 0 ||
	    out->envelope_len > RECORD_ENVELOPE_MAX || out->size > UINT32_MAX)
		return false;
	measured = *out;
	record_measure(&measured);
	switch (out->state) {
	case RECORD_KEPT:
		return out->blocks == measured.blocks;
	case RECORD_ERASED:
		/* Who erased it needs no more room than it did. */
		return out->blocks >=
		       blocks_of(RECORD_HEAD + (uint64_t)out->envelope_len);
	case RECORD_BEGIN:
		return out->blocks == 1 && !out->envelope_len && !out->size;
	}
	return false;
}

bool record_check(const uint8_t *front, const struct record *record)
{
	uint8_t check[DIGEST_LEN];

	check_of(front, front + RECORD_HEAD, record->envelope_len, check);
	return memcmp(check, front + CHECKED, DIGEST_LEN) == 0;
}
