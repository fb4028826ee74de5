/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enforce_lab.c -- the enforce process with a script for an engine
 *
 * A command a line, its answer a line or more; what enforce says unasked is
 * printed when it comes:
 *
 *	look | check | others | connections
 *	hold FILE GENERATION	FILE should be in force
 *	holdpending FILE GENERATION
 *	load FILE GENERATION
 *	switch MS | confirm | extend MS | revert
 *	isolate IFACE	as a zone; without IFACE: nothing is isolated
 *	cut marked MARK MASK
 *	cut listed MARK PORT	of what `connections` told, those with both
 *	cut entries NUMBER
 *	cut ends RANGE
 *	pid | ping
 *	cpu		milliseconds that enforce has used
 *	kill		and start it again with the same owner socket
 *	bad TYPE [BYTES]	a message with so many bytes of nothing
 *	badload		a ruleset that is none
 *
 * An answer begins with the command's word; `us=` in its first line ends it.
 * Whoever runs this is root: enforce becomes nobody.
 */
#include "enforce_lab.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "daemon/messages.h"
#include "daemon/settings.h"
#include "kernel/netlink/sock.h"
#include "privsep/channel.h"

enum {
	ROOM = 4 << 20, /* bytes in flight */
};

/* ------ starting it ------ */

static _Noreturn void live(int engine, int parent, int settings, int owner)
{
	const int fds[] = { settings, parent, engine, owner };

	/* Beyond what they are to become. */
	for (int i = 0; i < 4; i++)
		dup2(fds[i], 20 + i);
	for (int i = 0; i < 4; i++)
		dup2(20 + i, FD_SETTINGS + i);
	close_range(FD_ENFORCE_OWNER + 1, ~0U, 0);
	exit(enforce_main());
}

static void start(struct lab *lab)
{
	int engine[2], parent[2];

	if (channel_open(engine, ROOM) < 0 || channel_open(parent, ROOM) < 0)
		exit(1);
	lab->pid = fork();
	if (lab->pid == 0)
		live(engine[1], parent[1], lab->settings, lab->owner);
	close(engine[1]);
	close(parent[1]);
	lab->engine = engine[0];
	lab->parent = parent[0];
	lab->gone = false;
}

static void restart(struct lab *lab)
{
	int status;

	kill(lab->pid, SIGKILL);
	waitpid(lab->pid, &status, 0);
	close(lab->engine);
	close(lab->parent);
	start(lab);
}

static void open_all(struct lab *lab)
{
	struct settings settings = { 0 };
	struct sock owner;

	settings.who[PROC_ENFORCE] = (struct identity){ true, 65534, 65534 };
	lab->settings = settings_seal(&settings);
	if (lab->settings < 0 || sock_open(&owner) < 0) {
		perror("open");
		exit(1);
	}
	lab->owner = owner.fd;
}

/* ------ the script ------ */

static const struct {
	const char *word;
	uint16_t type;
} plain[] = {
	{ "look", MESSAGE_LOOK },       { "check", MESSAGE_CHECK },
	{ "others", MESSAGE_OTHERS },   { "connections", MESSAGE_CONNECTIONS },
	{ "confirm", MESSAGE_CONFIRM }, { "revert", MESSAGE_REVERT },
};

static void do_bad(struct lab *lab, const char *type, const char *len)
{
	static const uint8_t nothing[CHANNEL_BODY];
	int status;

	say(lab, (uint16_t)strtoul(type, NULL, 0), nothing,
	    strtoul(len, NULL, 0), -1);
	if (lab->gone && waitpid(lab->pid, &status, 0) == lab->pid)
		printf("ended exit=%d\n",
		       WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	if (lab->gone)
		start(lab);
}

static void print_cpu(const struct lab *lab)
{
	struct timespec t = { 0 };
	clockid_t clock;

	if (clock_getcpuclockid(lab->pid, &clock) == 0)
		clock_gettime(clock, &t);
	printf("cpu=%ld\n", t.tv_sec * 1000 + t.tv_nsec / 1000000);
}

static void do_badload(struct lab *lab)
{
	say_nonsense(lab);
	puts(lab->gone ? "ended" : "lives on");
	if (lab->gone)
		restart(lab);
}

static void run(struct lab *lab, char words[4][4000])
{
	const char *word = words[0];

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (!strcmp(word, plain[i].word))
			say(lab, plain[i].type, NULL, 0, -1);
	if (!strcmp(word, "hold") || !strcmp(word, "holdpending"))
		say_hold(lab, words[1], words[2], word[4] != '\0');
	else if (!strcmp(word, "load"))
		say_load(lab, words[1], words[2]);
	else if (!strcmp(word, "switch"))
		say_ms(lab, MESSAGE_SWITCH, words[1]);
	else if (!strcmp(word, "extend"))
		say_ms(lab, MESSAGE_EXTEND, words[1]);
	else if (!strcmp(word, "isolate"))
		say_isolation(lab, words[1]);
	else if (!strcmp(word, "cut"))
		say_cut(lab, words[1], words[2], words[3]);
	else if (!strcmp(word, "pid"))
		printf("pid=%d\n", lab->pid);
	else if (!strcmp(word, "cpu"))
		print_cpu(lab);
	else if (!strcmp(word, "ping") &&
		 channel_send(lab->parent, MESSAGE_PING, 0, NULL, 0, -1) == 0)
		lab_listen(lab, true);
	else if (!strcmp(word, "kill"))
		restart(lab);
	else if (!strcmp(word, "bad"))
		do_bad(lab, words[1], words[2]);
	else if (!strcmp(word, "badload"))
		do_badload(lab);
}

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Unbuffered, so that poll(2) tells whether there is another. */
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

int main(void)
{
	static struct lab lab;
	static char line[8000], words[4][4000];

	setvbuf(stdout, NULL, _IOLBF, 0);
	open_all(&lab);
	start(&lab);
	for (;;) {
		int64_t began;

		lab_listen(&lab, false);
		if (!read_line(line, sizeof(line)))
			break;
		memset(words, 0, sizeof(words));
		sscanf(line, "%3999s %3999s %3999s %3999s", words[0], words[1],
		       words[2], words[3]);
		began = now_us();
		run(&lab, words);
		printf("%s: us=%lld\n", words[0],
		       (long long)(now_us() - began));
	}
	kill(lab.pid, SIGKILL);
	return 0;
}
