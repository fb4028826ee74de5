/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * handed.h -- what only the parent may open, and hands to its processes
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

struct addr;
struct settings;

/* Descriptors; -1: nobody needs it. */
struct handed {
	int sealed;    /* the settings */
	int transform; /* the program sekisho-transform */
	int listen;    /* where peers connect */
	int originals; /* the store's two folders, made if need be */
	int journal;
	int control; /* where the operators' tool connects */
	int key;     /* sealed copy of the private key; nobody here reads it */
};

/* Settings, program and key, before anything listens; then, when they have been
 * looked at (tls/check.h), all the rest. 0 or -errno (logged); handed_close() in either
 * case. */
int handed_begin(struct handed *handed, const struct settings *settings);
int handed_open(struct handed *handed, const struct settings *settings);
void handed_close(struct handed *handed);
/* False (logged): a folder of the store has been removed, or another one lies in
 * its place: a disk that was mounted, or is no more. */
bool handed_has_store(const struct handed *handed,
		      const struct settings *settings);

/* A TCP socket for that kind of address; -errno. */
int socket_open(const struct addr *addr);
socklen_t socket_address(struct sockaddr_storage *out, const struct addr *addr,
			 uint16_t port);
