/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * around.h -- what is around the gate: links, addresses, routes, tc, switches
 *
 * Facts only, of the network namespace we are in, read by rtnetlink(7) and from
 * /proc/sys/net; what they mean says judge.h. Every list is bounded:
 * where there is more than it takes, or where something could not be read,
 * `unread` says so, for what nobody has seen must not pass for nothing.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/arena.h"
#include "kernel/around/expectation.h"

enum {
	AROUND_LINKS_MAX = 8192,
	AROUND_ADDRESSES_MAX = 16384,
	AROUND_ROUTES_MAX = 65536, /* next hops, the kernel's own counted */
	AROUND_RULES_MAX = 4096,
	AROUND_HOOKS_MAX = 4096, /* tc: queueing disciplines and filters */
	AROUND_KIND = 16,        /* bytes of a kind's name, with its NUL */
};

struct around_link {
	uint32_t index;
	uint32_t master;   /* enslaved to; 0: to nothing */
	uint32_t below;    /* IFLA_LINK: lies upon; 0: upon nothing */
	bool below_abroad; /* … which is in another network namespace */
	char name[INTERFACE_NAME];
	char kind[AROUND_KIND];        /* "veth", "bridge" …; "": hardware */
	char master_kind[AROUND_KIND]; /* of what it is enslaved to */
	bool up, carrier, loopback, promiscuous;
	/* The zone whose packets pass here: its interface, or one beneath it.
	 * NULL: none's. */
	const struct expected_zone *carries;
	uint32_t xdp_program; /* 0: none that we were told of */
	uint8_t xdp_mode;     /* XDP_ATTACHED_…; 0: none */
};

struct around_address {
	uint32_t link;
	struct addr addr;
	uint8_t prefix;
	bool is_link_local;
};

/* One next hop of a route; a route with several is several of these. */
struct around_route {
	struct addr_range to;
	uint32_t table, link; /* link 0: leads out by no interface of ours */
	uint8_t type, proto;  /* RTN_…, RTPROT_… */
	bool encapsulates;    /* RTA_ENCAP: a tunnel, segments or a program */
	bool foreign_hop;     /* a nexthop object that does not show where */
};

struct around_rule {
	enum family family;
	uint32_t priority, table;
	uint8_t action; /* FR_ACT_… */
	bool plain;     /* matches everything and only looks up the table */
};

enum around_hook_kind {
	HOOK_INGRESS_QDISC, /* ingress or clsact: packets can be taken there */
	HOOK_FILTER,
	HOOK_ACTION, /* one action of a filter */
};

struct around_hook {
	enum around_hook_kind what;
	uint32_t link;   /* the interface it was found on */
	uint32_t parent; /* tcm_parent */
	char kind[AROUND_KIND];
	uint32_t target; /* mirred: the interface that gets the packet */
};

/* A file below /proc/sys/net, as a path there: "ipv4/conf/lg0/rp_filter". */
struct around_switch {
	const char *path;
	int64_t value;
};

/* Legacy xtables: which tables are loaded. */
struct around_table {
	const char *family; /* "ip", "ip6", "arp" */
	const char *name;   /* "nat"; "?": loaded, but we may not read which */
};

enum around_part {
	PART_LINKS,
	PART_ADDRESSES,
	PART_ROUTES,
	PART_RULES,
	PART_TC,
	PART_SWITCHES,
	PART_TABLES,
	PART_XFRM,
	N_PARTS
};

struct around {
	struct arena arena;
	VEC(struct around_link) links;
	VEC(struct around_address) addresses;
	VEC(struct around_route) routes;
	VEC(struct around_rule) rules;
	VEC(struct around_hook) hooks;
	VEC(struct around_switch) switches;
	VEC(struct around_table) tables;
	uint32_t n_xfrm;     /* policies of the kernel's IPsec */
	bool asked_programs; /* of TCX and netkit, which are among the hooks */
	int unread[N_PARTS]; /* 0, or -errno; -E2BIG: there was more */
};

/* What is opened with rights that are given up later. -1: not there. */
struct around_eyes {
	int route;        /* rtnetlink, for asking */
	int sysctl;       /* the directory /proc/sys/net */
	int proc;         /* the directory /proc/self/net */
	int tables[3];    /* /proc/net/{ip,ip6,arp}_tables_names */
	int xfrm;         /* the IPsec policies' events */
	uint32_t n_xfrm;  /* how many there are by now */
	int xfrm_unknown; /* 0, or -errno: they could not be counted */
	uint32_t seq;
	bool asks_programs; /* who has given its rights up cannot */
	uint8_t *answer;
};

/* With the rights to see all of it, if there are any. 0 or -errno. */
int around_open(struct around_eyes *eyes);
void around_close(struct around_eyes *eyes);

/* Looks once. Never fails: what could not be read is in out->unread. `out` is
 * empty before; around_finish() ends it. The expectation outlives it. */
void around_look(struct around_eyes *eyes, const struct expectation *expected,
		 struct around *out);
void around_finish(struct around *around);

const struct around_link *around_find_link(const struct around *around,
					   uint32_t index);
const struct around_link *around_find_name(const struct around *around,
					   const char *name);
/* Whatever has its packets pass `wire`, one of the links: the VLANs of a trunk,
 * the bond or bridge that a member is of. Each once. */
typedef void (*around_link_fn)(const struct around_link *link, void *ctx);
void around_each_upon(const struct around *around,
		      const struct around_link *wire, around_link_fn visit,
		      void *ctx);
/* Two between which frames pass without any rule, by bridges and by veths that
 * have both ends here; none of a bridge's members. Each pair once. */
typedef void (*around_joined_fn)(const struct around_link *a,
				 const struct around_link *b, void *ctx);
void around_each_joined(const struct around *around, around_joined_fn visit,
			void *ctx);
/* false: there is no such switch (here). */
bool around_switch(const struct around *around, int64_t *out, const char *fmt,
		   ...) __attribute__((format(printf, 3, 4)));
