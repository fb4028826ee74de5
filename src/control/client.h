/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client.h -- asks the daemon, and passes on what it answers
 */
#pragma once

#include "control/request.h"

/* Where the daemon listens: $SEKISHO_SOCKET, else /run/sekisho/control. */
const char *client_socket(void);

/*
 * Sends the request (fd -1: none; stays the caller's), writes what is said to
 * standard error as it comes. Returns the exit status of the answer, with
 * *answer the descriptor of its text or -1; or -errno: nobody listens (-ENOENT,
 * -ECONNREFUSED), not permitted (-EACCES), or the daemon has hung up (-EPIPE).
 */
int client_ask(const struct request *request, int fd, int *answer);
/* The same of whoever listens at `path`. */
int client_ask_at(const char *path, const struct request *request, int fd,
		  int *answer);
