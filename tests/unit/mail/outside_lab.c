/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outside_lab.c -- the outer face's process in its jail
 */
#include "outside_lab.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "mail/handed.h"
#include "mail/procs.h"
#include "mail/settings.h"
#include "privsep/channel.h"

#include "face.h"
#include "life.h"

enum {
	PATIENCE = 30000, /* milliseconds */
	N_SISTERS = 4,
	SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE
};

const struct reference kept_as = { 20261121, 7 };
struct play play;

/* ------ the sisters ------ */

static bool hear(void *state, struct message *message)
{
	(void)state;
	fd_closep(&play.fd);
	play.type = message->type;
	play.id = message->id;
	play.body_len = message->body_len;
	memcpy(play.body, message->body, message->body_len);
	play.fd = take_fd(&message->fd);
	return true;
}

static const struct accept heard[] = {
	{ MESSAGE_OPEN, false, 0, 4096, hear },
	{ MESSAGE_RCPT, false, 0, 4096, hear },
	{ MESSAGE_ABORT, false, 0, 0, hear },
	{ MESSAGE_REFERENCE, false, 8, 8, hear },
	{ MESSAGE_NOTICE, false, 5, 5, hear },
	{ MESSAGE_TRANSFORM, true, 0, 4096, hear },
	{ MESSAGE_KEEP, true, 0, 4096, hear },
	{ MESSAGE_HOLD, false, 9, 9, hear },
	{ MESSAGE_UNHOLD, false, 8, 8, hear },
	{ MESSAGE_RELEASED, false, ANSWER_BODY, RELEASED_MAX, hear },
	{ MESSAGE_STATUS_IS, false, 1, 4096, hear },
};

void expect(int channel, uint16_t type)
{
	struct pollfd poll_channel = { channel, POLLIN, 0 };

	assert_int_equal(poll(&poll_channel, 1, PATIENCE), 1);
	assert_int_equal(channel_serve(channel, heard,
				       sizeof(heard) / sizeof(heard[0]), NULL),
			 CHANNEL_OK);
	assert_int_equal(play.type, type);
}

bool says_nothing(int channel)
{
	struct pollfd poll_channel = { channel, POLLIN, 0 };

	return poll(&poll_channel, 1, 0) == 0;
}

void say(int channel, uint16_t type, uint32_t id, const void *body, size_t len)
{
	assert_int_equal(channel_send(channel, type, id, body, len, -1), 0);
}

void inside_answers_rcpt(unsigned code)
{
	const struct answer answer = answer_from_hop(code, 1, 5);
	uint8_t body[ANSWER_BODY];

	answer_pack(body, &answer);
	say(play.inside, MESSAGE_RCPT_ANSWER, play.id, body, sizeof(body));
}

void inside_is_done(uint32_t id, unsigned code)
{
	const struct done done = { .answer = answer_from_hop(code, 2, 0) };
	uint8_t body[DONE_MAX];
	struct pack pack = { body, body + sizeof(body), false };

	done_pack(&pack, &done);
	say(play.inside, MESSAGE_DONE, id, body, (size_t)(pack.pos - body));
}

void store_keeps(uint32_t id)
{
	uint8_t body[REFERENCE_LEN];
	struct pack pack = { body, body + sizeof(body), false };

	pack_reference(&pack, &kept_as);
	say(play.store, MESSAGE_KEPT, id, body, sizeof(body));
}

void transform_fails(uint32_t id, enum answer_reason reason, enum held_why why)
{
	const uint8_t body[] = { (uint8_t)reason, (uint8_t)why };

	say(play.zygote, MESSAGE_FAILED, id, body, sizeof(body));
}

void is_the_reference(void)
{
	struct wire wire = { play.body, play.body + play.body_len, false };
	struct reference reference;

	wire_reference(&wire, &reference);
	assert_int_equal(reference.day, kept_as.day);
	assert_int_equal(reference.number, kept_as.number);
}

void is_sealed(const char *text)
{
	char bytes[64] = "";

	assert_int_equal(fcntl(play.fd, F_GET_SEALS) & SEALS, SEALS);
	assert_true(pread(play.fd, bytes, sizeof(bytes) - 1, 0) >= 0);
	assert_string_equal(bytes, text);
}

/* ------ the peer ------ */

void peer_says(const char *text)
{
	face_is_told(play.peer, text);
}

void peer_is_told(const char *start)
{
	const char *text = face_hears(play.peer, "\n");

	if (strncmp(text, start, strlen(start)) != 0)
		fail_msg("'%s' is not '%s…'", text, start);
}

