/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings.c -- a relay of the policy becomes a flat record
 */
#include "mail/settings.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/idn.h"
#include "base/log.h"
#include "base/sealed.h"
#include "control/relay.h"
#include "mail/held_text.h"
#include "mail/notice_file.h"
#include "mail/notice_text.h"
#include "mail/smtp/path.h"
#include "policy/policy.h"

/* "hostname:relay", as a token. */
static void set_mark(struct settings *settings)
{
	size_t len = (size_t)snprintf(settings->mark, sizeof(settings->mark),
				      "%s:", settings->hostname);

	relay_escape(settings->mark + len, sizeof(settings->mark) - len,
		     settings->relay);
}

void settings_begin(struct settings *settings)
{
	static_assert(sizeof(notice_text) <= SETTINGS_NOTICE,
		      "the built-in notice fits");
	static_assert(sizeof(held_text) <= SETTINGS_NOTICE, "this one too");

	snprintf(settings->relay, sizeof(settings->relay), "mail");
	snprintf(settings->hostname, sizeof(settings->hostname),
		 "sekisho.invalid");
	memcpy(settings->notice, notice_text, sizeof(notice_text));
	memcpy(settings->held, held_text, sizeof(held_text));
	settings->max_size = LIMIT_MESSAGE;
	set_mark(settings);
}

static const struct relay *find_relay(const struct policy *policy,
				      const char *name)
{
	if (!name && policy->relays.n == 1)
		return policy->relays.at;
	vec_each(relay, &policy->relays)
		if (name && strcmp(relay->name, name) == 0)
			return relay;
	return NULL;
}

static bool fits(const struct relay *relay)
{
	return strlen(relay->name) < sizeof(((struct settings *)0)->relay) &&
	       domain_len(relay->hostname) == strlen(relay->hostname) &&
	       relay->peer_ranges.n <= SETTINGS_PEERS &&
	       relay->domains.n <= LIMIT_DOMAINS &&
	       relay->sender_domains.n <= LIMIT_DOMAINS &&
	       relay->peer_pins.n <= SETTINGS_PINS &&
	       strlen(relay->certificate) < SETTINGS_PATH &&
	       strlen(relay->key) < SETTINGS_PATH &&
	       relay->max_size <= LIMIT_MESSAGE;
}

static bool add_domain(const char *domain,
		       char domains[static SETTINGS_DOMAINS][LIMIT_DOMAIN + 1],
		       size_t *n)
{
	char also[IDN_NAME];

	if (domain_len(domain) != strlen(domain))
		return false;
	snprintf(domains[(*n)++], LIMIT_DOMAIN + 1, "%s", domain);
	if (idn_to_unicode(domain, also))
		snprintf(domains[(*n)++], LIMIT_DOMAIN + 1, "%s", also);
	return true;
}

static bool add_domains(const struct relay *relay, struct settings *out)
{
	out->any_domain = relay->any_domain;
	vec_each(domain, &relay->domains)
		if (!add_domain(*domain, out->domains, &out->n_domains))
			return false;
	vec_each(domain, &relay->sender_domains)
		if (!add_domain(*domain, out->sender_domains,
				&out->n_sender_domains))
			return false;
	return true;
}

/* Once more: inward there are none. */
static void set_attachments(const struct relay *relay, struct settings *out)
{
	size_t len = 0;

	for (enum attachment i = 0; i < N_ATTACHMENTS; i++)
		if (relay_is_outward(relay) &&
		    relay->attachments & UINT32_C(1) << i)
			len += (size_t)snprintf(out->attachments + len,
						sizeof(out->attachments) - len,
						"%s%s", len ? " " : "",
						attachment_names[i]);
	out->attachment_size = relay->attachment_size;
	out->attachments_size = relay->max_size < LIMIT_ATTACHMENT_BYTES
					? relay->max_size
					: LIMIT_ATTACHMENT_BYTES;
}

/* What it does with a message, beside passing it. */
static void set_mail(const struct relay *relay, struct settings *out)
{
	out->rate_peer = relay->rate_peer;
	out->rate_sender = relay->rate_sender;
	out->tls = relay->tls;
	out->next_hop_tls = relay->next_hop_tls;
	snprintf(out->certificate, sizeof(out->certificate), "%s",
		 relay->certificate);
	snprintf(out->key, sizeof(out->key), "%s", relay->key);
	vec_each(pin, &relay->peer_pins)
		out->peer_pins[out->n_peer_pins++] = *pin;
	out->has_next_hop_pin = relay->has_next_hop_pin;
	out->next_hop_pin = relay->next_hop_pin;
	out->keep_days = relay->keep_days;
	out->keep_size = relay->keep_size;
	out->my_number = relay->my_number;
	out->transform = relay->transform;
	snprintf(out->authserv_id, sizeof(out->authserv_id), "%s",
		 relay->authserv_id);
	set_attachments(relay, out);
}

/* Always false. */
static bool no_such_relay(const struct policy *policy, const char *name)
{
	log_err("relay-unknown name=\"%s\" do=\"%s\"", name ? name : "",
		!policy->relays.n ? "the policy has no relay: see A RELAY in "
				    "sekisho.conf(5)"
		: name && strchr(name, '/')
			? "a unit's name has - as \\x2d: systemd-escape(1)"
		: name ? "--relay with one of these"
		       : "it has several: --relay with one of these");
	vec_each(relay, &policy->relays)
		log_err("relay name=\"%s\"", relay->name);
	return false;
}

