/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * place.h -- where a packet of a capture passes a policy's gateway
 *
 * From its addresses: a zone's space, the gateway's own. Named interfaces count
 * where they are known.
 */
#pragma once

#include "policy/policy.h"
#include "proof/register/register.h"
#include "replay/conversation.h"

struct place_range {
	struct addr_range range;
	const struct zone *zone;
};

struct pinned {
	struct addr address;
	struct mac mac;
};

struct places {
	const struct policy *policy;
	struct arena arena;
	VEC(struct place_range) spaces; /* sorted */
	VEC(struct pinned) pinned;      /* sorted: hosts on a link */
};

struct position {
	enum unjudged unjudged;
	enum register_hook hook;
	const struct zone *from, *to; /* NULL: the gateway */
	const char *iif, *oif;        /* "": none */
	bool left;                    /* the frame was seen on its way out */
};

/* What is known beside the addresses; NULL: nothing. */
struct place_hint {
	const char *iif, *oif;
	const char *seen;   /* the interface that the frame was captured on */
	enum frame_way way; /* on its way in there, or out */
};

void places_init(struct places *places, const struct policy *policy);
void places_finish(struct places *places);
/* Is the source one that may come in where the packet does? */
bool places_source_fits(const struct places *places,
			const struct position *place,
			const struct addr *source);
struct position places_of(const struct places *places,
			  const struct addr *source,
			  const struct addr *destination,
			  const struct place_hint *hint);
/* NULL: of no pinned host. */
const struct mac *places_mac(const struct places *places,
			     const struct addr *source);
const struct zone *places_zone_of(const struct policy *policy,
				  const char *interface);
