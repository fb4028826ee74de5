/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * offer.h -- a signature that is brought, and what it is about
 *
 * A change is one of a certain generation. It is taken while that one is in
 * force, or when it was applied in an emergency and is open; and only if both
 * policies that it names lead to this very text again. So nothing that is signed
 * can mean something else later.
 */
#pragma once

#include "base/sealed.h"
#include "daemon/engine/approve.h"
#include "daemon/engine/change_head.h"

struct offer {
	const struct call *call;
	struct arena arena;
	struct sealed both;
	struct signed_text what;
	struct change_head head;
	uint8_t change[DIGEST_LEN]; /* of the text */
	struct open_item open;      /* its generation 0: of what is to come */
	struct approval_rule rule;  /* of the generation that it begins from */
	struct signer signer;
};

/* As a verb exits. */
enum {
	OFFER_GOOD = 0,
	OFFER_REFUSED = 1,
	OFFER_MACHINE = 3,
};

/* Of offer->call; all else is filled. Said unless it is good. To be ended with
 * offer_finish() in any case. */
int offer_read(struct engine *engine, struct offer *offer);
void offer_finish(struct offer *offer);

/* Says why not, and is OFFER_REFUSED. */
#define offer_refuse(engine, offer, ...)                                \
	(say((engine), (offer)->call->client, "refused: " __VA_ARGS__), \
	 OFFER_REFUSED)
