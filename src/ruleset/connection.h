/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * connection.h -- one live connection, as the kernel tracks it
 */
#pragma once

#include <stdint.h>

#include "base/address.h"
#include "base/arena.h"

/* As its first packet was. Ports are 0 for protocols without; of ICMP echo,
 * `type` is the type. */
struct connection {
	struct addr source, destination;
	uint8_t proto, type;
	uint16_t source_port, destination_port;
	uint32_t mark;
};

struct connections {
	VEC(struct connection) list; /* in the kernel's order */
};
