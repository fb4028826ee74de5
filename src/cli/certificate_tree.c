/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * certificate_tree.c -- cuts a claim's boxes until the checker decides them all
 */
#include "cli/certificate_tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "checkproof/claim.h"

enum {
	MOST_LEAVES = 4000000,
	MOST_BOXES = 18000, /* the checker's stack */
};

struct making {
	struct dump dump;
	struct claim claim;
	struct certificate *out;
	FILE *file;
	struct box *boxes;
};

/* Where one box is cut. */
struct cut {
	unsigned byte;
	uint8_t at;
};

static bool cut_at(struct cut *cut, size_t byte, unsigned at)
{
	*cut = (struct cut){ (unsigned)byte, (uint8_t)at };
	return true;
}

/*
 * The box's bytes hold values within the range and others: cuts the first that
 * is more than one value where the range begins or ends.
 */
static bool cut_range(const struct box *box, size_t first, size_t len,
		      const uint8_t *low, const uint8_t *high, struct cut *cut)
{
	const uint8_t *lo = box->lo + first, *hi = box->hi + first;
	bool at_low, at_high;
	size_t i = 0;

	if (memcmp(hi, low, len) < 0 || memcmp(lo, high, len) > 0 ||
	    (memcmp(lo, low, len) >= 0 && memcmp(hi, high, len) <= 0))
		return false;
	while (i + 1 < len && lo[i] == hi[i]) /* not all of them are */
		i++;
	at_low = !memcmp(lo, low, i);
	at_high = !memcmp(lo, high, i);
	if (at_low && low[i] > lo[i])
		return cut_at(cut, first + i, low[i] - 1U);
	if (at_high && high[i] < hi[i])
		return cut_at(cut, first + i, high[i]);
	if (at_low && memcmp(lo, low, len) < 0)
		return cut_at(cut, first + i, low[i]);
	return cut_at(cut, first + i, high[i] - 1U);
}

static bool cut_ranges(const struct box *box, size_t first,
		       const struct range *ranges, size_t n, struct cut *cut)
{
	size_t len = box->family == IP4 ? 4 : 16;

	for (size_t i = 0; i < n; i++)
		if (ranges[i].family == box->family &&
		    cut_range(box, first, len, ranges[i].lo, ranges[i].hi, cut))
			return true;
	return false;
}

static bool cut_addresses(const struct making *making, const struct box *box,
			  struct cut *cut)
{
	const struct claim *claim = &making->claim;

	return cut_ranges(box, SADDR, claim->sources, claim->n_sources, cut) ||
	       cut_ranges(box, DADDR, claim->destinations,
			  claim->n_destinations, cut);
}

/* fe80::/10 and ::, and ICMPv6. */
static bool cut_link(const struct box *box, struct cut *cut)
{
	static const uint8_t none[16], low[2] = { 0xfe, 0x80 };
	static const uint8_t high[2] = { 0xfe, 0xbf }, icmpv6 = 58;

	return box->family == IP6 &&
	       (cut_range(box, SADDR, 2, low, high, cut) ||
		cut_range(box, SADDR, 16, none, none, cut) ||
		cut_range(box, PROTO, 1, &icmpv6, &icmpv6, cut));
}

/* Marks that are a stamp which says all, and others. */
static bool cut_mark(const struct making *making, const struct box *box,
		     struct cut *cut)
{
	uint32_t first = making->claim.stamps;
	uint32_t last = first + STAMPS - 1;
	uint8_t low[4], high[4];

	if (!first)
		return false;
	memcpy(low, &first, sizeof(low));
	memcpy(high, &last, sizeof(high));
	for (int i = 3; i > 1; i--) {
		int byte =
			__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? i : 3 - i;

		if (cut_range(box, MARK + (size_t)byte, 1, &low[byte],
			      &high[byte], cut))
			return true;
		if (box->hi[MARK + byte] < low[byte] ||
		    box->lo[MARK + byte] > high[byte])
			return false;
	}
	return false;
}

static bool cut_permits(const struct making *making, const struct box *box,
			struct cut *cut)
{
	const struct claim *claim = &making->claim;

	for (size_t i = 0; i < claim->n_permits; i++) {
		const struct permit *one = &claim->permits[i];

		if (cut_ranges(box, SADDR, &one->source, 1, cut) ||
		    cut_ranges(box, DADDR, &one->destination, 1, cut) ||
		    cut_range(box, PROTO, 1, one->lo, one->hi, cut) ||
		    cut_range(box, DPORT, 2, one->lo + 3, one->hi + 3, cut) ||
		    cut_range(box, SPORT, 2, one->lo + 1, one->hi + 1, cut))
			return true;
	}
	return false;
}

/* What the box still passes by may say where to cut it. */
static bool find_cut(const struct making *making, const struct box *box,
		     const char *leaves, const struct verdict *verdict,
		     struct cut *cut)
{
	bool stamps = making->claim.stamps && box->state == NEW;
	uint32_t mark;

	memcpy(&mark, box->lo + MARK, sizeof(mark));
	if ((stamps || strchr(leaves, 's')) && cut_mark(making, box, cut))
		return true;
	stamps &= mark >= making->claim.stamps &&
		  mark < making->claim.stamps + STAMPS;
	if ((stamps || strchr(leaves, 'a') || strchr(leaves, 'o')) &&
	    cut_addresses(making, box, cut))
		return true;
	if (strchr(leaves, 'l') && cut_link(box, cut))
		return true;
	if (verdict->split < BOX)
		return cut_at(cut, verdict->split, verdict->at);
	return strchr(leaves, 'p') && cut_permits(making, box, cut);
}

