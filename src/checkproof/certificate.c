/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * certificate.c -- does every line of a certificate hold, and is none missing?
 *
 * The head is the claim, then what it is of; then the boxes of the claim one
 * after another, each with a tree: "split BYTE AT" is followed by the tree of
 * what is not above and by that of what is; every other line is a leaf. So a
 * tree covers its box, whatever it says.
 */
#include <stdlib.h>
#include <string.h>

#include <openssl/sha.h>

#include "checkproof/claim.h"

enum {
	BOXES = 20000
};

struct reading {
	struct dump *dump;
	struct claim claim;
	char *rest;
	unsigned line;
	FILE *out;
	struct box *boxes; /* whose trees are still to come */
};

static bool wrong(struct reading *reading, const char *what)
{
	if (reading->out)
		fprintf(reading->out, "line %u: %s\n", reading->line, what);
	return false;
}

static const char *next(struct reading *reading)
{
	char *line = strsep(&reading->rest, "\n");

	reading->line++;
	return line ? line : "";
}

static bool read_split(const char *line, uint32_t *byte, uint32_t *at)
{
	const char *rest = line_after(line, "split");

	return rest && line_number(&rest, BOX - 1, byte) &&
	       line_number(&rest, UINT8_MAX, at) && !*rest;
}

static bool read_tree(void *state, const struct box *root, const char *leaves,
		      const char *wanted)
{
	struct reading *reading = state;
	uint32_t byte, at;
	size_t n = 1;
	const char *line;

	if (strcmp(next(reading), wanted) != 0)
		return wrong(reading, "another box must come here");
	reading->boxes[0] = *root;
	while (n > 0) {
		struct box *box = &reading->boxes[--n];

		line = next(reading);
		if (read_split(line, &byte, &at)) {
			if (n + 2 > BOXES)
				return wrong(reading, "too deep");
			box[1] = box[0];
			if (!box_split(&box[1], byte, at, false) ||
			    !box_split(&box[0], byte, at, true))
				return wrong(reading, "it splits nothing");
			n += 2;
		} else if (!*line || !strchr(leaves, *line) ||
			   !claim_leaf(&reading->claim, reading->dump, box,
				       line)) {
			return wrong(reading, "this does not hold");
		}
	}
	return true;
}

void seal_of(const char *text, size_t len, char out[static SEAL_LINE + 1])
{
	uint8_t digest[DIGEST];
	int n = sprintf(out, "seal ");

	SHA256((const uint8_t *)text, len, digest);
	for (size_t i = 0; i < DIGEST; i++)
		n += sprintf(out + n, "%02x", digest[i]);
	sprintf(out + n, "\n");
}

static bool is_sealed(char *text, size_t len)
{
	char seal[SEAL_LINE + 1];

	if (len < SEAL_LINE || strlen(text) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < ' ' && text[i] != '\n')
			return false;
	seal_of(text, len - SEAL_LINE, seal);
	if (strcmp(text + len - SEAL_LINE, seal) != 0)
		return false;
	text[len - SEAL_LINE] = '\0';
	return true;
}

static bool has_holes(const struct dump *dump, const struct claim *claim)
{
	static const char *const starts[] = { "unread/", "legacy/", "xfrm/",
					      "xdp/" };
	const char *const *name;
	char start[64];

	for (size_t i = 0; i < 4; i++)
		if (dump_has_fact(dump, starts[i]))
			return true;
	for (size_t i = 0; i < claim->n_from + claim->n_to; i++) {
		name = i < claim->n_from ? &claim->from[i]
					 : &claim->to[i - claim->n_from];
		snprintf(start, sizeof(start), "tc/%s/filter", *name);
		if (dump_has_fact(dump, start))
			return true;
		snprintf(start, sizeof(start), "master/%s/", *name);
		if (dump_has_fact(dump, start))
			return true;
	}
	return false;
}

static bool read_head(struct reading *reading)
{
	char source[512], *line;

	claim_source(reading->dump, source);
	if (strcmp(next(reading), "sekisho-certificate 1") != 0)
		return wrong(reading, "no certificate");
	if (strncmp(reading->rest ? reading->rest : "", source,
		    strlen(source)) != 0)
		return wrong(reading, "it is about another dump");
	reading->rest += strlen(source);
	reading->line += 5;
	while (reading->rest && strncmp(reading->rest, "root ", 5) != 0) {
		line = strsep(&reading->rest, "\n");
		reading->line++;
		if (reading->out)
			fprintf(reading->out, "%s\n", line);
		if (!claim_add(&reading->claim, line))
			return wrong(reading, "this claims nothing known");
	}
	if (has_holes(reading->dump, &reading->claim))
		return wrong(reading, "packets may pass beside the rules");
	return true;
}

bool certificate_holds(struct dump *dump, char *text, size_t len, FILE *out)
{
	struct reading reading = { .dump = dump, .rest = text, .out = out };
	bool holds;

	if (!is_sealed(text, len))
		return wrong(&reading, "no certificate, or a changed one");
	reading.boxes = calloc(BOXES, sizeof(*reading.boxes));
	if (!reading.boxes)
		abort();
	holds = read_head(&reading) &&
		claim_roots(&reading.claim, read_tree, &reading);
	if (holds && reading.rest && *reading.rest)
		holds = wrong(&reading, "it goes on behind the end");
	free(reading.boxes);
	claim_free(&reading.claim);
	return holds;
}
