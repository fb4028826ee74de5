/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zygote_lab.c -- the zygote's sisters, for its tests
 */
#include "zygote_lab.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "mail/messages.h"
#include "mail/procs.h"
#include "mail/settings.h"
#include "privsep/channel.h"

#include "life.h"

enum {
	PATIENCE = 60000 /* milliseconds: only a fault waits so long */
};

struct zygote_lab zygote_lab;

/* ------ the process ------ */

__attribute__((noreturn)) static void be_zygote(const int fds[static 3],
						int log)
{
	dup2(log, STDERR_FILENO);
	signal(SIGSEGV, SIG_DFL); /* cmocka's, who catches it */
	life_lead(zygote_main, fds[0], fds + 1, 2);
}

int zygote_lab_begin(enum transform_use use)
{
	static struct settings settings;
	int fds[3], pairs[2][2], log[2];

	settings_begin(&settings);
	settings.transform = use;
	settings.who[PROC_TRANSFORM] =
		(struct identity){ geteuid() == 0, 65534, 65534 };
	fds[0] = settings_seal(&settings);
	for (int i = 0; i < 2; i++) {
		if (channel_open(pairs[i], 1 << 20) < 0)
			return -1;
		fds[i + 1] = pairs[i][1];
	}
	if (pipe2(log, O_NONBLOCK) < 0)
		return -1;
	zygote_lab.pid = fork();
	if (zygote_lab.pid == 0)
		be_zygote(fds, log[1]);
	for (int i = 0; i < 3; i++)
		close(fds[i]);
	close(log[1]);
	zygote_lab.outside = pairs[0][0];
	zygote_lab.inside = pairs[1][0];
	zygote_lab.log = log[0];
	zygote_lab.plain = -1;
	zygote_lab.sender = "a@b.example";
	return 0;
}

void zygote_lab_end(void)
{
	kill(zygote_lab.pid, SIGKILL);
	waitpid(zygote_lab.pid, NULL, 0);
	close(zygote_lab.outside);
	close(zygote_lab.inside);
	close(zygote_lab.log);
	fd_closep(&zygote_lab.plain);
}

int begin_fresh(void **state)
{
	(void)state;
	return zygote_lab_begin(TRANSFORM_FRESH);
}

int begin_reused(void **state)
{
	(void)state;
	return zygote_lab_begin(TRANSFORM_REUSED);
}

int end(void **state)
{
	(void)state;
	zygote_lab_end();
	return 0;
}

void zygote_lab_read_log(char *text, size_t size)
{
	const ssize_t len = read(zygote_lab.log, text, size - 1);

	text[len > 0 ? len : 0] = '\0';
}

/* ------ what it is told, and says ------ */

void zygote_lab_give(uint32_t id, const void *bytes, size_t len, size_t claimed)
{
	int fd = memfd_create("message", MFD_CLOEXEC);
	uint8_t body[3 * STRING_MAX];
	struct pack pack = { body, body + sizeof(body), false };

	assert_int_equal(write(fd, bytes, len), (ssize_t)len);
	pack_u32(&pack, (uint32_t)claimed);
	pack_u16(&pack, 1);
	pack_string(&pack, zygote_lab.sender);
	pack_string(&pack, "x@town.example.jp");
	assert_int_equal(channel_send(zygote_lab.outside, MESSAGE_TRANSFORM, id,
				      body, (size_t)(pack.pos - body), fd),
			 0);
	close(fd);
}

static bool take_failure(void *state, struct message *message)
{
	(void)state;
	zygote_lab.heard = message->type;
	zygote_lab.id = message->id;
	zygote_lab.reason = message->body[0];
	zygote_lab.why = message->body[1];
	return true;
}

static bool take_plain(void *state, struct message *message)
{
	struct wire wire = { message->body, message->body + message->body_len,
			     false };

	(void)state;
	zygote_lab.heard = message->type;
	zygote_lab.id = message->id;
	zygote_lab.plain = take_fd(&message->fd);
	zygote_lab.plain_len = wire_u32(&wire);
	return true;
}

static const struct accept from_zygote[] = {
	{ MESSAGE_FAILED, false, 2, 2, take_failure },
	{ MESSAGE_PLAIN, true, 4, 4, take_plain },
};

void zygote_lab_hear(void)
{
	struct pollfd polls[] = { { zygote_lab.outside, POLLIN, 0 },
				  { zygote_lab.inside, POLLIN, 0 } };

	fd_closep(&zygote_lab.plain);
	zygote_lab.plain = -1;
	assert_true(poll(polls, 2, PATIENCE) > 0);
	assert_int_equal(channel_serve(polls[0].revents ? zygote_lab.outside
							: zygote_lab.inside,
				       from_zygote, 2, NULL),
			 CHANNEL_OK);
}

void zygote_lab_expect(uint16_t type, uint32_t id)
{
	zygote_lab_hear();
	if (zygote_lab.heard != type || zygote_lab.id != id)
		fail_msg("of message %u: type %u", zygote_lab.id,
			 zygote_lab.heard);
}
