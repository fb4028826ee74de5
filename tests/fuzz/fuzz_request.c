/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_request.c -- a client's request to the daemon, and an asker
 *
 * What is understood packs to the very bytes again: there is one way to say a
 * thing.
 */
#include <string.h>

#include "base/must.h"
#include "base/text.h"
#include "control/asker.h"
#include "control/request.h"

#include "fuzz.h"

static void check_request(uint16_t verb, const uint8_t *body, size_t len)
{
	static struct request request;
	uint8_t again[REQUEST_MAX];

	if (!request_unpack(verb, body, len, &request))
		return;
	must(request.verb == (enum verb)verb);
	must(!text_has_control(request.reason));
	must(request_pack(&request, again) == len);
	must(memcmp(again, body, len) == 0);
}

static void check_asker(const uint8_t *bytes)
{
	uint8_t again[ASKER_LEN];
	struct asker asker;

	if (!asker_unpack(bytes, &asker))
		return;
	asker_pack(&asker, again);
	must(memcmp(again, bytes, ASKER_LEN) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	if (len < 2)
		return 0;
	check_request((uint16_t)(bytes[0] << 8 | bytes[1]), bytes + 2, len - 2);
	if (len >= ASKER_LEN)
		check_asker(bytes);
	return 0;
}
