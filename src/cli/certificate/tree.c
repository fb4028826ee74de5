/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree.c -- cuts a claim's boxes until the checker decides them all
 *
 * What passes is cut where it is permitted, then where the checker says that
 * something is undecided. With each box goes which permits it may meet; of them
 * the one in the middle is cut out, so that few are left on either side.
 */
#include "cli/certificate/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "cli/certificate/cut.h"

enum {
	MOST_LEAVES = 4000000,
	MOST_BOXES = BOX * 255 + 2,
};

/* A box that is still to be accounted for; its permits end the list. */
struct work {
	struct box box;
	size_t first, n;
};

struct making {
	struct dump dump;
	struct claim claim;
	struct certificate *out;
	FILE *file;
	struct work *work;
	uint32_t *permits; /* numbers in the head */
	size_t room;
	const struct box *box; /* about which the checker is asked, */
	struct cut told;       /* and what it said */
};

static void hear(void *state, const struct key *key, const struct shape *shape,
		 const struct element *element)
{
	struct making *making = state;

	cut_doubt(making->box, key, shape, element, &making->told);
}

static bool cut_list(const struct making *making, const struct box *box,
		     enum list_kind list, struct cut *cut)
{
	for (size_t i = 0; i < making->claim.lists[list].n; i++)
		if (cut_out(box, &making->claim.lists[list].at[i], cut))
			return true;
	return false;
}

static bool cut_permits(const struct making *making, const struct work *work,
			struct cut *cut)
{
	const struct box *permits = making->claim.lists[PERMIT].at;

	for (size_t i = 0; i < work->n; i++) {
		size_t at = work->first + (work->n / 2 + i) % work->n;

		if (cut_out(&work->box, &permits[making->permits[at]], cut))
			return true;
	}
	return false;
}

/* A way, state and family each by itself. */
static bool cut_first(const struct box *box, struct cut *cut)
{
	for (size_t i = WAY; i < BOX; i++)
		if (box->lo[i] != box->hi[i]) {
			*cut = (struct cut){ i, box->lo[i] };
			return true;
		}
	return false;
}

/* A stamped packet may be one that cannot be: from a source to a destination. */
static bool cut_inside(const struct making *making, const struct box *box,
		       struct cut *cut)
{
	return cut_list(making, box, SOURCE, cut) ||
	       cut_list(making, box, DESTINATION, cut);
}

/* What nobody has to look at the mark for is not cut by it. */
static bool find_cut(const struct making *making, const struct work *work,
		     const char *leaves, struct cut *cut)
{
	bool inside = strstr(leaves, "inside") && work->box.lo[STATE] == NEW;
	const struct list *stamps = &making->claim.lists[STAMPS];
	const struct box *box = &work->box;

	if (cut_first(box, cut) ||
	    (inside && cut_list(making, box, STAMPS, cut)))
		return true;
	if (inside && stamps->n && box_within(box, stamps->at)) {
		if (cut_inside(making, box, cut))
			return true;
	} else if (cut_permits(making, work, cut)) {
		return true;
	}
	if (strstr(leaves, "stamped") && cut_list(making, box, STAMPS, cut))
		return true;
	*cut = making->told;
	return cut->byte < BOX;
}

/* The first of the list's boxes that it is in; so many: none. */
static size_t find_in(const struct making *making, const struct box *box,
		      enum list_kind list)
{
	const struct list *in = &making->claim.lists[list];
	size_t i = 0;

	while (i < in->n && !box_within(box, &in->at[i]))
		i++;
	return i;
}

static bool put_run(struct making *making, const struct box *box,
		    const char *leaves)
{
	struct run run = { .dump = &making->dump,
			   .box = box,
			   .stamps = making->claim.lists[STAMPS].at };
	unsigned what;

	making->box = box;
	making->told.byte = BOX;
	what = box_run(&run);
	if (strstr(leaves, "unmarked") && !(what & STAMP))
		return fputs("unmarked\n", making->file) >= 0;
	return strstr(leaves, "drop") && !(what & PASS) &&
	       fprintf(making->file, "drop %u %s %s %ju\n",
		       run.decider->id.family, run.decider->id.table,
		       run.decider->id.name, (uintmax_t)run.handle) > 0;
}

static bool put_permit(struct making *making, const struct work *work)
{
	const struct box *permits = making->claim.lists[PERMIT].at;

	for (size_t i = 0; i < work->n; i++) {
		uint32_t number = making->permits[work->first + i];

		if (box_within(&work->box, &permits[number]))
			return fprintf(making->file, "permit %u\n", number) > 0;
	}
	return false;
}

