/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify.c -- the process that asks ssh-keygen about signatures
 *
 * It sees strangers' signatures, and so it can do nothing: it has no file of
 * ours, no network, and a new ssh-keygen for each.
 */
#include "daemon/verify/verify.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/wire.h"
#include "daemon/messages.h"
#include "daemon/procs.h"
#include "daemon/settings.h"
#include "privsep/channel.h"

enum {
	EXIT_PEER = 1,
	VERIFIED_MAX = VERIFY_KEY_MAX + 1 + SSH_FINGERPRINT,
};

/* ------ what the engine may say ------ */

static int tell_good(uint32_t id, const struct verify_request *request,
		     const struct verify_answer *answer)
{
	const struct verify_key *key = &request->keys[answer->key];
	uint8_t body[VERIFIED_MAX];
	struct pack pack = { body, body + sizeof(body), false };

	pack_bytes(&pack, key->name, key->name_len);
	pack_u8(&pack, 0);
	pack_bytes(&pack, answer->fingerprint, strlen(answer->fingerprint));
	return channel_send(FD_VERIFY_ENGINE, MESSAGE_VERIFIED, id, body,
			    (size_t)(pack.pos - body), -1);
}

static void answer_one(uint32_t id, const struct verify_request *request)
{
	struct verify_answer answer;
	int r;

	verify_run(request, &answer);
	if (answer.good)
		r = tell_good(id, request, &answer);
	else
		r = channel_send(FD_VERIFY_ENGINE, MESSAGE_NOT_VERIFIED, id,
				 answer.why, strlen(answer.why), -1);
	if (r < 0)
		_exit(EXIT_PEER);
}

static bool take_question(void *arg, struct message *message)
{
	_cleanup_(sealed_finish) struct sealed sealed = { 0 };
	static struct verify_request request;

	(void)arg;
	if (sealed_map(message->fd, VERIFY_REQUEST_MAX, &sealed) < 0 ||
	    !verify_read(&sealed, &request))
		return false;
	answer_one(message->id, &request);
	return true;
}

static const struct accept from_engine[] = {
	{ MESSAGE_VERIFY, true, 0, 0, take_question },
};

/* ------ what the parent may say ------ */

static bool take_ping(void *arg, struct message *message)
{
	(void)arg;
	channel_send(FD_PARENT, MESSAGE_PONG, message->id, NULL, 0, -1);
	return true;
}

static const struct accept from_parent[] = {
	{ MESSAGE_PING, false, 0, 0, take_ping },
};

/* ------ the life ------ */

static void hear(int channel, const struct accept *table)
{
	enum channel_verdict verdict = channel_serve(channel, table, 1, NULL);

	if (verdict == CHANNEL_BROKEN)
		log_err("verify-misled channel=%d", channel);
	if (verdict >= CHANNEL_GONE)
		_exit(EXIT_PEER);
}

int verify_main(void)
{
	static struct settings settings;
	struct pollfd ready[] = {
		{ .fd = FD_PARENT, .events = POLLIN },
		{ .fd = FD_VERIFY_ENGINE, .events = POLLIN },
	};

	if (settings_load(FD_SETTINGS, &settings) < 0)
		return EXIT_PEER;
	close(FD_SETTINGS);
	if (jail_leave_network() < 0)
		return EXIT_PEER;
	if (jail_enter(&verify_row, &settings.who[PROC_VERIFY]) < 0)
		return EXIT_PEER;
	for (;;) {
		if (poll(ready, 2, -1) < 0 && errno != EINTR)
			return EXIT_PEER;
		if (ready[0].revents)
			hear(FD_PARENT, from_parent);
		if (ready[1].revents)
			hear(FD_VERIFY_ENGINE, from_engine);
	}
}
