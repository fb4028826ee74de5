/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client.c -- one question over the daemon's socket
 */
#include "control/client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "control/packet.h"

const char *client_socket(void)
{
	const char *path = getenv("SEKISHO_SOCKET");

	return path && *path ? path : "/run/sekisho/control";
}

static int dial(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	_cleanup_(fd_closep) int fd = -1;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	memcpy(address.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0 ||
	    connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return take_fd(&fd);
}

/* 0: more is to come, 1: that was all, or -errno. */
static int hear(struct packet *packet, int *status, int *answer)
{
	_cleanup_(fd_closep) int fd = packet->fd;

	if (packet->id == 0 && packet->type == ANSWER_SAID && fd < 0) {
		fwrite(packet->body, 1, packet->body_len, stderr);
		return 0;
	}
	if (packet->id != 0 || packet->type != ANSWER_DONE ||
	    packet->body_len != 1)
		return -EPROTO;
	*status = packet->body[0];
	*answer = take_fd(&fd);
	return 1;
}

static int listen_to(int socket, int *answer)
{
	_cleanup_(freep) uint8_t *buf = xcalloc(PACKET_HEAD + PACKET_BODY, 1);
	int status = 0, r = 0;

	while (r == 0) {
		struct packet packet;

		switch (packet_receive(socket, buf, PACKET_HEAD + PACKET_BODY,
				       &packet)) {
		case PACKET_OK:
			r = hear(&packet, &status, answer);
			break;
		case PACKET_NONE:
			break;
		case PACKET_GONE:
			r = -EPIPE;
			break;
		case PACKET_BAD:
			r = -EPROTO;
			break;
		}
	}
	return r < 0 ? r : status;
}

int client_ask(const struct request *request, int fd, int *answer)
{
	return client_ask_at(client_socket(), request, fd, answer);
}

int client_ask_at(const char *path, const struct request *request, int fd,
		  int *answer)
{
	uint8_t body[REQUEST_MAX];
	_cleanup_(fd_closep) int socket = dial(path);
	int r;

	if (socket < 0)
		return socket;
	r = packet_send(socket, (uint16_t)request->verb, 0, body,
			request_pack(request, body), fd);
	/* Refused at the door: why, stands there to be read. */
	return r < 0 && r != -EPIPE ? r : listen_to(socket, answer);
}
