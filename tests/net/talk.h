/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * talk.h -- what the two ends of a conversation share
 */
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

enum {
	NAP_MS = 50
};

union sock_addr {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

/* Says why, and ends the program with 3. */
int talk_die(const char *what);
/* Ends the program if it is none. */
socklen_t talk_addr(const char *text, const char *port, union sock_addr *out);
/* Each as its command (see talk.c); only talk_await() comes back. */
int talk_serve(const char *text, const char *port);
int talk_speak(const char *text, const char *port);
int talk_await(const char *text, const char *port);
