/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compiler.h -- what the compile_*.c files say to each other
 *
 * policy -> entries (one permission in one direction each) -> pairs of ends ->
 * chains and sets. An end is a zone, by its index, or the gateway itself.
 */
#pragma once

#include "base/arena.h"
#include "policy/policy.h"
#include "ruleset/build.h"
#include "ruleset/compile.h"

enum {
	/* An entry of at most so many single tuples becomes exact elements,
	 * even where it says ranges: interval sets stay small. */
	UNFOLD_MAX = 64,
	/* An entry of more boxes costs a rule with a set for each part. */
	BOXES_MAX = 1024,
};

enum {
	V4,
	V6,
	N_FAMILIES,
};

/* What tells flows between two addresses apart: ports, or nothing (echo). */
enum shape {
	SHAPE_PORTS,
	SHAPE_ECHO,
};

enum {
	N_SHAPES = SHAPE_ECHO + 1
};

struct spans {
	const struct addr_range *at;
	size_t n;
};

struct entry {
	struct loc at;
	const char *id;
	uint32_t number;
	uint32_t from, to; /* ends */
	/* By family, sorted and merged; empty where nothing matches. */
	struct spans sources[N_FAMILIES], destinations[N_FAMILIES];
	const struct port_range *ports;
	size_t n_ports;
	const struct hours *hours;
	size_t n_hours; /* 0: at all hours */
	struct rate rate;
	bool log;
	time_t valid_from, valid_until; /* 0: no such bound lies ahead */

	uint32_t mark;
	uint64_t timeout_ms; /* to valid_until; 0: for ever */
	bool ruled;          /* costs a rule and a chain of its own */
};

/* Elements of one family and shape, on their way to sets. */
struct tuples {
	struct set exact, boxes;
};

/* Everything that may begin at one end and go to another. */
struct pair {
	uint32_t from, to;
	VEC(struct entry) ruled;
	struct tuples tuples[N_FAMILIES][N_SHAPES];
};

/* A zone's addresses of one family: how rules ask for them. */
struct space {
	size_t n_rules;                 /* 0: it has none */
	const struct addr_range *range; /* a rule each, or */
	const char *set;                /* one rule for all of them */
};

struct compiler {
	const struct policy *policy;
	struct compile_options options;
	struct ruleset *out;
	struct arena *arena;  /* the ruleset's */
	struct arena scratch; /* gone after the compilation */
	struct diags *diags;

	uint32_t gateway;                   /* the end behind the last zone */
	uint32_t n_ends;                    /* zones and the gateway */
	const char **words;                 /* of each end, for names */
	const char **shown;                 /* of each end, for log prefixes */
	struct pair *pairs;                 /* [from * n_ends + to] */
	struct space (*spaces)[N_FAMILIES]; /* of each zone */
	size_t n_elements;
	/* Marks of entries bound to the clock -> where to ask whether they
	 * hold; for ICMP errors of their connections. */
	struct set clock;
	/* The first end of an entry that the clock's bit does not stand for;
	 * 0: none. The fast path holds until then, whoever is dead. */
	time_t fast_until;
	/* The gateway's own addresses, and where packets from them go. */
	struct set own[N_FAMILIES];
	const char *spoof;
	const char *pass; /* name of the chain that stamps and accepts */
	const char *neighbours;
	const char *errors; /* of the map by interface, and of a chain */
	struct loc copied;  /* the last place copied, and from what */
	const char *copied_from;
};

