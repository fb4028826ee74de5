/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy.h -- what the operator said: zones, hosts, the register of flows
 *
 * A policy is read and checked once (policy_load) and immutable afterwards;
 * nothing later re-validates. Everything hangs from its arena, and parts point
 * to each other freely. Every object keeps the place it was written at, to the
 * end: even the kernel's refusal is printed at that line.
 *
 * Numbers of ports, sizes and rates are strings in the text (libconfig 1.5
 * wraps integers) and plain host-order numbers here.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/address.h"
#include "base/arena.h"
#include "base/diag.h"
#include "base/digest.h"
#include "policy/approver.h"
#include "policy/mail_use.h"
#include "policy/model.h"

/* Arrays that several documents' parts share; vec_add() and vec_each() work. */
struct ranges {
	struct addr_range *at;
	size_t n, cap;
};

struct zone {
	struct loc at;
	uint32_t index;   /* place in policy.zones */
	const char *name; /* letters of any script, digits, '-', '_' */
	const char *label;
	enum tier tier;
	VEC(const char *) interfaces; /* at least one, at most 15 bytes each */
	/* Sorted and merged; never overlaps another zone's. */
	struct ranges networks;
	/* Also the way to every unicast address that is in no zone (toward the
	 * Internet); at most one zone of a policy. */
	bool upstream;
	/* Every address that may be behind it: networks and, for an upstream
	 * zone, the unicast space that is in no zone (space.h). Sorted and
	 * merged. What "any" means, and what a source address is held to. */
	struct ranges space;
	/* The gateway's own addresses on this zone's interfaces. */
	VEC(struct addr) addresses;
	const char *gateway_to; /* free text: what stands beyond, or "" */
};

enum host_role {
	ROLE_NONE,
	ROLE_RENKEI,    /* 連携サーバ */
	ROLE_BROKER,    /* screen transfer ends here */
	ROLE_SANITISER, /* files are made safe here */
};

struct host {
	struct loc at;
	const char *name, *label;
	const struct zone *zone;
	enum host_role role;
	VEC(struct addr) addresses; /* at least one, inside the zone */
	bool has_mac;
	/* The peer is on the zone's own link, so that its MAC can be seen;
	 * false: behind a router, the MAC is "not verifiable". */
	bool on_link;
	struct mac mac;
};

enum ref_kind {
	REF_ANY,   /* "any": every address of the flow's zone */
	REF_RANGE, /* an address, prefix or range; also each of an "@file" */
	REF_HOST,
	REF_GROUP,
};

struct group;

/* One word of a source or destination list, as written. */
struct ref {
	enum ref_kind kind;
	struct addr_range range;
	const struct host *host;
	const struct group *group;
};

struct refs {
	struct ref *at;
	size_t n, cap;
};

struct group {
	struct loc at;
	const char *name, *label;
	/* The "@file" its addresses were read from, else NULL. */
	const char *list_file;
	struct refs members; /* groups, hosts, ranges; no cycle */
	/* Addresses in the widest of its words that is no host, its groups'
	 * words included; at most 2^32 - 1. */
	uint32_t widest;
	/* Resolved, sorted, merged; may be empty: then it matches nothing. */
	struct ranges ranges;
};

enum proto {
	PROTO_ICMP = 1,
	PROTO_TCP = 6,
	PROTO_UDP = 17,
	PROTO_ICMPV6 = 58,
	PROTO_SCTP = 132,
};

/* "tcp/443", "udp/8000-8010"; ICMP knows only "icmp/echo-request" and
 * "icmpv6/echo-request" (errors of permitted flows pass by themselves), and
 * its ports are 0-0. */
struct port_range {
	enum proto proto;
	uint16_t first, last;
};

struct port_ranges {
	struct port_range *at;
	size_t n, cap;
};

struct service {
	struct loc at;
	const char *name, *label;
	bool builtin;             /* from rules/services.conf */
	struct port_ranges ports; /* at least one */
};

/* One word of a service list: a name or a literal. */
struct service_ref {
	const struct service *service; /* NULL: the literal */
	struct port_range literal;
};

struct service_refs {
	struct service_ref *at;
	size_t n, cap;
};

enum flow_class {
	CLASS_NONE,
	CLASS_PUBLIC_BODY,    /* public-body: 国等の公的機関 */
	CLASS_DEDICATED_LINE, /* dedicated-line: 専用回線 */
	CLASS_OTHER_APPROVED, /* other-approved */
};

