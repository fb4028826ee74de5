/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_desk.c -- what the relay's processes tell its operators: counts, the
 * store's state, the words of deletions and tombstones
 *
 * The first byte says which. What is understood packs to the very bytes again.
 */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "mail/control/status.h"
#include "mail/store/deletions.h"

#include "fuzz.h"

static void check_tally(const uint8_t *bytes, size_t len)
{
	static uint8_t again[TALLY_MAX];
	static struct status status = { .relay = "gw:mail-in" };
	FILE *nowhere;

	if (!tally_unpack(bytes, len, &status.tally))
		return;
	must(tally_pack(&status.tally, again) == len);
	must(memcmp(again, bytes, len) == 0);
	nowhere = fopen("/dev/null", "we");
	must(nowhere);
	status_print(&status, nowhere);
	status_print_json(&status, nowhere);
	status_print_metrics(&status, nowhere);
	fclose(nowhere);
}

static void check_store(const uint8_t *bytes, size_t len)
{
	uint8_t again[STORE_STATUS_LEN];
	struct store_status status;

	if (!store_status_unpack(bytes, len, &status))
		return;
	store_status_pack(&status, again);
	must(len == sizeof(again) && memcmp(again, bytes, len) == 0);
}

static void check_tombstone(const uint8_t *bytes, size_t len)
{
	struct tombstone stone, again;
	char words[TOMBSTONE_MAX];

	tombstone_read((const char *)bytes, len, &stone);
	must(stone.n <= 2);
	if (stone.n < 2)
		return;
	tombstone_write(words, &stone.by[0], &stone.by[1]);
	tombstone_read(words, strlen(words), &again);
	must(again.n == 2);
	for (size_t i = 0; i < 2; i++) {
		must(strcmp(again.by[i].name, stone.by[i].name) == 0);
		must(strcmp(again.by[i].reason, stone.by[i].reason) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	if (len < 1)
		return 0;
	switch (bytes[0]) {
	case 't':
		check_tally(bytes + 1, len - 1);
		break;
	case 's':
		check_store(bytes + 1, len - 1);
		break;
	case 'w':
		check_tombstone(bytes + 1, len - 1);
		break;
	default:
		break;
	}
	return 0;
}
