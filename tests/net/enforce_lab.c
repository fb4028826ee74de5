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
 *	kill		and start it again with the same owner socket
 *	bad TYPE [BYTES]	a message with so many bytes of nothing
 *	badload		a ruleset that is none
 *
 * An answer begins with the command's word; `us=` in its first line ends it.
 * Whoever runs this is root: enforce becomes nobody.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/sealed.h"
#include "base/text.h"
#include "base/wire.h"
#include "daemon/clock.h"
#include "daemon/enforce.h"
#include "daemon/messages.h"
#include "daemon/settings.h"
#include "kernel/cut.h"
#include "policy/policy.h"
#include "privsep/channel.h"
#include "ruleset/compile.h"
#include "ruleset/isolation.h"
#include "ruleset/pack.h"

enum {
	ROOM = 4 << 20,
	PATIENCE = 60000, /* ms */
	CONNECTIONS_MAX = 1 << 16,
};

struct lab {
	pid_t pid;
	int owner, settings;
	int engine, parent; /* our ends */
	uint32_t id;
	bool answered, gone;
	struct connection connections[CONNECTIONS_MAX];
	size_t n_connections;
};

/* ------ what enforce says ------ */

static void print_text(const char *prefix, const char *text, size_t len)
{
	while (len > 0) {
		size_t line = strcspn(text, "\n");

		if (line > len)
			line = len;
		printf("%s%.*s\n", prefix, (int)line, text);
		if (line >= len)
			return;
		text += line + 1;
		len -= line + 1;
	}
}

static struct wire body_of(const struct message *message)
{
	return (struct wire){ message->body, message->body + message->body_len,
			      false };
}

static const char *error_name(int r)
{
	return r < 0 ? strerrorname_np(-r) : r ? "1" : "0";
}

static bool hear_result(void *state, struct message *message)
{
	struct lab *lab = state;
	struct wire w = body_of(message);
	const int r = (int)wire_u32(&w);

	lab->answered = message->id == lab->id;
	printf("%s result=%s\n",
	       message->type == MESSAGE_ENFORCED ? "enforced" : "compared",
	       error_name(r));
	print_text("  ", (const char *)w.pos, (size_t)(w.end - w.pos));
	return true;
}

static bool hear_held(void *state, struct message *message)
{
	struct lab *lab = state;
	struct enforce_held held;
	char hex[2 * DIGEST_LEN + 1];

	lab->answered = message->id == lab->id;
	if (!held_unpack(message->body, message->body_len, &held))
		return false;
	text_hex(hex, held.digest, 2);
	printf("held live=%u pending=%u fallback=%u present=%d mixed=%d ms=%llu facts=%s\n",
	       held.live, held.pending, held.fallback, held.present, held.mixed,
	       (unsigned long long)held.pending_ms,
	       held.has_facts ? hex : "none");
	return true;
}

static bool hear_connected(void *state, struct message *message)
{
	struct lab *lab = state;
	struct wire w = body_of(message);
	struct sealed sealed;
	size_t n;

	lab->answered = true;
	printf("connected n=%u\n", wire_u32(&w));
	if (sealed_map(message->fd, sizeof(lab->connections), &sealed) < 0)
		return false;
	n = sealed.len / sizeof(*lab->connections);
	memcpy(lab->connections, sealed.bytes, sealed.len);
	lab->n_connections = n;
	sealed_finish(&sealed);
	return true;
}

static bool hear_was_cut(void *state, struct message *message)
{
	struct lab *lab = state;
	struct wire w = body_of(message);
	const int r = (int)wire_u32(&w);
	const uint32_t n = wire_u32(&w);
	struct sealed sealed = { 0 };

	lab->answered = true;
	printf("cut result=%s n=%u left=%u\n", error_name(r), n, wire_u32(&w));
	if (message->fd < 0 || sealed_map(message->fd, 1 << 20, &sealed) < 0)
		return message->fd < 0;
	for (size_t i = 0; i < sealed.len / sizeof(struct cut_count); i++) {
		const struct cut_count *counts = (const void *)sealed.bytes;

		printf("  mark=%#x n=%zu\n", counts[i].mark, counts[i].n);
	}
	sealed_finish(&sealed);
	return true;
}

