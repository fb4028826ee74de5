/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drive.c -- src/kernel by hand: a command a line, its result a line
 *
 *	hold FILE	FILE is what is in force for good (by its number)
 *	try FILE	FILE is what is pending
 *	age SECONDS	what is loaded from here on was compiled so long ago
 *	load FILE	loads it beside what is in force
 *	switch MS	to what was loaded, for good (0) or unless confirmed
 *	confirm | extend MS | revert | settle
 *	own		the gate's table belongs to this process' socket
 *	look		what packets meet, and whose the table is
 *	heal		what others changed is put right
 *	isolate IFACE	nothing is forwarded to it; without IFACE: no more
 *	start		asks for a long dump and does not read the answer
 *	pid		of the process that works
 *
 * With --keep a parent opens the socket and starts another process on it
 * whenever the one that works is killed.
 *
 * Exit 1: the last command failed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <libmnl/libmnl.h>

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "base/cleanup.h"
#include "kernel/confirm.h"
#include "kernel/heal.h"
#include "kernel/held/held.h"
#include "kernel/own.h"
#include "policy/policy.h"
#include "ruleset/build.h"
#include "ruleset/compile.h"

struct drive {
	struct sock sock;
	struct ruleset current, next;
	bool pending; /* next is in force */
	double lapses;
	unsigned age; /* seconds */
	uint32_t genid;
	struct arena arena; /* of the overlay */
	struct table overlay;
};

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool compile(const char *file, uint32_t generation, unsigned age,
		    struct ruleset *out)
{
	const struct policy_options options = {
		.now = time(NULL) - age, .rules = getenv("SEKISHO_RULES")
	};
	const struct compile_options how = { .generation = generation,
					     .now = options.now + 1 };
	_cleanup_(diags_finish) struct diags diags = { 0 };
	_cleanup_(policy_finish) struct policy policy = { 0 };
	bool good = policy_load(file, &options, &policy, &diags);

	ruleset_finish(out);
	good = good && ruleset_compile(&policy, &how, out, &diags);
	diags_print(&diags, stderr, false);
	return good;
}

static int look(struct drive *drive, struct held *held)
{
	return held_read(&drive->sock, held);
}

static int do_hold(struct drive *drive, const char *file)
{
	_cleanup_(held_finish) struct held held = { 0 };
	int r = look(drive, &held);
	uint32_t generation = held.pending ? held.fallback : held.live;

	if (r < 0)
		return r;
	if (generation)
		return compile(file, generation, 0, &drive->current) ? 0
								     : -EINVAL;
	ruleset_lockdown(&drive->current);
	return 0;
}

static int do_try(struct drive *drive, const char *file)
{
	_cleanup_(held_finish) struct held held = { 0 };
	int r = look(drive, &held);

	if (r < 0)
		return r;
	drive->pending = held.pending;
	drive->lapses = seconds() + (double)held.pending_ms / 1e3;
	if (!held.pending)
		return -ETIME;
	return compile(file, held.pending, 0, &drive->next) ? 0 : -EINVAL;
}

static const struct table *overlay_of(const struct drive *drive)
{
	return drive->overlay.name ? &drive->overlay : NULL;
}

static const struct facts facts = { .policy = "drive",
				    .author = "drive",
				    .reason = "" };

static struct apply as_apply(struct drive *drive, struct diags *diags,
			     struct findings *found)
{
	return (struct apply){ .sock = &drive->sock,
			       .ruleset = &drive->next,
			       .previous = drive->current.generation
						   ? &drive->current
						   : NULL,
			       .overlay = overlay_of(drive),
			       .facts = &facts,
			       .counted_from = seconds() - drive->age,
			       .found = found,
			       .diags = diags };
}

static int do_age(struct drive *drive, uint64_t age)
{
	drive->age = (unsigned)age;
	return 0;
}

static int do_load(struct drive *drive, const struct apply *apply,
		   const char *file)
{
	_cleanup_(held_finish) struct held held = { 0 };
	int r = look(drive, &held);

	if (r < 0)
		return r;
	if (!compile(file, generation_next(&held), drive->age, &drive->next))
		return -EINVAL;
	return kernel_load(apply, &drive->genid);
}

static void take_next(struct drive *drive)
{
	ruleset_finish(&drive->current);
	drive->current = drive->next;
	drive->next = (struct ruleset){ 0 };
	drive->pending = false;
}

static int do_switch(struct drive *drive, const struct apply *apply,
		     uint64_t ms)
{
	int r = kernel_switch(apply, drive->genid, ms);

	drive->pending = r == 0 && ms;
	drive->lapses = seconds() + (double)ms / 1e3;
	if (r == 0 && !ms)
		take_next(drive);
	return r;
}

static int do_confirm(struct drive *drive, const struct apply *apply)
{
	int r = kernel_confirm(apply);

	if (r == 0)
		take_next(drive);
	return r;
}

static int do_look(struct drive *drive)
{
	_cleanup_(held_finish) struct held held = { 0 };
	int r = look(drive, &held);

	if (r == 0)
		printf("live=%u pending=%u fallback=%u mixed=%d owner=%s ",
		       held.live, held.pending, held.fallback, held.mixed,
		       !held.gate.owner                      ? "nobody"
		       : held.gate.owner == drive->sock.port ? "me"
							     : "other");
	return r;
}

static int do_own(struct drive *drive, struct diags *diags)
{
	static const char *const names[] = { "kept", "adopted", "made" };
	struct owned owned;
	int r = kernel_own(&drive->sock, &owned, diags);

	printf("%s flags=%#x ", r < 0 ? "not" : names[owned.how],
	       drive->sock.gate_flags);
	return r;
}

