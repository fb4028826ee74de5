/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request.c -- what is asked of the verify process, as bytes
 */
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "base/wire.h"
#include "daemon/verify/verify.h"

static size_t packed_len(const struct verify_request *request)
{
	size_t len = 3 * sizeof(uint32_t) + request->signature_len +
		     request->text_len;

	for (size_t i = 0; i < request->n_keys; i++)
		len += 2 * sizeof(uint16_t) + strlen(request->keys[i].name) +
		       strlen(request->keys[i].key);
	return len;
}

static bool is_small(const struct verify_request *request)
{
	if (request->n_keys > LIMIT_APPROVERS)
		return false;
	for (size_t i = 0; i < request->n_keys; i++)
		if (strlen(request->keys[i].name) > VERIFY_KEY_MAX ||
		    strlen(request->keys[i].key) > VERIFY_KEY_MAX)
			return false;
	return request->signature_len <= VERIFY_SIGNATURE_MAX &&
	       request->text_len <= CHANGE_TEXT_MAX;
}

static void pack_short(struct pack *pack, const char *text)
{
	size_t len = strlen(text);

	pack_u16(pack, (uint16_t)len);
	pack_bytes(pack, text, len);
}

int verify_seal(const struct verify_request *request)
{
	_cleanup_(freep) uint8_t *bytes = NULL;
	struct pack pack;
	size_t len;

	if (!is_small(request))
		return -E2BIG;
	len = packed_len(request);
	bytes = xcalloc(len, 1);
	pack = (struct pack){ bytes, bytes + len, false };
	pack_u32(&pack, (uint32_t)request->n_keys);
	for (size_t i = 0; i < request->n_keys; i++) {
		pack_short(&pack, request->keys[i].name);
		pack_short(&pack, request->keys[i].key);
	}
	pack_u32(&pack, (uint32_t)request->signature_len);
	pack_bytes(&pack, request->signature, request->signature_len);
	pack_u32(&pack, (uint32_t)request->text_len);
	pack_bytes(&pack, request->text, request->text_len);
	must(!pack.bad && pack.pos == pack.end);
	return sealed_make(bytes, len);
}

static const char *read_part(struct wire *wire, size_t len, size_t max,
			     size_t *out_len)
{
	const uint8_t *bytes = len <= max ? wire_bytes(wire, len) : NULL;

	if (!bytes)
		wire->bad = true;
	*out_len = len;
	return (const char *)bytes;
}

bool verify_read(const struct sealed *sealed, struct verify_request *out)
{
	struct wire wire = { sealed->bytes, sealed->bytes + sealed->len,
			     false };
	uint32_t n = wire_u32(&wire);

	if (n > LIMIT_APPROVERS)
		return false;
	out->n_keys = n;
	for (uint32_t i = 0; i < n && !wire.bad; i++) {
		struct verify_key *key = &out->keys[i];

		key->name = read_part(&wire, wire_u16(&wire), VERIFY_KEY_MAX,
				      &key->name_len);
		key->key = read_part(&wire, wire_u16(&wire), VERIFY_KEY_MAX,
				     &key->key_len);
	}
	out->signature = read_part(&wire, wire_u32(&wire), VERIFY_SIGNATURE_MAX,
				   &out->signature_len);
	out->text = read_part(&wire, wire_u32(&wire), CHANGE_TEXT_MAX,
			      &out->text_len);
	return wire_done(&wire);
}
