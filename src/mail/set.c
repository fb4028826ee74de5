/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set.c -- which processes there are, and who speaks to whom
 */
#include "mail/set.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "mail/handed.h"
#include "mail/settings.h"
#include "privsep/channel.h"
#include "privsep/spawn.h"

enum {
	ROOM = 8 << 20, /* bytes in flight between two processes */
	/* Looks: at what goes round its loop at least once a second, and at what
	 * has yet to begin, as a store of many originals. */
	PATIENCE = 60,
	PATIENCE_FIRST = 600,
};

/* The transform is its zygote's: not started from here. */
static const enum proc started[] = { PROC_ZYGOTE,  PROC_INSIDE, PROC_STORE,
				     PROC_CONTROL, PROC_KEYS,   PROC_OUTSIDE };

enum {
	N_STARTED = sizeof(started) / sizeof(started[0])
};

/* A channel, and the number of the descriptor it is at each end. */
static const struct {
	enum proc a;
	int a_fd;
	enum proc b;
	int b_fd;
} channels[] = {
	{ PROC_OUTSIDE, FD_OUTSIDE_ZYGOTE, PROC_ZYGOTE, FD_ZYGOTE_OUTSIDE },
	{ PROC_OUTSIDE, FD_OUTSIDE_INSIDE, PROC_INSIDE, FD_INSIDE_OUTSIDE },
	{ PROC_ZYGOTE, FD_ZYGOTE_INSIDE, PROC_INSIDE, FD_INSIDE_ZYGOTE },
	{ PROC_OUTSIDE, FD_OUTSIDE_STORE, PROC_STORE, FD_STORE_OUTSIDE },
	{ PROC_OUTSIDE, FD_OUTSIDE_CONTROL, PROC_CONTROL, FD_CONTROL_OUTSIDE },
	{ PROC_STORE, FD_STORE_CONTROL, PROC_CONTROL, FD_CONTROL_STORE },
	{ PROC_OUTSIDE, FD_OUTSIDE_KEYS, PROC_KEYS, FD_KEYS_OUTSIDE },
	{ PROC_INSIDE, FD_INSIDE_KEYS, PROC_KEYS, FD_KEYS_INSIDE },
};

enum {
	N_CHANNELS = sizeof(channels) / sizeof(channels[0]),
	/* and the parent's */
	DIAL = N_CHANNELS,
	NAMES,
	N_PAIRS
};

/* What each process gets, by descriptor number; -1: nothing there. */
struct table {
	int fds[N_PROCS][SPAWN_MAX_FDS];
	int pairs[N_PAIRS][2];
	int pulses[N_PROCS];
};

static void put(struct table *table, enum proc proc, int number, int fd)
{
	table->fds[proc][number - SPAWN_FIRST_FD] = fd;
}

static void begin_table(struct table *table, const struct handed *handed)
{
	for (int proc = 0; proc < N_PROCS; proc++) {
		table->pulses[proc] = -1;
		for (int i = 0; i < SPAWN_MAX_FDS; i++)
			table->fds[proc][i] = -1;
	}
	for (int i = 0; i < N_PAIRS; i++)
		table->pairs[i][0] = table->pairs[i][1] = -1;
	for (int i = 0; i < N_STARTED; i++)
		put(table, started[i], FD_SETTINGS, handed->sealed);
	put(table, PROC_OUTSIDE, FD_OUTSIDE_LISTEN, handed->listen);
	put(table, PROC_STORE, FD_STORE_ORIGINALS, handed->originals);
	put(table, PROC_STORE, FD_STORE_JOURNAL, handed->journal);
	put(table, PROC_CONTROL, FD_CONTROL_LISTEN, handed->control);
	put(table, PROC_KEYS, FD_KEYS_KEY, handed->key);
}

static int open_channels(struct table *table, const struct set *set)
{
	int r = channel_open(table->pairs[DIAL], ROOM);

	if (r == 0)
		r = channel_open(table->pairs[NAMES], ROOM);
	put(table, PROC_INSIDE, FD_INSIDE_PARENT, table->pairs[DIAL][0]);
	put(table, PROC_CONTROL, FD_CONTROL_PARENT, table->pairs[NAMES][0]);
	for (int i = 0; i < N_CHANNELS && r == 0; i++) {
		if (!set->of_set[channels[i].a] || !set->of_set[channels[i].b])
			continue;
		r = channel_open(table->pairs[i], ROOM);
		put(table, channels[i].a, channels[i].a_fd, table->pairs[i][0]);
		put(table, channels[i].b, channels[i].b_fd, table->pairs[i][1]);
	}
	return r;
}

static int open_pulses(struct table *table, struct set *set)
{
	for (int i = 0; i < N_STARTED; i++) {
		const enum proc proc = started[i];

		if (!set->of_set[proc])
			continue;
		table->pulses[proc] = pulse_open(&set->pulses[proc]);
		if (table->pulses[proc] < 0)
			return table->pulses[proc];
		put(table, proc, FD_PULSE, table->pulses[proc]);
	}
	return 0;
}

