/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * process.c -- a transform that has been taken over, against the real inside
 *
 * The process in its jail; the test is its outside, its zygote, its parent, its
 * next hop, and reads its log. Each stream ends in one of three ways:
 *
 *   refused   451, one line of alarm, and the next hop hears RSET, no more
 *   loop      554, and the next hop hears RSET
 *   sent      what the next hop hears is one message of the output's grammar,
 *             and its envelope is the one the outside let in
 *
 * process STREAMS [MAIL...]
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "mail/messages.h"
#include "mail/procs.h"
#include "mail/settings.h"
#include "privsep/channel.h"

#include "ground.h"
#include "life.h"
#include "output.h"

enum {
	PATIENCE = 60000, /* milliseconds: only a fault waits so long */
	ROOM = 1 << 20,
	SMALL = 256 << 10 /* bytes of a stream; longer ones are for hostile.c */
};

static struct {
	pid_t pid;
	int outside, zygote, parent, hop, log;
	uint16_t heard;
	struct answer answer;
} play;

static struct stream records, taken;
static struct output output;
static char bytes[STREAM_BYTES], heard_text[STREAM_BYTES];

/* ------ what the inside says ------ */

static void wait_for(int fd)
{
	struct pollfd poll_fd = { fd, POLLIN, 0 };

	must(poll(&poll_fd, 1, PATIENCE) == 1);
}

/* Whatever else stands behind it, an answer comes first. */
static bool hear(void *state, struct message *message)
{
	(void)state;
	play.heard = message->type;
	return message->type == MESSAGE_DIAL ||
	       answer_unpack(message->body, ANSWER_BODY, &play.answer);
}

static bool hear_hop(void *state, struct message *message)
{
	(void)state;
	play.heard = message->type;
	return true;
}

static const struct accept heard[] = {
	{ MESSAGE_RCPT_ANSWER, false, ANSWER_BODY, ANSWER_BODY, hear },
	{ MESSAGE_DONE, false, ANSWER_BODY, DONE_MAX, hear },
	{ MESSAGE_DIAL, false, 0, 0, hear },
	{ MESSAGE_HOP, false, 1, 1, hear_hop },
};

static void expect(int channel, uint16_t type)
{
	wait_for(channel);
	must(channel_serve(channel, heard, 4, NULL) == CHANNEL_OK);
	must(play.heard == type);
}

static void hop_says(const char *text)
{
	must(send(play.hop, text, strlen(text), MSG_NOSIGNAL) ==
	     (ssize_t)strlen(text));
}

/* All up to and with `end`. */
static struct text hop_hears(const char *end)
{
	size_t len = 0, n = strlen(end);
	ssize_t r;

	do {
		wait_for(play.hop);
		r = read(play.hop, heard_text + len, sizeof(heard_text) - len);
		must(r > 0);
		len += (size_t)r;
	} while (len < n || memcmp(heard_text + len - n, end, n) != 0);
	return (struct text){ heard_text, len };
}

static bool hop_hears_just(const char *all)
{
	struct text text = hop_hears(all);

	return text.len == strlen(all);
}

/* How many lines of that event have come since the last time. */
static unsigned count_alarms(const char *event)
{
	char text[8192];
	ssize_t len = read(play.log, text, sizeof(text) - 1);
	unsigned n = 0;

	text[len > 0 ? len : 0] = '\0';
	for (const char *at = text; (at = strstr(at, event)); at++)
		n++;
	return n;
}

/* ------ its sisters ------ */

static void dial(void)
{
	int ends[2];

	expect(play.parent, MESSAGE_DIAL);
	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0);
	must(channel_send(play.parent, MESSAGE_DIALLED, 0, NULL, 0, ends[1]) ==
	     0);
	close(ends[1]);
	play.hop = ends[0];
	hop_says("220 mx\r\n");
	hop_hears("EHLO gw.example\r\n");
	hop_says("250-mx\r\n250 PIPELINING\r\n");
}

/* A connection that has taken some messages is given up, with QUIT. */
static void dial_again(void)
{
	char word[4];

	wait_for(play.hop);
	must(recv(play.hop, word, 4, MSG_PEEK) == 4);
	if (memcmp(word, "QUIT", 4) != 0)
		return;
	must(hop_hears_just("QUIT\r\n"));
	close(play.hop);
	dial();
}

static void send_strings(uint16_t type, uint32_t id, const char *first,
			 const char *second)
{
	uint8_t body[1 + 2 * STRING_MAX];
	struct pack pack = { body, body + sizeof(body), false };

	if (type == MESSAGE_OPEN)
		pack_u8(&pack, 0);
	pack_string(&pack, first);
	if (second)
		pack_string(&pack, second);
	must(channel_send(play.outside, type, id, body,
			  (size_t)(pack.pos - body), -1) == 0);
}

