/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conntrack.h -- the kernel's live connections, and the marks they bear
 */
#pragma once

#include <stdint.h>

#include "kernel/sock.h"
#include "ruleset/connection.h"

typedef void (*connection_each)(const struct connection *connection, void *ctx);

/* Forgets every connection whose mark & mask == value. */
int conntrack_flush(struct sock *sock, uint32_t value, uint32_t mask);
/* Those of IPv4 and IPv6 in this network namespace. */
int conntrack_dump(struct sock *sock, connection_each each, void *ctx);
