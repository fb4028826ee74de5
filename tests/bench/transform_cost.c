/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transform_cost.c -- what it costs to make plain messages of mails in memory
 *
 * As mail_rounds.h says; nothing comes of a mail that is held. Everything the
 * transform's process does with a message is in it, from the first byte to the
 * digests and the last record, and the memory is made ready for the next one;
 * reading, forking and the inner half are not.
 */
#include "base/arena.h"
#include "mail/limits.h"
#include "mail/messages.h"
#include "mail/transform/transform_plain.h"
#include "mime/convert.h"

#include "mail_rounds.h"

static struct arena arena;
static char plain[LIMIT_PLAIN];

static size_t convert(const struct mail *mail)
{
	static const struct envelope envelope = {
		.n_rcpts = 1,
		.rcpts = { "x@town.example.jp" },
	};
	const struct convert_options options = {
		.loop_mark = "X-Sekisho-Relay",
	};
	struct converted converted;
	size_t len = 0;

	if (convert_message(mail->bytes, mail->len, &options, &arena,
			    &converted) == CONVERT_OK)
		len = transform_plain(&envelope, &converted, plain,
				      sizeof(plain));
	arena_reset(&arena);
	return len;
}

int main(int argc, char **argv)
{
	int exit_code;

	arena_reserve(&arena, LIMIT_TRANSFORM_ARENA);
	exit_code = mail_rounds(argc, argv, convert);
	arena_finish(&arena);
	return exit_code;
}
