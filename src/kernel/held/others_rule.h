/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * others_rule.h -- what a rule of others does to packets, by its instructions
 */
#pragma once

#include <stdint.h>

#include "kernel/held/others.h"

struct nlmsghdr;

/* Things that rules do, in the order that they are printed. */
enum effect {
	EFFECT_CT_MARK,
	EFFECT_MARK,
	EFFECT_NAT,
	EFFECT_MASQUERADE,
	EFFECT_REDIRECT,
	EFFECT_TPROXY,
	EFFECT_NOTRACK,
	EFFECT_ZONE,
	EFFECT_HELPER,
	EFFECT_CT_OTHER,
	EFFECT_QUEUE,
	EFFECT_FORWARD,
	EFFECT_COPY,
	EFFECT_OFFLOAD,
	EFFECT_SYNPROXY,
	EFFECT_WRITE,
	EFFECT_META_OTHER,
	EFFECT_TUNNEL,
	EFFECT_TARGET,
	EFFECT_UNKNOWN,
	EFFECT_UNREAD,
	EFFECT_DROP,
	EFFECT_REJECT,
	EFFECT_VERDICT_MAP,
	EFFECT_POLICY,
	EFFECT_LOG,
	N_EFFECTS
};

struct effect_info {
	enum other_power power;
	const char *words; /* "sets ct mark: may forge our stamp" */
};

const struct effect_info *effect_info(enum effect effect);

/* Of an NFT_MSG_NEWRULE: a set of 1 << EFFECT_…. */
uint32_t others_judge_rule(const struct nlmsghdr *msg);
