/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree.c -- a message as a tree, in one forward pass over its lines
 *
 * Every line that begins with "--" is compared with the boundaries of all open
 * multiparts, the innermost first (RFC 2046 5.1). Where readers would part ways
 * (one boundary at two levels, something behind it, a bare CR before it) the
 * multipart is ambiguous, and the line a delimiter: nothing hides behind it.
 */
#include "mime/part/tree.h"

#include <string.h>

#include "mime/limits.h"
#include "mime/mime.h"
#include "mime/part/boundary.h"
#include "mime/text/ascii.h"
#include "mime/text/line.h"

enum where {
	IN_PREAMBLE,
	IN_PART, /* or in something deeper */
	IN_EPILOGUE,
};

struct frame {
	size_t part; /* index of the multipart */
	struct boundaries boundaries;
	enum where where;
};

struct walk {
	struct mime *mime;
	struct tree *tree;
	struct lines lines;
	struct frame frames[LIMIT_DEPTH];
	size_t depth;
	/* The bytes being collected: a leaf, a preamble or an epilogue. */
	const uint8_t *from;
	size_t leaf;    /* its index; meaningless outside IN_PART */
	bool mime_like; /* a preamble or epilogue that looks like a part */
};

struct delimiter {
	enum match match;
	size_t frame;
	bool exact;
};

/* The innermost exact match, or the innermost that is not. */
static struct delimiter find(const struct walk *walk, const uint8_t *line,
			     size_t len)
{
	struct delimiter best = { .match = MATCH_NONE };
	const struct boundaries *boundaries;
	enum match match;
	bool exact;

	if (len < 2 || line[0] != '-' || line[1] != '-')
		return best;
	for (size_t i = walk->depth; i-- > 0;) {
		boundaries = &walk->frames[i].boundaries;
		for (size_t k = 0; k < boundaries->n; k++) {
			match = boundary_match(&boundaries->at[k], line, len,
					       &exact);
			if (match == MATCH_NONE ||
			    (best.match != MATCH_NONE && !exact))
				continue;
			best = (struct delimiter){ match, i, exact };
			if (exact)
				return best;
		}
	}
	return best;
}

static bool is_delimiter(const void *walk, const uint8_t *line, size_t len)
{
	return find(walk, line, len).match != MATCH_NONE;
}

static struct part *add_part(struct walk *walk)
{
	struct tree *tree = walk->tree;
	struct part *grown;

	if (walk->mime->n_parts++ == LIMIT_PARTS) {
		walk->mime->verdict = CONVERT_TOO_MANY_PARTS;
		return NULL;
	}
	grown = arena_try_grow(walk->mime->arena, tree->parts, tree->n,
			       &tree->cap, sizeof(*grown));
	if (!grown) {
		walk->mime->verdict = CONVERT_NO_MEMORY;
		return NULL;
	}
	tree->parts = grown;
	return &grown[tree->n++];
}

static struct frame *top(struct walk *walk)
{
	return walk->depth ? &walk->frames[walk->depth - 1] : NULL;
}

static struct part *part_of(struct walk *walk, const struct frame *frame)
{
	return &walk->tree->parts[frame->part];
}

/* Bytes that belong to no part but look like one are listed as such. */
static void add_unreadable(struct walk *walk, size_t parent, const uint8_t *to)
{
	struct part *part = add_part(walk);

	if (!part)
		return;
	*part = (struct part){
		.parent = (int)parent,
		.kind = PART_UNREADABLE,
		.type = "",
		.name = "",
		.encodings = { TRANSFER_IDENTITY },
		.n_encodings = 1,
		.body = walk->from,
		.len = (size_t)(to - walk->from),
	};
}

/* The line end before a delimiter belongs to it (RFC 2046 5.1.1). */
static const uint8_t *before(const struct walk *walk, const uint8_t *to)
{
	if (to > walk->from && to[-1] == walk->lines.eol)
		to--;
	if (to > walk->from && walk->lines.eol == '\n' && to[-1] == '\r')
		to--;
	return to;
}

