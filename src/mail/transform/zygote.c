/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zygote.c -- the process that forks a fresh transform for every message
 *
 * It never reads a message: it is given a descriptor, makes a second one for
 * the result, forks, and passes the result on when its child has ended well
 * (child.h, also for children that are reused).
 * Kept small, for fork(2) copies what it has touched.
 */
#include <malloc.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/must.h"
#include "mail/procs.h"
#include "mail/settings.h"
#include "mail/transform/child.h"
#include "privsep/channel.h"
#include "privsep/pulse.h"

enum {
	MAX_CHILDREN = 8, /* at once; more wait in the channel */
	SIGNAL_STACK = 65536,
};

/* Of all that is under way no transform sees anything: it is not copied to them. */
struct unseen {
	struct child children[MAX_CHILDREN];
	/* A signal puts the registers there, with what was copied last. */
	char signal_stack[SIGNAL_STACK];
};

struct zygote {
	struct transform transform;
	struct child *children; /* MAX_CHILDREN */
	size_t most;            /* of them at once */
	struct child *given;    /* a job that it has not begun */
	bool reused;
	struct identity who;
	char authserv_id[LIMIT_DOMAIN + 1];
	char attachments[SETTINGS_WORDS];
	uint64_t attachment_size, attachments_size;
};

/* ------ the children ------ */

/* One that lives, sooner than one that does not; or NULL. */
static struct child *find_room(struct zygote *zygote)
{
	struct child *found = NULL;

	must(zygote->children);
	for (size_t i = 0; i < zygote->most; i++) {
		struct child *child = &zygote->children[i];

		if (child_has_room(child) && (!found || child->pid))
			found = child;
	}
	return found;
}

static bool take_job(void *arg, struct message *message)
{
	struct zygote *zygote = arg;
	struct child *child = find_room(zygote);

	if (!child)
		return false;
	child->job.id = message->id;
	child->job.message = take_fd(&message->fd);
	child->job.len = message->body_len;
	memcpy(child->job.body, message->body, message->body_len);
	zygote->given = child;
	return true;
}

static const struct accept from_outside[] = {
	{ MESSAGE_TRANSFORM, true, 8, ENVELOPE_MAX + 4, take_job },
};

/* Once nothing of the message that brought it is left: who is reused would
 * have it while others' messages are read. */
static bool begin_job(struct zygote *zygote)
{
	struct child *child = zygote->given;

	zygote->given = NULL;
	return !child || child_begin(child, &zygote->transform);
}

static bool distrust_all(void *arg, struct message *message)
{
	struct zygote *zygote = arg;

	(void)message;
	for (size_t i = 0; i < zygote->most; i++)
		child_distrust(&zygote->children[i]);
	return true;
}

static const struct accept from_inside[] = {
	{ MESSAGE_REFUTED, false, 0, 0, distrust_all },
};

/* Before a child is believed, and before one is given a message. */
static void hear_inside(struct zygote *zygote)
{
	if (channel_serve_all(FD_ZYGOTE_INSIDE, from_inside, 1, zygote,
			      "zygote-misled") != CHANNEL_EMPTY)
		_exit(EXIT_PEER);
}

static void end_child(struct zygote *zygote, pid_t pid, int status)
{
	for (size_t i = 0; i < zygote->most; i++)
		if (zygote->children[i].pid == pid) {
			child_end(&zygote->children[i], &zygote->transform,
				  status);
			return;
		}
}

static void reap(struct zygote *zygote)
{
	int status;
	pid_t pid;

	for (;;) {
		hear_inside(zygote);
		pid = waitpid(-1, &status, WNOHANG);
		if (pid <= 0)
			return;
		end_child(zygote, pid, status);
	}
}

/* ------ the life ------ */

static void on_child(int signal)
{
	(void)signal; /* it interrupts ppoll(), that is all */
}

enum {
	OUTSIDE, /* which of those that are waited for */
	INSIDE,
	CHILDREN,
	N_POLLS = CHILDREN + MAX_CHILDREN
};

/* False: nothing can be read. */
static bool wait_for_news(const struct zygote *zygote, bool room,
			  struct pollfd polls[static N_POLLS],
			  const sigset_t *waiting)
{
	const struct timespec pause = { .tv_sec = PULSE_SECONDS };

	/* With all children busy the channel holds what comes. */
	polls[OUTSIDE] =
		(struct pollfd){ room ? FD_ZYGOTE_OUTSIDE : -1, POLLIN, 0 };
	polls[INSIDE] = (struct pollfd){ FD_ZYGOTE_INSIDE, POLLIN, 0 };
	for (size_t i = 0; i < zygote->most; i++) {
		const struct child *child = &zygote->children[i];

		polls[CHILDREN + i] =
			(struct pollfd){ child->busy ? child->channel : -1,
					 POLLIN, 0 };
	}
	return ppoll(polls, CHILDREN + zygote->most, &pause, waiting) > 0;
}

