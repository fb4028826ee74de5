/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay.c -- relays = ( { name, from, to, listen, next_hop … }, … )
 */
#include <string.h>

#include "base/base64.h"
#include "base/text.h"
#include "policy/limits.h"
#include "policy/read/read.h"

enum {
	SMTP_PORT = 25,
	SIZE_DEFAULT = 20 << 20,
	KEEP_SIZE_DEFAULT_GIB = 20,
	ATTACHMENT_SIZE_DEFAULT = 10 << 20,
};

static bool read_from(void *reader, const struct value *value, void *object)
{
	struct relay *relay = object;

	if (!read_zone_ref(reader, value, &relay->from))
		return false;
	relay->my_number = my_number_default(relay->from);
	return true;
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

/* ------ the store of originals ------ */

static bool read_keep_days(void *reader, const struct value *value,
			   void *object)
{
	struct relay *relay = object;

	(void)reader;
	if (!text_u32(value->text, LIMIT_KEEP_DAYS, &relay->keep_days) ||
	    !relay->keep_days)
		return value_error(value, "bad-days",
				   "'%s' is no number of days from 1 to %d",
				   value->text, LIMIT_KEEP_DAYS);
	relay->keep_size = (uint64_t)KEEP_SIZE_DEFAULT_GIB << 30;
	return true;
}

static bool read_keep_size(void *reader, const struct value *value, void *field)
{
	(void)reader;
	if (text_size(value->text, INT64_MAX, field) && *(uint64_t *)field)
		return true;
	return value_error(value, "bad-size", "'%s' is no size such as \"20G\"",
			   value->text);
}

/* ------ rates ------ */

/* As many at once as in the whole of its time, unless the text says how many:
 * a mail server that was away sends what has gathered. */
static bool read_mail_rate(void *reader, const struct value *value, void *field)
{
	struct rate *rate = field;

	if (!read_rate(reader, value, rate))
		return false;
	if (!strstr(value->text, "burst"))
		rate->burst = rate->count;
	return true;
}

/* ------ TLS ------ */

static bool read_tls(void *reader, const struct value *value, void *field)
{
	size_t use;

	(void)reader;
	if (!read_choice(value, tls_use_names, &use))
		return false;
	*(enum tls_use *)field = (enum tls_use)use;
	return true;
}

static bool read_path(void *reader, const struct value *value, void *field)
{
	size_t len = strlen(value->text);

	if (value->text[0] == '/' && value->text[len - 1] != '/' &&
	    len <= LIMIT_PATH_BYTES)
		return read_text(reader, value, field);
	return value_error(value, "bad-path",
			   "'%s' is no file's whole path, of at most %d bytes",
			   value->text, LIMIT_PATH_BYTES);
}

static bool read_pin(void *reader, const struct value *value, void *field)
{
	static const char kind[] = "sha256//";
	struct key_pin pin;
	const char *text = value->text + strlen(kind);
	size_t len;

	(void)reader;
	if (strncmp(value->text, kind, strlen(kind)) != 0 ||
	    !base64_read(text, strlen(text), pin.sha256, sizeof(pin.sha256),
			 &len) ||
	    len != sizeof(pin.sha256))
		return value_error(value, "bad-pin",
				   "'%s' is no pin: sha256// and 44 letters "
				   "of base64",
				   value->text);
	(void)memcpy(field, &pin, sizeof(pin));
	return true;
}

static bool read_peer_pin(void *reader, const struct value *value, void *object)
{
	struct relay *relay = object;
	struct reader *r = reader;

	return read_pin(r, value,
			vec_add(&r->policy->arena, &relay->peer_pins));
}

static bool read_peer_pins(void *reader, const struct value *value,
			   void *object)
{
	return read_each(reader, value, LIMIT_PINS, read_peer_pin, object);
}

static bool read_next_hop_pin(void *reader, const struct value *value,
			      void *object)
{
	struct relay *relay = object;

	relay->has_next_hop_pin = true;
	return read_pin(reader, value, &relay->next_hop_pin);
}

static bool read_my_number(void *reader, const struct value *value, void *field)
{
	size_t use;

	(void)reader;
	if (!read_choice(value, my_number_use_names, &use))
		return false;
	*(enum my_number_use *)field = (enum my_number_use)use;
	return true;
}

static bool read_transform(void *reader, const struct value *value, void *field)
{
	size_t use;

	(void)reader;
	if (!read_choice(value, transform_use_names, &use))
		return false;
	*(enum transform_use *)field = (enum transform_use)use;
	return true;
}

/* ------ attachments ------ */

static bool read_attachment(void *reader, const struct value *value,
			    void *object)
{
	struct relay *relay = object;
	size_t kind;

	(void)reader;
	if (!read_choice(value, attachment_names, &kind))
		return false;
	if (relay->attachments & UINT32_C(1) << kind)
		return value_error(value, "duplicate", "'%s' stands twice",
				   value->text);
	relay->attachments |= UINT32_C(1) << kind;
	relay->attachment_size = ATTACHMENT_SIZE_DEFAULT;
	return true;
}

static bool read_attachments(void *reader, const struct value *value,
			     void *object)
{
	return read_each(reader, value, (size_t)2 * N_ATTACHMENTS,
			 read_attachment, object);
}

static bool read_attachment_size(void *reader, const struct value *value,
				 void *field)
{
	(void)reader;
	if (text_size(value->text, LIMIT_ATTACHMENT_BYTES, field) &&
	    *(uint64_t *)field >= 1024)
		return true;
	return value_error(value, "bad-size",
			   "'%s' is no size from \"1K\" to \"20M\"",
			   value->text);
}

static const struct key relay_keys[] = {
	{ "name", KEY_STRING, KEY_REQUIRED, read_id,
	  offsetof(struct relay, name) },
	{ "from", KEY_STRING, KEY_REQUIRED, read_from, 0 },
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
	{ "sender_domains", KEY_WORDS, 0, read_sender_domains, 0 },
	{ "max_size", KEY_STRING, 0, read_size,
	  offsetof(struct relay, max_size) },
	{ "hostname", KEY_STRING, KEY_REQUIRED, read_domain,
	  offsetof(struct relay, hostname) },
	{ "rate_peer", KEY_STRING, 0, read_mail_rate,
	  offsetof(struct relay, rate_peer) },
	{ "rate_sender", KEY_STRING, 0, read_mail_rate,
	  offsetof(struct relay, rate_sender) },
	{ "tls", KEY_STRING, 0, read_tls, offsetof(struct relay, tls) },
	{ "certificate", KEY_STRING, 0, read_path,
	  offsetof(struct relay, certificate) },
	{ "key", KEY_STRING, 0, read_path, offsetof(struct relay, key) },
	{ "peer_pins", KEY_WORDS, 0, read_peer_pins, 0 },
	{ "next_hop_tls", KEY_STRING, 0, read_tls,
	  offsetof(struct relay, next_hop_tls) },
	{ "next_hop_pin", KEY_STRING, 0, read_next_hop_pin, 0 },
	{ "keep_days", KEY_STRING, 0, read_keep_days, 0 },
	{ "keep_size", KEY_STRING, 0, read_keep_size,
	  offsetof(struct relay, keep_size) },
	{ "my_number", KEY_STRING, 0, read_my_number,
	  offsetof(struct relay, my_number) },
	{ "transform", KEY_STRING, 0, read_transform,
	  offsetof(struct relay, transform) },
	{ "authserv_id", KEY_STRING, 0, read_domain,
	  offsetof(struct relay, authserv_id) },
	{ "attachments", KEY_WORDS, 0, read_attachments, 0 },
	{ "attachment_size", KEY_STRING, 0, read_attachment_size,
	  offsetof(struct relay, attachment_size) },
	APPROVAL_KEYS(struct relay),
	{ 0 },
};

static bool read_relay(void *reader, const struct value *section, void *policy)
{
	struct reader *r = reader;
	struct policy *p = policy;
	struct relay *relay = vec_add(&p->arena, &p->relays);
	struct name entry;
	bool good;

	*relay = (struct relay){ .at = section->at,
				 .name = "",
				 .number_in = p->n_entries + 1,
				 .number_out = p->n_entries + 2,
				 .listen_port = SMTP_PORT,
				 .next_hop_port = SMTP_PORT,
				 .max_size = SIZE_DEFAULT,
				 .hostname = "",
				 .certificate = "",
				 .key = "",
				 .authserv_id = "",
				 .approval = APPROVAL_EMPTY };
	p->n_entries += 2;
	good = section_read(r, section, relay_keys, relay);
	entry = (struct name){ relay->name, NAME_ENTRY, relay->at, relay };
	return read_enter(r, &r->entries, &entry) && good;
}

bool read_relays(void *reader, const struct value *value, void *policy)
{
	struct policy *p = policy;

	if (!read_count(value, LIMIT_RELAYS))
		return false;
	vec_room(&p->arena, &p->relays, value_len(value));
	return read_sections(reader, value, read_relay, policy);
}