/* Ends what is being collected at `to`. */
static void end_stretch(struct walk *walk, const uint8_t *to)
{
	struct frame *frame = top(walk);

	if (frame && frame->where != IN_PART) {
		if (walk->mime_like)
			add_unreadable(walk, frame->part, to);
		walk->mime_like = false;
		return;
	}
	walk->tree->parts[walk->leaf].body = walk->from;
	walk->tree->parts[walk->leaf].len = (size_t)(to - walk->from);
}

static bool share_one(const struct boundaries *a, const struct boundaries *b)
{
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			if (a->at[i].len == b->at[k].len &&
			    memcmp(a->at[i].at, b->at[k].at, a->at[i].len) == 0)
				return true;
	return false;
}

static void check_repeated(struct walk *walk, const struct boundaries *added)
{
	for (size_t i = 0; i < walk->depth; i++) {
		if (!share_one(&walk->frames[i].boundaries, added))
			continue;
		mime_defect(walk->mime, DEFECT_BOUNDARY_REPEATED);
		part_of(walk, &walk->frames[i])->ambiguous = true;
	}
}

/* Whether a text began before the header ended: nothing but the text speaks of
 * where, so no word of it is left behind. */
static bool is_swallowed(const struct header *header, const struct part *part)
{
	return header->swallowed &&
	       (part->kind == PART_PLAIN || part->kind == PART_HTML) &&
	       part->encodings[0] != TRANSFER_BASE64;
}

/* Reads a header at the present place and begins its part. */
static void begin_part(struct walk *walk)
{
	struct frame *outer = top(walk);
	struct boundaries boundaries;
	struct header header;
	struct part *part;
	bool digest =
		outer && part_of(walk, outer)->multipart == MULTIPART_DIGEST;

	walk->lines.stops = outer ? is_delimiter : NULL;
	header = header_read(walk->mime, &walk->lines);
	if (walk->mime->verdict != CONVERT_OK || !(part = add_part(walk)))
		return;
	part_describe(walk->mime, &header, digest, part, &boundaries);
	part->parent = outer ? (int)outer->part : -1;
	if (!outer)
		walk->tree->header = header;
	if (is_swallowed(&header, part))
		walk->lines.at = header.swallowed;
	walk->from = walk->lines.at;
	walk->leaf = walk->tree->n - 1;
	if (part->kind != PART_MULTIPART)
		return;
	part_check_claim(part, &boundaries, walk->from, walk->lines.end);
	check_repeated(walk, &boundaries);
	if (walk->depth == LIMIT_DEPTH) {
		walk->mime->verdict = CONVERT_TOO_DEEP;
		return;
	}
	walk->frames[walk->depth++] = (struct frame){
		.part = walk->leaf,
		.boundaries = boundaries,
		.where = IN_PREAMBLE,
	};
}

/* Leaves the multipart on top; unclosed unless its delimiter was seen. */
static void pop(struct walk *walk)
{
	struct frame *frame = &walk->frames[walk->depth - 1];

	if (frame->where == IN_PREAMBLE)
		mime_defect(walk->mime, DEFECT_BOUNDARY_UNSEEN);
	else if (frame->where == IN_PART)
		mime_defect(walk->mime, DEFECT_BOUNDARY_UNCLOSED);
	part_of(walk, frame)->end = walk->tree->n;
	walk->depth--;
}

/* What stands before the first part is one, if none follows. */
static void note_preamble(struct walk *walk, const struct delimiter *found,
			  const uint8_t *line)
{
	const struct frame *inner = &walk->frames[walk->depth - 1];
	bool outer = inner != &walk->frames[found->frame];

	/* An inner multipart ends before its own boundary came, or at a
	 * closing delimiter that is the only one. */
	if (inner->where != IN_PREAMBLE || walk->from >= line)
		return;
	if (outer || found->match == MATCH_CLOSE)
		walk->mime_like = true;
	if (!outer && found->match == MATCH_CLOSE)
		mime_defect(walk->mime, DEFECT_PREAMBLE);
}

