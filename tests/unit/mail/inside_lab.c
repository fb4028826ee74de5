/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside_lab.c -- the inner face's process in its jail
 */
#include "inside_lab.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mail/procs.h"
#include "mail/settings.h"
#include "privsep/channel.h"

#include "face.h"
#include "sample.h"

enum {
	PATIENCE = 30000 /* milliseconds */
};

struct play play;

static bool hear_done(void *state, struct message *message)
{
	(void)state;
	play.heard = message->type;
	if (!done_unpack(message->body, message->body_len, &play.done))
		return false;
	play.answer = play.done.answer;
	return true;
}

static bool hear_hop(void *state, struct message *message)
{
	(void)state;
	play.heard = message->type;
	play.smtputf8 = message->body[0];
	return true;
}

static bool hear(void *state, struct message *message)
{
	(void)state;
	play.heard = message->type;
	return message->body_len == 0 ||
	       answer_unpack(message->body, message->body_len, &play.answer);
}

static const struct accept heard[] = {
	{ MESSAGE_RCPT_ANSWER, false, ANSWER_BODY, ANSWER_BODY, hear },
	{ MESSAGE_DONE, false, ANSWER_BODY, DONE_MAX, hear_done },
	{ MESSAGE_DIAL, false, 0, 0, hear },
	{ MESSAGE_HOP, false, 1, 1, hear_hop },
	{ MESSAGE_REFUTED, false, 0, 0, hear },
};

static enum channel_verdict listen_to(int channel)
{
	struct pollfd poll_channel = { channel, POLLIN, 0 };

	assert_int_equal(poll(&poll_channel, 1, PATIENCE), 1);
	return channel_serve(channel, heard, 5, NULL);
}

void expect(int channel, uint16_t type)
{
	assert_int_equal(listen_to(channel), CHANNEL_OK);
	assert_int_equal(play.heard, type);
}

/* ------ the next hop ------ */

void hop_says(const char *text)
{
	face_is_told(play.hop, text);
}

const char *hop_hears(const char *end)
{
	return face_hears(play.hop, end);
}

bool hop_hears_nothing(void)
{
	struct pollfd poll_hop = { play.hop, POLLIN, 0 };

	return poll(&poll_hop, 1, 20) == 0;
}

bool hop_is_left(void)
{
	struct pollfd poll_hop = { play.hop, POLLIN, 0 };
	char byte;

	return poll(&poll_hop, 1, PATIENCE) == 1 &&
	       read(play.hop, &byte, 1) == 0;
}

