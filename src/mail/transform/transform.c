/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transform.c -- the life of a process that sees one message
 */
#include "mail/transform/transform.h"

#include <sys/resource.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/fd.h"
#include "mail/limits.h"
#include "mail/transform/transform_plain.h"
#include "mime/convert.h"
#include "privsep/filter.h"

/* Never touched before the fork: the pages come when they are written. */
static uint8_t message[LIMIT_MESSAGE];
static char plain[LIMIT_PLAIN];

void transform_warm(struct arena *arena)
{
	arena->ceiling = LIMIT_TRANSFORM_ARENA;
	arena_reserve(arena, LIMIT_TRANSFORM_ARENA);
	digest_warm();
}

static bool confine(const struct transform *transform, int in, int out)
{
	const struct rlimit cpu = { LIMIT_TRANSFORM_CPU, LIMIT_TRANSFORM_CPU };

	return dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 &&
	       close_range(STDERR_FILENO, ~0U, 0) == 0 &&
	       lseek(STDIN_FILENO, 0, SEEK_SET) == 0 &&
	       setrlimit(RLIMIT_CPU, &cpu) == 0 &&
	       filter_load(transform->filter) == 0;
}

static bool read_all(size_t len)
{
	size_t n = 0;
	ssize_t r;

	if (len > sizeof(message))
		return false;
	while (n < len) {
		r = read(STDIN_FILENO, message + n, len - n);
		if (r <= 0)
			return false;
		n += (size_t)r;
	}
	return true;
}

static int convert(const struct transform *transform,
		   const struct envelope *envelope, size_t len)
{
	const struct convert_options options = {
		.loop_mark = "X-Sekisho-Relay",
		.authserv_id = transform->authserv_id,
	};
	struct converted converted;
	enum convert_verdict verdict;

	if (!read_all(len))
		return TRANSFORM_FAILED;
	verdict = convert_message(message, len, &options, transform->arena,
				  &converted);
	if (verdict != CONVERT_OK)
		return TRANSFORM_HELD + (int)verdict;
	len = transform_plain(envelope, &converted, plain, sizeof(plain));
	if (len == 0)
		return TRANSFORM_HELD + CONVERT_NO_MEMORY;
	return fd_write_all(STDOUT_FILENO, plain, len) == 0 ? TRANSFORM_OK
							    : TRANSFORM_FAILED;
}

void transform_main(const struct transform *transform,
		    const struct envelope *envelope, int in, int out,
		    size_t len)
{
	if (!confine(transform, in, out))
		_exit(TRANSFORM_FAILED);
	_exit(convert(transform, envelope, len));
}