static bool hear_tampered(void *state, struct message *message)
{
	struct wire w = body_of(message);
	const uint32_t pid = wire_u32(&w), us = wire_u32(&w);
	const uint8_t healed = wire_u8(&w);
	const char *by = (const char *)w.pos;
	const size_t len = strnlen(by, (size_t)(w.end - w.pos));

	(void)state;
	if (len == (size_t)(w.end - w.pos) || !text_is_utf8(by, len) ||
	    !text_is_utf8(by + len + 1, (size_t)(w.end - w.pos) - len - 1))
		return false;
	printf("tampered pid=%u took=%u healed=%u by=%s\n", pid, us, healed,
	       by);
	print_text("  ", by + len + 1, (size_t)(w.end - w.pos) - len - 1);
	return true;
}

static bool hear_lapsed(void *state, struct message *message)
{
	(void)state;
	(void)message;
	puts("lapsed");
	return true;
}

static bool hear_pong(void *state, struct message *message)
{
	struct lab *lab = state;

	(void)message;
	lab->answered = true;
	puts("pong");
	return true;
}

static const struct accept from_enforce[] = {
	{ MESSAGE_ENFORCED, false, 4, CHANNEL_BODY, hear_result },
	{ MESSAGE_COMPARED, false, 4, CHANNEL_BODY, hear_result },
	{ MESSAGE_HELD, false, 0, CHANNEL_BODY, hear_held },
	{ MESSAGE_CONNECTED, true, 4, 4, hear_connected },
	{ MESSAGE_WAS_CUT, true, 12, 12, hear_was_cut },
	{ MESSAGE_WAS_CUT, false, 12, 12, hear_was_cut },
	{ MESSAGE_TAMPERED, false, 10, CHANNEL_BODY, hear_tampered },
	{ MESSAGE_LAPSED, false, 0, 0, hear_lapsed },
	{ MESSAGE_PONG, false, 0, 0, hear_pong },
};

static void hear(struct lab *lab, int channel)
{
	enum channel_verdict verdict = CHANNEL_OK;

	while (verdict == CHANNEL_OK)
		verdict = channel_serve(
			channel, from_enforce,
			sizeof(from_enforce) / sizeof(*from_enforce), lab);
	if (verdict == CHANNEL_BROKEN)
		puts("nonsense from enforce");
	if (verdict != CHANNEL_EMPTY)
		lab->gone = true;
	fflush(stdout);
}

/* Until an answer has come, or, without one, there is something to read. */
static void listen_for(struct lab *lab, bool answer)
{
	struct pollfd fds[] = {
		{ .fd = lab->engine, .events = POLLIN },
		{ .fd = lab->parent, .events = POLLIN },
		{ .fd = answer ? -1 : STDIN_FILENO, .events = POLLIN },
	};

	lab->answered = false;
	while (!lab->answered && !fds[2].revents) {
		if (lab->gone)
			fds[0].fd = fds[1].fd = -1;
		if (lab->gone && answer)
			return;
		if (poll(fds, 3, PATIENCE) == 0 && answer)
			return;
		if (fds[0].revents)
			hear(lab, lab->engine);
		else if (fds[1].revents)
			hear(lab, lab->parent);
	}
}

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

/* ------ what the engine says ------ */

static void say(struct lab *lab, uint16_t type, const void *body, size_t len,
		int fd)
{
	int r = channel_send(lab->engine, type, ++lab->id, body, len, fd);

	if (r < 0)
		printf("cannot be told: %s\n", strerror(-r));
	else
		listen_for(lab, true);
}

static bool compile(const char *file, uint32_t generation, struct ruleset *out)
{
	const struct policy_options options = {
		.now = time(NULL), .rules = getenv("SEKISHO_RULES")
	};
	const struct compile_options how = { .generation = generation,
					     .now = options.now + 1 };
	_cleanup_(diags_finish) struct diags diags = { 0 };
	_cleanup_(policy_finish) struct policy policy = { 0 };
	bool good = policy_load(file, &options, &policy, &diags);

	good = good && ruleset_compile(&policy, &how, out, &diags);
	diags_print(&diags, stderr, false);
	return good;
}

static int pack_file(const char *file, const char *generation)
{
	struct ruleset ruleset = { 0 };
	char *bytes = NULL;
	size_t len;
	FILE *out = open_memstream(&bytes, &len);
	int fd = -1;

	if (!compile(file, (uint32_t)atoi(generation), &ruleset))
		exit(1);
	ruleset_pack(&ruleset, out);
	fclose(out);
	fd = sealed_make(bytes, len);
	free(bytes);
	ruleset_finish(&ruleset);
	return fd;
}

