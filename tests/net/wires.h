/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wires.h -- any packet through the gateway's hooks, and how far it came
 *
 * A network namespace of one's own is the gateway; the other ends of its cables
 * lie in the same one, so that a packet's mark survives the way through them.
 * Neighbours need not be asked for (no ARP). A table `observer` of no influence
 * has the kernel tell (nftrace) of each packet whether it came behind conntrack
 * and what that thinks of it, and whether it passed the last hook.
 *
 * All runs on one processor: what was sent has arrived or never will.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "kernel/netlink/sock.h"
#include "proof/lift/lift.h"

enum {
	WIRES_MAX = 12,
	WIRE_FRAME = 2048,
	WIRE_MTU = 1500,
	WIRE_SYNC = 0x88b5, /* an Ethernet type for experiments (IEEE 802) */
};

/* The gateway's on every wire; to be told as a route without a wire by who wants
 * packets for it. */
#define WIRE_LINK_LOCAL "fe80::99"

struct wire {
	const char *name; /* the gateway's side */
	unsigned index, peer;
	uint8_t mac[6];
	bool is_loop; /* "lo" itself: what goes in there, has not gone out */
	int fd;       /* at the other end */
};

struct wire_route {
	const char *prefix; /* "10.0.0.0/8" */
	const char *wire;   /* NULL: the gateway's own address */
};

struct wires {
	struct wire at[WIRES_MAX];
	size_t n;
	const struct wire_route *routes; /* the longest prefix counts */
	size_t n_routes;
	struct addr led; /* wires_lead() */
	const char *led_to;
	struct lift_link links[WIRES_MAX + 1];
	int own[2];  /* what the gateway says itself: IPv4, IPv6 */
	bool is_own; /* what was sent last */
	bool is_cut; /* … in two, of which the last that is seen counts */
	uint8_t said[40]; /* its network header, of either */
	bool clean;       /* no connection is known to the kernel */
	bool blind; /* rules write hops, by which its own answers are known */
	bool untracked; /* wires_observe() leaves conntrack away */
	int trace;      /* netlink */
	int sync;
	struct sock sock;
};

/* What conntrack and the last hook said of a packet. */
struct sighting {
	bool began;     /* it was seen behind conntrack */
	bool has_ct;    /* a connection, or untracked on purpose */
	uint32_t state; /* enum nf_ct_state, one bit */
	uint32_t status;
	bool reply;
	bool through; /* it came to the forward hook */
	bool here;    /* it came to the input hook */
	size_t to;    /* the wire that it is routed to, where it came there */
	bool passed;  /* the last hook */
	bool emerged; /* from a wire's other end */
	size_t wire;  /* from which */
	size_t len;
	uint8_t frame[WIRE_FRAME];
};

/* Makes the cables in this namespace, which must be new, with interface
 * indexes from 2 on ("lo" is there already, and the last one); ends the test where it cannot. */
void wires_open(struct wires *wires, const char *const *names, size_t n,
		const struct wire_route *routes, size_t n_routes);
void wires_close(struct wires *wires);
/* The table, again after all tables have gone. Without conntrack (`untracked`)
 * nothing puts fragments together. */
void wires_observe(struct wires *wires);

/* Where the gateway sends it: a wire's number; -1: itself; -2: nowhere. */
int wires_route(const struct wires *wires, const struct addr *destination);
/* That one address goes out there, whatever the routes say; NULL: no more. */
void wires_lead(struct wires *wires, const struct addr *destination,
		const char *wire);
/* From the other end of that wire, with a mark. */
void wires_send(struct wires *wires, size_t wire, uint32_t mark,
		const uint8_t *frame, size_t len);
/* The same in two IPv4 or IPv6 fragments, the second one from byte `cut` of the
 * network header on, which is a multiple of 8 behind the header. */
void wires_send_cut(struct wires *wires, size_t wire, uint32_t mark,
		    const uint8_t *frame, size_t len, size_t cut);
/* Said by the gateway itself; without an Ethernet header. False: it will not. */
bool wires_say(struct wires *wires, uint32_t mark, const uint8_t *packet,
	       size_t len);
/* Of the one packet that was sent. */
void wires_see(struct wires *wires, struct sighting *out);

/* A connection made by hand. Ports of ICMP: the identifier, then type << 8 |
 * code. */
struct wire_connection {
	struct addr source, destination;
	uint8_t proto;
	uint16_t sport, dport;
	uint32_t mark, status;
	bool related; /* it came of another one */
};

int wires_connect(struct wires *wires, const struct wire_connection *what);
/* All of them. */
void wires_forget(struct wires *wires);