bool settings_from_policy(const struct policy *policy, const char *name,
			  struct settings *out)
{
	const struct relay *relay = find_relay(policy, name);

	if (!relay)
		return no_such_relay(policy, name);
	settings_begin(out);
	if (!fits(relay) || !add_domains(relay, out)) {
		log_err("relay-unfit name=%s max-size=%d peers=%d domains=%d",
			relay->name, LIMIT_MESSAGE, SETTINGS_PEERS,
			LIMIT_DOMAINS);
		return false;
	}
	snprintf(out->relay, sizeof(out->relay), "%s", relay->name);
	snprintf(out->hostname, sizeof(out->hostname), "%s", relay->hostname);
	set_mark(out);
	out->utc_offset = policy->utc_offset;
	out->listen = relay->listen;
	out->listen_port = relay->listen_port;
	out->next_hop = relay->next_hop;
	out->next_hop_port = relay->next_hop_port;
	out->max_size = relay->max_size;
	set_mail(relay, out);
	vec_each(range, &relay->peer_ranges)
		out->peers[out->n_peers++] = *range;
	return true;
}

int settings_read_notice(struct settings *settings, const char *path)
{
	static const char *const needed[] = { "[head]", "[removed]", "[tail]",
					      NULL };
	static const struct notice_kind kind = { needed,
						 (const char *)notice_text,
						 true };

	return notice_file_read(path, settings->notice, &kind);
}

int settings_read_held(struct settings *settings, const char *path)
{
	static const char *const needed[] = { "[subject]", "[body]", NULL };
	static const struct notice_kind kind = { needed,
						 (const char *)held_text,
						 false };

	return notice_file_read(path, settings->held, &kind);
}

bool settings_runs(const struct settings *settings, enum proc proc)
{
	if (proc == PROC_STORE)
		return settings->keep_days > 0;
	if (proc == PROC_KEYS)
		return settings->key[0];
	if (proc == PROC_REUSED)
		return settings->transform == TRANSFORM_REUSED;
	return proc != PROC_CONTROL || settings->control[0];
}

int settings_read_chain(struct settings *settings)
{
	const char *path = settings->certificate;
	_cleanup_(fd_closep) int fd = -1;
	ssize_t len;

	if (!*path)
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	len = fd < 0 ? fd : read(fd, settings->chain, sizeof(settings->chain));
	if (len < 0)
		return log_errno(-errno,
				 "tls-unfit file=\"%s\" do=\"put the relay's "
				 "certificate there, in PEM\" why",
				 path);
	if ((size_t)len == sizeof(settings->chain)) {
		log_err("tls-unfit file=\"%s\" why=\"it has more than %d "
			"bytes\" do=\"leave only the relay's certificate and "
			"those that signed it in it\"",
			path, LIMIT_CHAIN - 1);
		return -EFBIG;
	}
	settings->chain[len] = '\0';
	return 0;
}

bool settings_takes_domain(const void *arg, const char *domain)
{
	const struct settings *settings = arg;

	for (size_t i = 0; i < settings->n_domains; i++)
		if (strcmp(settings->domains[i], domain) == 0)
			return true;
	return settings->any_domain;
}

bool settings_takes_sender(const void *arg, const char *domain)
{
	const struct settings *settings = arg;

	for (size_t i = 0; i < settings->n_sender_domains; i++)
		if (strcmp(settings->sender_domains[i], domain) == 0)
			return true;
	return !settings->n_sender_domains;
}

bool settings_knows_peer(const struct settings *settings,
			 const struct addr *addr)
{
	for (size_t i = 0; i < settings->n_peers; i++)
		if (range_has(&settings->peers[i], addr))
			return true;
	return false;
}

enum {
	PREFIX = 8, /* bytes */
	HOSTS = 256 /* a longer range is a network */
};

static bool is_network(const struct addr_range *range)
{
	uint64_t first = 0, last = 0;

	if (range->first.family != FAMILY_IPV6)
		return false;
	for (size_t i = PREFIX; i < sizeof(range->first.bytes); i++) {
		first = first << 8 | range->first.bytes[i];
		last = last << 8 | range->last.bytes[i];
	}
	return memcmp(range->first.bytes, range->last.bytes, PREFIX) != 0 ||
	       last - first >= HOSTS;
}

struct addr settings_share(const struct settings *settings,
			   const struct addr *addr)
{
	struct addr share = *addr;

	for (size_t i = 0; i < settings->n_peers; i++)
		if (range_has(&settings->peers[i], addr) &&
		    is_network(&settings->peers[i]))
			memset(share.bytes + PREFIX, 0,
			       sizeof(share.bytes) - PREFIX);
	return share;
}

int settings_seal(const struct settings *settings)
{
	return sealed_make(settings, sizeof(*settings));
}

/* Read by the C library here and once: a jail has no files. */
static void set_zone(int32_t utc_offset)
{
	const int minutes = abs(utc_offset) / 60;
	char zone[32];

	/* POSIX counts to the west. */
	snprintf(zone, sizeof(zone), "<local>%c%d:%02d",
		 utc_offset < 0 ? '+' : '-', minutes / 60, minutes % 60);
	setenv("TZ", zone, 1);
	tzset();
}

int settings_load(int fd, struct settings *out)
{
	if (pread(fd, out, sizeof(*out), 0) != sizeof(*out))
		return -EIO;
	set_zone(out->utc_offset);
	return 0;
}
