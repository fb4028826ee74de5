/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client.c -- one client's request: received, judged, passed on
 *
 * A client is a stranger: whatever it sends ends at most itself.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/must.h"
#include "base/sealed.h"
#include "control/packet.h"
#include "daemon/control/control.h"
#include "privsep/channel.h"

enum {
	LINES_PER_SECOND = 5
};

/* ------ its end ------ */

/* A client chooses how often it misbehaves, not how much is written of it. */
static void note(struct control *control, const struct asker *asker,
		 const char *event, const char *why)
{
	if (control->lines++ >= LINES_PER_SECOND) {
		control->withheld++;
		return;
	}
	log_warn("%s uid=%u pid=%u why=%s withheld=%u", event, asker->uid,
		 asker->pid, why, control->withheld);
	control->withheld = 0;
}

struct client *client_find(struct control *control, uint32_t id)
{
	for (size_t i = 0; i < CONTROL_CLIENTS; i++)
		if (control->clients[i].id == id)
			return &control->clients[i];
	return NULL;
}

static void end(struct control *control, struct client *client)
{
	turn_give_up(control, client->id);
	close(client->fd);
	fd_closep(&client->attached);
	client->id = 0;
	control->n_clients--;
}

static void drop(struct control *control, struct client *client,
		 const char *why)
{
	note(control, &client->asker, "client-dropped", why);
	end(control, client);
}

void client_said(struct control *control, struct client *client,
		 const void *text, size_t len)
{
	if (packet_send(client->fd, ANSWER_SAID, 0, text, len, -1) < 0)
		drop(control, client, "does-not-read");
}

void client_done(struct control *control, struct client *client, uint8_t status,
		 int fd)
{
	if (packet_send(client->fd, ANSWER_DONE, 0, &status, 1, fd) < 0)
		drop(control, client, "does-not-read");
	else
		end(control, client);
}

/* Two packets to a socket that was never full: they fit, or nobody cares. */
static void tell(int fd, uint8_t status, const char *why)
{
	char text[256];
	int len = snprintf(text, sizeof(text), "sekishod: %s\n", why);

	must(len > 0 && (size_t)len < sizeof(text));
	packet_send(fd, ANSWER_SAID, 0, text, (size_t)len, -1);
	packet_send(fd, ANSWER_DONE, 0, &status, 1, -1);
}

void client_refuse(struct control *control, struct client *client,
		   uint8_t status, const char *why)
{
	tell(client->fd, status, why);
	end(control, client);
}

/* ------ new clients ------ */

static struct client *free_place(struct control *control)
{
	for (size_t i = 0; i < CONTROL_CLIENTS; i++)
		if (!control->clients[i].id)
			return &control->clients[i];
	return NULL;
}

static size_t clients_of(const struct control *control, uint32_t uid)
{
	size_t n = 0;

	for (size_t i = 0; i < CONTROL_CLIENTS; i++)
		n += control->clients[i].id &&
		     control->clients[i].asker.uid == uid;
	return n;
}

/* NULL: it may come in. */
static const char *why_not(const struct control *control,
			   const struct asker *asker, uint8_t *status)
{
	*status = 1;
	if (!asker->roles)
		return "you have no role here: sekisho-operator, "
		       "sekisho-approver or sekisho-auditor must be among "
		       "your groups";
	*status = 3;
	if (control->n_clients == CONTROL_CLIENTS)
		return "too many clients; try again";
	if (asker->uid != 0 &&
	    clients_of(control, asker->uid) >= CONTROL_CLIENTS_PER_USER)
		return "too many clients of yours; try again";
	return NULL;
}

static void settle(struct control *control, int fd, const struct asker *asker)
{
	struct client *client = free_place(control);
	struct epoll_event event = { .events = EPOLLIN };

	must(client != NULL);
	do
		control->serial++;
	while (!control->serial);
	*client = (struct client){ .id = control->serial,
				   .fd = fd,
				   .attached = -1,
				   .since = control->now,
				   .asker = *asker };
	control->n_clients++;
	event.data.u64 = (uint64_t)client->id << 32 |
			 (uint64_t)(client - control->clients);
	must(epoll_ctl(control->epoll, EPOLL_CTL_ADD, fd, &event) == 0);
}