static bool try_leaf(struct making *making, const struct box *box,
		     const char *line)
{
	if (!claim_leaf(&making->claim, &making->dump, box, line))
		return false;
	fprintf(making->file, "%s\n", line);
	return true;
}

/* The leaves that name one or two of the head's lines. */
static bool put_numbered(struct making *making, const struct box *box,
			 const char *leaves)
{
	const struct claim *claim = &making->claim;
	char line[64];

	for (size_t i = 0; strchr(leaves, 'p') && i < claim->n_permits; i++) {
		snprintf(line, sizeof(line), "permit %zu", i);
		if (try_leaf(making, box, line))
			return true;
	}
	for (size_t i = 0; i < claim->n_sources; i++) {
		snprintf(line, sizeof(line), "own %zu", i);
		if (strchr(leaves, 'o') && try_leaf(making, box, line))
			return true;
		for (size_t j = 0; j < claim->n_destinations; j++) {
			snprintf(line, sizeof(line), "inside %zu %zu", i, j);
			if (strchr(leaves, 'i') && box->state == NEW &&
			    try_leaf(making, box, line))
				return true;
		}
	}
	return false;
}

static bool put_leaf(struct making *making, const struct box *box,
		     const char *leaves, struct verdict *verdict)
{
	*verdict = box_run(&making->dump, box);
	if (strchr(leaves, 'u') && !verdict->stamps && !verdict->strange)
		return fputs("unmarked\n", making->file) >= 0;
	if (strchr(leaves, 'd') && !verdict->passes && !verdict->strange)
		return fprintf(making->file, "drop %u %s %s %ju\n",
			       verdict->chain->id.family,
			       verdict->chain->id.table,
			       verdict->chain->id.name,
			       (uintmax_t)verdict->handle) > 0;
	return (strchr(leaves, 's') && try_leaf(making, box, "stamped")) ||
	       (strchr(leaves, 'a') && try_leaf(making, box, "apart")) ||
	       (strchr(leaves, 'l') && try_leaf(making, box, "link")) ||
	       put_numbered(making, box, leaves);
}

static bool fail(struct making *making, const char *why)
{
	making->out->why = why;
	return false;
}

static bool make_tree(void *state, const struct box *root, const char *leaves,
		      const char *line)
{
	struct making *making = state;
	struct verdict verdict;
	struct cut cut;
	size_t n = 1;

	fprintf(making->file, "%s\n", line);
	making->boxes[0] = *root;
	while (n > 0) {
		struct box *box = &making->boxes[--n];

		if (put_leaf(making, box, leaves, &verdict)) {
			if (++making->out->leaves > MOST_LEAVES)
				return fail(making, "it would be too large");
			continue;
		}
		if (n + 2 > MOST_BOXES)
			return fail(making, "it would be too deep");
		box[1] = box[0];
		if (!find_cut(making, box, leaves, &verdict, &cut) ||
		    !box_split(&box[1], cut.byte, cut.at, false) ||
		    !box_split(&box[0], cut.byte, cut.at, true))
			return fail(making,
				    "it rests on what the checker does not "
				    "understand");
		fprintf(making->file, "split %u %u\n", cut.byte, cut.at);
		n += 2;
	}
	return true;
}

/* The head's lines are read as the checker reads them; they stay there. */
static bool read_head(struct making *making, char *head)
{
	char *line;

	while (head && *head) {
		line = strsep(&head, "\n");
		if (!claim_add(&making->claim, line))
			return fail(making,
				    "it is no claim about zones, or has "
				    "too many interfaces");
	}
	return true;
}

static void make_seal(struct making *making)
{
	char seal[SEAL_LINE + 1];

	fflush(making->file);
	seal_of(making->out->text, making->out->len, seal);
	fputs(seal, making->file);
}

static bool make(struct making *making, const char *claim)
{
	struct certificate *out = making->out;
	char source[512], *copy;
	bool made;

	claim_source(&making->dump, source);
	fprintf(making->file, "sekisho-certificate 1\n%s%s", source, claim);
	copy = strdup(claim);
	must(copy);
	made = read_head(making, copy) &&
	       claim_roots(&making->claim, make_tree, making);
	if (made)
		make_seal(making);
	fclose(making->file);
	claim_free(&making->claim);
	free(copy);
	if (!made)
		return false;
	copy = strdup(out->text);
	must(copy);
	made = certificate_holds(&making->dump, copy, out->len, NULL);
	free(copy);
	return made || fail(making, "packets may pass beside the rules");
}

bool certificate_tree(const uint8_t *dump, size_t len, const char *claim,
		      struct certificate *out)
{
	struct making making = { .out = out };
	bool made = dump_load(&making.dump, (struct bytes){ dump, len });

	*out = (struct certificate){ .why = making.dump.flaw };
	if (made) {
		making.boxes = xcalloc(MOST_BOXES + 2, sizeof(*making.boxes));
		making.file = open_memstream(&out->text, &out->len);
		must(making.file);
		made = make(&making, claim);
		free(making.boxes);
	}
	dump_free(&making.dump);
	return made;
}

void certificate_finish(struct certificate *certificate)
{
	free(certificate->text);
	*certificate = (struct certificate){ 0 };
}
