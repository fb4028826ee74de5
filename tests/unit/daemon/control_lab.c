/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control_lab.c -- a control process alone, between a test's hands
 */
#include "control_lab.h"

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/wire.h"
#include "control/login.h"
#include "daemon/control/control.h"
#include "daemon/messages.h"
#include "privsep/channel.h"

enum {
	PATIENCE = 30000, /* milliseconds for anything to come */
	QUIET = 200,      /* after which nothing will */
};

struct lab lab;
static struct sockaddr_un address = { .sun_family = AF_UNIX };
static char folder[sizeof(address.sun_path) - 16];
static uint8_t buf[PACKET_HEAD + PACKET_BODY];

static struct settings settings = {
	.groups = { GID_OPERATOR, GID_APPROVER, GID_AUDITOR },
};

static int open_listener(void)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0);

	strcpy(folder, "/tmp/control-test-XXXXXX");
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chmod(folder, 0755), 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/control",
		 folder);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)),
			 0);
	assert_int_equal(chmod(address.sun_path, 0666), 0);
	assert_int_equal(listen(fd, 128), 0);
	return fd;
}

/* The life, with descriptors where it expects them. */
__attribute__((noreturn)) static void live(int listener, int engine, int parent)
{
	const int from[] = { parent, engine, listener, lab.log };
	const int to[] = { FD_PARENT, FD_CONTROL_ENGINE, FD_CONTROL_LISTEN,
			   STDERR_FILENO };
	int copies[4];

	for (int i = 0; i < 4; i++)
		copies[i] = fcntl(from[i], F_DUPFD_CLOEXEC, 64);
	for (int i = 0; i < 4; i++)
		if (dup2(copies[i], to[i]) < 0)
			_exit(9);
	close_range(FD_CONTROL_LISTEN + 1, ~0U, 0);
	if (geteuid() == 0)
		settings.who[PROC_CONTROL] =
			(struct identity){ true, 65534, 65534 };
	_exit(control_live(&settings));
}

int lab_open(void **state)
{
	const struct rlimit many = { 4096, 4096 };
	int engine[2], parent[2], listener = open_listener();

	(void)state;
	setrlimit(RLIMIT_NOFILE, &many);
	lab.log = memfd_create("log", 0);
	if (channel_open(engine, 1 << 20) < 0 ||
	    channel_open(parent, 1 << 20) < 0)
		return -1;
	lab.pid = fork();
	if (lab.pid == 0)
		live(listener, engine[0], parent[0]);
	close(engine[0]);
	close(parent[0]);
	close(listener);
	lab.engine = engine[1];
	lab.parent = parent[1];
	return lab.pid < 0 ? -1 : 0;
}

