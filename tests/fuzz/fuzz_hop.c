/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_hop.c -- a next hop's words to the inner face
 *
 * The first byte says where the rest is cut into reads, the second how many
 * recipients each transaction has, whether its message is ever given, and
 * whether TLS is wanted and needed.
 */
#include <string.h>

#include "base/must.h"
#include "mail/smtp/hop.h"

#include "fuzz.h"

static const char body[] = "x\r\n.\r\n";

/* The owner of one hop, and what it has yet to say. */
struct owner {
	struct hop hop;
	unsigned n_rcpts, rcpts_left;
	bool gives_message;
};

/* Whatever was answered, we say whole lines of ASCII. */
static void check_said(const struct hop *hop)
{
	must(hop->out_len == 0 || hop->out[hop->out_len - 1] == '\n');
	for (size_t i = 0; i < hop->out_len; i++) {
		char c = hop->out[i];

		must((c >= ' ' && c <= '~') || c == '\r' || c == '\n');
		must((c == '\n') == (i && hop->out[i - 1] == '\r'));
	}
}

static void write_out(struct hop *hop)
{
	check_said(hop);
	hop_written(hop, hop->out_len);
	if (hop->state == HOP_BODY && !hop->body_sent)
		hop_sent(hop);
}

/* What a transaction does next, when the next hop has answered. */
static void go_on(struct owner *owner)
{
	struct hop *hop = &owner->hop;

	if (hop->state == HOP_IDLE) {
		must(hop->secure || !hop->needs_tls);
		owner->rcpts_left = owner->n_rcpts;
		hop_open(hop, "a@b", "x@y", false);
	} else if (hop->state == HOP_READY && owner->rcpts_left) {
		owner->rcpts_left--;
		hop_rcpt(hop, "z@y");
	} else if (hop->state == HOP_READY && owner->gives_message &&
		   !hop->mail_refused) {
		hop_data(hop, body, sizeof(body) - 1);
	} else if (hop->state == HOP_READY) {
		hop_reset(hop);
	}
}

/* False: the connection is over. */
static bool obey(struct owner *owner, enum hop_event event)
{
	struct hop *hop = &owner->hop;

	switch (event) {
	case HOP_BROKEN:
	case HOP_WORN:
		return false;
	case HOP_FINISHED:
		must(!answer_is_yes(&hop->answer) || hop->body_sent);
		must(hop->state == HOP_IDLE || !answer_is_yes(&hop->answer));
		if (hop->state == HOP_SPENT)
			return false;
		if (hop->state == HOP_READY)
			hop_reset(hop);
		else
			go_on(owner);
		break;
	case HOP_SECURE:
		must(hop->in_len == 0 && hop->out_len == 0);
		hop_secured(hop);
		break;
	case HOP_GREETED:
	case HOP_ANSWERED:
	case HOP_CLEARED:
		go_on(owner);
		break;
	case HOP_MORE:
		break;
	}
	write_out(hop);
	return true;
}

static bool hear(struct owner *owner, const uint8_t *bytes, size_t len)
{
	size_t room;
	char *at = hop_room(&owner->hop, &room);
	enum hop_event event;

	must(len <= room);
	memcpy(at, bytes, len);
	hop_received(&owner->hop, len);
	do {
		event = hop_step(&owner->hop);
		if (!obey(owner, event))
			return false;
	} while (event != HOP_MORE);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct owner owner;
	size_t step;

	if (len < 3)
		return 0;
	owner = (struct owner){
		.n_rcpts = bytes[1] % 4,
		.gives_message = bytes[1] & 4,
	};
	step = 1U + bytes[0];
	hop_begin(&owner.hop, "gw.example");
	owner.hop.wants_tls = bytes[1] & 8;
	owner.hop.needs_tls = (bytes[1] & 24) == 24;
	bytes += 2;
	len -= 2;
	owner.hop.state = HOP_BANNER;
	for (size_t n; len; bytes += n, len -= n) {
		n = len < step ? len : step;
		if (!hear(&owner, bytes, n))
			break;
	}
	return 0;
}
