/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sender.c -- who may send through the relay, and how often
 *
 * The null sender has no domain and no rate of its own: a delivery report is
 * always somebody's (RFC 5321 4.5.5). Its peer's rate holds for it too.
 */
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"
#include "mail/outside/outside.h"

int outside_rates_begin(struct outside *outside)
{
	const struct rate *peer = &outside->settings.rate_peer;
	const struct rate *sender = &outside->settings.rate_sender;
	uint8_t key[SIPHASH_KEY];

	if (getrandom(key, sizeof(key), 0) != sizeof(key))
		return log_errno(-errno, "getrandom");
	rate_begin(&outside->peer_rate, peer->count, peer->seconds, peer->burst,
		   key);
	rate_begin(&outside->sender_rate, sender->count, sender->seconds,
		   sender->burst, key);
	rate_begin(&outside->shake_rate, LIMIT_SHAKE_RATE, 1, LIMIT_SHAKE_BURST,
		   key);
	return 0;
}

bool outside_may_shake(struct outside *outside, const struct client *client)
{
	const struct addr *share = &client->share;

	if (rate_take(&outside->shake_rate, share->bytes, sizeof(share->bytes),
		      outside_clock()))
		return true;
	outside_note(outside, &outside->shaking, "tls-too-often",
		     &client->addr);
	return false;
}

/* One who writes his name in capitals is the same. Returns its length. */
static size_t fold(char out[static LIMIT_PATH + 1], const char *sender)
{
	size_t len = strlen(sender);

	memcpy(out, sender, len + 1);
	for (size_t i = 0; i < len; i++)
		if (out[i] >= 'A' && out[i] <= 'Z')
			out[i] = (char)(out[i] - 'A' + 'a');
	return len;
}

/* Nobody pays for what another bucket refuses. */
static bool is_in_time(struct outside *outside, const struct session *session)
{
	const struct addr *peer = session->peer;
	char sender[LIMIT_PATH + 1];
	size_t len = fold(sender, session->sender);
	uint64_t now = outside_clock();

	if (len && !rate_allows(&outside->sender_rate, sender, len, now))
		return false;
	if (!rate_take(&outside->peer_rate, peer->bytes, sizeof(peer->bytes),
		       now))
		return false;
	if (len)
		rate_take(&outside->sender_rate, sender, len, now);
	return true;
}

enum sender_verdict outside_judge_sender(void *arg,
					 const struct session *session,
					 const char *domain)
{
	struct outside *outside = arg;

	if (domain && !settings_takes_sender(&outside->settings, domain))
		return SENDER_DOMAIN;
	return is_in_time(outside, session) ? SENDER_OK : SENDER_TOO_FAST;
}