enum flow_method {
	METHOD_DIRECT,
	METHOD_SCREEN, /* 画面転送 to a named broker */
	METHOD_FILE,   /* to a named sanitiser host */
};

/* A weekly window in the gateway's time zone; to > from, both within a day. */
struct hours {
	uint8_t days;      /* bit 0 Sunday … bit 6 Saturday */
	uint32_t from, to; /* seconds since local midnight, [from, to) */
};

/* New connections per `seconds`; burst is what may come at once. */
struct rate {
	uint32_t count;   /* 0: no limit */
	uint32_t seconds; /* 1, 60, 3600 or 86400 */
	uint32_t burst;
};

/* The fields that say who asked, who allowed, why and until when. */
struct approval {
	const char *purpose, *document; /* "" where not given */
	const char *requested_by, *approved_by;
	/* 兼務: one person in both roles, with the reason that stands in every
	 * report; else "". */
	const char *override_reason;
	time_t valid_from;   /* first second; 0: always was */
	time_t valid_until;  /* first second after the last day; 0: no end */
	struct loc until_at; /* where valid_until stands; line 0: nowhere */
};

/* One entry of the register (特定通信台帳). */
struct flow {
	struct loc at;
	const char *id;
	uint32_t number; /* 1-based place among all entries; see entry_id() */
	const struct zone *from, *to;
	struct refs source, destination;
	struct loc source_at, destination_at, service_at;
	struct service_refs service;
	enum flow_class class;
	enum flow_method method;
	struct approval approval;
	VEC(struct hours) hours; /* empty: at all hours */
	struct rate rate;
	bool log;
	const char *comment;

	/* Resolved from these: sorted, merged, within the zones; or empty. */
	struct ranges sources, destinations;
	struct port_ranges ports;
};

/* STARTTLS on one side of a relay. */
enum tls_use {
	TLS_NONE, /* neither offered nor begun */
	TLS_MAY,  /* where the other side will */
	TLS_MUST, /* no mail without; toward the next hop, with its pin */
};

/* SHA-256 of a public key (its SubjectPublicKeyInfo, RFC 7469 2.4). */
struct key_pin {
	uint8_t sha256[DIGEST_LEN];
};

/* The mail crossing: two sockets of the gateway, no routed path. */
struct relay {
	struct loc at;
	const char *name;
	/* Entry numbers of its two sides: peers -> listen, next hop. */
	uint32_t number_in, number_out;
	const struct zone *from, *to;
	struct addr listen; /* one of from->addresses */
	uint16_t listen_port;
	struct addr next_hop; /* inside `to` */
	uint16_t next_hop_port;
	struct refs peers;         /* who may connect, as written */
	struct ranges peer_ranges; /* resolved, inside `from` */
	/* Accepted recipients, lower case; empty only with any_domain. */
	VEC(const char *) domains;
	bool any_domain; /* outward: recipients are the Internet's */
	/* Whose mail is taken (RFC 5321 Mailbox's domain), lower case; empty:
	 * anybody's. The null sender is always taken. */
	VEC(const char *) sender_domains;
	uint64_t max_size;    /* bytes of one message */
	const char *hostname; /* in greetings and Received */
	/* Messages of one peer's address, of one sender; count 0: no limit. */
	struct rate rate_peer, rate_sender;
	enum tls_use tls, next_hop_tls;
	const char *certificate, *key; /* absolute paths, or both "" */
	VEC(struct key_pin) peer_pins; /* empty: any peer */
	bool has_next_hop_pin;
	struct key_pin next_hop_pin;
	uint32_t keep_days; /* of originals; 0: no store */
	uint64_t keep_size; /* bytes of all originals; 0 without a store */
	enum my_number_use my_number;
	enum transform_use transform;
	/* Whose Authentication-Results are shown (RFC 8601 2.5), or "". */
	const char *authserv_id;
	/* Outward only. Bits 1 << enum attachment; bytes of each, 0 without. */
	uint32_t attachments;
	uint64_t attachment_size;
	struct approval approval;
};

/* Who may reach the gateway itself, by what: zone -> zone->addresses. */
struct management {
	struct loc at;
	const char *id;
	uint32_t number;
	const struct zone *from;
	struct refs source;
	struct service_refs service;
	struct approval approval;
	struct ranges sources;
	struct port_ranges ports;
};