static void serve(struct zygote *zygote, const sigset_t *waiting)
{
	struct pollfd polls[N_POLLS];
	const bool news =
		wait_for_news(zygote, find_room(zygote), polls, waiting);

	pulse_beat();
	hear_inside(zygote);
	for (size_t i = 0; i < zygote->most; i++) {
		child_stop_late(&zygote->children[i]);
		if (news && polls[CHILDREN + i].revents)
			child_hear(&zygote->children[i]);
	}
	hear_inside(zygote);
	if (news && find_room(zygote) &&
	    (channel_serve(FD_ZYGOTE_OUTSIDE, from_outside, 1, zygote) >=
		     CHANNEL_GONE ||
	     !begin_job(zygote)))
		_exit(EXIT_PEER);
	reap(zygote);
}

static size_t count_cpus(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) < 0
		       ? 1
		       : (size_t)CPU_COUNT(&set);
}

/* Nor does the zygote get a new page for each that it writes in. */
static bool make_unseen(struct zygote *zygote)
{
	struct unseen *unseen =
		mmap(NULL, sizeof(*unseen), PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	stack_t stack = { .ss_size = SIGNAL_STACK };

	if (unseen == MAP_FAILED ||
	    madvise(unseen, sizeof(*unseen), MADV_DONTFORK) < 0)
		return false;
	stack.ss_sp = unseen->signal_stack;
	if (sigaltstack(&stack, NULL) < 0)
		return false;
	zygote->children = unseen->children;
	for (size_t i = 0; i < MAX_CHILDREN; i++) {
		zygote->children[i].channel = -1;
		zygote->children[i].reused = zygote->reused;
	}
	return true;
}

/* What it needs of them: the rest, which is large, would be copied with every
 * fork. Children that are reused are as many as can run at once. */
static bool take_settings(struct zygote *zygote)
{
	_cleanup_(freep) struct settings *settings =
		xcalloc(1, sizeof(*settings));
	const size_t n_cpus = count_cpus();

	if (settings_load(FD_SETTINGS, settings) < 0)
		return false;
	close(FD_SETTINGS);
	zygote->who = settings->who[PROC_TRANSFORM];
	memcpy(zygote->authserv_id, settings->authserv_id,
	       sizeof(zygote->authserv_id));
	memcpy(zygote->attachments, settings->attachments,
	       sizeof(zygote->attachments));
	zygote->attachment_size = settings->attachment_size;
	zygote->attachments_size = settings->attachments_size;
	zygote->reused = settings_runs(settings, PROC_REUSED);
	zygote->most =
		zygote->reused && n_cpus < MAX_CHILDREN ? n_cpus : MAX_CHILDREN;
	return true;
}

int zygote_main(void)
{
	static struct zygote zygote;
	static struct arena arena;
	static struct filter own, filter;
	struct sigaction action = { .sa_handler = on_child,
				    .sa_flags = SA_ONSTACK };
	sigset_t blocked, waiting;

	if (!take_settings(&zygote) || !make_unseen(&zygote))
		return EXIT_PEER;
	if (jail_leave_network() < 0)
		return EXIT_PEER;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGCHLD);
	sigprocmask(SIG_BLOCK, &blocked, &waiting);
	sigaction(SIGCHLD, &action, NULL);
	transform_warm(&arena);
	if (filter_build(
		    procs[zygote.reused ? PROC_REUSED : PROC_TRANSFORM].calls,
		    &filter) < 0 ||
	    filter_build(procs[PROC_ZYGOTE].calls, &own) < 0)
		return EXIT_PEER;
	zygote.transform = (struct transform){
		.filter = &filter,
		.arena = &arena,
		.authserv_id = zygote.authserv_id,
		.attachments = zygote.attachments,
		.attachment_size = zygote.attachment_size,
		.attachments_size = zygote.attachments_size,
	};
	malloc_trim(0);
	if (jail_enter_unfiltered(&procs[PROC_ZYGOTE], &zygote.who) < 0 ||
	    filter_load(&own) < 0)
		return EXIT_PEER;
	for (;;)
		serve(&zygote, &waiting);
}
