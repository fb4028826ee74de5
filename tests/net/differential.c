/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * differential.c -- PACKETS SEED [FILE…]: does the kernel do as lifted?
 *
 * In a new network namespace. Rules are put into the kernel, those of the files
 * (nft's) and then random ones; what it took of them is dumped and lifted; and
 * then one packet for each cell of the diagram, and some for its borders, go
 * through. Prints what came of it; exits 0 where nothing was wrong, 77 where the
 * kernel is too old to tell.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/must.h"
#include "base/text.h"
#include "proof/diagram/ask.h"

#include "bout.h"
#include "random_kernel.h"
#include "random_policy.h"
#include "random_rules.h"
#include "rules_send.h"

enum {
	REGIONS = 24,   /* that cells are looked for in, for each ruleset */
	CELLS_MAX = 40, /* of a region */
	NEIGHBOURS = 3, /* of a cell */
	SHOWN = 10,
};

static const char *const names[] = {
	"eth0", "eth1", "eth10", "wan", "dmz", "x9"
};

/* No rule of random_rules.h can make a source the gateway's own. */
static const struct wire_route routes[] = {
	{ "0.0.0.0/0", "wan" },      { "1.0.0.0/8", "eth0" },
	{ "6.0.0.0/8", "eth1" },     { "10.0.0.0/8", "eth10" },
	{ "1.1.0.0/16", "eth1" },    { "6.6.0.0/16", "eth10" },
	{ "10.10.0.0/16", "dmz" },   { "10.1.0.0/16", "eth0" },
	{ "1.6.0.0/16", "x9" },      { "1.1.1.99/32", NULL },
	{ "10.10.10.99/32", NULL },  { "::/0", "wan" },
	{ "100::/8", "eth0" },       { "600::/8", "eth1" },
	{ "a00::/8", "eth10" },      { "101::/16", "eth1" },
	{ "606::/16", "eth10" },     { "a0a::/16", "dmz" },
	{ "a01::/16", "eth0" },      { "106::/16", "x9" },
	{ "101:101::99/128", NULL }, { "a0a:a0a::99/128", NULL },
};

struct cells {
	struct diagram_box *at;
	size_t n;
};

struct figures {
	size_t rulesets, unlifted, cells, empty, met;
	struct rules_sent sent;
};

static bool any_leaf(const void *state, uint32_t leaf)
{
	(void)state;
	return diagram_is_leaf(leaf);
}

static bool keep(void *state, const struct diagram_box *box, uint32_t leaf)
{
	struct cells *cells = state;

	(void)leaf;
	cells->at[cells->n++] = *box;
	return cells->n < CELLS_MAX;
}

static void narrow(struct diagram_box *box, const struct space *space,
		   enum variable variable, uint64_t value)
{
	struct diagram_range range =
		space_numbers(space, variable, value, value);

	for (size_t i = 0; i < range.n; i++)
		box->low[range.level + i] = box->high[range.level + i] =
			range.low[i];
}

/* Cells are too many; those of a part of the space are not. */
static void random_region(const struct bout *bout, struct diagram_box *box)
{
	static const uint8_t protos[] = { 1, 6, 6, 17, 17, 58, 10, 255 };
	const struct space *space = &bout->space;
	const struct wires *wires = bout->wires;
	bool v6 = one_in(2);
	uint32_t state = pick(8);

	diagram_box_all(box);
	narrow(box, space, VAR_NFPROTO, v6 ? 10 : 2);
	narrow(box, space, VAR_IIF,
	       space_iface_digit(space,
				 wires->at[pick((uint32_t)wires->n)].name));
	narrow(box, space, VAR_CT_STATE,
	       state > STATE_UNTRACKED ? STATE_NEW : state);
	if (state > STATE_UNTRACKED && !one_in(4)) {
		narrow(box, space, VAR_CT_MARK, 0);
		narrow(box, space, VAR_CT_STATUS, 0);
	}
	if (!one_in(3))
		narrow(box, space, VAR_L4PROTO, protos[pick(8)]);
	if (one_in(2))
		narrow(box, space, VAR_MARK, 0);
	if (one_in(2))
		narrow(box, space, VAR_OIF,
		       space_iface_digit(
			       space,
			       wires->at[pick((uint32_t)wires->n)].name));
}

static bool in_box(const struct diagram_box *box, const uint16_t *digits,
		   unsigned end)
{
	for (unsigned i = 0; i < end; i++)
		if (digits[i] < box->low[i] || digits[i] > box->high[i])
			return false;
	return true;
}

static bool asks(const struct bout *bout, const struct diagram_box *cell,
		 enum variable variable)
{
	unsigned level = bout->space.levels[variable];

	for (unsigned d = 0; d < variable_info(variable)->digits; d++)
		if (cell->low[level + d] > 0 ||
		    cell->high[level + d] < DIGIT_MAX)
			return true;
	return false;
}

/* A header that conntrack likes, unless the cell asks for what differs in it. */
static enum wire_taste taste_of(const struct bout *bout,
				const struct diagram_box *cell)
{
	if (one_in(4))
		return WIRE_TRANSPORT_LEN;
	if (asks(bout, cell, VAR_TRANSPORT_LEN) && one_in(2))
		return WIRE_TRANSPORT_LEN;
	if ((asks(bout, cell, VAR_LENGTH) || asks(bout, cell, VAR_IP4_LENGTH) ||
	     asks(bout, cell, VAR_IP6_LENGTH)) &&
	    !one_in(4))
		return WIRE_LENGTH;
	if ((asks(bout, cell, VAR_TCP_FLAGS) ||
	     asks(bout, cell, VAR_TRANSPORT_12)) &&
	    one_in(2))
		return WIRE_TRANSPORT_LEN;
	return WIRE_PROPER;
}

static void try_one(struct bout *bout, const uint16_t *digits,
		    enum wire_taste taste, const struct diagram_box *cell,
		    struct figures *figures)
{
	struct bout_answer answer;

	bout_send(bout, digits, taste, &answer,
		  bout->count.wrong < SHOWN ? stdout : stderr);
	if (cell)
		figures->met +=
			in_box(cell, answer.digits, bout->space.first_atom);
}

/* One step over, or just within, one of the cell's borders. */
static void try_neighbours(struct bout *bout, const uint16_t *digits,
			   const struct diagram_box *cell,
			   struct figures *figures)
{
	unsigned borders[2 * DIAGRAM_LEVELS], level;
	uint16_t other[DIAGRAM_LEVELS];
	size_t n = 0, which;

	for (unsigned i = 0; i < bout->space.first_atom; i++) {
		if (cell->low[i] > 0)
			borders[n++] = 2 * i;
		if (cell->high[i] < DIGIT_MAX)
			borders[n++] = 2 * i + 1;
	}
	for (size_t i = 0; i < NEIGHBOURS && n > 0; i++) {
		which = pick((uint32_t)n);
		level = borders[which] / 2;
		memcpy(other, digits, sizeof(other));
		if (borders[which] % 2)
			other[level] =
				(uint16_t)(cell->high[level] + one_in(2));
		else
			other[level] = (uint16_t)(cell->low[level] - one_in(2));
		if (diagram_evaluate(&bout->all, bout->care, other) ==
		    DIAGRAM_TRUE)
			try_one(bout, other,
				level == bout->space.levels[VAR_TRANSPORT_LEN]
					? WIRE_TRANSPORT_LEN
					: taste_of(bout, cell),
				NULL, figures);
	}
}

static void try_cell(struct bout *bout, const struct diagram_box *cell,
		     struct figures *figures)
{
	uint16_t nice[DIAGRAM_LEVELS], digits[DIAGRAM_LEVELS];
	struct diagram_search search = { .within = cell, .nice = nice };

	space_nice(&bout->space, nice);
	if (one_in(2))
		random_digits(&bout->space, nice);
	figures->cells++;
	if (diagram_witness(&bout->all, bout->care, &search, digits) !=
	    DIAGRAM_YES) {
		figures->empty++;
		return;
	}
	try_one(bout, digits, taste_of(bout, cell), cell, figures);
	try_neighbours(bout, digits, cell, figures);
}

static void try_rules(struct bout *bout, struct figures *figures)
{
	struct diagram_box *region = xcalloc(1, sizeof(*region));
	struct cells cells = { .at = xcalloc(CELLS_MAX, sizeof(*cells.at)) };
	const struct diagram_search search = { .within = region,
					       .wanted = any_leaf };

	for (size_t i = 0; i < REGIONS; i++) {
		random_region(bout, region);
		cells.n = 0;
		diagram_boxes_of(&bout->all, bout->may, &search, keep, &cells);
		for (size_t c = 0; c < cells.n; c++)
			try_cell(bout, &cells.at[c], figures);
	}
	free(cells.at);
	free(region);
}

static void try_what_stands(struct wires *wires, struct bout *bout,
			    struct figures *figures)
{
	figures->rulesets++;
	if (bout_begin(bout, wires))
		try_rules(bout, figures);
	else
		figures->unlifted++;
	bout_finish(bout);
}

/* Rules in nft(8)'s words. */
static void try_text(struct wires *wires, const char *file, struct bout *bout,
		     struct figures *figures)
{
	char command[PATH_MAX];

	snprintf(command, sizeof(command), "nft -f '%s'", file);
	must(rules_flush(&wires->sock) == 0);
	must(system(command) == 0);
	wires_observe(wires);
	try_what_stands(wires, bout, figures);
}

static void try_random(struct wires *wires, struct bout *bout, uint64_t seed,
		       struct figures *figures)
{
	struct rules rules = { 0 };
	size_t wrong = bout->count.wrong;

	random_seed(seed);
	random_kernel_rules(&rules);
	must(rules_flush(&wires->sock) == 0);
	wires_observe(wires);
	must(rules_send(&wires->sock, &rules, &figures->sent) == 0);
	rules_finish(&rules);
	try_what_stands(wires, bout, figures);
	if (bout->count.wrong > wrong)
		printf("# so with seed %ju\n", (uintmax_t)seed);
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct figures figures = { 0 };
	struct bout bout = { 0 };
	struct wires wires;
	double began = seconds();
	uint32_t packets, seed;

	if (argc < 3 || !text_u32(argv[1], 1 << 30, &packets) ||
	    !text_u32(argv[2], UINT32_MAX, &seed)) {
		fputs("usage: differential PACKETS SEED [FILE…]\n", stderr);
		return 2;
	}
	wires_open(&wires, names, sizeof(names) / sizeof(names[0]), routes,
		   sizeof(routes) / sizeof(routes[0]));
	if (!bout_kernel_tells(&wires)) {
		puts("a trace of this kernel does not tell of connections");
		return 77;
	}
	random_seed(seed);
	for (int i = 3; i < argc; i++)
		try_text(&wires, argv[i], &bout, &figures);
	for (; bout.count.packets < packets; seed++)
		try_random(&wires, &bout, seed, &figures);
	wires_close(&wires);
	bout_print_count(&bout.count, stdout);
	printf("rulesets=%zu unlifted=%zu rules=%zu refused_rules=%zu "
	       "refused_sets=%zu cells=%zu empty=%zu met=%zu\n"
	       "seconds=%.1f last=%s\n",
	       figures.rulesets, figures.unlifted, figures.sent.rules,
	       figures.sent.refused_rules, figures.sent.refused_sets,
	       figures.cells, figures.empty, figures.met, seconds() - began,
	       figures.sent.why);
	return bout.count.wrong + bout.count.impossible > 0;
}