static bool put_leaf(struct making *making, const struct work *work,
		     const char *leaves)
{
	const struct list *lists = making->claim.lists;
	const struct box *box = &work->box;
	size_t source = find_in(making, box, SOURCE);
	size_t destination = find_in(making, box, DESTINATION);
	bool stamped = find_in(making, box, STAMPS) < lists[STAMPS].n;

	if (stamped && strstr(leaves, "stamped"))
		return fputs("stamped 0\n", making->file) >= 0;
	if (stamped && strstr(leaves, "inside") && source < lists[SOURCE].n &&
	    destination < lists[DESTINATION].n)
		return fprintf(making->file, "inside %zu %zu 0\n", source,
			       destination) > 0;
	return put_permit(making, work) || put_run(making, box, leaves);
}

static bool fail(struct making *making, const char *why)
{
	making->out->why = why;
	return false;
}

/* Those of the first permits which the box may meet, put at the list's end. */
static size_t keep_permits(struct making *making, const struct box *box,
			   size_t first, size_t n, size_t end)
{
	const struct box *permits = making->claim.lists[PERMIT].at;
	size_t kept = end;

	for (size_t i = first; i < first + n; i++) {
		if (kept == making->room) {
			making->room = 2 * making->room + 64;
			making->permits =
				xrealloc(making->permits, making->room,
					 sizeof(*making->permits));
		}
		if (box_meets(box, &permits[making->permits[i]]))
			making->permits[kept++] = making->permits[i];
	}
	return kept - end;
}

/* The part above stays where it was; the other is put behind it. */
static void split(struct making *making, struct work *work, struct cut cut)
{
	struct work above = *work, below = *work;

	fprintf(making->file, "split %zu %u\n", cut.byte, cut.at);
	below.box.hi[cut.byte] = cut.at;
	above.box.lo[cut.byte] = (uint8_t)(cut.at + 1);
	below.first = work->first + work->n;
	below.n = keep_permits(making, &below.box, work->first, work->n,
			       below.first);
	above.n = keep_permits(making, &above.box, work->first, work->n,
			       above.first);
	work[0] = above;
	work[1] = below;
}

static bool make_tree(void *state, const struct box *root, const char *leaves)
{
	struct making *making = state;
	struct work *work;
	struct cut cut;
	size_t n = 1;

	making->work[0] =
		(struct work){ *root, 0, making->claim.lists[PERMIT].n };
	for (size_t i = 0; i < making->work[0].n; i++)
		making->permits[i] = (uint32_t)i;
	while (n > 0) {
		work = &making->work[n - 1];
		if (put_leaf(making, work, leaves)) {
			n--;
			if (++making->out->leaves > MOST_LEAVES)
				return fail(making, "it would be too large");
			continue;
		}
		if (!find_cut(making, work, leaves, &cut))
			return fail(making,
				    "it rests on what the checker does not "
				    "understand");
		split(making, work, cut);
		n++;
	}
	return true;
}

/* The head's lines are read as the checker reads them; they stay there. */
static bool read_head(struct making *making, char *head)
{
	while (*head)
		if (!claim_add(&making->claim, strsep(&head, "\n")))
			return fail(making, "it is no claim about zones");
	making->room = making->claim.lists[PERMIT].n + 1;
	making->permits = xcalloc(making->room, sizeof(*making->permits));
	return true;
}

static void put_source(struct making *making)
{
	fputs("sekisho-certificate 2\ndump ", making->file);
	for (size_t i = 0; i < DIGEST; i++)
		fprintf(making->file, "%02x", making->dump.digest[i]);
	fputc('\n', making->file);
}

static void put_seal(struct making *making)
{
	char seal[SEAL_LINE + 1];

	fflush(making->file);
	seal_of(making->out->text, making->out->len, seal);
	fputs(seal, making->file);
}

static bool make(struct making *making, const char *claim)
{
	struct certificate *out = making->out;
	char *copy = strdup(claim);
	bool made;

	must(copy);
	put_source(making);
	fprintf(making->file, "%sproof\n", claim);
	made = read_head(making, copy) &&
	       claim_roots(&making->claim, make_tree, making);
	if (made)
		put_seal(making);
	fclose(making->file);
	claim_free(&making->claim);
	free(copy);
	if (!made)
		return false;
	making->dump.tell = NULL;
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
		making.dump.tell = hear;
		making.dump.teller = &making;
		making.work = xcalloc(MOST_BOXES, sizeof(*making.work));
		making.file = open_memstream(&out->text, &out->len);
		must(making.file);
		made = make(&making, claim);
		free(making.permits);
		free(making.work);
	}
	dump_free(&making.dump);
	return made;
}

void certificate_finish(struct certificate *certificate)
{
	free(certificate->text);
	*certificate = (struct certificate){ 0 };
}
