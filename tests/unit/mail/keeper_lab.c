/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_lab.c -- the store process in its jail
 */
#include "keeper_lab.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "mail/control/status.h"
#include "mail/procs.h"
#include "mail/store/keeper.h"

#include "face.h"

enum {
	PATIENCE = 30000 /* milliseconds */
};

struct play play;

/* ------ what it says ------ */

static bool hear(void *state, struct message *message)
{
	struct wire wire = { message->body, message->body + message->body_len,
			     false };

	(void)state;
	play.type = message->type;
	play.id = message->id;
	if (message->type == MESSAGE_KEPT)
		wire_reference(&wire, &play.reference);
	if (message->type == MESSAGE_NOT_KEPT)
		play.reason = wire_u8(&wire);
	return wire_done(&wire);
}

bool is_failing(void)
{
	struct pollfd poll_control = { play.control, POLLIN, 0 };
	uint8_t packet[CHANNEL_HEAD + STORE_STATUS_LEN + 1];
	struct store_status status;

	assert_int_equal(
		channel_send(play.control, MESSAGE_STATUS, 7, NULL, 0, -1), 0);
	assert_int_equal(poll(&poll_control, 1, PATIENCE), 1);
	assert_int_equal(read(play.control, packet, sizeof(packet)),
			 sizeof(packet) - 1);
	assert_true(store_status_unpack(packet + CHANNEL_HEAD, STORE_STATUS_LEN,
					&status));
	return status.failing;
}

static const struct accept heard[] = {
	{ MESSAGE_KEPT, false, REFERENCE_LEN, REFERENCE_LEN, hear },
	{ MESSAGE_NOT_KEPT, false, 1, 1, hear },
	{ MESSAGE_HELD, false, 0, 0, hear },
	{ MESSAGE_NOT_HELD, false, 0, 0, hear },
};

void expect(uint16_t type)
{
	struct pollfd poll_outside = { play.outside, POLLIN, 0 };

	assert_int_equal(poll(&poll_outside, 1, PATIENCE), 1);
	assert_int_equal(channel_serve(play.outside, heard, 4, NULL),
			 CHANNEL_OK);
	assert_int_equal(play.type, type);
}

void has_ended(void)
{
	face_has_ended(play.pid);
}

/* ------ what it is told ------ */

void keep(uint32_t id, size_t len, size_t said, int seals)
{
	keep_from(id, "a@b.example", len, said, seals);
}