/* What the gateway itself needs (NTP, syslog, DNS): zone->addresses -> host. */
struct gateway_service {
	struct loc at;
	const char *id;
	uint32_t number;
	const struct zone *to;
	struct refs destination;
	struct service_refs service;
	struct approval approval;
	struct ranges destinations;
	struct port_ranges ports;
};

enum claim_kind {
	CLAIM_NEVER, /* "never ZONE -> ZONE" */
	CLAIM_ONLY,  /* "only FLOW lets ZONE reach ZONE" */
};

struct claim {
	struct loc at;
	const char *text;
	enum claim_kind kind;
	const struct zone *from, *to;
	const struct flow *flow; /* CLAIM_ONLY */
};

/* "ZONE ADDR -> ZONE ADDR PROTO/PORT", expect accept or drop. Either zone may
 * be the word "gateway": the box itself. */
struct policy_test {
	struct loc at;
	const char *text;
	time_t when;                  /* 0: whenever the check runs */
	const struct zone *from, *to; /* NULL: the gateway */
	struct addr source, destination;
	struct port_range port; /* first == last */
	bool accept;
};

struct policy {
	struct arena arena;
	const char *file;
	const struct model *model;
	const char *timezone; /* "Asia/Tokyo", "UTC" or "+09:00" */
	int32_t utc_offset;   /* seconds east; zones with summer time are
			       * refused, for the kernel knows none */
	VEC(struct zone) zones;
	VEC(struct host) hosts;
	VEC(struct group) groups;
	VEC(struct service) services;
	VEC(struct flow) flows;
	VEC(struct relay) relays;
	VEC(struct management) management;
	VEC(struct gateway_service) gateway;
	VEC(struct claim) claims;
	VEC(struct policy_test) tests;
	VEC(struct approver) approvers;
	struct loc quorum_at; /* of `approvals`; line 0: not written */
	/* How many different approvers a change of each kind needs. */
	uint32_t quorum[N_APPROVE_KINDS];
	VEC(struct contact) contacts;
	uint32_t n_entries;     /* entry numbers are 1 … n_entries */
	const char **entry_ids; /* [number - 1] */
};

struct policy_options {
	const char *rules; /* folder of models/ and services.conf */
	/* What places say instead of the file's path, or NULL: of a policy
	 * that is a mere descriptor. */
	const char *called;
	time_t now; /* what "expired" is measured against */
	/* Boot: an expired flow, and a test that rests on it, is a warning and
	 * compiles to nothing; else it is an error, so that the register is
	 * kept clean. */
	bool keep_expired;
	/* A question about another day: the policy's tests are not judged,
	 * for they speak of the days it is meant for. */
	bool skip_tests;
};

/*
 * Reads, checks and resolves; all mistakes of the files are reported in one
 * run. True if there was no error (warnings may stand in diags). `out` is
 * written only on success; the caller ends it with policy_finish().
 */
bool policy_load(const char *file, const struct policy_options *options,
		 struct policy *out, struct diags *diags);
void policy_finish(struct policy *policy);

/* Appends what the reference stands for; `zone` is what REF_ANY means. */
void ref_ranges(struct arena *arena, const struct ref *ref,
		const struct zone *zone, struct ranges *ranges);

const struct zone *policy_find_zone(const struct policy *policy,
				    const char *name);
/* The cell that governs from -> to. */
const struct model_cell *policy_cell(const struct policy *policy,
				     const struct zone *from,
				     const struct zone *to);
/*
 * The id of entry `number` (a flow's id; "relay:NAME/in", "relay:NAME/out";
 * a management or gateway entry's id), or NULL.
 */
const char *policy_entry_id(const struct policy *policy, uint32_t number);
/* Where the entry is written; line 0: there is no such entry. */
struct loc policy_entry_at(const struct policy *policy, uint32_t number);
/* What holds unless the policy says otherwise: what leaves the inner tiers is
 * looked at. */
enum my_number_use my_number_default(const struct zone *from);
/* Outward: from another tier to the Internet's. */
bool relay_is_outward(const struct relay *relay);
/* False before valid_from and from valid_until on. */
bool approval_is_valid(const struct approval *approval, time_t now);

/* The words of the text, by value, NULL-ended. */
extern const char *const host_role_names[];
extern const char *const flow_class_names[];
extern const char *const flow_method_names[];
extern const char *const tls_use_names[];

const char *proto_name(enum proto proto); /* "tcp" */
