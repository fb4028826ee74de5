/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lab.h -- the hosts of a test network, as packet sockets in one process
 *
 * netns.sh built the network and wrote down what stands where ($LAB_DIR/lab):
 *
 *	gateway NAME
 *	segment IFACE MAC ADDRESS…	the gateway's side
 *	host NAME IFACE MAC ADDRESS…	its eth0 is on that segment
 *	route PREFIX NAME	a host that the gateway sends these to
 *
 * The process pins itself to one processor. Frames then pass through veth and
 * the gateway in the order they were sent, so that once the gateway answers an
 * ARP request that was sent last, everything before it has arrived or never
 * will: nothing sleeps.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/arena.h"

#include "datagram.h"

enum {
	/* Most frames between two calls of lab_settle(): a receiver's buffer
	 * holds more. */
	LAB_BATCH = 64
};

struct segment {
	const char *iface;
	struct mac mac; /* the gateway's */
	VEC(struct addr) addresses;
};

struct port {
	const char *name;
	const struct segment *segment; /* NULL: the gateway itself */
	struct mac mac;
	VEC(struct addr) addresses;
	int fd;
};

struct lab_route {
	struct addr_range range;
	uint32_t port;
};

/* A registered host's address: what comes from it bears this MAC. */
struct lab_owner {
	struct addr addr;
	struct mac mac;
};

struct lab {
	struct arena arena;
	VEC(struct segment *) segments;
	VEC(struct port) ports; /* [0] is the gateway */
	VEC(struct lab_route) routes;
	VEC(struct lab_owner) owners;

	struct {
		int fd;
		enum raw kind;
	} raw[8]; /* the gateway's raw sockets: what came in */

	size_t n_raw;
	int out4, out6; /* and goes out */
};

/* Reads the file, enters the namespaces, opens the sockets. Ends the program
 * with 3 and a reason where it cannot. */
void lab_open(const char *file, struct lab *out);
/* -1 if there is none of that name. */
int lab_find(const struct lab *lab, const char *name);
/* The port that the gateway would send a packet for `addr` to, or -1. Its own
 * addresses are port 0. */
int lab_whose(const struct lab *lab, const struct addr *addr);
/* What a packet with that source bears if it is honest: its owner's MAC, or the
 * port's own. */
const struct mac *lab_mac(const struct lab *lab, uint32_t port,
			  const struct addr *source);
/* One frame; from the gateway (port 0) without its Ethernet header. */
void lab_send(struct lab *lab, uint32_t port, const uint8_t *frame, size_t len);
/*
 * Waits until all that was sent has arrived or been dropped, and calls `seen`
 * for each test packet, fragment or whole, at each port that received it.
 */
void lab_settle(struct lab *lab,
		void (*seen)(void *state, uint32_t id, uint32_t port),
		void *state);
/* Forgets every connection of the gateway. */
void lab_flush_conntrack(const struct lab *lab);
/* Makes this process one of that port's; 0: the gateway's. */
void lab_enter(const struct lab *lab, uint32_t port);
/* One more packet socket on the eth0 of the namespace entered last. */
int lab_packet_socket(void);
