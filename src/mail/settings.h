/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings.h -- what one relay's processes need to know of the policy
 *
 * Flat, without a pointer: the parent reads the policy, and hands a copy to
 * each process it starts -- the same program, so the layout is the same --
 * in a sealed memfd. No other process reads a file.
 */
#pragma once

#include <stdbool.h>

#include <linux/limits.h>

#include "base/address.h"
#include "control/asker.h"
#include "mail/limits.h"
#include "mail/procs.h"
#include "policy/limits.h"
#include "policy/policy.h"
#include "privsep/jail.h"

enum {
	SETTINGS_PEERS = LIMIT_RELAY_PEERS,
	/* Those with Japanese labels stand there in both forms (base/idn.h). */
	SETTINGS_DOMAINS = 2 * LIMIT_DOMAINS,
	SETTINGS_PINS = LIMIT_PINS,
	SETTINGS_NOTICE = 16 << 10,
	SETTINGS_MARK = 401,
	SETTINGS_WORDS = 64,
	SETTINGS_PATH = LIMIT_PATH_BYTES + 1,
};

struct settings {
	char relay[256]; /* its name in the policy */
	char hostname[LIMIT_DOMAIN + 1];
	int32_t utc_offset;       /* of the policy's time zone, seconds east */
	char mark[SETTINGS_MARK]; /* "hostname:relay" as a token */
	struct addr listen, next_hop;
	uint16_t listen_port, next_hop_port;
	uint64_t max_size;
	struct addr_range peers[SETTINGS_PEERS];
	size_t n_peers;
	/* Recipients', lower case; none with any_domain. The first one is
	 * ASCII. */
	char domains[SETTINGS_DOMAINS][LIMIT_DOMAIN + 1];
	size_t n_domains;
	bool any_domain;
	/* Senders', lower case; none: anybody's. */
	char sender_domains[SETTINGS_DOMAINS][LIMIT_DOMAIN + 1];
	size_t n_sender_domains;
	struct rate rate_peer, rate_sender; /* messages; count 0: no limit */
	enum tls_use tls, next_hop_tls;
	char certificate[SETTINGS_PATH], key[SETTINGS_PATH]; /* or "" */
	char chain[LIMIT_CHAIN]; /* what is in the certificate's file */
	struct key_pin peer_pins[SETTINGS_PINS];
	size_t n_peer_pins; /* 0: any peer */
	bool has_next_hop_pin;
	struct key_pin next_hop_pin;
	enum my_number_use my_number;
	enum transform_use transform;
	char authserv_id[LIMIT_DOMAIN + 1]; /* lower case, or "" */
	/* Outward: types that pass, "pdf png", or ""; bytes of each, of all. */
	char attachments[SETTINGS_WORDS];
	uint64_t attachment_size, attachments_size;
	char notice[SETTINGS_NOTICE]; /* template, see plain/notice.h */
	char held[SETTINGS_NOTICE];   /* template, see plain/compose_held.h */
	struct identity who[N_PROCS]; /* the zygote's is the transform's */
	/* The store of originals: for how many days; 0: there is none. */
	uint32_t keep_days;
	uint64_t keep_size;          /* bytes it may grow to */
	char store[PATH_MAX];        /* its folder */
	char control[PATH_MAX];      /* the operators' socket; "": none */
	gid_t groups[N_ROLE_GROUPS]; /* who may ask there what */
};

/* What holds without a policy, for --convert alone. */
void settings_begin(struct settings *settings);
/* The relay of that name; NULL: the only one. False (logged) if there is none,
 * or one that does not fit. */
bool settings_from_policy(const struct policy *policy, const char *relay,
			  struct settings *out);
/* A template instead of the built-in one. 0 or -errno (logged). */
int settings_read_notice(struct settings *settings, const char *path);
int settings_read_held(struct settings *settings, const char *path);

/* The certificate's file into `chain`, if there is one. 0 or -errno (logged). */
int settings_read_chain(struct settings *settings);

/* Whether a relay with these settings has that process. */
bool settings_runs(const struct settings *settings, enum proc proc);
/* Of a recipient; of a sender. */
bool settings_takes_domain(const void *settings, const char *domain);
bool settings_takes_sender(const void *settings, const char *domain);
bool settings_knows_peer(const struct settings *settings,
			 const struct addr *addr);
/* Whose sessions, rate and so on count with those of this peer: its own alone,
 * or those of its /64, where the policy has a range of IPv6 that is more than
 * some hosts. The prefix's first address stands for it. */
struct addr settings_share(const struct settings *settings,
			   const struct addr *addr);

/* A sealed memfd with a copy; and back, from where on times are those of the
 * policy's zone, whatever the machine's is. fd or 0, or -errno. */
int settings_seal(const struct settings *settings);
int settings_load(int fd, struct settings *out);
