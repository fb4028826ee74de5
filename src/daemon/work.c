/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work.c -- the engine's jobs, with what each has to be given
 */
#include "daemon/work.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/sealed.h"
#include "base/wire.h"
#include "daemon/ask.h"
#include "daemon/messages.h"
#include "daemon/say.h"

enum {
	CONNECTIONS_MAX = 256 << 20, /* bytes */
};

/* All live connections; none where the kernel does not tell. */
static void map_connections(struct engine *engine, struct sealed *out,
			    struct job *job)
{
	const struct question question = { PROC_ENFORCE, MESSAGE_CONNECTIONS,
					   NULL, 0, -1 };
	struct reply reply;

	*out = (struct sealed){ 0 };
	if (ask(engine, &question, &reply) < 0)
		return;
	if (reply.fd >= 0 && sealed_map(reply.fd, CONNECTIONS_MAX, out) == 0) {
		job->connections = (const void *)out->bytes;
		job->n_connections = out->len / sizeof(struct connection);
	}
	fd_closep(&reply.fd);
}

/* A stored policy as memory, which the worker can open. -1: not there. */
static int seal_policy(struct engine *engine, const uint8_t *digest)
{
	_cleanup_(fd_closep) int file =
		generations_policy(&engine->store, digest);
	_cleanup_(fd_closep) int memory = -1;

	if (file < 0)
		return file;
	memory = memfd_create("policy", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (memory < 0)
		return -errno;
	for (;;) {
		ssize_t n = sendfile(memory, file, NULL, 1 << 20);

		if (n < 0)
			return -errno;
		if (n == 0)
			break;
	}
	return sealed_close(memory) < 0 ? -errno : take_fd(&memory);
}

/* The texts are to be there. */
static void run(struct engine *engine, const struct job *job,
		struct job_result *out)
{
	job_run(job, &engine->worker, out);
}

void work_plan(struct engine *engine, const struct call *call,
	       struct job_result *out)
{
	const struct request *request = call->request;
	_cleanup_(sealed_finish) struct sealed connections = { 0 };
	_cleanup_(fd_closep) int base = -1;
	struct job job = {
		.kind = JOB_PLAN,
		.policy = call->fd,
		.name = "policy",
		.generation = engine->store.last + 1,
		.base_generation = engine->live.number,
		.now = time(NULL),
		.json = request->flags & REQUEST_JSON,
		.session = *request->session ? request->session : NULL,
	};

	map_connections(engine, &connections, &job);
	if (engine->live.number)
		base = seal_policy(engine, engine->live.policy);
	job.base = base;
	run(engine, &job, out);
}

void work_compile(struct engine *engine, const struct generation *of,
		  uint32_t number, struct job_result *out)
{
	_cleanup_(fd_closep) int policy = seal_policy(engine, of->policy);
	const struct job job = {
		.kind = JOB_COMPILE,
		.policy = policy,
		.base = -1,
		.name = "policy",
		.generation = number,
		.now = time(NULL),
		.keep_expired = true,
	};

	run(engine, &job, out);
}

void work_change(struct engine *engine, const struct generation *base,
		 const struct generation *next, struct job_result *out)
{
	_cleanup_(fd_closep) int from =
		base ? seal_policy(engine, base->policy) : -1;
	_cleanup_(fd_closep) int to = seal_policy(engine, next->policy);
	const struct job job = {
		.kind = JOB_CHANGE,
		.policy = to,
		.base = from,
		.base_generation = base ? base->number : 0,
		.name = "policy",
		.now = time(NULL),
		.keep_expired = true,
	};

	run(engine, &job, out);
}