void client_admit(struct control *control, int fd)
{
	struct asker asker;
	const char *why;
	uint8_t status;

	if (!asker_learn(fd, control->settings->groups, &asker)) {
		close(fd);
		return;
	}
	why = why_not(control, &asker, &status);
	if (why) {
		note(control, &asker, "client-refused",
		     status == 1 ? "no-role" : "too-many");
		tell(fd, status, why);
		close(fd);
		return;
	}
	settle(control, fd, &asker);
}

/* ------ its request ------ */

static void put_name(struct client *client, const char *name)
{
	snprintf(client->asker.name, sizeof(client->asker.name), "%s", name);
}

static void pass_on(struct control *control, struct client *client)
{
	enum verb verb = client->request.verb;
	const char *name;
	char why[192];

	if (!asker_may(&client->asker, verb)) {
		note(control, &client->asker, "request-refused",
		     verb_name(verb));
		snprintf(why, sizeof(why), "%s is for %s", verb_name(verb),
			 verb_for_whom(verb));
		client_refuse(control, client, 1, why);
		return;
	}
	name = name_of(control, client->asker.uid);
	if (!name) {
		client->state = CLIENT_NAMELESS;
		return;
	}
	put_name(client, name);
	client_forward(control, client);
}

void client_named(struct control *control, uint32_t uid, const char *name)
{
	for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
		struct client *client = &control->clients[i];

		if (!client->id || client->state != CLIENT_NAMELESS ||
		    client->asker.uid != uid)
			continue;
		put_name(client, name);
		client_forward(control, client);
	}
}

/* The right descriptor for the verb; what is not sealed could change between
 * two looks at it, or make the reader wait for ever. */
static bool is_fit(enum verb verb, int fd)
{
	struct sealed sealed;

	if (!verb_has_fd(verb))
		return fd < 0;
	if (fd < 0 || sealed_map(fd, REQUEST_FD_MAX, &sealed) < 0)
		return false;
	sealed_finish(&sealed);
	return true;
}

/* NULL: it is a request. */
static const char *why_bad(struct client *client, const struct packet *packet)
{
	if (client->state != CLIENT_SILENT)
		return "out-of-turn";
	if (packet->id != 0 ||
	    !request_unpack(packet->type, packet->body, packet->body_len,
			    &client->request) ||
	    verb_is_mail(client->request.verb))
		return "malformed";
	if (!is_fit(client->request.verb, packet->fd))
		return "descriptor";
	return NULL;
}

static void take(struct control *control, struct client *client,
		 struct packet *packet)
{
	const char *why = why_bad(client, packet);

	if (why) {
		fd_closep(&packet->fd);
		drop(control, client, why);
		return;
	}
	client->attached = packet->fd;
	pass_on(control, client);
}

void client_wake(struct control *control, struct client *client)
{
	static uint8_t buf[PACKET_HEAD + REQUEST_MAX];
	struct packet packet;

	switch (packet_receive(client->fd, buf, sizeof(buf), &packet)) {
	case PACKET_OK:
		take(control, client, &packet);
		break;
	case PACKET_NONE:
		break;
	case PACKET_GONE:
		end(control, client);
		break;
	case PACKET_BAD:
		drop(control, client, "malformed");
		break;
	}
}

void client_end_late(struct control *control)
{
	for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
		struct client *client = &control->clients[i];

		if (!client->id || client->state == CLIENT_WAITING ||
		    control->now - client->since <= control->patience)
			continue;
		note(control, &client->asker, "client-late", "no-request");
		client_refuse(control, client, 3,
			      client->state == CLIENT_SILENT
				      ? "too slow"
				      : "the daemon is busy; try again");
	}
}
