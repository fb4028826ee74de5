/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_around.c -- what the engine takes from the survey, and the survey from
 * the engine
 *
 * The first byte chooses which. What is taken packs to the very same bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "kernel/around/expectation.h"
#include "kernel/around/sighting.h"

#include "fuzz.h"

static void be_survey(const uint8_t *bytes, size_t len, uint8_t *again)
{
	struct sightings sightings = { 0 };

	if (sightings_unpack(bytes, len, &sightings)) {
		must(sightings_pack(&sightings, again, len) == len);
		must(!memcmp(bytes, again, len));
	}
	sightings_finish(&sightings);
}

static void be_engine(const uint8_t *bytes, size_t len, uint8_t *again)
{
	struct expectation expected = { 0 };

	if (expectation_unpack(bytes, len, &expected)) {
		must(expectation_pack(&expected, again, len) == len);
		must(!memcmp(bytes, again, len));
	}
	expectation_finish(&expected);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	uint8_t *again = xcalloc(len + 1, 1);

	if (len > 0 && bytes[0] & 1)
		be_survey(bytes + 1, len - 1, again);
	else if (len > 0)
		be_engine(bytes + 1, len - 1, again);
	free(again);
	return 0;
}