static void close_table(struct table *table)
{
	for (int proc = 0; proc < N_PROCS; proc++)
		fd_closep(&table->pulses[proc]);
	for (int i = 0; i < N_PAIRS; i++)
		for (int end = 0; end < 2; end++)
			fd_closep(&table->pairs[i][end]);
}

static pid_t start(enum proc proc, const struct table *table, int transform)
{
	char program[] = "sekisho-mail", option[] = "--process", name[16];
	char *const argv[] = { program, option, name, NULL };
	const int *fds = table->fds[proc];
	pid_t pid;

	snprintf(name, sizeof(name), "%s", procs[proc].name);
	pid = proc == PROC_ZYGOTE
		      ? spawn_program(transform, argv, fds, SPAWN_MAX_FDS)
		      : spawn_self(argv, fds, SPAWN_MAX_FDS);
	return pid < 0 ? log_errno(pid, "start %s", name) : pid;
}

void set_start(struct set *set, const struct settings *settings,
	       const struct handed *handed)
{
	struct table table;
	struct timespec now;
	int r;

	clock_gettime(CLOCK_MONOTONIC, &now);
	*set = (struct set){ .dial = -1, .names = -1, .started = now.tv_sec };
	for (int i = 0; i < N_STARTED; i++)
		set->of_set[started[i]] = settings_runs(settings, started[i]);
	begin_table(&table, handed);
	r = open_channels(&table, set);
	if (r == 0)
		r = open_pulses(&table, set);
	if (r < 0)
		log_errno(r, "no-channel");
	for (int i = 0; i < N_STARTED && r == 0; i++)
		if (set->of_set[started[i]])
			set->pids[started[i]] =
				start(started[i], &table, handed->transform);
	set->dial = take_fd(&table.pairs[DIAL][1]);
	set->names = take_fd(&table.pairs[NAMES][1]);
	if (!set->of_set[PROC_CONTROL]) {
		fd_closep(&set->names);
		set->names = -1;
	}
	close_table(&table);
	log_info("relay-started relay=%s outside=%d zygote=%d inside=%d "
		 "store=%d control=%d keys=%d",
		 settings->mark, set->pids[PROC_OUTSIDE],
		 set->pids[PROC_ZYGOTE], set->pids[PROC_INSIDE],
		 set->pids[PROC_STORE], set->pids[PROC_CONTROL],
		 set->pids[PROC_KEYS]);
}

bool set_is_whole(const struct set *set)
{
	for (int proc = 0; proc < N_PROCS; proc++)
		if (set->of_set[proc] && set->pids[proc] <= 0)
			return false;
	return true;
}

bool set_has_begun(const struct set *set)
{
	for (int proc = 0; proc < N_PROCS; proc++)
		if (set->of_set[proc] && set->pulses[proc].seen == 0)
			return false;
	return true;
}

bool set_is_gone(const struct set *set)
{
	for (int proc = 0; proc < N_PROCS; proc++)
		if (set->pids[proc] > 0)
			return false;
	return true;
}

void set_close(struct set *set)
{
	fd_closep(&set->dial);
	fd_closep(&set->names);
	set->dial = set->names = -1;
	for (int proc = 0; proc < N_PROCS; proc++)
		pulse_close(&set->pulses[proc]);
}

void set_look(struct set *set)
{
	for (int proc = 0; proc < N_PROCS; proc++) {
		struct pulse *pulse = &set->pulses[proc];
		const pid_t pid = set->pids[proc];
		unsigned most;

		if (pid <= 0)
			continue;
		pulse_look(pulse);
		most = pulse->seen ? PATIENCE : PATIENCE_FIRST;
		if (pulse->missed == 0 || pulse->missed % most != 0)
			continue;
		log_err("process-silent name=%s pid=%d", procs[proc].name, pid);
		if (!pulse_waits_for_disk(pid))
			set_kill(set, (enum proc)proc, SIGKILL);
	}
}

void set_note_end(struct set *set, pid_t pid, int status, bool told)
{
	told = told && (!WIFSIGNALED(status) || WTERMSIG(status) == SIGKILL);
	for (int proc = 0; proc < N_PROCS; proc++) {
		if (set->pids[proc] != pid)
			continue;
		set->pids[proc] = 0;
		if (told)
			return;
		log_warn("process-ended name=%s pid=%d exit=%d signal=%d",
			 procs[proc].name, pid,
			 WIFEXITED(status) ? WEXITSTATUS(status) : -1,
			 WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	}
}

void set_kill(const struct set *set, enum proc proc, int signal)
{
	if (set->pids[proc] > 0)
		kill(set->pids[proc], signal);
}
