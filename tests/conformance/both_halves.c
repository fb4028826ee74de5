/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * both_halves.c -- a mail through transform and inner half, with all kinds of
 * attachments permitted
 *
 * both_halves <MAIL >MESSAGE. Exit 1: it did not get through.
 */
#include <stdio.h>

#include "base/arena.h"
#include "mail/messages.h"
#include "mail/plain/compose.h"
#include "mail/plain/verify_files.h"
#include "mail/transform/transform_plain.h"
#include "mime/convert.h"

enum {
	MAIL = 64 << 20
};

static const char kinds[] = "pdf docx xlsx pptx jpeg png";
static uint8_t mail[MAIL];
static char stream[PLAIN_BYTES];
static struct plain plain;

static size_t transform(size_t len)
{
	static const struct envelope envelope = {
		.n_rcpts = 1,
		.rcpts = { "x@town.example.jp" },
	};
	const struct convert_options options = {
		.attachments = kinds,
		.attachment_size = PLAIN_FILES_BYTES,
		.attachments_size = PLAIN_FILES_BYTES,
	};
	struct arena arena = { .ceiling = 64 << 20 };
	struct converted converted;

	len = convert_message(mail, len, &options, &arena, &converted) ==
			      CONVERT_OK
		      ? transform_plain(&envelope, &converted, stream,
					sizeof(stream))
		      : 0;
	arena_finish(&arena);
	return len;
}

int main(void)
{
	const struct file_rules rules = {
		.words = kinds,
		.each = PLAIN_FILES_BYTES,
		.all = PLAIN_FILES_BYTES,
	};
	const struct compose_options options = {
		.hostname = "gw.example",
		.mark = "gw.example:mail-out",
		.notice = "[head]\n[passed]\n{file-name} {file-bytes} "
			  "{file-sha256}\n[removed]\n{removed-name} "
			  "{removed-why}\n[tail]\n",
	};
	struct composed out = { 0 };
	size_t len = transform(fread(mail, 1, sizeof(mail), stdin));

	if (plain_read_files(stream, len, &rules, &plain) != NULL ||
	    compose_message(&plain, &options, &out) != COMPOSE_OK ||
	    fwrite(out.bytes, 1, out.len, stdout) != out.len)
		return 1;
	composed_finish(&out);
	return 0;
}
