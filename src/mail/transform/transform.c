/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transform.c -- the life of a process that sees one message, and its pieces
 */
#include "mail/transform/transform.h"

#include <stdalign.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fd.h"
#include "mail/messages.h"
#include "mail/transform/transform_plain.h"
#include "mime/convert.h"
#include "privsep/filter.h"

/* Never touched before the fork: the pages come when they are written, and a
 * page is much of what a fresh process costs, so none is shared. */
static alignas(4096) uint8_t message[LIMIT_MESSAGE];
static alignas(4096) char plain[LIMIT_PLAIN];

void transform_warm(struct arena *arena)
{
	arena->ceiling = LIMIT_TRANSFORM_ARENA;
	arena_reserve(arena, LIMIT_TRANSFORM_ARENA);
}

bool transform_read_request(const uint8_t *body, size_t body_len,
			    struct envelope *envelope, size_t *len)
{
	struct wire wire = { body, body + body_len, false };

	*len = wire_u32(&wire);
	wire_envelope(&wire, envelope);
	return wire_done(&wire) && *len <= LIMIT_MESSAGE;
}

bool transform_confine(const struct transform *transform, int first_closed)
{
	const struct rlimit cpu = { LIMIT_TRANSFORM_CPU, LIMIT_TRANSFORM_CPU };
	const struct rlimit none = { 0, 0 };

	return close_range((unsigned)first_closed, ~0U, 0) == 0 &&
	       setrlimit(RLIMIT_CPU, &cpu) == 0 &&
	       setrlimit(RLIMIT_NPROC, &none) == 0 &&
	       filter_load(transform->filter) == 0;
}

static bool read_all(const struct transform_work *work)
{
	size_t n = 0;
	ssize_t r;

	if (work->len > sizeof(message))
		return false;
	while (n < work->len) {
		r = read(work->in, message + n, work->len - n);
		if (r <= 0)
			return false;
		n += (size_t)r;
	}
	return true;
}

int transform_convert(const struct transform *transform,
		      const struct envelope *envelope,
		      struct transform_work *work)
{
	const struct convert_options options = {
		.loop_mark = "X-Sekisho-Relay",
		.authserv_id = transform->authserv_id,
		.attachments = transform->attachments,
		.attachment_size = transform->attachment_size,
		.attachments_size = transform->attachments_size,
	};
	struct converted converted;
	enum convert_verdict verdict;

	if (!read_all(work))
		return TRANSFORM_FAILED;
	verdict = convert_message(message, work->len, &options,
				  transform->arena, &converted);
	if (verdict != CONVERT_OK)
		return transform_exit_held(verdict);
	work->plain_len =
		transform_plain(envelope, &converted, plain, sizeof(plain));
	if (work->plain_len == 0)
		return transform_exit_held(CONVERT_NO_MEMORY);
	return fd_write_all(work->out, plain, work->plain_len) == 0
		       ? TRANSFORM_OK
		       : TRANSFORM_FAILED;
}

void transform_forget(const struct transform *transform,
		      const struct transform_work *work)
{
	arena_reset(transform->arena);
	memset(message, 0, work->len);
	memset(plain, 0, work->plain_len);
}

void transform_main(const struct transform *transform,
		    const struct envelope *envelope, int in, int out,
		    size_t len)
{
	struct transform_work work = { .in = STDIN_FILENO,
				       .out = STDOUT_FILENO,
				       .len = len };

	/* All its pages in one step: of a large message each fault counts. A
	 * kernel before 5.14 cannot, and gives them one by one. */
	if (len <= sizeof(message))
		madvise(message, len, MADV_POPULATE_WRITE);
	if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
	    lseek(STDIN_FILENO, 0, SEEK_SET) < 0 ||
	    !transform_confine(transform, STDERR_FILENO))
		_exit(TRANSFORM_FAILED);
	_exit(transform_convert(transform, envelope, &work));
}