int dial_from(const char *address)
{
	struct sockaddr_in own = { .sin_family = AF_INET };
	int fd = socket(play.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (address) {
		assert_int_equal(inet_pton(AF_INET, address, &own.sin_addr), 1);
		assert_int_equal(bind(fd, (struct sockaddr *)&own, sizeof(own)),
				 0);
	}
	assert_int_equal(connect(fd, (struct sockaddr *)&play.address,
				 sizeof(play.address)),
			 0);
	return fd;
}

void connect_peer(void)
{
	fd_closep(&play.peer);
	play.peer = dial_from(NULL);
	peer_is_told("220 ");
}

void begin_message(void)
{
	peer_says("HELO x\r\n");
	peer_is_told("250 ");
	peer_says("MAIL FROM:<a@b.example>\r\n");
	peer_is_told("250 ");
	peer_says("RCPT TO:<x@town.example.jp>\r\n");
	expect(play.inside, MESSAGE_OPEN);
	inside_answers_rcpt(250);
	peer_is_told("250 ");
	peer_says("DATA\r\n");
	peer_is_told("354 ");
}

uint32_t bring_message(void)
{
	connect_peer();
	begin_message();
	peer_says("Subject: x\r\n\r\ntext\r\n.\r\n");
	return play.id;
}

uint32_t send_message(void)
{
	uint32_t id = bring_message();

	expect(play.store, MESSAGE_KEEP);
	store_keeps(id);
	expect(play.inside, MESSAGE_REFERENCE);
	expect(play.zygote, MESSAGE_TRANSFORM);
	return id;
}

/* ------ each case has a process of its own ------ */

static const struct addr loopback[] = {
	{ .family = FAMILY_IPV4, .bytes = { 127, 0, 0, 1 } },
	{ .family = FAMILY_IPV6, .bytes = { [15] = 1 } },
};

static int listen_somewhere(void)
{
	const struct addr *address = &loopback[play.ipv6];
	int fd = socket_open(address);
	socklen_t len = socket_address(&play.address, address, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&play.address, len), 0);
	assert_int_equal(listen(fd, 8), 0);
	getsockname(fd, (struct sockaddr *)&play.address, &len);
	return fd;
}

static int seal_settings(bool keeps)
{
	static struct settings settings;
	settings_begin(&settings);
	strcpy(settings.hostname, "gw.example");
	strcpy(settings.domains[0], "town.example.jp");
	settings.n_domains = 1;
	strcpy(settings.control, "/there");
	for (settings.n_peers = 0; settings.n_peers < 2; settings.n_peers++)
		settings.peers[settings.n_peers] =
			(struct addr_range){ loopback[settings.n_peers],
					     loopback[settings.n_peers] };
	settings.keep_days = keeps;
	settings.max_size = 1000;
	settings.who[PROC_OUTSIDE] =
		(struct identity){ geteuid() == 0, 65534, 65534 };
	return settings_seal(&settings);
}

static int begin_as(bool keeps)
{
	int fds[2 + N_SISTERS], pairs[N_SISTERS][2];

	fds[0] = seal_settings(keeps);
	fds[1] = listen_somewhere();
	for (int i = 0; i < N_SISTERS; i++) {
		if (channel_open(pairs[i], 1 << 20) < 0)
			return -1;
		fds[2 + i] = pairs[i][1];
	}
	play.zygote = pairs[0][0];
	play.inside = pairs[1][0];
	play.store = pairs[2][0];
	play.control = pairs[3][0];
	play.peer = play.fd = -1;
	/* Peers are let in. Said before it is begun, for it may end at once. */
	say(play.inside, MESSAGE_HOP, 0, "", 1);
	play.pid = face_start(outside_main, fds, 2 + N_SISTERS);
	return 0;
}

int begin(void **state)
{
	(void)state;
	return begin_as(true);
}

int begin_ipv6(void **state)
{
	int r;

	(void)state;
	play.ipv6 = true;
	r = begin_as(true);
	play.ipv6 = false;
	return r;
}

int begin_without_store(void **state)
{
	(void)state;
	return begin_as(false);
}

int end(void **state)
{
	(void)state;
	kill(play.pid, SIGKILL);
	waitpid(play.pid, NULL, 0);
	close(play.zygote);
	close(play.inside);
	close(play.store);
	close(play.control);
	fd_closep(&play.peer);
	fd_closep(&play.fd);
	return 0;
}

void has_ended(void)
{
	face_has_ended(play.pid);
}

int open_message(void)
{
	return life_memory(play.pid, "message");
}

int open_descriptors(void)
{
	char path[32];
	DIR *folder;
	int n = 0;

	snprintf(path, sizeof(path), "/proc/%d/fd", play.pid);
	folder = opendir(path);
	assert_non_null(folder);
	while (readdir(folder))
		n++;
	closedir(folder);
	return n;
}