static uint64_t ms_left(const struct drive *drive)
{
	double left = drive->lapses - seconds();

	return left > 0 ? (uint64_t)(left * 1e3) : 0;
}

static int do_heal(struct drive *drive, struct findings *found,
		   struct diags *diags, int (*what)(const struct heal *heal))
{
	const struct intent intent = {
		.current = &drive->current,
		.pending = drive->pending ? &drive->next : NULL,
		.pending_ms = ms_left(drive),
		.overlay = overlay_of(drive),
	};
	const struct heal heal = { .sock = &drive->sock,
				   .intent = &intent,
				   .trees = DEPTH_ALL,
				   .current = &facts,
				   .pending = &facts,
				   .found = found,
				   .diags = diags };

	return what(&heal);
}

static void make_overlay(struct drive *drive, const char *iface)
{
	struct build b = build_chain(&drive->arena, "isolate_forward", NULL);

	drive->overlay = (struct table){ 0 };
	if (!*iface)
		return;
	drive->overlay.name = TABLE_GATE;
	b.chain.hook = HOOK_FORWARD;
	b.chain.priority = 5;
	build_rule(&b, NULL);
	build_name(&b, FIELD_OIFNAME, arena_strdup(&drive->arena, iface));
	build_drop(&b);
	build_rule(&b, NULL);
	build_accept(&b);
	build_end(&b, &drive->overlay);
}

static int do_isolate(struct drive *drive, const char *iface,
		      struct findings *found, struct diags *diags)
{
	make_overlay(drive, iface);
	return do_heal(drive, found, diags, kernel_isolate);
}

/* What a process leaves that dies while it reads. */
static int do_start(struct drive *drive)
{
	struct sock_room room;
	struct nlmsghdr *msg = sock_request(
		&drive->sock, &room,
		NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETRULE, NLM_F_DUMP, 0);

	return sock_send(&drive->sock, msg, msg->nlmsg_len);
}

static int run(struct drive *drive, const char *verb, const char *word)
{
	_cleanup_(diags_finish) struct diags diags = { 0 };
	_cleanup_(findings_finish) struct findings found = { 0 };
	const struct apply apply = as_apply(drive, &diags, &found);
	const uint64_t ms = strtoull(word, NULL, 10);
	int r = -ENOSYS;

	if (!strcmp(verb, "hold"))
		r = do_hold(drive, word);
	else if (!strcmp(verb, "try"))
		r = do_try(drive, word);
	else if (!strcmp(verb, "age"))
		r = do_age(drive, ms);
	else if (!strcmp(verb, "load"))
		r = do_load(drive, &apply, word);
	else if (!strcmp(verb, "switch"))
		r = do_switch(drive, &apply, ms);
	else if (!strcmp(verb, "confirm"))
		r = do_confirm(drive, &apply);
	else if (!strcmp(verb, "extend"))
		r = kernel_extend(&apply, ms);
	else if (!strcmp(verb, "revert"))
		r = kernel_revert(&apply);
	else if (!strcmp(verb, "settle"))
		r = kernel_settle(&apply);
	else if (!strcmp(verb, "look"))
		r = do_look(drive);
	else if (!strcmp(verb, "own"))
		r = do_own(drive, &diags);
	else if (!strcmp(verb, "heal"))
		r = do_heal(drive, &found, &diags, kernel_heal);
	else if (!strcmp(verb, "isolate"))
		r = do_isolate(drive, word, &found, &diags);
	else if (!strcmp(verb, "start"))
		r = do_start(drive);
	else if (!strcmp(verb, "pid"))
		r = printf("pid=%d ", getpid());
	vec_each(finding, &found.list)
		printf("found: %s\n", finding->text);
	diags_print(&diags, stderr, false);
	return r;
}

/* Unbuffered: the next process goes on with the next line. */
static bool read_line(char *line, size_t room)
{
	size_t len = 0;
	char c;

	while (len + 1 < room && read(STDIN_FILENO, &c, 1) == 1) {
		if (c == '\n') {
			line[len] = '\0';
			return true;
		}
		line[len++] = c;
	}
	return false;
}

static int work(int fd)
{
	struct drive drive = { .sock = { .fd = -1 } };
	char line[4096], verb[64], word[4000];
	int r = sock_adopt(&drive.sock, fd);

	if (r < 0)
		fprintf(stderr, "adopt: %s\n", strerror(-r));
	while (r != -ENOSYS && drive.sock.answer &&
	       read_line(line, sizeof(line))) {
		double began = seconds();

		*verb = *word = '\0';
		if (sscanf(line, "%63s %3999s", verb, word) < 1)
			continue;
		r = run(&drive, verb, word);
		printf("%s: %s us=%.0f\n", verb,
		       r < 0 ? strerrorname_np(-r) : "ok",
		       (seconds() - began) * 1e6);
		fflush(stdout);
	}
	ruleset_finish(&drive.current);
	ruleset_finish(&drive.next);
	arena_finish(&drive.arena);
	sock_close(&drive.sock);
	return r < 0;
}

static int keep(int fd)
{
	int status;

	do {
		pid_t pid = fork();

		if (pid == 0)
			exit(work(fd));
		if (pid < 0 || waitpid(pid, &status, 0) != pid)
			return 1;
	} while (WIFSIGNALED(status));
	return WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
	int fd = sock_open_fd();

	if (fd < 0) {
		fprintf(stderr, "open: %s\n", strerror(-fd));
		return 1;
	}
	return argc > 1 && !strcmp(argv[1], "--keep") ? keep(fd) : work(fd);
}
