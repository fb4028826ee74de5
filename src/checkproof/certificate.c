/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * certificate.c -- does every line of a certificate hold, and is none missing?
 *
 * The head says of which dump it is, then what is claimed; behind "proof" are
 * the boxes of the claim one after another, each a tree: "split BYTE AT" is
 * followed by the tree of what is not above and by that of what is; every other
 * line is a leaf. So a tree covers its box, whatever it says.
 */
#include <string.h>

#include <openssl/sha.h>

#include "checkproof/claim.h"

enum {
	/* So often can a box be split until it is one packet, and one more. */
	MOST_BOXES = BOX * 255 + 2
};

struct reading {
	const struct dump *dump;
	struct claim claim;
	char *rest;
	unsigned line;
	FILE *out;
};

static bool wrong(const struct reading *reading, const char *what)
{
	if (reading->out)
		fprintf(reading->out, "line %u: %s\n", reading->line, what);
	return false;
}

static char *next(struct reading *reading)
{
	static char none[1];
	char *line = strsep(&reading->rest, "\n");

	reading->line++;
	return line ? line : none;
}

/* The box's part above, behind which the other is put. */
static bool split(struct box *box, char *words)
{
	uint32_t byte, at;

	if (!read_number(strsep(&words, " "), BOX - 1, &byte) ||
	    !read_number(strsep(&words, " "), UINT8_MAX, &at) || words ||
	    at < box->lo[byte] || at >= box->hi[byte])
		return false;
	box[1] = box[0];
	box[1].hi[byte] = (uint8_t)at;
	box[0].lo[byte] = (uint8_t)(at + 1);
	return true;
}

/* "inside I J": the leaf's word, and the lists that its numbers are of. */
static bool is_listed(const struct claim *claim, const struct box *box,
		      const char *name, char *numbers)
{
	static const struct {
		const char *name;
		enum list_kind in[4];
	} leaves[] = {
		{ "permit", { PERMIT } },
		{ "stamped", { STAMPS } },
		{ "inside", { SOURCE, DESTINATION, STAMPS } },
	};
	const struct list *list;
	uint32_t number;
	size_t i = 0;

	while (i < 3 && strcmp(name, leaves[i].name) != 0)
		i++;
	for (size_t k = 0; i < 3 && leaves[i].in[k]; k++) {
		list = &claim->lists[leaves[i].in[k]];
		if (!read_number(strsep(&numbers, " "), UINT32_MAX, &number) ||
		    number >= list->n || !box_within(box, &list->at[number]))
			return false;
	}
	return i < 3 && !numbers;
}

static bool is_leaf(const struct reading *reading, const struct box *box,
		    const char *leaves, char *line)
{
	struct run run = { .dump = reading->dump,
			   .box = box,
			   .stamps = reading->claim.lists[STAMPS].at };
	const char *name = strsep(&line, " ");
	char where[1024];

	if (!strstr(leaves, name))
		return false;
	if (!strcmp(name, "unmarked"))
		return !line && !(box_run(&run) & STAMP);
	if (strcmp(name, "drop") != 0)
		return is_listed(&reading->claim, box, name, line);
	if (!line || (box_run(&run) & PASS))
		return false;
	snprintf(where, sizeof(where), "%u %s %s %ju", run.decider->id.family,
		 run.decider->id.table, run.decider->id.name,
		 (uintmax_t)run.handle);
	return !strcmp(line, where);
}

static bool read_tree(void *state, const struct box *root, const char *leaves)
{
	static struct box boxes[MOST_BOXES]; /* whose trees are still to come */
	struct reading *reading = state;
	size_t n = 1;
	char *line;

	boxes[0] = *root;
	while (n > 0) {
		line = next(reading);
		if (!strncmp(line, "split ", 6)) {
			if (!split(&boxes[n++ - 1], line + 6))
				return wrong(reading, "it splits nothing");
		} else if (!is_leaf(reading, &boxes[--n], leaves, line)) {
			return wrong(reading, "this does not hold");
		}
	}
	return true;
}

/* "dump 60ff…" */
static void put_digest(char *line, const char *word, const uint8_t *digest)
{
	line += sprintf(line, "%s ", word);
	for (size_t i = 0; i < DIGEST; i++)
		line += sprintf(line, "%02x", digest[i]);
}

void seal_of(const char *text, size_t len, char out[static SEAL_LINE + 1])
{
	uint8_t digest[DIGEST];

	SHA256((const uint8_t *)text, len, digest);
	put_digest(out, "seal", digest);
	memcpy(out + SEAL_LINE - 1, "\n", 2);
}

/* What is printed of it does nothing to a terminal. */
static bool is_sealed(char *text, size_t len)
{
	char seal[SEAL_LINE + 1];

	if (len < SEAL_LINE)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < ' ' && text[i] != '\n')
			return false;
	seal_of(text, len - SEAL_LINE, seal);
	if (memcmp(text + len - SEAL_LINE, seal, SEAL_LINE) != 0)
		return false;
	text[len - SEAL_LINE] = '\0';
	return true;
}

/* "tc/eth0/filter/u32", "master/eth0/bridge", "joined/br0/br1", and
 * "lower/mv0/eth0". */
static bool has_holes(const struct dump *dump, const struct list *list,
		      size_t name)
{
	static const char *const words[] = { "tc", "master", "joined" };
	char start[32], end[32];

	for (size_t i = 0; i < 3 * list->n; i++) {
		const char *of = (const char *)list->at[i / 3].lo + name;

		snprintf(start, sizeof(start), "%s/%s", words[i % 3], of);
		snprintf(end, sizeof(end), "/%s", of);
		if (dump_has_fact(dump, start, "") ||
		    dump_has_fact(dump, "joined/", end) ||
		    dump_has_fact(dump, "lower/", end))
			return true;
	}
	return false;
}

/* Up to "proof"; all of it is shown. */
static bool read_head(struct reading *reading)
{
	char dump[SEAL_LINE], *line;

	put_digest(dump, "dump", reading->dump->digest);
	if (strcmp(next(reading), "sekisho-certificate 2") != 0)
		return wrong(reading, "no certificate");
	if (strcmp(next(reading), dump) != 0)
		return wrong(reading, "it is about another dump");
	for (line = next(reading); strcmp(line, "proof") != 0;
	     line = next(reading)) {
		if (reading->out)
			fprintf(reading->out, "%s\n", line);
		if (!claim_add(&reading->claim, line))
			return wrong(reading, "this claims nothing known");
	}
	if (reading->dump->writes ||
	    has_holes(reading->dump, &reading->claim.lists[FROM], IIF) ||
	    has_holes(reading->dump, &reading->claim.lists[TO], OIF))
		return wrong(reading, "packets may pass beside the rules");
	return true;
}

bool certificate_holds(const struct dump *dump, char *text, size_t len,
		       FILE *out)
{
	struct reading reading = { .dump = dump, .rest = text, .out = out };
	bool holds;

	if (!is_sealed(text, len))
		return wrong(&reading, "no certificate, or a changed one");
	holds = read_head(&reading) &&
		claim_roots(&reading.claim, read_tree, &reading);
	if (holds && *next(&reading))
		holds = wrong(&reading, "it goes on behind the end");
	claim_free(&reading.claim);
	return holds;
}
