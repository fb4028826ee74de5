/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answer.c -- codes of the next hop and of our own, in our own words
 */
#include "mail/smtp/answer.h"

#include <assert.h>
#include <stdio.h>

#include "base/must.h"
#include "base/wire.h"

/* clang-format off */
static const struct {
	const char *name;
	uint16_t code, subject, detail;
	const char *words;
} reasons[] = {
	[ANSWER_HOP]       = { "hop", 451, 3, 0, NULL },
	[ANSWER_NO_HOP]    = { "no-hop", 451, 4, 1, "the next relay does not answer, try again later" },
	[ANSWER_LOOP]      = { "loop", 554, 4, 6, "mail loop: this message was here before, or has passed too many servers" },
	[ANSWER_REFUTED]   = { "refuted", 451, 3, 0, "the converted message was not accepted, try again later" },
	[ANSWER_TRANSFORM] = { "transform", 451, 3, 0, "the message could not be converted now, try again later" },
	[ANSWER_HELD]      = { "held", 554, 6, 1, "this message cannot be made into plain text and is not passed on" },
	[ANSWER_ASCII]     = { "ascii", 553, 6, 7, "the next relay takes only ASCII mailboxes" },
	[ANSWER_BUSY]      = { "busy", 451, 3, 2, "the relay is restarting, try again later" },
	[ANSWER_FULL]      = { "full", 452, 3, 1, "no room to keep the message, try again later" },
	[ANSWER_DISK]      = { "disk", 451, 3, 0, "the message could not be kept, try again later" },
	[ANSWER_MEMORY]    = { "memory", 451, 3, 0, "no memory left for the message, try again later" },
	[ANSWER_TOO_LARGE] = { "too-large", 552, 3, 4, "larger than this relay takes" },
	[ANSWER_DOMAIN]    = { "domain", 550, 7, 1, "not a domain behind this relay" },
	[ANSWER_MY_NUMBER] = { "my-number", 550, 7, 1, "not passed on: it holds what may be a My Number. Take it out, send again (kojin bango wo sakujo shi saisoshin)" },
};

/* clang-format on */
static_assert(sizeof(reasons) / sizeof(reasons[0]) == N_ANSWER_REASONS,
	      "one row each");

enum {
	STATUS_MAX = 999 /* RFC 3463 2 */
};

const char *answer_reason_name(enum answer_reason reason)
{
	must(reason < N_ANSWER_REASONS);
	return reasons[reason].name;
}

struct answer answer_of(enum answer_reason reason)
{
	must(reason < N_ANSWER_REASONS);
	return (struct answer){
		.reason = reason,
		.code = reasons[reason].code,
		.subject = reasons[reason].subject,
		.detail = reasons[reason].detail,
	};
}

static bool may_go_outward(unsigned code)
{
	return code == 250 || (code >= 400 && code <= 599 && code != 421);
}

struct answer answer_from_hop(unsigned code, unsigned subject, unsigned detail)
{
	if (!may_go_outward(code) || subject > STATUS_MAX ||
	    detail > STATUS_MAX)
		return answer_of(ANSWER_HOP);
	return (struct answer){
		.reason = ANSWER_HOP,
		.code = (uint16_t)code,
		.subject = (uint16_t)subject,
		.detail = (uint16_t)detail,
	};
}

bool answer_is_yes(const struct answer *answer)
{
	return answer->code == 250;
}

static const char *words_of(const struct answer *answer)
{
	if (answer->reason != ANSWER_HOP)
		return reasons[answer->reason].words;
	if (answer->code == 250)
		return "accepted";
	return answer->code < 500 ? "not accepted now, try again later"
				  : "not accepted";
}

char *answer_text(char buf[static ANSWER_TEXT], const struct answer *answer)
{
	snprintf(buf, ANSWER_TEXT, "%u %u.%u.%u %s", answer->code,
		 answer->code / 100, answer->subject, answer->detail,
		 words_of(answer));
	return buf;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the packer writes there */
void answer_pack(uint8_t out[static ANSWER_BODY], const struct answer *answer)
{
	struct pack pack = { out, out + ANSWER_BODY, false };

	pack_u16(&pack, (uint16_t)answer->reason);
	pack_u16(&pack, answer->code);
	pack_u16(&pack, answer->subject);
	pack_u16(&pack, answer->detail);
}

bool answer_unpack(const uint8_t *bytes, size_t len, struct answer *out)
{
	struct wire wire = { bytes, bytes + len, false };
	uint16_t reason = wire_u16(&wire);
	uint16_t code = wire_u16(&wire);
	uint16_t subject = wire_u16(&wire);
	uint16_t detail = wire_u16(&wire);

	if (!wire_done(&wire) || reason >= N_ANSWER_REASONS ||
	    !may_go_outward(code) || subject > STATUS_MAX ||
	    detail > STATUS_MAX)
		return false;
	*out = (struct answer){ reason, code, subject, detail };
	return true;
}
