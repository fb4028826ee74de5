/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * child.c -- a transform and its message: given, done, dead, told
 */
#include "mail/transform/child.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/sealed.h"
#include "mail/procs.h"
#include "mail/smtp/answer.h"
#include "mail/transform/reused.h"
#include "mime/convert.h"
#include "privsep/channel.h"

static time_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

static void tell_failed(uint32_t id, enum answer_reason reason,
			enum held_why why)
{
	const uint8_t body[] = { (uint8_t)reason, (uint8_t)why };

	if (channel_send(FD_ZYGOTE_OUTSIDE, MESSAGE_FAILED, id, body,
			 sizeof(body), -1) < 0)
		_exit(EXIT_PEER);
}

/* ------ its beginning ------ */

bool child_has_room(const struct child *child)
{
	return !child->pid || (child->channel >= 0 && !child->busy);
}

static void close_channel(struct child *child)
{
	fd_closep(&child->channel);
	child->channel = -1;
}

static bool give_life(struct child *child, const struct transform *transform,
		      struct envelope *envelope, size_t len)
{
	const int in = child->job.message, out = child->result;
	pid_t pid;

	child->first = child->job.id;
	child->n_messages = 0;
	child->n_bytes = 0;
	child->distrusted = false;
	child->channel = -1;
	if (child->reused) {
		envelope_forget(envelope); /* it is told each */
		pid = reused_start(transform, &child->channel);
	} else {
		pid = _Fork();
		if (pid == 0) /* where there is no *child */
			transform_main(transform, envelope, in, out, len);
	}
	child->pid = pid;
	if (child->pid > 0)
		return true;
	close_channel(child);
	child->pid = 0;
	return false;
}

static void forget_message(struct child *child)
{
	close(child->result);
	close(child->job.message);
	child->busy = false;
}

bool child_begin(struct child *child, const struct transform *transform)
{
	static struct envelope envelope;
	const struct job *job = &child->job;
	size_t len;

	envelope_forget(&envelope);
	if (!transform_read_request(job->body, job->len, &envelope, &len))
		return false;
	child->result = memfd_create("plain", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (child->result < 0 ||
	    (!child->pid && !give_life(child, transform, &envelope, len))) {
		log_errno(-errno, "transform-not-started id=%08x", job->id);
		tell_failed(job->id, ANSWER_TRANSFORM, HELD_NOT);
		forget_message(child);
		return true;
	}
	if (child->reused)
		reused_give(child->channel, job->body, job->len, job->message,
			    child->result);
	child->busy = true;
	child->n_messages++;
	child->n_bytes += len;
	child->deadline = now() + LIMIT_TRANSFORM_TIME;
	return true;
}

/* ------ its end ------ */

static size_t result_len(const struct child *child)
{
	return (size_t)lseek(child->result, 0, SEEK_END);
}

static void pass_on(struct child *child)
{
	uint8_t body[4];
	struct pack pack = { body, body + sizeof(body), false };
	const uint32_t len = (uint32_t)result_len(child);

	child->n_bytes += len;
	pack_u32(&pack, len);
	if (channel_send(FD_ZYGOTE_INSIDE, MESSAGE_PLAIN, child->job.id, body,
			 sizeof(body), child->result) < 0)
		_exit(EXIT_PEER);
}

static enum held_why why_of(enum convert_verdict verdict)
{
	switch (verdict) {
	case CONVERT_OK:
	case N_CONVERT_VERDICTS:
		return HELD_NOT;
	case CONVERT_TOO_DEEP:
		return HELD_TOO_DEEP;
	case CONVERT_TOO_MANY_PARTS:
		return HELD_TOO_MANY_PARTS;
	case CONVERT_TOO_MANY_FIELDS:
		return HELD_TOO_MANY_FIELDS;
	case CONVERT_HEADER_TOO_LONG:
		return HELD_HEADER_TOO_LONG;
	case CONVERT_NO_MEMORY:
		return HELD_TOO_LARGE;
	}
	return HELD_NOT;
}

static int exit_of(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int signal_of(int status)
{
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/* Its end says what became of its message. */
static bool is_verdict(const struct child *child, int status)
{
	const int code = exit_of(status);
	enum convert_verdict why;

	return !child->distrusted &&
	       (code == TRANSFORM_OK || transform_is_held(code, &why));
}

static void tell_verdict(struct child *child, int code)
{
	const uint32_t id = child->job.id;
	enum convert_verdict verdict;
	enum held_why why;

	if (!transform_is_held(code, &verdict)) {
		pass_on(child);
		return;
	}
	why = why_of(verdict);
	log_warn("transform-held id=%08x why=%s", id, held_why_name(why));
	tell_failed(id, ANSWER_HELD, why);
}

static void tell_death(const struct child *child, int status)
{
	const uint32_t id = child->job.id;

	log_err("transform-died id=%08x exit=%d signal=%d", id, exit_of(status),
		signal_of(status));
	tell_failed(id, ANSWER_TRANSFORM, HELD_CONVERTER_DIED);
}

static bool had_enough(const struct child *child)
{
	return child->n_messages >= LIMIT_REUSES ||
	       child->n_bytes > LIMIT_REUSED_BYTES;
}

/* What has ended has no process identifier of its own any more. */
static void stop(const struct child *child)
{
	if (child->pid)
		kill(child->pid, SIGKILL);
}

/* Should it have been taken over, it may still hold what it has written, and
 * what it was given: nothing of that changes or grows any more, and it is only
 * so much. */
void child_hear(struct child *child)
{
	if (!reused_is_done(child->channel))
		return;
	if (sealed_close(&child->result, result_len(child)) < 0) {
		stop(child);
		return;
	}
	pass_on(child);
	forget_message(child);
	if (!had_enough(child))
		return;
	stop(child);
	close_channel(child);
}

/* Its first message cannot have been harmed by another. */
void child_distrust(struct child *child)
{
	if (!child->reused || !child->pid || child->distrusted ||
	    child->n_messages <= child->busy)
		return;
	log_warn("transform-distrusted first=%08x messages=%u", child->first,
		 child->n_messages);
	child->distrusted = true;
	kill(child->pid, SIGKILL);
	close_channel(child);
}

static void try_again(struct child *child, const struct transform *transform,
		      int status)
{
	log_warn("transform-again id=%08x messages=%u exit=%d signal=%d",
		 child->job.id, child->n_messages, exit_of(status),
		 signal_of(status));
	close(child->result);
	child_begin(child, transform);
}

void child_end(struct child *child, const struct transform *transform,
	       int status)
{
	child->pid = 0;
	/* It may have said so before it ended. */
	if (child->busy && child->channel >= 0)
		child_hear(child);
	close_channel(child);
	if (!child->busy)
		return;
	if (!is_verdict(child, status) && child->n_messages > 1) {
		try_again(child, transform, status);
		return;
	}
	if (is_verdict(child, status))
		tell_verdict(child, exit_of(status));
	else
		tell_death(child, status);
	forget_message(child);
}

void child_stop_late(const struct child *child)
{
	if (child->busy && child->deadline < now())
		kill(child->pid, SIGKILL);
}
