/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * volume_index.c -- where a volume's records begin, as a hint
 */
#include "store/volume_index.h"

#include <sys/stat.h>

#include "base/fd.h"
#include "base/wire.h"
#include "store/record.h"
#include "store/reference.h"

enum {
	ENTRY = 8
};

static void put(int index, uint32_t place, uint64_t value)
{
	uint8_t bytes[ENTRY];
	struct pack pack = { bytes, bytes + ENTRY, false };

	pack_u64(&pack, value);
	(void)fd_write_at(index, bytes, ENTRY, (off_t)place * ENTRY);
}

static uint64_t get(int index, uint32_t place)
{
	uint8_t bytes[ENTRY];
	struct wire wire = { bytes, bytes + ENTRY, false };

	return fd_read_at(index, bytes, ENTRY, (off_t)place * ENTRY) == 0
		       ? wire_u64(&wire)
		       : 0;
}

void volume_index_put(int index, uint32_t number, uint64_t at)
{
	put(index, number, at + 1);
}

bool volume_index_get(int index, uint32_t number, uint64_t *at)
{
	const uint64_t value = get(index, number);

	*at = value - 1;
	return value != 0;
}

/* Not what a disk made of it: records begin at blocks, and none is smaller. */
static bool can_be(uint64_t value, uint32_t number, uint32_t least)
{
	const uint64_t at = value - 1;

	return value != 0 && at % RECORD_BLOCK == 0 &&
	       number - least <= at / RECORD_BLOCK;
}

uint32_t volume_index_highest(int index, uint32_t least)
{
	struct stat st;
	uint64_t n = index >= 0 && fstat(index, &st) == 0
			     ? (uint64_t)st.st_size / ENTRY
			     : 0;

	if (n > (uint64_t)REFERENCE_NUMBER_MAX + 1)
		n = (uint64_t)REFERENCE_NUMBER_MAX + 1;
	for (uint32_t number = (uint32_t)n; number-- > least + 1;)
		if (can_be(get(index, number), number, least))
			return number;
	return least;
}

void volume_index_put_synced(int index, uint64_t bytes)
{
	put(index, 0, bytes);
}

uint64_t volume_index_synced(int index)
{
	return get(index, 0);
}