int lab_exit_status(void)
{
	int status;

	assert_int_equal(waitpid(lab.pid, &status, 0), lab.pid);
	lab.pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int lab_close(void **state)
{
	(void)state;
	if (lab.pid) {
		kill(lab.pid, SIGKILL);
		waitpid(lab.pid, NULL, 0);
	}
	close(lab.engine);
	close(lab.parent);
	close(lab.log);
	unlink(address.sun_path);
	return rmdir(folder);
}

size_t lab_count_fds(void)
{
	char path[32];
	size_t n = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fd", lab.pid);
	dir = opendir(path);
	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

/* ------ clients ------ */

int client_dial(void)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);

	assert_int_equal(
		connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

/* The kernel keeps who it was that connected. */
int client_dial_as(uid_t uid, gid_t gid, gid_t group)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0), status;
	pid_t pid = fork();

	if (pid == 0) {
		if (setgroups(1, &group) < 0 || setresgid(gid, gid, gid) < 0 ||
		    setresuid(uid, uid, uid) < 0 ||
		    connect(fd, (struct sockaddr *)&address, sizeof(address)) <
			    0)
			_exit(1);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	return fd;
}

void client_send(int client, enum verb verb, int fd)
{
	const struct request request = { .verb = verb };
	uint8_t body[REQUEST_MAX];

	assert_int_equal(packet_send(client, (uint16_t)verb, 0, body,
				     request_pack(&request, body), fd),
			 0);
}

static bool has_come(int fd, int milliseconds)
{
	struct pollfd one = { .fd = fd, .events = POLLIN };

	return poll(&one, 1, milliseconds) == 1;
}

static void note_said(struct told *told, const struct packet *packet)
{
	size_t len = strlen(told->said);

	assert_int_equal(packet->type, ANSWER_SAID);
	if (len + packet->body_len < sizeof(told->said))
		memcpy(told->said + len, packet->body, packet->body_len);
}

struct told client_hear(int client)
{
	struct told told = { .fd = -1 };
	struct packet packet;

	for (;;) {
		assert_true(has_come(client, PATIENCE));
		if (packet_receive(client, buf, sizeof(buf), &packet) !=
		    PACKET_OK)
			break;
		assert_false(told.answered);
		assert_int_equal(packet.id, 0);
		told.answered = packet.type == ANSWER_DONE;
		if (!told.answered) {
			note_said(&told, &packet);
			continue;
		}
		assert_int_equal(packet.body_len, 1);
		told.status = packet.body[0];
		told.fd = packet.fd;
	}
	close(client);
	return told;
}

/* ------ engine and parent ------ */

static void receive(int channel, struct packet *packet)
{
	assert_true(has_come(channel, PATIENCE));
	assert_int_equal(packet_receive(channel, buf, sizeof(buf), packet),
			 PACKET_OK);
}

struct asked engine_hear(void)
{
	struct asked asked;
	struct packet packet;

	receive(lab.engine, &packet);
	assert_true(packet.body_len >= ASKER_LEN);
	assert_true(asker_unpack(packet.body, &asked.asker));
	assert_true(request_unpack(packet.type, packet.body + ASKER_LEN,
				   packet.body_len - ASKER_LEN,
				   &asked.request));
	asked.id = packet.id;
	asked.fd = packet.fd;
	return asked;
}

bool engine_hears_nothing(void)
{
	return !has_come(lab.engine, QUIET);
}

bool parent_hears_nothing(void)
{
	return !has_come(lab.parent, QUIET);
}

void engine_say(uint16_t type, uint32_t id, const void *body, size_t len,
		int fd)
{
	assert_int_equal(channel_send(lab.engine, type, id, body, len, fd), 0);
}

void engine_done(uint32_t id, uint8_t status)
{
	engine_say(ANSWER_DONE, id, &status, 1, -1);
}

uint32_t parent_name_person(uint32_t person, const char *name)
{
	struct packet packet;
	struct wire wire;
	struct login login;
	uint8_t body[LOGIN_LEN];
	uint32_t uid;

	receive(lab.parent, &packet);
	assert_int_equal(packet.type, MESSAGE_ASK_NAME);
	wire = (struct wire){ packet.body, packet.body + packet.body_len,
			      false };
	uid = wire_u32(&wire);
	assert_true(wire_u32(&wire) == (uint32_t)getpid() || uid != 0);
	assert_true(wire_done(&wire));
	login.uid = person ? person : uid;
	snprintf(login.name, sizeof(login.name), "%s", name);
	assert_int_equal(channel_send(lab.parent, MESSAGE_NAME, packet.id, body,
				      login_pack(&login, body), -1),
			 0);
	return uid;
}

uint32_t parent_name(const char *name)
{
	return parent_name_person(0, name);
}

uint32_t client_wait(int client)
{
	client_send(client, VERB_STATUS, -1);
	parent_name("root");
	return engine_hear().id;
}

void client_assert_served(int client)
{
	struct told told;

	engine_done(client_wait(client), 0);
	told = client_hear(client);
	assert_true(told.answered);
	assert_int_equal(told.status, 0);
}
