/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_checkproof.c -- a stranger's dump, and a stranger's certificate of it
 *
 * A dump without its digest, a line CLAIM, then the lines of a claim and its
 * trees. Digests and seals are put where they belong, so that what is within is
 * reached; nothing of it may end the checker, whatever it answers. What it says
 * of some boxes must be the same when asked again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/must.h"
#include "checkproof/claim.h"

#include "fuzz.h"

static void ask(const struct dump *dump, uint8_t way, uint8_t state,
		uint8_t family)
{
	struct box box = { 0 };
	struct run one = { .dump = dump, .box = &box }, two = one;

	memset(box.hi, 255, sizeof(box.hi));
	box.lo[WAY] = box.hi[WAY] = way;
	box.lo[STATE] = box.hi[STATE] = state;
	box.lo[FAMILY] = box.hi[FAMILY] = family;
	memcpy(box.lo + IIF, "eth0", 5);
	memcpy(box.hi + IIF, box.lo + IIF, 16);
	must(box_run(&one) == box_run(&two) && one.decider == two.decider &&
	     one.handle == two.handle);
}

static void check(struct dump *dump, const uint8_t *lines, size_t len)
{
	char seal[SEAL_LINE + 1], *text;
	size_t head;

	text = xcalloc(len + 2 * DIGEST + SEAL_LINE + 64, 1);
	head = (size_t)sprintf(text, "sekisho-certificate 2\ndump ");
	for (size_t i = 0; i < DIGEST; i++)
		head += (size_t)sprintf(text + head, "%02x", dump->digest[i]);
	text[head++] = '\n';
	memcpy(text + head, lines, len);
	seal_of(text, head + len, seal);
	memcpy(text + head + len, seal, SEAL_LINE);
	certificate_holds(dump, text, head + len + SEAL_LINE, NULL);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const char mark[] = "\nCLAIM\n";
	const uint8_t *lines = memmem(bytes, len, mark, sizeof(mark) - 1);
	size_t n = lines ? (size_t)(lines - bytes) : len;
	uint8_t *whole = xcalloc(n + DIGEST_LEN, 1);
	struct dump dump;

	if (n)
		memcpy(whole, bytes, n);
	digest_of(whole, n, whole + n);
	if (dump_load(&dump, (struct bytes){ whole, n + DIGEST_LEN })) {
		ask(&dump, FORWARD, NEW, IP4);
		ask(&dump, INPUT, RELATED, IP6);
		ask(&dump, OUTPUT, UNTRACKED, IP4);
		if (lines)
			check(&dump, lines + sizeof(mark) - 1,
			      len - n - (sizeof(mark) - 1));
	}
	dump_free(&dump);
	free(whole);
	return 0;
}