void hop_connects(void)
{
	int ends[2];

	expect(play.parent, MESSAGE_DIAL);
	assert_int_equal(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
	assert_int_equal(
		channel_send(play.parent, MESSAGE_DIALLED, 0, NULL, 0, ends[1]),
		0);
	close(ends[1]);
	play.hop = ends[0];
}

void dialled(void)
{
	hop_connects();
	hop_says("220 mx\r\n");
	hop_hears("EHLO gw.example\r\n");
	hop_says(play.keywords);
}

void dial(void)
{
	dialled();
	expect(play.outside, MESSAGE_HOP);
}

const char *hop_takes_message(void)
{
	hop_hears("DATA\r\n");
	hop_says("354 go\r\n");
	return hop_hears("\r\n.\r\n");
}

/* ------ the sisters ------ */

void outside_opens_with(uint32_t id, uint8_t smtputf8, const char *sender,
			const char *rcpt)
{
	uint8_t body[1 + 2 * STRING_MAX];
	struct pack pack = { body, body + sizeof(body), false };

	pack_u8(&pack, smtputf8);
	pack_string(&pack, sender);
	pack_string(&pack, rcpt);
	assert_int_equal(channel_send(play.outside, MESSAGE_OPEN, id, body,
				      (size_t)(pack.pos - body), -1),
			 0);
}

void outside_opens(uint32_t id)
{
	outside_opens_with(id, 0, "a@b.example", "x@town.example.jp");
}

void outside_adds(uint32_t id, const char *rcpt)
{
	uint8_t body[STRING_MAX];
	struct pack pack = { body, body + sizeof(body), false };

	pack_string(&pack, rcpt);
	assert_int_equal(channel_send(play.outside, MESSAGE_RCPT, id, body,
				      (size_t)(pack.pos - body), -1),
			 0);
}

void transform_says(uint32_t id, const char *bytes, size_t len)
{
	int fd = memfd_create("plain", MFD_CLOEXEC);
	uint8_t body[4];
	struct pack pack = { body, body + sizeof(body), false };

	assert_int_equal(write(fd, bytes, len), (ssize_t)len);
	pack_u32(&pack, (uint32_t)len);
	assert_int_equal(channel_send(play.transform, MESSAGE_PLAIN, id, body,
				      sizeof(body), fd),
			 0);
	close(fd);
}

void open_transaction(uint32_t id)
{
	outside_opens(id);
	if (play.hop < 0)
		dial();
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
	hop_says("250 ok\r\n250 2.1.5 ok\r\n");
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	assert_int_equal(play.answer.code, 250);
	outside_adds(id, "y@town.example.jp");
	hop_hears("RCPT TO:<y@town.example.jp>\r\n");
	hop_says("250 2.1.5 ok\r\n");
	expect(play.outside, MESSAGE_RCPT_ANSWER);
}

static int seal_settings(enum my_number_use my_number)
{
	static struct settings settings;

	settings_begin(&settings);
	settings.my_number = my_number;
	strcpy(settings.hostname, "gw.example");
	strcpy(settings.mark, "gw.example:mail-in");
	strcpy(settings.domains[0], "town.example.jp");
	settings.n_domains = 1;
	if (play.senders)
		strcpy(settings.sender_domains[settings.n_sender_domains++],
		       play.senders);
	if (play.attachments) {
		strcpy(settings.attachments, play.attachments);
		settings.attachment_size = settings.attachments_size = 4096;
	}
	settings.who[PROC_INSIDE] =
		(struct identity){ geteuid() == 0, 65534, 65534 };
	return settings_seal(&settings);
}

int begin(void **state)
{
	(void)state;
	return begin_with(MY_NUMBER_IGNORE);
}

int begin_with(enum my_number_use my_number)
{
	int fds[4], pairs[3][2];

	fds[0] = seal_settings(my_number);
	for (int i = 0; i < 3; i++) {
		if (channel_open(pairs[i], 1 << 20) < 0)
			return -1;
		fds[i + 1] = pairs[i][1];
	}
	play.pid = face_start(inside_main, fds, 4);
	play.outside = pairs[0][0];
	play.transform = pairs[1][0];
	play.parent = pairs[2][0];
	play.hop = -1;
	play.keywords = "250-mx\r\n250 PIPELINING\r\n";
	return 0;
}

int end(void **state)
{
	(void)state;
	kill(play.pid, SIGKILL);
	waitpid(play.pid, NULL, 0);
	close(play.outside);
	close(play.transform);
	close(play.parent);
	if (play.hop >= 0)
		close(play.hop);
	return 0;
}

void hop_never_hears(uint32_t id, const char *stream, size_t len,
		     enum answer_reason reason)
{
	open_transaction(id);
	transform_says(id, stream, len);
	expect(play.outside, MESSAGE_DONE);
	assert_int_equal(play.answer.reason, reason);
	assert_int_equal(play.answer.code, answer_of(reason).code);
	assert_string_equal(hop_hears("\r\n"), "RSET\r\n");
	hop_says("250 ok\r\n");
	assert_true(hop_hears_nothing());
}

void is_refuted(uint32_t id, const char *records)
{
	static char stream[16384];

	hop_never_hears(id, stream,
			sample_write(stream, sizeof(stream), records),
			ANSWER_REFUTED);
	expect(play.transform, MESSAGE_REFUTED);
}
