/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy.c -- the policy of a generation, as canonical text
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/must.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/say.h"

/* With a NUL behind; the caller frees it. 0 or -errno. */
static int read_all(int fd, char **text, size_t *len)
{
	_cleanup_(freep) char *bytes = NULL;
	struct stat st;
	size_t n = 0;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (st.st_size > GENERATION_POLICY_MAX)
		return -EFBIG;
	bytes = xcalloc((size_t)st.st_size + 1, 1);
	while (n < (size_t)st.st_size) {
		ssize_t got =
			pread(fd, bytes + n, (size_t)st.st_size - n, (off_t)n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : -EIO;
		n += (size_t)got;
	}
	*len = n;
	*text = take_ptr(bytes);
	return 0;
}

static int find_policy(const struct engine *engine, uint32_t number,
		       char **text, size_t *len)
{
	_cleanup_(arena_finish) struct arena arena = { 0 };
	_cleanup_(fd_closep) int fd = -1;
	struct generation generation;
	int r = generations_load(&engine->store, number, &arena, &generation);

	if (r < 0)
		return r;
	fd = generations_policy(&engine->store, generation.policy);
	return fd < 0 ? fd : read_all(fd, text, len);
}

static void answer(struct engine *engine, const struct call *call,
		   uint32_t number, const char *text, size_t len)
{
	struct page page;

	page_open(&page);
	if (call->request->flags & REQUEST_JSON) {
		struct json json = { .out = page.out };

		json_object(&json);
		json_key(&json, "generation");
		json_number(&json, number);
		json_member(&json, "policy", text);
		json_object_end(&json);
		fputc('\n', page.out);
	} else {
		fwrite(text, 1, len, page.out);
	}
	page_send(&page, engine, call->client, ANSWER_YES);
}

void act_policy(struct engine *engine, const struct call *call)
{
	uint32_t number = call->request->number ? call->request->number
						: engine->live.number;
	_cleanup_(freep) char *text = NULL;
	size_t len = 0;
	int r = number ? find_policy(engine, number, &text, &len) : -ENOENT;

	if (r == 0) {
		answer(engine, call, number, text, len);
		return;
	}
	if (!number)
		say(engine, call->client,
		    "no generation is in force: there is no policy");
	else if (r == -ENOENT)
		say(engine, call->client, "there is no generation %u", number);
	else
		say(engine, call->client,
		    "the policy of generation %u cannot be read: %s", number,
		    r == -EBADMSG ? "it is damaged" : strerror(-r));
	say_done(engine, call->client,
		 r == -ENOENT ? ANSWER_NO : ANSWER_MACHINE, -1);
}
