/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ruleset.h -- what the kernel shall do, as plain data
 *
 * The centre: compiled into, printed as nft(8) text, sent to the kernel, read
 * back from it. No library type, no policy type; a ruleset copies what it
 * needs (places included), so that each document stands alone.
 *
 * Two tables. `inet sekisho` holds a frame that never changes (base chains, a
 * selector map and its fallback a hook) and one immutable tree a generation,
 * all of whose names begin with "gN_". `inet sekisho_guard` drops every
 * forwarded packet that the tree did not stamp in its packet mark.
 *
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "ruleset/field.h"

#define TABLE_GATE  "sekisho"
#define TABLE_GUARD "sekisho_guard"

/*
 * ct mark = generation << 20 | MARK_CLOCK | entry number. MARK_CLOCK stands in
 * the marks of entries whose permission the clock may end before the next
 * apply (hours, or an end within CLOCK_HORIZON): the fast path does not take
 * such a connection, so that it is judged at every packet. A connection's mark
 * is 0 until the first packet of it was accepted.
 */
enum {
	GENERATION_SHIFT = 20,
	GENERATION_MAX = 0xfff,
	MARK_CLOCK = 0x80000,
	ENTRY_MAX = 0x7ffff,
	CLOCK_HORIZON = 24 * 3600, /* seconds */
	NFLOG_GROUP = 5,
	LOG_PREFIX_MAX = 127, /* bytes; NF_LOG_PREFIXLEN with its NUL is 128 */
	COMMENT_MAX = 120,    /* bytes; nft(8) takes less than 128 */
	ELEMENTS_MAX = 4000000, /* of a whole ruleset: about 600 MB */
};

#define GENERATION_MASK 0xfff00000U
/* What the fast path compares: the generation, and MARK_CLOCK not set. */
#define LIVE_MASK (GENERATION_MASK | MARK_CLOCK)

/* The packet mark that the guard wants: the upper eight bits. */
#define STAMP_MASK  0xff000000U
#define STAMP_VALUE 0x5e000000U

/* Bits of FIELD_CT_STATE (NF_CT_STATE_BIT, nf_conntrack_common.h). */
enum {
	CT_STATE_INVALID = 1 << 0,
	CT_STATE_ESTABLISHED = 1 << 1,
	CT_STATE_RELATED = 1 << 2,
	CT_STATE_NEW = 1 << 3,
	CT_STATE_UNTRACKED = 1 << 6,
};

/* Values of FIELD_CT_DIRECTION (enum ip_conntrack_dir), FIELD_PKTTYPE
 * (if_packet.h), FIELD_IIFTYPE (if_arp.h) and FIELD_NFPROTO. */
enum {
	DIRECTION_ORIGINAL = 0,
	DIRECTION_REPLY = 1,
	PKTTYPE_HOST = 0,
	IIFTYPE_ETHER = 1,
	NFPROTO_V4 = 2,
	NFPROTO_V6 = 10,
};

enum verdict_kind {
	VERDICT_NONE,
	VERDICT_ACCEPT,
	VERDICT_DROP,
	VERDICT_JUMP,
	VERDICT_GOTO,
	VERDICT_RETURN,
};

struct verdict {
	enum verdict_kind kind;
	const char *chain; /* of jump and goto */
};

enum stmt_kind {
	STMT_MATCH,       /* field & mask == value (or !=) */
	STMT_RANGE,       /* value <= field <= last */
	STMT_AT_LEAST,    /* value <= field */
	STMT_BELOW,       /* field < value */
	STMT_LOOKUP,      /* key in set (or not in) */
	STMT_VMAP,        /* key vmap set: ends the chain where it matches */
	STMT_CT_MARK_MAP, /* ct mark set key map set; no match: next rule */
	STMT_CT_MARK,     /* ct mark set number */
	STMT_STAMP,       /* meta mark set mark & ~STAMP_MASK | STAMP_VALUE */
	STMT_LIMIT,       /* goes on within `count` per `seconds` */
	STMT_COUNTER,
	STMT_LOG, /* nflog group NFLOG_GROUP with prefix `text` */
	STMT_VERDICT,
};

struct stmt {
	enum stmt_kind kind;
	bool negate;                           /* MATCH, LOOKUP */
	enum field field;                      /* MATCH … BELOW */
	uint8_t value[16], mask[16], last[16]; /* MATCH … BELOW: field's len */
	bool has_mask;
	struct key_spec key;            /* LOOKUP, VMAP, CT_MARK_MAP */
	const char *set;                /* name, same table */
	uint32_t number;                /* CT_MARK */
	uint32_t count, seconds, burst; /* LIMIT: packets */
	const char *text;               /* LOG: at most 127 bytes, ASCII */
	struct verdict verdict;         /* VERDICT */
};

struct rule {
	struct loc at;       /* the policy line it came from */
	const char *comment; /* entry id or what it is for; or NULL */
	VEC(struct stmt) stmts;
};

enum hook {
	HOOK_NONE, /* not a base chain */
	HOOK_PREROUTING,
	HOOK_INPUT,
	HOOK_FORWARD,
	HOOK_OUTPUT,
};

struct chain {
	struct loc at;
	const char *name;
	const char *comment;
	enum hook hook;
	int32_t priority;       /* of a base chain */
	bool accepts;           /* of a base chain: its policy; else drop */
	VEC(struct rule) rules; /* a base or pair chain ends in a drop */
};

enum set_kind {
	SET_PLAIN,
	SET_MARKS,    /* key -> ct mark */
	SET_VERDICTS, /* key -> verdict */
};

/* One element; `last` only in interval sets (also for single values). */
struct element {
	struct loc at;
	uint8_t key[KEY_LEN], last[KEY_LEN]; /* as laid out by key_spec */
	uint32_t mark;                       /* SET_MARKS */
	struct verdict verdict;              /* SET_VERDICTS */
	uint64_t timeout_ms;                 /* 0: for ever */
	const char *comment;                 /* entry id, or NULL */
};

struct set {
	struct loc at;
	const char *name;
	const char *comment;
	enum set_kind kind;
	struct key_spec key;
	bool interval; /* elements are ranges; one box must not overlap
			* another of the set */
	bool timeouts; /* an element may bear a timeout */
	bool counters; /* elements count packets and bytes */
	VEC(struct element) elements;
};

/* The frame's chains have no prefix; the tree's begin with "gN_". */
struct table {
	const char *name, *comment;
	VEC(struct set) sets;
	VEC(struct chain) chains;
};

struct ruleset {
	struct arena arena;
	uint32_t generation; /* 1 … GENERATION_MAX; 0: lockdown, no tree */
	struct table frame;  /* inet sekisho without a tree: the lockdown */
	struct table tree;   /* same table's name; all names "gN_…" */
	/* What the flip puts into the frame's selector maps: one set here for
	 * each of them, same name and key, with this generation's elements. */
	VEC(struct set) selectors;
	struct table guard;
	VEC(const char *) entries; /* [number - 1] -> id */
};

/* The frame and the guard alone: everything is dropped but loopback. The
 * same as rules/lockdown.nft. */
void ruleset_lockdown(struct ruleset *out);
void ruleset_finish(struct ruleset *ruleset);
