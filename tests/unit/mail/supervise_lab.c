/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * supervise_lab.c -- the relay's parent alone, and what it starts
 */
#include "supervise_lab.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "base/notify.h"
#include "base/sealed.h"
#include "mail/handed.h"
#include "mail/messages.h"
#include "mail/supervise.h"
#include "privsep/channel.h"
#include "privsep/pulse.h"
#include "privsep/spawn.h"

struct lab lab;
struct settings settings;
bool unsealed;
uint16_t unsent;

enum {
	PATIENCE = 30000 /* milliseconds */
};

/* ------ what is not there in a test ------ */

int __wrap_spawn_open_beside(const char *name, char path[static SPAWN_PATH]);
int __real_sealed_make(const void *bytes, size_t len);
int __wrap_sealed_make(const void *bytes, size_t len);
int __real_channel_send(int channel, uint16_t type, uint32_t id,
			const void *body, size_t body_len, int fd);
int __wrap_channel_send(int channel, uint16_t type, uint32_t id,
			const void *body, size_t body_len, int fd);

int __wrap_spawn_open_beside(const char *name, char path[static SPAWN_PATH])
{
	snprintf(path, SPAWN_PATH, "%s", name);
	return open("/proc/self/exe", O_PATH | O_CLOEXEC);
}

int __wrap_sealed_make(const void *bytes, size_t len)
{
	return unsealed ? -EBUSY : __real_sealed_make(bytes, len);
}

int __wrap_channel_send(int channel, uint16_t type, uint32_t id,
			const void *body, size_t body_len, int fd)
{
	return type == unsent ? -ENOBUFS
			      : __real_channel_send(channel, type, id, body,
						    body_len, fd);
}

/* ------ a process ------ */

static void go(int signal)
{
	(void)signal;
	_exit(0);
}

static void crash(int signal)
{
	(void)signal;
	kill(getpid(), SIGSYS); /* as by its jail */
}

__attribute__((noreturn)) static void wait_for_ever(void)
{
	for (;;)
		pause();
}

static bool note_link(void *arg, struct message *message)
{
	(void)arg;
	log_info("dialled fd=%d error=%u", message->fd >= 0, message->id);
	return true;
}

/* Its two questions; then the parent's answers. */
__attribute__((noreturn)) static void dial_twice(void)
{
	static const struct accept heard[] = {
		{ MESSAGE_DIALLED, true, 0, 0, note_link },
		{ MESSAGE_NOT_DIALLED, false, 0, 0, note_link },
	};
	struct pollfd parent = { FD_INSIDE_PARENT, POLLIN, 0 };

	channel_send(FD_INSIDE_PARENT, MESSAGE_DIAL, 0, NULL, 0, -1);
	channel_send(FD_INSIDE_PARENT, MESSAGE_DIAL, 0, NULL, 0, -1);
	for (;;)
		if (poll(&parent, 1, -1) == 1)
			channel_serve_all(FD_INSIDE_PARENT, heard, 2, NULL,
					  "misled");
}

/* The fifth lives for long. */
__attribute__((noreturn)) static void die_young(void)
{
	struct stat st = { 0 };
	int fd = open(settings.store, O_RDWR | O_CREAT | O_APPEND, 0600);

	if (fd < 0 || fstat(fd, &st) < 0 || write(fd, "", 1) != 1)
		_exit(9);
	if (st.st_size == 4 && strcmp(settings.hostname, "dies") == 0)
		usleep(OLD * 1000);
	_exit(EXIT_PEER);
}

/* As the outside does when the inside is gone. */
__attribute__((noreturn)) static void follow(void)
{
	struct pollfd inside = { FD_OUTSIDE_INSIDE, POLLIN, 0 };

	poll(&inside, 1, -1);
	_exit(EXIT_PEER);
}

int act(const char *name)
{
	const char *what = settings.hostname;

	if (settings_load(FD_SETTINGS, &settings) < 0 ||
	    pulse_begin(FD_PULSE) < 0)
		return 9;
	/* Who has begun can be told to end. */
	signal(SIGTERM, strcmp(what, "crashes") == 0 ? crash : go);
	if (strcmp(what, "slow") != 0 || strcmp(name, "zygote") != 0)
		pulse_beat();
	if (strcmp(what, "inside misleads") == 0 && strcmp(name, "inside") == 0)
		channel_send(FD_INSIDE_PARENT, MESSAGE_DIAL, 0, "x", 1, -1);
	if (strcmp(what, "control misleads") == 0 &&
	    strcmp(name, "control") == 0)
		channel_send(FD_CONTROL_PARENT, MESSAGE_DIAL, 0, NULL, 0, -1);
	if (strcmp(what, "asks") == 0 && strcmp(name, "control") == 0)
		channel_send(FD_CONTROL_PARENT, MESSAGE_ASK_NAME, 0,
			     "\0\0\0\0\0\0\0\1", 8, -1);
	if (strcmp(what, "dials") == 0 && strcmp(name, "inside") == 0)
		dial_twice();
	if (strncmp(what, "dies", 4) == 0 && strcmp(name, "inside") == 0)
		die_young();
	if (strncmp(what, "dies", 4) == 0 && strcmp(name, "outside") == 0)
		follow();
	wait_for_ever();
}

/* ------ the parent ------ */