static void open_transaction(uint32_t id)
{
	send_strings(MESSAGE_OPEN, id, GROUND_SENDER, GROUND_RCPT_1);
	if (play.hop < 0) {
		dial();
		expect(play.outside, MESSAGE_HOP);
	} else {
		dial_again();
	}
	must(hop_hears_just("MAIL FROM:<" GROUND_SENDER ">\r\n"
			    "RCPT TO:<" GROUND_RCPT_1 ">\r\n"));
	hop_says("250 ok\r\n250 2.1.5 ok\r\n");
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	send_strings(MESSAGE_RCPT, id, GROUND_RCPT_2, NULL);
	must(hop_hears_just("RCPT TO:<" GROUND_RCPT_2 ">\r\n"));
	hop_says("250 2.1.5 ok\r\n");
	expect(play.outside, MESSAGE_RCPT_ANSWER);
}

static void transform_says(uint32_t id, size_t len)
{
	int fd = memfd_create("plain", MFD_CLOEXEC);
	uint8_t body[4];
	struct pack pack = { body, body + sizeof(body), false };

	must(write(fd, bytes, len) == (ssize_t)len);
	pack_u32(&pack, (uint32_t)len);
	must(channel_send(play.zygote, MESSAGE_PLAIN, id, body, sizeof(body),
			  fd) == 0);
	close(fd);
}

/* ------ the ends of a stream ------ */

/* It has said DATA: the rest is a message, or the test has failed. */
static const char *take_message(size_t len)
{
	const struct text rcpts[] = { TEXT_OF(GROUND_RCPT_1),
				      TEXT_OF(GROUND_RCPT_2) };
	struct text text;
	const char *wrong;

	hop_says("354 go\r\n");
	text = hop_hears("\r\n.\r\n");
	text.len -= 3;
	wrong = output_read(text, &output);
	if (!wrong)
		wrong = stream_read((struct text){ bytes, len }, &taken);
	if (!wrong)
		wrong = stream_agrees(&taken, TEXT_OF(GROUND_SENDER), rcpts, 2,
				      false, &output);
	hop_says("250 2.0.0 ok\r\n");
	expect(play.outside, MESSAGE_DONE);
	must(play.answer.code == 250);
	return wrong;
}

/* NULL, or what is wrong. */
static const char *judge(size_t len, unsigned *sent)
{
	struct text text = hop_hears("\r\n");

	if (text.len == 6 && !memcmp(text.at, "DATA\r\n", 6)) {
		++*sent;
		return take_message(len);
	}
	if (text.len != 6 || memcmp(text.at, "RSET\r\n", 6) != 0)
		return "the next hop hears more";
	hop_says("250 ok\r\n");
	expect(play.outside, MESSAGE_DONE);
	if (play.answer.reason == ANSWER_LOOP)
		return count_alarms("plain-refused") ? "an alarm of a loop"
						     : NULL;
	if (play.answer.reason != ANSWER_REFUTED || play.answer.code != 451)
		return "refused, and not by 451";
	return count_alarms("plain-refused") == 1 ? NULL : "not one alarm";
}

static void begin(void)
{
	static struct settings settings;
	int fds[4], pairs[3][2], log[2];

	settings_begin(&settings);
	strcpy(settings.hostname, "gw.example");
	strcpy(settings.mark, "gw.example:mail-in");
	strcpy(settings.domains[0], "town.example.jp");
	settings.n_domains = 1;
	strcpy(settings.notice, "[head]\nh\n[removed]\n{removed-name}\n"
				"[tail]\nt\n");
	settings.who[PROC_INSIDE] =
		(struct identity){ geteuid() == 0, 65534, 65534 };
	fds[0] = settings_seal(&settings);
	for (int i = 0; i < 3; i++) {
		must(channel_open(pairs[i], ROOM) == 0);
		fds[i + 1] = pairs[i][1];
	}
	must(pipe2(log, O_NONBLOCK) == 0);
	play.pid = fork();
	if (play.pid == 0) {
		dup2(log[1], STDERR_FILENO);
		life_lead(inside_main, fds[0], fds + 1, 3);
	}
	for (int i = 0; i < 4; i++)
		close(fds[i]);
	close(log[1]);
	play.outside = pairs[0][0];
	play.zygote = pairs[1][0];
	play.parent = pairs[2][0];
	play.log = log[0];
	play.hop = -1;
}

int main(int argc, char **argv)
{
	uint64_t n = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
	unsigned sent = 0;
	static struct ground ground;

	if (!n || !ground_load(&ground, argv + 2, (size_t)argc - 2))
		return 2;
	begin();
	for (uint64_t i = 0; i < n; i++) {
		struct chance chance = { i };
		uint32_t id = (uint32_t)(i + 1) << SLOT_BITS;
		const char *wrong;
		size_t len;

		len = ground_spoil(&ground, &records, bytes, SMALL, &chance);
		open_transaction(id);
		transform_says(id, len);
		wrong = judge(len, &sent);
		if (wrong) {
			printf("stream %llu: %s\n%.*s\n", (unsigned long long)i,
			       wrong, (int)len, bytes);
			kill(play.pid, SIGKILL);
			return 1;
		}
	}
	printf("%llu streams, %u sent\n", (unsigned long long)n, sent);
	kill(play.pid, SIGKILL);
	waitpid(play.pid, NULL, 0);
	return 0;
}