static void keep_of(uint32_t id, const char *sender, const char *rcpt,
		    size_t len, size_t said, int seals)
{
	static uint8_t bytes[KEEPER_CAP];
	char to[64] = "";
	char *const rcpts[] = { to };
	uint8_t body[512];
	struct pack pack = { body, body + sizeof(body), false };
	int fd = memfd_create("message", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	snprintf(to, sizeof(to), "%s", rcpt);
	memset(bytes, 'a' + (int)(id % 26), len);
	assert_int_equal(write(fd, bytes, len), (ssize_t)len);
	fcntl(fd, F_ADD_SEALS, seals);
	pack_u32(&pack, (uint32_t)said);
	pack_string(&pack, "192.0.2.25");
	pack_envelope(&pack, sender, rcpts, 1);
	assert_int_equal(channel_send(play.outside, MESSAGE_KEEP, id, body,
				      (size_t)(pack.pos - body), fd),
			 0);
	close(fd);
}

void keep_from(uint32_t id, const char *sender, size_t len, size_t said,
	       int seals)
{
	keep_of(id, sender, "x@town.example.jp", len, said, seals);
}

void keep_for(uint32_t id, const char *rcpt, size_t len, int seals)
{
	keep_of(id, "a@b.example", rcpt, len, len, seals);
}

void say_of(uint16_t type, const struct reference *reference, int why)
{
	uint8_t body[REFERENCE_LEN + 1];
	struct pack pack = { body, body + sizeof(body), false };

	pack_reference(&pack, reference);
	if (why >= 0)
		pack_u8(&pack, (uint8_t)why);
	assert_int_equal(channel_send(play.outside, type, 1, body,
				      (size_t)(pack.pos - body), -1),
			 0);
}

/* ------ what lies there ------ */

char *path_of(const char *name)
{
	static char path[160];

	snprintf(path, sizeof(path), "%s/%s", play.folder, name);
	return path;
}

char *mark_of(const struct reference *reference)
{
	char name[64], text[REFERENCE_TEXT];

	snprintf(name, sizeof(name), "originals/held-%s",
		 reference_text(text, reference));
	return path_of(name);
}

bool journal_has(const char *wanted)
{
	static char text[65536];
	int fd = open(path_of("journal/journal-000001.jsonl"), O_RDONLY);
	ssize_t len = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

	fd_closep(&fd);
	text[len > 0 ? len : 0] = '\0';
	return strstr(text, wanted);
}

bool journal_says(const char *event)
{
	char wanted[64];

	snprintf(wanted, sizeof(wanted), "\"event\":\"%s\"", event);
	return journal_has(wanted);
}

void is_kept(const struct reference *reference, size_t len, char byte)
{
	const struct store_rules rules = { .cap = UINT64_MAX, .days = 9 };
	static uint8_t bytes[KEEPER_CAP];
	static struct kept kept;
	struct store store;
	int folder = open(path_of("originals"), O_RDONLY | O_DIRECTORY);

	assert_int_equal(store_open(&store, folder, &rules), 0);
	assert_int_equal(store_find(&store, reference, &kept), 0);
	assert_int_equal(kept.place.record.size, len);
	assert_int_equal(volume_read(&kept.volume, &kept.place, 0, bytes, len),
			 0);
	for (size_t i = 0; i < len; i++)
		assert_int_equal(bytes[i], byte);
	kept_close(&kept);
	store_close(&store);
	close(folder);
}

/* ------ each case has a process of its own ------ */

static int open_folder(const char *name)
{
	int fd;

	mkdir(path_of(name), 0700);
	fd = open(path_of(name), O_RDONLY | O_DIRECTORY);
	if (geteuid() == 0)
		assert_int_equal(fchown(fd, 65534, 65534), 0);
	return fd;
}

static int seal_settings(void)
{
	static struct settings settings;

	settings_begin(&settings);
	settings.keep_days = 9;
	settings.keep_size = KEEPER_CAP;
	strcpy(settings.control, "there is one");
	settings.who[PROC_STORE] =
		(struct identity){ geteuid() == 0, 65534, 65534 };
	return settings_seal(&settings);
}

void start(void)
{
	int ends[2], asked[2], fds[5];

	assert_int_equal(channel_open(ends, 1 << 20), 0);
	assert_int_equal(channel_open(asked, 1 << 20), 0);
	fds[0] = seal_settings();
	fds[1] = ends[1];
	fds[2] = asked[1];
	fds[3] = open_folder("originals");
	fds[4] = open_folder("journal");
	play.pid = face_start(store_main, fds, 5);
	play.outside = ends[0];
	play.control = asked[0];
}

void stop(void)
{
	kill(play.pid, SIGKILL);
	waitpid(play.pid, NULL, 0);
	fd_closep(&play.outside);
	fd_closep(&play.control);
	play.outside = play.control = -1;
}

int begin(void **state)
{
	(void)state;
	strcpy(play.folder, "/tmp/sekisho-keeper.XXXXXX");
	if (!mkdtemp(play.folder) || chmod(play.folder, 0755) < 0)
		return -1;
	start();
	return 0;
}

int end(void **state)
{
	char command[128];

	(void)state;
	stop();
	snprintf(command, sizeof(command), "rm -r %s", play.folder);
	return system(command); /* NOLINT(cert-env33-c): a folder of ours */
}
