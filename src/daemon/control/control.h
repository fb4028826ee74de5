/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control.h -- the state of the process that clients talk to, for its own
 * files alone
 *
 * A client sends one request and is answered; then it is over. What the engine
 * was asked is a turn of its user: it goes on, and counts, also when the client
 * has gone.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "control/asker.h"
#include "daemon/settings.h"

enum {
	CONTROL_CLIENTS = 1000,
	/* Of one user; root has no limit of its own. So sixteen people would
	 * have to work together to keep the others out. */
	CONTROL_CLIENTS_PER_USER = 64,
	CONTROL_TURNS = 64,
	CONTROL_TURNS_PER_USER = 8,
	CONTROL_TURNS_FOR_ROOT = 8, /* of them, for nobody else */
	CONTROL_PATIENCE = 30,      /* seconds for a request to come */

	CONTROL_NAMES = 64,
	CONTROL_NAME_AGE = 60, /* seconds before a name is asked for again */
};

enum client_state {
	CLIENT_SILENT,   /* its request is still to come */
	CLIENT_NAMELESS, /* the parent was asked for its user's name */
	CLIENT_WAITING,  /* for the engine */
};

struct client {
	uint32_t id; /* counts up, never 0; 0: a free place */
	int fd;
	int attached; /* what came with its request, or -1 */
	enum client_state state;
	time_t since;
	struct asker asker;
	struct request request;
};

/* To be asked of the engine, or asked and not answered. One at a time is
 * asked; but nothing has to wait behind another's plan to be isolated. */
struct turn {
	uint32_t id; /* of the client; 0: a free place */
	uint32_t uid;
	bool urgent, sent;
};

struct known_name {
	uint32_t uid;
	time_t learned;        /* 0: a free place */
	char text[ASKER_NAME]; /* never empty */
};

struct control {
	const struct settings *settings;
	time_t patience, now;
	int epoll;
	bool alone; /* the engine or the parent is gone */
	uint32_t serial;
	struct client clients[CONTROL_CLIENTS];
	size_t n_clients;
	struct turn turns[CONTROL_TURNS];
	struct known_name names[CONTROL_NAMES];
	/* Lines about clients in this second, and those not written. */
	unsigned lines, withheld;
};

/* The whole life, with descriptors as in procs.h; returns the exit status. */
int control_live(const struct settings *settings, time_t patience);

/* NULL: it has gone, its answer is nobody's. */
struct client *client_find(struct control *control, uint32_t id);
/* Takes the descriptor; may refuse. */
void client_admit(struct control *control, int fd);
/* Something has happened at its socket. */
void client_wake(struct control *control, struct client *client);
/* Goes on with those that waited for this name. */
void client_named(struct control *control, uint32_t uid, const char *name);
/* Passes on; `fd` stays the caller's. */
void client_said(struct control *control, struct client *client,
		 const void *text, size_t len);
void client_done(struct control *control, struct client *client, uint8_t status,
		 int fd);
/* Says why not, with that exit status, and ends it. */
void client_refuse(struct control *control, struct client *client,
		   uint8_t status, const char *why);
void client_end_late(struct control *control);

/* NULL: a place could not be had, for all are taken or this user has had its
 * share. */
struct turn *turn_begin(struct control *control, uint32_t id, uint32_t uid);
struct turn *turn_find(struct control *control, uint32_t id);
/* The client has gone: what was not asked yet never is. */
void turn_give_up(struct control *control, uint32_t id);
/* The one that may be asked now, or NULL: an urgent one; else the oldest, if
 * no other is being answered. */
struct turn *turn_next(struct control *control);

/* Its request is whole and permitted: it waits for its turn. */
void client_forward(struct control *control, struct client *client);
/* Asks the engine whatever may be asked now. */
void control_ask(struct control *control);

/* NULL: not known now, and the parent was asked. */
const char *name_of(struct control *control, uint32_t uid);
/* The name as kept: "uid N" where the text is empty or no name. */
const char *name_learn(struct control *control, uint32_t uid, const void *text,
		       size_t len);
