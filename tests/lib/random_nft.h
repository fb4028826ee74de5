/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_nft.h -- random rulesets in nft(8)'s and iptables' words
 *
 * Every expression that nft(8) can say and a lift must judge: all hooks and
 * types of chains, sets that rules fill, maps, objects, rates, translations,
 * options of headers, what the kernel draws or looks up. Over few values, so
 * that matches match. The seed is random_policy.h's.
 */
#pragma once

#include "random_phrase.h"

extern const struct phrase_list random_nft_matches, random_nft_acts,
	random_nft_translations;

/* Without what this kernel does not take: asked once, of each phrase, with a
 * whole ruleset that has nothing else. Returns how many phrases that are. */
size_t random_nft_learn(bool (*takes)(const char *ruleset));
/* One ruleset, for an empty kernel. */
void random_nft(bool tracked, FILE *out);

/* The same in iptables-restore(8)'s words: matches and targets of xtables. */
extern const struct phrase_list random_xt_matches, random_xt_targets,
	random_xt_translations;

size_t random_xt_learn(bool (*takes)(bool ip6, const char *ruleset));
void random_xt(bool ip6, FILE *out);