static const struct facts facts = { .policy = "lab",
				    .author = "lab",
				    .reason = "a test",
				    .digest = { 0xab, 0xcd } };

static void say_hold(struct lab *lab, const char *file, const char *generation,
		     bool pending)
{
	const struct enforce_hold hold = { .age_ms = 10, .pending = pending };
	uint8_t body[ENFORCE_HOLD_MAX];
	int fd = pack_file(file, generation);

	say(lab, MESSAGE_HOLD, body, hold_pack(&hold, body), fd);
	close(fd);
}

static void say_load(struct lab *lab, const char *file, const char *generation)
{
	int fd = pack_file(file, generation);
	const struct enforce_load load = { .compiled_ms = (uint64_t)now_ms(),
					   .facts = facts };
	uint8_t body[ENFORCE_LOAD_MAX];

	say(lab, MESSAGE_LOAD, body, load_pack(&load, body), fd);
	close(fd);
}

static void say_ms(struct lab *lab, uint16_t type, const char *ms)
{
	uint8_t body[8];
	struct pack p = { body, body + sizeof(body), false };

	pack_u64(&p, strtoull(ms, NULL, 10));
	say(lab, type, body, sizeof(body), -1);
}

static void say_isolation(struct lab *lab, const char *iface)
{
	struct isolation isolation = { 0 };
	char *bytes = NULL;
	size_t len;
	FILE *out = open_memstream(&bytes, &len);
	int fd;

	if (*iface) {
		struct isolated *one =
			vec_add(&isolation.arena, &isolation.list);

		one->kind = ISOLATED_ZONE;
		one->name = iface;
		*vec_add(&isolation.arena, &one->interfaces) = iface;
	}
	if (isolation_pack(&isolation, out) < 0)
		exit(1);
	fclose(out);
	fd = sealed_make(bytes, len);
	say(lab, MESSAGE_ISOLATION, NULL, 0, fd);
	close(fd);
	free(bytes);
	isolation_finish(&isolation);
}

static void say_cut(struct lab *lab, enum enforce_cut how, uint32_t mark,
		    uint32_t mask, int fd)
{
	uint8_t body[9];
	struct pack p = { body, body + sizeof(body), false };

	pack_u32(&p, mark);
	pack_u32(&p, mask);
	pack_u8(&p, (uint8_t)how);
	say(lab, MESSAGE_CUT, body, sizeof(body), fd);
	if (fd >= 0)
		close(fd);
}

static int listed(struct lab *lab, uint32_t mark, uint32_t port)
{
	size_t n = 0;

	for (size_t i = 0; i < lab->n_connections; i++)
		if (lab->connections[i].mark == mark &&
		    lab->connections[i].destination_port == port)
			lab->connections[n++] = lab->connections[i];
	return sealed_make(lab->connections, n * sizeof(*lab->connections));
}

static void do_cut(struct lab *lab, const char *how, const char *a,
		   const char *b)
{
	const uint32_t x = (uint32_t)strtoul(a, NULL, 0);
	const uint32_t y = (uint32_t)strtoul(b, NULL, 0);
	struct addr_range range;

	if (!strcmp(how, "marked"))
		say_cut(lab, CUT_MARKED, x, y, -1);
	else if (!strcmp(how, "listed"))
		say_cut(lab, CUT_LISTED, 0, 0, listed(lab, x, y));
	else if (!strcmp(how, "entries"))
		say_cut(lab, CUT_ENTRIES, 0, 0, sealed_make(&x, sizeof(x)));
	else if (range_read(a, &range) == ADDR_OK)
		say_cut(lab, CUT_ENDS, 0, 0,
			sealed_make(&range, sizeof(range)));
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

static void do_badload(struct lab *lab)
{
	const struct enforce_load load = { .facts = facts };
	uint8_t body[ENFORCE_LOAD_MAX];
	int fd = sealed_make("SKR1 but no more", 16);

	say(lab, MESSAGE_LOAD, body, load_pack(&load, body), fd);
	close(fd);
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
		do_cut(lab, words[1], words[2], words[3]);
	else if (!strcmp(word, "pid"))
		printf("pid=%d\n", lab->pid);
	else if (!strcmp(word, "ping") &&
		 channel_send(lab->parent, MESSAGE_PING, 0, NULL, 0, -1) == 0)
		listen_for(lab, true);
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

		listen_for(&lab, false);
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