/* compile.c */
struct loc compile_loc(struct compiler *c, struct loc at);
/* "gN_" and the text. */
char *compile_name(struct compiler *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* One more element; its set must end up in the ruleset. Past ELEMENTS_MAX an
 * error, once, and elements that are not kept. */
struct element *compile_element(struct compiler *c, struct set *set,
				struct loc at);
/* Adds the set to the tree if it has elements; says whether. */
bool compile_set(struct compiler *c, const struct set *set);

/* compile_end.c: what ends are called */
void compile_ends(struct compiler *c);
struct pair *compile_pair_of(struct compiler *c, uint32_t from, uint32_t to);
const char *compile_label(const struct compiler *c, uint32_t end);
/* "sekisho WORD FROM->TO", and " WHAT" if it fits and is ASCII; `to` and
 * `what` may be NULL. */
const char *compile_prefix(struct compiler *c, const char *word,
			   const char *from, const char *to, const char *what);
/* The chain of a pair: "gN_FROM_to_TO"; of an entry: "gN_flow_NUMBER". */
char *compile_pair_name(struct compiler *c, uint32_t from, uint32_t to);
char *compile_flow_name(struct compiler *c, uint32_t number);
/* An interface's name as a key holds it: 16 bytes. */
void compile_put_name(const char *name, uint8_t *key);

/* compile_space.c: is an address one of the zone's? Sets where there are many
 * ranges; `i` counts the rules of the space. */
extern const enum family compile_families[N_FAMILIES];
void compile_spaces(struct compiler *c);
void compile_ask_space(struct build *b, const struct space *space, size_t i,
		       enum field field);

/* compile_leave.c: what may leave to a zone */
/* The hook's packets, by the interface they leave through, and of them only
 * those for addresses of its zone, go on to `chain`. */
void compile_leave(struct compiler *c, enum hook hook, const char *chain);
void compile_neighbours(struct compiler *c);

/* compile_zone.c: what may arrive from a zone, and whose errors */
void compile_zones(struct compiler *c);

/* compile_flow.c: finishes a draft and puts it to its pair; what has ended or
 * matches nothing is left out. */
void compile_entry(struct compiler *c, struct entry draft,
		   const struct approval *approval, struct spans sources,
		   struct spans destinations);
void compile_flows(struct compiler *c);

/* compile_gateway.c: relays, management and services as entries */
void compile_gateway(struct compiler *c);

/* compile_tuple.c: plain entries as elements of their pair's maps */
size_t compile_count_boxes(const struct entry *entry);
void compile_tuples(struct compiler *c, struct pair *pair,
		    const struct entry *entry);
struct key_spec compile_key(int family, enum shape shape, int direction);

/* compile_unique.c: of elements with one key, the one that lasts longest */
void compile_unique(struct set *set);

/* compile_pair.c: the chain of each pair */
void compile_pairs(struct compiler *c);
/* Packets from here to there are forwarded: the guard wants their stamp. */
bool compile_stamps(const struct compiler *c, uint32_t from, uint32_t to);

/* compile_condition.c: an entry with rules of its own, at the end of `b` */
void compile_ruled(struct compiler *c, struct build *b,
		   const struct entry *entry);

/* compile_icmp.c: which ICMP passes */
struct icmp_error {
	enum family family;
	uint8_t first, last; /* types */
};

/* The i-th, or NULL. */
const struct icmp_error *compile_icmp_error(size_t i);
void compile_icmp(struct build *b, enum family family, uint8_t first,
		  uint8_t last);
void compile_echo(struct build *b, enum family family, int direction);

/* ICMPv6 of the link itself passes: it bears that hop limit. */
enum {
	HOPS_LINK = 255, /* RFC 4861 6.1, 7.1 */
	HOPS_MLD = 1,    /* RFC 3810 5 */
};

void compile_link_icmp(struct build *b, uint8_t first, uint8_t last,
		       uint8_t hops);
/* The chains gN_pass, gN_errors and gN_related. */
void compile_errors(struct compiler *c);

/* compile_forward.c: the chain of forward, and rules all hooks begin with */
void compile_forward(struct compiler *c);
void compile_fast_path(struct compiler *c, struct build *b, bool stamp);
/* The connection bears this generation's mark, and no such entry has ended. */
void compile_ask_live(const struct compiler *c, struct build *b);
void compile_related(struct compiler *c, struct build *b);
void compile_dispatch(struct build *b, int direction, struct key_spec key,
		      const char *set);
void compile_own(struct compiler *c, struct build *b);
void compile_chatter(struct build *b);

/* compile_local.c: the chains of input and output */
void compile_local(struct compiler *c);
