/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control_lab.h -- a control process alone: the test is its engine, its
 * parent, and all its clients
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "control/asker.h"
#include "control/packet.h"

enum {
	GID_OPERATOR = 70001,
	GID_APPROVER,
	GID_AUDITOR,
	GID_OTHER,
};

struct lab {
	pid_t pid;
	int engine, parent; /* the other ends */
	int log;            /* what it has written */
};

/* A request as the engine gets it. */
struct asked {
	uint32_t id;
	struct asker asker;
	struct request request;
	int fd;
};

/* What a client was told until the end. */
struct told {
	bool answered; /* else dropped without a word */
	int status, fd;
	char said[4096];
};

extern struct lab lab;

int lab_open(void **state);
int lab_close(void **state);
/* Waits for its end; the exit status, or -1 if a signal was it. */
int lab_exit_status(void);
size_t lab_count_fds(void);

/* A connected client, as who runs the test; as somebody else (root only). */
int client_dial(void);
int client_dial_as(uid_t uid, gid_t gid, gid_t group);
/* A request without texts. */
void client_send(int client, enum verb verb, int fd);
/* Reads to the end and closes it. */
struct told client_hear(int client);

/* Fails the test after some seconds. */
struct asked engine_hear(void);
bool engine_hears_nothing(void);
void engine_say(uint16_t type, uint32_t id, const void *body, size_t len,
		int fd);
void engine_done(uint32_t id, uint8_t status);
/* Says a request; the engine's number for it. */
uint32_t client_wait(int client);
/* The same, and hears the engine's answer. */
void client_assert_served(int client);
/* Answers one question for a name; the uid. The person is that user, or, behind
 * root, somebody else. */
uint32_t parent_name(const char *name);
uint32_t parent_name_person(uint32_t person, const char *name);
bool parent_hears_nothing(void);
