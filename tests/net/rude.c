/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rude.c -- a client of the daemon that does not keep to the grammar
 *
 *   rude garbage        each kind of malformed packet; prints how many of them
 *                       were dropped without an answer, and how many were not
 *   rude descriptors F  an apply of file F with each wrong descriptor; the same
 *   rude silent N       N clients that say nothing; "ready", then waits to be
 *                       killed
 *   rude deaf F N       N clients ask for a plan of F, and never read; the same
 *   rude leave F N      N applies of F, each left at once
 *
 * The daemon is found as sekisho(8) finds it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/sealed.h"
#include "control/client.h"
#include "control/packet.h"
#include "control/request.h"

static int dropped, answered;

static int dial(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s",
		 client_socket());
	if (fd < 0 ||
	    connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		perror("rude: connect");
		exit(1);
	}
	return fd;
}

/* Within five seconds: hung up without a word, or not. */
static void await_drop(int fd)
{
	struct pollfd one = { .fd = fd, .events = POLLIN };
	char buf[1 << 16];
	bool gone = poll(&one, 1, 5000) == 1 &&
		    recv(fd, buf, sizeof(buf), MSG_DONTWAIT) <= 0;

	dropped += gone;
	answered += !gone;
	close(fd);
}

static size_t request_of(enum verb verb, uint8_t *out)
{
	const struct request request = { .verb = verb, .reason = "rude" };
	uint8_t head[PACKET_HEAD] = { 0, (uint8_t)verb };

	memcpy(out, head, sizeof(head));
	return PACKET_HEAD + request_pack(&request, out + PACKET_HEAD);
}

static void throw(const void *bytes, size_t len)
{
	int fd = dial();

	/* Who is not admitted has been told so and hung up on already. */
	if (send(fd, bytes, len, MSG_NOSIGNAL) < 0 && errno != EPIPE)
		fprintf(stderr, "rude: send %zu: %s\n", len, strerror(errno));
	await_drop(fd);
}

/* ------ what each does ------ */

static void garbage(void)
{
	static uint8_t bytes[100000];
	size_t len = request_of(VERB_STATUS, bytes);

	for (size_t cut = 1; cut < len; cut++)
		throw(bytes, cut);
	for (size_t more = 1; more < 64; more += 9)
		throw(bytes, len + more);
	for (size_t large = 4096; large < sizeof(bytes); large *= 2)
		throw(bytes, large);
	/* The head, flags, and seconds without their flag. */
	for (size_t at = 0; at < PACKET_HEAD + 8; at++) {
		request_of(VERB_STATUS, bytes);
		bytes[at] ^= 0x80;
		throw(bytes, len);
	}
	memset(bytes, 0xff, sizeof(bytes));
	throw(bytes, 2000);
}

static void bring(enum verb verb, int attached)
{
	uint8_t body[PACKET_HEAD + REQUEST_MAX];
	size_t len = request_of(verb, body);
	int fd = dial();

	if (packet_send(fd, (uint16_t)verb, 0, body + PACKET_HEAD,
			len - PACKET_HEAD, attached) < 0)
		perror("rude: send");
	await_drop(fd);
}

static void bring_two(int attached)
{
	union {
		struct cmsghdr head;
		uint8_t bytes[CMSG_SPACE(2 * sizeof(int))];
	} room = { 0 };

	const int both[2] = { attached, attached };
	uint8_t body[PACKET_HEAD + REQUEST_MAX];
	struct iovec part = { body, request_of(VERB_APPLY, body) };
	struct msghdr msg = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &room,
		.msg_controllen = sizeof(room),
	};
	int fd = dial();

	room.head.cmsg_level = SOL_SOCKET;
	room.head.cmsg_type = SCM_RIGHTS;
	room.head.cmsg_len = CMSG_LEN(sizeof(both));
	memcpy(CMSG_DATA(&room.head), both, sizeof(both));
	if (sendmsg(fd, &msg, MSG_NOSIGNAL) < 0)
		perror("rude: sendmsg");
	await_drop(fd);
}

static int sealed_file(const char *path)
{
	static char text[1 << 20];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text));

	if (n < 0) {
		perror(path);
		exit(1);
	}
	close(fd);
	return sealed_make(text, (size_t)n);
}

static void descriptors(const char *file)
{
	int pipes[2], good = sealed_file(file);
	int loose = memfd_create("loose", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int huge = memfd_create("huge", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (pipe(pipes) < 0 || write(loose, "zones = ();\n", 12) != 12 ||
	    ftruncate(huge, (off_t)REQUEST_FD_MAX + 1) < 0 ||
	    fcntl(huge, F_ADD_SEALS,
		  F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) < 0)
		exit(1);
	bring(VERB_APPLY, -1);
	bring(VERB_APPLY, loose);
	bring(VERB_APPLY, huge);
	bring(VERB_APPLY, pipes[0]);
	bring(VERB_APPLY, open(file, O_RDONLY | O_CLOEXEC));
	bring(VERB_APPLY, open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	bring(VERB_APPLY, open("/", O_PATH | O_CLOEXEC));
	bring(VERB_APPLY, open("/dev/zero", O_RDONLY | O_CLOEXEC));
	bring(VERB_APPLY, dial());
	bring(VERB_STATUS, good);
	bring(VERB_CONFIRM, good);
	bring_two(good);
}

static void ask(int fd, enum verb verb, int attached)
{
	uint8_t body[PACKET_HEAD + REQUEST_MAX];
	size_t len = request_of(verb, body);

	if (packet_send(fd, (uint16_t)verb, 0, body + PACKET_HEAD,
			len - PACKET_HEAD, attached) < 0)
		perror("rude: send");
}

static void stay(void)
{
	puts("ready");
	fflush(stdout);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	long n = argc > 2 ? strtol(argv[argc - 1], NULL, 10) : 0;

	if (argc == 2 && !strcmp(what, "garbage")) {
		garbage();
	} else if (argc == 3 && !strcmp(what, "descriptors")) {
		descriptors(argv[2]);
	} else if (argc == 3 && !strcmp(what, "silent")) {
		while (n-- > 0)
			dial();
		stay();
	} else if (argc == 4 && !strcmp(what, "deaf")) {
		for (int fd = sealed_file(argv[2]); n-- > 0;)
			ask(dial(), VERB_PLAN, fd);
		stay();
	} else if (argc == 4 && !strcmp(what, "leave")) {
		for (int fd = sealed_file(argv[2]); n-- > 0;) {
			int client = dial();

			ask(client, VERB_APPLY, fd);
			close(client);
		}
	} else {
		fputs("usage: rude garbage | descriptors FILE | silent N | "
		      "deaf FILE N | leave FILE N\n",
		      stderr);
		return 2;
	}
	printf("dropped=%d answered=%d\n", dropped, answered);
	return answered > 0;
}
