/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_crossing.c -- any bytes as a message: what the transform says of it, the
 * inner half takes
 *
 * The verifier is strict with a transform that lies; here it must refuse
 * nothing, or a message would never arrive. What is composed keeps to the
 * output's grammar and says what the stream says, as tests/hostile reads them.
 */
#include <string.h>

#include "base/arena.h"
#include "base/must.h"
#include "mail/messages.h"
#include "mail/plain/compose.h"
#include "mail/plain/verify_files.h"
#include "mail/transform/transform_plain.h"
#include "mime/convert.h"

#include "../hostile/output.h"
#include "../hostile/stream.h"
#include "fuzz.h"

#define SENDER "a@b.example"
#define RCPT   "x@town.example.jp"
#define KINDS  "pdf docx xlsx pptx jpeg png"

enum {
	LONGEST = 4096, /* bytes of a message; STREAM_RECORDS suffice for it */
	CEILING = 24 << 20,
	EACH = 1024, /* bytes of files that go along, so that some are too large */
	ALL = 2048
};

static char bytes[PLAIN_BYTES];
static struct plain plain;
static struct stream stream;
static struct output output;

/* The length of the stream; 0: the message is held. */
static size_t transform(const uint8_t *data, size_t size, const char *kinds)
{
	static const struct envelope envelope = {
		.sender = SENDER,
		.n_rcpts = 1,
		.rcpts = { RCPT },
	};
	const struct convert_options options = {
		.loop_mark = "X-Sekisho-Relay",
		.authserv_id = "mx.example",
		.attachments = kinds,
		.attachment_size = EACH,
		.attachments_size = ALL,
	};
	struct arena arena = { .ceiling = CEILING };
	struct converted converted;
	size_t len = 0;

	if (convert_message(data, size, &options, &arena, &converted) ==
	    CONVERT_OK) {
		len = transform_plain(&envelope, &converted, bytes,
				      sizeof(bytes));
		must(len);
	}
	arena_finish(&arena);
	return len;
}

/* Its grammar, and for a stream without files what it says. */
static void judge(const struct composed *composed, size_t len)
{
	const struct text rcpts[] = { TEXT_OF(RCPT) };

	must(!output_read((struct text){ composed->bytes, composed->len },
			  &output));
	if (plain.n_files)
		return;
	must(!stream_read((struct text){ bytes, len }, &stream));
	must(!stream_agrees(&stream, TEXT_OF(SENDER), rcpts, 1, false,
			    &output));
}

static void compose(size_t len)
{
	static const struct compose_options options = {
		.hostname = "gw.example",
		.mark = "gw.example:mail-in",
		.notice = "[head]\nh\n{from-text} {auth}\n"
			  "[removed]\n{removed-name} {removed-size} "
			  "{removed-declared} {removed-why} {removed-marks}\n"
			  "[passed]\n{file-name} {file-type} {file-bytes}\n"
			  "[tail]\n{message-id} {unmapped-codes}\n",
	};
	struct composed composed = { 0 };
	enum compose_verdict verdict;

	verdict = compose_message(&plain, &options, &composed);
	must(verdict != COMPOSE_MEMORY);
	if (verdict == COMPOSE_OK)
		judge(&composed, len);
	composed_finish(&composed);
}

static void inward(const uint8_t *data, size_t size)
{
	size_t len = transform(data, size, NULL);

	if (len) {
		must(plain_read(bytes, len, &plain) == NULL);
		compose(len);
	}
}

static void outward(const uint8_t *data, size_t size)
{
	static const struct file_rules rules = { KINDS, EACH, ALL };
	size_t len = transform(data, size, KINDS);

	if (len) {
		must(plain_read_files(bytes, len, &rules, &plain) == NULL);
		compose(len);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > LONGEST)
		return 0;
	inward(data, size);
	outward(data, size);
	return 0;
}
