/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keys_ask.c -- a face asks for a signature, and waits
 */
#include <string.h>

#include "base/log.h"
#include "base/wire.h"
#include "mail/tls/keys.h"
#include "privsep/channel.h"

/* An earlier question's answer came too late: not ours. */
static bool is_ours(const struct keys_asker *asker,
		    const struct message *message)
{
	return message->id == asker->serial;
}

static bool take_signature(void *arg, struct message *message)
{
	struct keys_asker *asker = arg;

	if (!is_ours(asker, message))
		return true;
	if (message->body_len > *asker->sig_len)
		return false;
	memcpy(asker->sig, message->body, message->body_len);
	*asker->sig_len = message->body_len;
	asker->answered = asker->good = true;
	return true;
}

static bool take_refusal(void *arg, struct message *message)
{
	struct keys_asker *asker = arg;

	asker->answered |= is_ours(asker, message);
	return true;
}

static const struct accept from_keys[] = {
	{ KEYS_SIGNED, false, 1, LIMIT_SIGNATURE, take_signature },
	{ KEYS_REFUSED, false, 0, 0, take_refusal },
};

static bool ask(void *arg, uint16_t scheme, const uint8_t *bytes, size_t len,
		uint8_t *sig, size_t *sig_len)
{
	static uint8_t body[2 + LIMIT_TO_SIGN];
	struct pack pack = { body, body + sizeof(body), false };
	struct keys_asker *asker = arg;
	enum channel_verdict verdict = CHANNEL_OK;

	pack_u16(&pack, scheme);
	pack_bytes(&pack, bytes, len);
	if (pack.bad || channel_send(asker->channel, KEYS_SIGN, ++asker->serial,
				     body, (size_t)(pack.pos - body), -1) < 0)
		return false;
	asker->answered = asker->good = false;
	asker->sig = sig;
	asker->sig_len = sig_len;
	while (!asker->answered && verdict == CHANNEL_OK)
		verdict = channel_await(asker->channel, from_keys, 2, asker);
	asker->sig = NULL;
	if (!asker->good)
		log_warn("signature-missing answered=%d channel=%d",
			 asker->answered, verdict);
	return asker->good;
}

static bool set_patience(const struct keys_asker *asker, int milliseconds)
{
	int r = channel_make_waiting(asker->channel, milliseconds);

	if (r < 0)
		log_errno(r, "channel to keys");
	return r == 0;
}

bool keys_asker_begin(struct keys_asker *asker, int channel)
{
	*asker = (struct keys_asker){ .channel = channel };
	asker->signer = (struct tls_signer){ ask, asker };
	return set_patience(asker, LIMIT_SIGN_START);
}

bool keys_asker_hurry(struct keys_asker *asker)
{
	return set_patience(asker, LIMIT_SIGN_WAIT);
}
