/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work.c -- the engine's jobs, with what each has to be given
 */
#include "daemon/engine/work.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/sealed.h"
#include "daemon/engine/ask.h"
#include "daemon/engine/origin.h"
#include "daemon/engine/say.h"
#include "daemon/messages.h"

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

/* The worker can open memory, but no file of the store. */
int work_policy(struct engine *engine, const uint8_t digest[DIGEST_LEN])
{
	_cleanup_(fd_closep) int file =
		generations_policy(&engine->store, digest);
	_cleanup_(fd_closep) int memory = -1;
	size_t len = 0;
	int r;

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
		len += (size_t)n;
	}
	r = sealed_close(&memory, len);
	return r < 0 ? r : take_fd(&memory);
}

/* The parent, and what cannot wait: an isolation (hear.c lets in no other). */
static bool hear_meanwhile(void *ctx, int i)
{
	return ask_hear(ctx, i == 0 ? PROC_ENGINE : PROC_CONTROL);
}

static void run(struct engine *engine, struct job *job, struct job_result *out)
{
	const bool worked = engine->working;

	job->name = "policy";
	job->heard[0] = FD_PARENT;
	job->heard[1] = engine->channels[PROC_CONTROL];
	job->hear = hear_meanwhile;
	job->ctx = engine;
	engine->working = true;
	job_run(job, &engine->worker, out);
	engine->working = worked;
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
		.generation = engine->store.last + 1,
		.base_generation = engine->live.number,
		.origin = origin_of(&engine->store, engine->live.number),
		.now = time(NULL),
		.keep_expired = request->verb == VERB_ROLLBACK,
		.json = request->flags & REQUEST_JSON,
		.session = *request->session ? request->session : NULL,
	};

	map_connections(engine, &connections, &job);
	if (engine->live.number)
		base = work_policy(engine, engine->live.policy);
	job.base = base;
	run(engine, &job, out);
	if (out->status == ANSWER_MACHINE)
		say(engine, call->client,
		    "the policy could not be worked on within its limits of time and memory, or not be read; the log says more");
}

void work_compile(struct engine *engine, const struct generation *of,
		  uint32_t number, time_t now, struct job_result *out)
{
	_cleanup_(fd_closep) int policy = work_policy(engine, of->policy);
	struct job job = {
		.kind = JOB_COMPILE,
		.policy = policy,
		.base = -1,
		.generation = number,
		.now = now,
		.keep_expired = true,
	};

	run(engine, &job, out);
}

void work_change(struct engine *engine, const struct generation *base,
		 const struct generation *next, struct job_result *out)
{
	_cleanup_(fd_closep) int to = work_policy(engine, next->policy);

	work_change_to(engine, base, to, out);
}

void work_change_to(struct engine *engine, const struct generation *base,
		    int policy, struct job_result *out)
{
	_cleanup_(fd_closep) int from =
		base ? work_policy(engine, base->policy) : -1;
	struct job job = {
		.kind = JOB_CHANGE,
		.policy = policy,
		.base = from,
		.base_generation = base ? base->number : 0,
		.origin = base ? base->number : 0,
		.now = time(NULL),
		.keep_expired = true,
	};

	run(engine, &job, out);
}

void work_cuts(struct engine *engine, const struct standing *from,
	       const struct standing *to, struct job_result *out)
{
	_cleanup_(sealed_finish) struct sealed connections = { 0 };
	_cleanup_(fd_closep) int base = work_policy(engine, from->policy);
	_cleanup_(fd_closep) int policy = work_policy(engine, to->policy);
	struct job job = {
		.kind = JOB_PLAN,
		.policy = policy,
		.base = base,
		.generation = to->number,
		.base_generation = from->number,
		.origin = from->number,
		.now = time(NULL),
		.keep_expired = true,
	};

	map_connections(engine, &connections, &job);
	run(engine, &job, out);
}

void work_snapshot(struct engine *engine, const struct snapshot_files *files,
		   struct job_result *out)
{
	struct job job = {
		.kind = JOB_SNAPSHOT,
		.policy = -1,
		.base = -1,
		.rules = files->rules,
		.around = files->around,
	};

	run(engine, &job, out);
}

static struct job proof_job(const struct proof_work *work)
{
	return (struct job){
		.kind = JOB_PROVE,
		.name = "policy",
		.policy = work->policy,
		.base = -1,
		.generation = work->generation,
		.now = work->now,
		.seconds = PROVE_JOB_SECONDS,
		.keep_expired = true,
		.rules = work->files->rules,
		.around = work->files->around,
		.next = work->next,
	};
}

void work_prove(struct engine *engine, const struct proof_work *work,
		struct job_result *out)
{
	struct job job = proof_job(work);

	run(engine, &job, out);
}

bool work_prove_begin(struct engine *engine, const struct proof_work *work,
		      struct job_running *out)
{
	const struct job job = proof_job(work);

	return job_begin(&job, &engine->worker, out);
}