int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static int listen_as_hop(void)
{
	int fd = socket_open(&settings.next_hop);
	struct sockaddr_storage at;
	socklen_t len = socket_address(&at, &settings.next_hop, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&at, len), 0);
	assert_int_equal(listen(fd, 8), 0);
	getsockname(fd, (struct sockaddr *)&at, &len);
	settings.next_hop_port = ntohs(
		((const struct sockaddr_in *)(const void *)&at)->sin_port);
	return fd;
}

static int listen_as_manager(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify",
		 lab.folder);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)),
			 0);
	setenv("NOTIFY_SOCKET", address.sun_path, 1);
	return fd;
}

int open_lab(void **state)
{
	(void)state;
	memset(&lab, 0, sizeof(lab));
	strcpy(lab.folder, "/tmp/supervise-test-XXXXXX");
	assert_non_null(mkdtemp(lab.folder));
	memset(&settings, 0, sizeof(settings));
	settings_begin(&settings);
	assert_int_equal(addr_read("127.0.0.1", &settings.listen), ADDR_OK);
	settings.next_hop = settings.listen;
	snprintf(settings.control, sizeof(settings.control), "%s/run/control",
		 lab.folder);
	snprintf(settings.store, sizeof(settings.store), "%s/store",
		 lab.folder);
	lab.hop = listen_as_hop();
	lab.manager = listen_as_manager();
	lab.log = -1;
	return 0;
}

void start(const char *what)
{
	int ends[2];

	snprintf(settings.hostname, sizeof(settings.hostname), "%s", what);
	assert_int_equal(pipe(ends), 0);
	lab.pid = fork();
	if (lab.pid == 0) {
		dup2(ends[1], STDERR_FILENO);
		_exit(supervise(&settings, false));
	}
	close(ends[1]);
	lab.log = ends[0];
}

/* ------ the service manager ------ */

static int n_ready, n_watchdog, n_stopping;

static void hear_as_manager(void)
{
	char text[64];
	ssize_t len;

	while ((len = recv(lab.manager, text, sizeof(text) - 1, MSG_DONTWAIT)) >
	       0) {
		text[len] = '\0';
		n_ready += !strcmp(text, "READY=1");
		n_watchdog += !strcmp(text, "WATCHDOG=1");
		n_stopping += !strcmp(text, "STOPPING=1");
	}
}

int told(const char *what)
{
	if (!*what)
		n_ready = n_watchdog = n_stopping = 0;
	hear_as_manager();
	if (!strcmp(what, "READY=1"))
		return n_ready;
	return !strcmp(what, "WATCHDOG=1") ? n_watchdog : n_stopping;
}

void stop_manager(void)
{
	lab.manager_stands = true;
	while (notify("-"))
		;
}

/* ------ its log ------ */

bool says_within(const char *words, int milliseconds)
{
	const int64_t until = now_ms() + milliseconds;
	struct pollfd polls[] = {
		{ lab.log, POLLIN, 0 },
		{ lab.manager_stands ? -1 : lab.manager, POLLIN, 0 },
	};
	const char *found;
	ssize_t n = 1;

	while (!(found = strstr(lab.said + lab.read, words)) && n > 0) {
		const int64_t left = until - now_ms();

		if (left <= 0 || poll(polls, 2, (int)left) < 1)
			return false;
		if (polls[1].revents)
			hear_as_manager();
		if (!polls[0].revents)
			continue;
		n = read(lab.log, lab.said + lab.len,
			 sizeof(lab.said) - 1 - lab.len);
		lab.len += n > 0 ? (size_t)n : 0;
	}
	if (found)
		lab.read = (size_t)(found - lab.said) + strlen(words);
	return found;
}

void says(const char *words)
{
	if (!says_within(words, PATIENCE))
		fail_msg("'%s' is not in '%s'", words, lab.said);
}

int ends(void)
{
	int status = 0;
	pid_t pid = 0;

	says("relay-stopped ");
	for (int i = 0; i < PATIENCE && pid == 0; i++) {
		pid = waitpid(lab.pid, &status, WNOHANG);
		usleep(1000);
	}
	assert_int_equal(pid, lab.pid);
	lab.pid = 0;
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static size_t count_lines(const char *command)
{
	FILE *lines = popen(command, "r"); /* NOLINT(cert-env33-c) */
	size_t n = 0;
	int c;

	assert_non_null(lines);
	while ((c = fgetc(lines)) != EOF)
		n += c == '\n';
	pclose(lines);
	return n;
}

size_t count_has(void)
{
	char command[128];

	snprintf(command, sizeof(command),
		 "ls /proc/%d/fd; grep memfd:pulse /proc/%d/maps", lab.pid,
		 lab.pid);
	return count_lines(command);
}

int close_lab(void **state)
{
	char command[128];

	(void)state;
	if (lab.pid > 0) {
		kill(lab.pid, SIGTERM);
		for (int i = 0; i < PATIENCE; i++) {
			if (waitpid(lab.pid, NULL, WNOHANG) == lab.pid)
				break;
			usleep(1000);
		}
	}
	close(lab.hop);
	close(lab.manager);
	if (lab.log >= 0)
		close(lab.log);
	snprintf(command, sizeof(command), "rm -rf %s", lab.folder);
	return system(command); /* NOLINT(cert-env33-c): a name of our own */
}
