/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * build.h -- writing a chain rule by rule, statement by statement
 *
 * A chain is built whole and then handed to its table. Numbers are given as
 * numbers here, in the order build_rule(), matches, actions, verdict.
 */
#pragma once

#include "base/address.h"
#include "ruleset/ruleset.h"

struct build {
	struct arena *arena;
	struct loc at; /* given to every rule begun from now on */
	struct chain chain;
};

/* `comment` may be NULL; name and comment are kept. */
struct build build_chain(struct arena *arena, const char *name,
			 const char *comment);
/* Hands the chain over; the build may not be used again. */
void build_end(struct build *build, struct table *table);

void build_rule(struct build *build, const char *comment);

/* A field of 1, 2, 4 or 8 bytes that holds a number. */
void build_match(struct build *build, enum field field, uint64_t value);
void build_not(struct build *build, enum field field, uint64_t value);
void build_masked(struct build *build, enum field field, uint64_t mask,
		  uint64_t value);
/* One of the `bits` is set. */
void build_any_bit(struct build *build, enum field field, uint64_t bits);
void build_range(struct build *build, enum field field, uint64_t first,
		 uint64_t last);
void build_at_least(struct build *build, enum field field, uint64_t value);
void build_below(struct build *build, enum field field, uint64_t value);
/* FIELD_IIFNAME or FIELD_OIFNAME. */
void build_name(struct build *build, enum field field, const char *name);
/* An address field is in the range: compared as one address, as a prefix or
 * as a range. */
void build_address(struct build *build, enum field field,
		   const struct addr_range *range);
void build_family(struct build *build, enum family family);

void build_lookup(struct build *build, struct key_spec key, const char *set);
void build_vmap(struct build *build, struct key_spec key, const char *set);
void build_mark_map(struct build *build, struct key_spec key, const char *set);

void build_ct_mark(struct build *build, uint32_t mark);
void build_stamp(struct build *build);
void build_limit(struct build *build, uint32_t count, uint32_t seconds,
		 uint32_t burst);
void build_counter(struct build *build);
void build_log(struct build *build, const char *prefix);

void build_accept(struct build *build);
void build_drop(struct build *build);
void build_jump(struct build *build, const char *chain);
void build_goto(struct build *build, const char *chain);

/*
 * The end of every chain that decides: the packet is logged, at most
 * LOG_DROPS a second a chain so that a flood cannot fill the log, counted
 * (the counter knows them all) and dropped.
 */
enum {
	LOG_DROPS = 5,
	LOG_DROPS_BURST = 20
};

void build_refusal(struct build *build, const char *prefix);

/* A copy of at most COMMENT_MAX bytes, of whole characters. */
const char *build_comment(struct arena *arena, const char *text);
/* ASCII, without blank and what nft(8) cannot quote: can stand in a log prefix
 * as one word. */
bool build_is_word(const char *text);
/* A name of an interface as policies have them: at most 15 of letters, digits
 * and "-_.@". */
bool build_is_interface(const char *text);

/* A key of one to four fields. */
#define KEY(...)                                                         \
	((struct key_spec){ .fields = { __VA_ARGS__ },                   \
			    .n = sizeof((enum field[]){ __VA_ARGS__ }) / \
				 sizeof(enum field) })

/* The bytes of a number as a field of `len` bytes holds it. */
void field_put(enum field field, uint64_t value, uint8_t *out);
uint64_t field_get(enum field field, const uint8_t *bytes);
