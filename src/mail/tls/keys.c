/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keys.c -- the process that holds the relay's private key, and no mail
 *
 * It hears from the two faces alone, and only "sign this handshake". What is
 * no handshake of the face that asks is no honest question: it stops, and all
 * are started anew.
 */
#include "mail/tls/keys.h"

#include <poll.h>
#include <time.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/log.h"
#include "base/wire.h"
#include "mail/procs.h"
#include "mail/settings.h"
#include "mail/tls/dates.h"
#include "mail/tls/key_sign.h"
#include "privsep/channel.h"
#include "privsep/pulse.h"

enum {
	N_FACES = 2
};

/* The outside is a server, the inside a client. */
struct face {
	EVP_PKEY *key;
	int channel;
	bool client;
	struct key_budget budget;
	bool told; /* that it asks too often */
};

static time_t now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec;
}

static bool may_ask(struct face *face)
{
	bool may = key_budget_take(&face->budget, now(CLOCK_MONOTONIC_COARSE));

	if (!may && !face->told)
		log_warn("signatures-too-often client=%d", face->client);
	face->told = !may;
	return may;
}

static void answer(const struct face *face, uint32_t id, const uint8_t *sig,
		   size_t len)
{
	if (channel_send(face->channel, len ? KEYS_SIGNED : KEYS_REFUSED, id,
			 sig, len, -1) < 0)
		_exit(EXIT_PEER);
}

static bool sign(void *arg, struct message *message)
{
	struct wire wire = message_wire(message);
	struct face *face = arg;
	uint16_t scheme = wire_u16(&wire);
	const struct key_question question = {
		.client = face->client,
		.scheme = scheme,
		.bytes = wire.pos,
		.len = (size_t)(wire.end - wire.pos),
	};
	uint8_t sig[LIMIT_SIGNATURE];
	size_t len = sizeof(sig);

	if (!may_ask(face)) {
		answer(face, message->id, NULL, 0);
		return true;
	}
	switch (key_sign(face->key, &question, sig, &len)) {
	case KEY_SIGNED:
		answer(face, message->id, sig, len);
		return true;
	case KEY_UNFIT:
		answer(face, message->id, NULL, 0);
		return true;
	case KEY_NOT_TLS:
		break;
	}
	return false;
}

static const struct accept from_face[] = {
	{ KEYS_SIGN, false, 3, 2 + LIMIT_TO_SIGN, sign },
};

/* False: that was the end. */
static bool hear(struct face *face)
{
	enum channel_verdict verdict;

	do
		verdict = channel_serve(face->channel, from_face, 1, face);
	while (verdict == CHANNEL_OK);
	if (verdict == CHANNEL_BROKEN)
		log_err("keys-misled client=%d", face->client);
	return verdict == CHANNEL_EMPTY;
}

static bool serve(struct face faces[static N_FACES])
{
	const struct timespec pause = { .tv_sec = PULSE_SECONDS };
	struct pollfd polls[N_FACES];
	bool good = true;

	pulse_beat();
	for (int i = 0; i < N_FACES; i++)
		polls[i] = (struct pollfd){ .fd = faces[i].channel,
					    .events = POLLIN };
	if (ppoll(polls, N_FACES, &pause, NULL) <= 0)
		return true;
	for (int i = 0; i < N_FACES; i++)
		good &= !polls[i].revents || hear(&faces[i]);
	return good;
}

int keys_main(void)
{
	static struct settings settings;
	struct face faces[N_FACES] = {
		{ .channel = FD_KEYS_OUTSIDE },
		{ .channel = FD_KEYS_INSIDE, .client = true },
	};
	/* Of the day of the start, the start has spoken. */
	struct tls_watch watch = {
		.file = settings.certificate,
		.day = tls_day(now(CLOCK_REALTIME)),
	};

	if (settings_load(FD_SETTINGS, &settings) < 0)
		return EXIT_PEER;
	close(FD_SETTINGS);
	if (jail_leave_network() < 0)
		return EXIT_PEER;
	tls_key_setup();
	faces[0].key = faces[1].key = key_read(FD_KEYS_KEY);
	close(FD_KEYS_KEY);
	if (!faces[0].key)
		log_err("key-unusable file=\"%s\"", settings.key);
	watch.dates = tls_dates_of(settings.chain);
	if (!faces[0].key ||
	    jail_enter(&procs[PROC_KEYS], &settings.who[PROC_KEYS]) < 0)
		return EXIT_PEER;
	while (serve(faces))
		tls_watch_look(&watch, now(CLOCK_REALTIME));
	return EXIT_PEER;
}
