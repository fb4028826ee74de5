/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read_relay.c -- relays = ( { name, from, to, listen, next_hop … }, … )
 */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "policy/limits.h"
#include "policy/read.h"

enum {
	SMTP_PORT = 25,
	SIZE_DEFAULT = 20 << 20,
	DOMAIN_BYTES = 253, /* RFC 1035 2.3.4, as text */
	LABEL_BYTES = 63,
};

/* Letters, digits and '-' in labels (RFC 5890's LDH), at least two of them,
 * the last no number (else it reads as an address). */
static bool is_domain(const char *text)
{
	size_t len = strlen(text), labels = 0;

	if (len > DOMAIN_BYTES)
		return false;
	for (const char *p = text;; labels++) {
		size_t label = strcspn(p, ".");

		if (!label || label > LABEL_BYTES || p[0] == '-' ||
		    p[label - 1] == '-')
			return false;
		for (size_t i = 0; i < label; i++)
			if (!isalnum((unsigned char)p[i]) && p[i] != '-')
				return false;
		if (!p[label])
			return labels && !isdigit((unsigned char)*p);
		p += label + 1;
	}
}

static bool read_domain(void *reader, const struct value *value, void *field)
{
	struct reader *r = reader;
	char *name;

	if (!is_domain(value->text))
		return value_error(value, "bad-domain",
				   "'%s' is no domain such as "
				   "town.example.jp (a Japanese one as "
				   "xn--…)",
				   value->text);
	name = arena_strdup(&r->policy->arena, value->text);
	for (char *p = name; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	*(const char **)field = name;
	return true;
}

static bool read_one_domain(void *reader, const struct value *value,
			    void *object)
{
	struct relay *relay = object;
	struct reader *r = reader;

	return read_domain(r, value,
			   vec_add(&r->policy->arena, &relay->domains));
}

static bool read_domains(void *reader, const struct value *value, void *object)
{
	return read_each(reader, value, LIMIT_DOMAINS, read_one_domain, object);
}

static bool read_peers(void *reader, const struct value *value, void *object)
{
	struct relay *relay = object;

	if (!read_refs(reader, value, relay->from, &relay->peers,
		       &relay->peer_ranges))
		return false;
	if (relay->peer_ranges.n <= LIMIT_RELAY_PEERS)
		return true;
	return value_error(value, "too-many",
			   "%zu ranges of peers, more than %d",
			   relay->peer_ranges.n, LIMIT_RELAY_PEERS);
}

static bool read_size(void *reader, const struct value *value, void *field)
{
	(void)reader;
	if (text_size(value->text, LIMIT_MESSAGE_BYTES, field) &&
	    *(uint64_t *)field >= 1024)
		return true;
	return value_error(value, "bad-size",
			   "'%s' is no size from \"1K\" to \"64M\"",
			   value->text);
}

static const struct key relay_keys[] = {
	{ "name", KEY_STRING, KEY_REQUIRED, read_id,
	  offsetof(struct relay, name) },
	{ "from", KEY_STRING, KEY_REQUIRED, read_zone_ref,
	  offsetof(struct relay, from) },
	{ "to", KEY_STRING, KEY_REQUIRED, read_zone_ref,
	  offsetof(struct relay, to) },
	{ "listen", KEY_STRING, KEY_REQUIRED, read_addr,
	  offsetof(struct relay, listen) },
	{ "listen_port", KEY_STRING, 0, read_port,
	  offsetof(struct relay, listen_port) },
	{ "next_hop", KEY_STRING, KEY_REQUIRED, read_addr,
	  offsetof(struct relay, next_hop) },
	{ "next_hop_port", KEY_STRING, 0, read_port,
	  offsetof(struct relay, next_hop_port) },
	{ "peers", KEY_WORDS, KEY_REQUIRED, read_peers, 0 },
	{ "domains", KEY_WORDS, KEY_REQUIRED, read_domains, 0 },
	{ "max_size", KEY_STRING, 0, read_size,
	  offsetof(struct relay, max_size) },
	{ "hostname", KEY_STRING, KEY_REQUIRED, read_domain,
	  offsetof(struct relay, hostname) },
	APPROVAL_KEYS(struct relay),
	{ 0 },
};

bool read_relays(void *reader, const struct value *value, void *policy)
{
	struct reader *r = reader;
	struct policy *p = policy;
	bool good = read_count(value, LIMIT_RELAYS);

	if (!good)
		return false;
	vec_room(&p->arena, &p->relays, value_len(value));
	for (size_t i = 0; i < value_len(value); i++) {
		struct relay *relay = vec_add(&p->arena, &p->relays);
		struct value section;
		struct name entry;

		*relay = (struct relay){ .name = "",
					 .number_in = p->n_entries + 1,
					 .number_out = p->n_entries + 2,
					 .listen_port = SMTP_PORT,
					 .next_hop_port = SMTP_PORT,
					 .max_size = SIZE_DEFAULT,
					 .hostname = "",
					 .approval = APPROVAL_EMPTY };
		p->n_entries += 2;
		if (!value_section(value, i, &section)) {
			good = false;
			continue;
		}
		relay->at = section.at;
		if (!section_read(r, &section, relay_keys, relay))
			good = false;
		entry = (struct name){ relay->name, NAME_ENTRY, relay->at,
				       relay };
		if (*relay->name && !read_enter(r, &r->entries, &entry))
			good = false;
	}
	return good;
}