static void take_delimiter(struct walk *walk, const struct delimiter *found,
			   const uint8_t *line)
{
	struct frame *frame = &walk->frames[found->frame];

	note_preamble(walk, found, line);
	end_stretch(walk, before(walk, line));
	while (walk->depth > found->frame + 1)
		pop(walk);
	if (!found->exact) {
		mime_defect(walk->mime, DEFECT_BOUNDARY_PREFIX);
		part_of(walk, frame)->ambiguous = true;
	}
	if (frame->where == IN_EPILOGUE) {
		/* Behind it some go on; at a second end nobody begins a part. */
		mime_defect(walk->mime, DEFECT_EPILOGUE);
		if (found->match == MATCH_OPEN)
			part_of(walk, frame)->ambiguous = true;
	}
	if (found->match == MATCH_CLOSE) {
		frame->where = IN_EPILOGUE;
		walk->from = walk->lines.at;
		return;
	}
	frame->where = IN_PART;
	begin_part(walk);
}

/* Behind a bare CR some begin a line. */
static void look_behind_returns(struct walk *walk, const uint8_t *at,
				const uint8_t *end)
{
	while ((at = memchr(at, '\r', (size_t)(end - at)))) {
		at++;
		mime_defect(walk->mime, DEFECT_BARE_CR);
		if (find(walk, at, (size_t)(end - at)).match != MATCH_NONE)
			part_of(walk, &walk->frames[walk->depth - 1])
				->ambiguous = true;
	}
}

/* A line that is no delimiter. */
static void take_line(struct walk *walk, const uint8_t *line, size_t len)
{
	struct frame *frame = top(walk);

	if (walk->lines.eol == '\n')
		look_behind_returns(walk, line, line + len);
	if (frame->where == IN_PART)
		return;
	if (frame->where == IN_EPILOGUE && !line_is_blank(line, len))
		mime_defect(walk->mime, DEFECT_EPILOGUE);
	if (ascii_begins(line, len, "content-t")) {
		if (frame->where == IN_PREAMBLE)
			mime_defect(walk->mime, DEFECT_PREAMBLE);
		walk->mime_like = true;
	}
}

static void finish(struct walk *walk)
{
	struct frame *frame = top(walk);

	/* A multipart whose boundary never came: all of it is unexplained. */
	if (frame && frame->where == IN_PREAMBLE && walk->from < walk->lines.at)
		walk->mime_like = true;
	end_stretch(walk, walk->lines.at);
	while (walk->depth)
		pop(walk);
	for (size_t i = 0; i < walk->tree->n; i++) {
		struct part *part = &walk->tree->parts[i];

		if (part->kind != PART_MULTIPART)
			part->end = i + 1;
		if (part->parent >= 0 &&
		    walk->tree->parts[part->parent].ambiguous)
			part->ambiguous = true;
	}
}

void tree_read(struct mime *mime, const uint8_t *bytes, size_t len,
	       struct tree *tree)
{
	struct walk walk = {
		.mime = mime,
		.tree = tree,
		.lines = { .at = bytes, .end = bytes + len, .eol = '\n' },
	};
	struct delimiter found;
	const uint8_t *line;
	size_t line_len;

	walk.lines.who = &walk;
	if (len && !memchr(bytes, '\n', len) && memchr(bytes, '\r', len)) {
		mime_defect(mime, DEFECT_BARE_CR);
		walk.lines.eol = '\r';
	}
	if (len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
		mime_defect(mime, DEFECT_FIELD_NAME);
		walk.lines.at += 3;
	}
	begin_part(&walk);
	while (mime->verdict == CONVERT_OK && walk.depth &&
	       lines_next(&walk.lines, &line, &line_len)) {
		found = find(&walk, line, line_len);
		if (found.match == MATCH_NONE)
			take_line(&walk, line, line_len);
		else
			take_delimiter(&walk, &found, line);
	}
	if (mime->verdict != CONVERT_OK)
		return;
	if (!walk.depth)
		walk.lines.at = walk.lines.end;
	finish(&walk);
	if (!tree->header.any)
		mime_defect(mime, DEFECT_NO_HEADER);
}
