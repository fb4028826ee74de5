/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zygote.c -- the process that forks a fresh transform for every message
 *
 * It never reads a message: it is given a descriptor, makes a second one for
 * the result, forks, and passes the result on when its child has ended well.
 * Kept small, for fork(2) copies what it has touched.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/log.h"
#include "mail/messages.h"
#include "mail/procs.h"
#include "mail/settings.h"
#include "mail/smtp/answer.h"
#include "mail/transform/transform.h"
#include "mime/convert.h"
#include "privsep/channel.h"

enum {
	MAX_CHILDREN = 8, /* at once; more wait in the channel */
	EXIT_PEER = 1
};

struct child {
	pid_t pid; /* 0: free */
	uint32_t id;
	int result;
	time_t deadline;
};

struct zygote {
	struct transform transform;
	struct child children[MAX_CHILDREN];
	size_t n_children;
};

/* ------ what the outside may say ------ */

static bool read_envelope(const struct message *message,
			  struct envelope *envelope, uint32_t *len)
{
	struct wire wire = { message->body, message->body + message->body_len,
			     false };

	*len = wire_u32(&wire);
	wire_envelope(&wire, envelope);
	return wire_done(&wire) && *len <= LIMIT_MESSAGE;
}

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

static struct child *find_child(struct zygote *zygote, pid_t pid)
{
	for (size_t i = 0; i < MAX_CHILDREN; i++)
		if (zygote->children[i].pid == pid)
			return &zygote->children[i];
	return NULL;
}

static bool start_transform(void *arg, struct message *message)
{
	static struct envelope envelope;
	struct zygote *zygote = arg;
	struct child *child = find_child(zygote, 0);
	_cleanup_(fd_closep) int result = -1;
	uint32_t len;
	pid_t pid;

	if (!child || !read_envelope(message, &envelope, &len))
		return false;
	result = memfd_create("plain", MFD_CLOEXEC);
	pid = result < 0 ? -1 : _Fork();
	if (pid == 0)
		transform_main(&zygote->transform, &envelope, message->fd,
			       result, len);
	if (pid < 0) {
		log_errno(-errno, "transform-not-started id=%08x", message->id);
		tell_failed(message->id, ANSWER_TRANSFORM, HELD_NOT);
		return true;
	}
	zygote->n_children++;
	*child = (struct child){
		.pid = pid,
		.id = message->id,
		.result = take_fd(&result),
		.deadline = now() + LIMIT_TRANSFORM_TIME,
	};
	return true;
}

static const struct accept from_outside[] = {
	{ MESSAGE_TRANSFORM, true, 8, ENVELOPE_MAX + 4, start_transform },
};

/* ------ the ends of transforms ------ */

static void pass_on(const struct child *child)
{
	uint8_t body[4];
	struct pack pack = { body, body + sizeof(body), false };

	pack_u32(&pack, (uint32_t)lseek(child->result, 0, SEEK_END));
	if (channel_send(FD_ZYGOTE_INSIDE, MESSAGE_PLAIN, child->id, body,
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

static void judge(const struct child *child, int status)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;

	if (code == TRANSFORM_OK) {
		pass_on(child);
	} else if (code > TRANSFORM_HELD &&
		   code < TRANSFORM_HELD + N_CONVERT_VERDICTS) {
		const enum held_why why =
			why_of((enum convert_verdict)(code - TRANSFORM_HELD));

		log_warn("transform-held id=%08x why=%s", child->id,
			 held_why_name(why));
		tell_failed(child->id, ANSWER_HELD, why);
	} else {
		log_err("transform-died id=%08x exit=%d signal=%d", child->id,
			code, WIFSIGNALED(status) ? WTERMSIG(status) : 0);
		tell_failed(child->id, ANSWER_TRANSFORM, HELD_CONVERTER_DIED);
	}
}

static void reap(struct zygote *zygote)
{
	int status;
	pid_t pid;

	while (zygote->n_children &&
	       (pid = waitpid(-1, &status, WNOHANG)) > 0) {
		struct child *child = find_child(zygote, pid);

		if (!child)
			continue;
		judge(child, status);
		close(child->result);
		*child = (struct child){ 0 };
		zygote->n_children--;
	}
}

static void stop_late(struct zygote *zygote)
{
	for (size_t i = 0; i < MAX_CHILDREN; i++)
		if (zygote->children[i].pid &&
		    zygote->children[i].deadline < now())
			kill(zygote->children[i].pid, SIGKILL);
}

/* ------ the life ------ */

static void on_child(int signal)
{
	(void)signal; /* it interrupts ppoll(), that is all */
}

static void serve(struct zygote *zygote, const sigset_t *waiting)
{
	const struct timespec second = { .tv_sec = 1 };
	struct pollfd channel = { .fd = FD_ZYGOTE_OUTSIDE, .events = POLLIN };
	int r;

	/* With all children busy the channel holds what comes. */
	r = ppoll(&channel, zygote->n_children < MAX_CHILDREN,
		  zygote->n_children ? &second : NULL, waiting);
	stop_late(zygote);
	if (r > 0 && channel_serve(FD_ZYGOTE_OUTSIDE, from_outside, 1,
				   zygote) >= CHANNEL_GONE)
		_exit(EXIT_PEER);
	reap(zygote);
}

int zygote_main(void)
{
	static struct settings settings;
	struct zygote zygote = { 0 };
	static struct arena arena;
	static struct filter own, filter;
	struct sigaction action = { .sa_handler = on_child };
	sigset_t blocked, waiting;
	int r;

	if (settings_load(FD_SETTINGS, &settings) < 0)
		return EXIT_PEER;
	r = jail_leave_network();
	if (r < 0) {
		log_errno(r, "zygote network namespace");
		return EXIT_PEER;
	}
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGCHLD);
	sigprocmask(SIG_BLOCK, &blocked, &waiting);
	sigaction(SIGCHLD, &action, NULL);
	transform_warm(&arena);
	if (filter_build(procs[PROC_TRANSFORM].calls, &filter) < 0 ||
	    filter_build(procs[PROC_ZYGOTE].calls, &own) < 0)
		return EXIT_PEER;
	zygote.transform =
		(struct transform){ &filter, &arena, settings.authserv_id };
	close(FD_SETTINGS);
	if (jail_enter_unfiltered(&procs[PROC_ZYGOTE],
				  &settings.who[PROC_TRANSFORM]) < 0 ||
	    filter_load(&own) < 0)
		return EXIT_PEER;
	for (;;)
		serve(&zygote, &waiting);
}
