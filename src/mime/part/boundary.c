/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * boundary.c -- the delimiters of a multipart, in every reading
 */
#include "mime/part/boundary.h"

#include <string.h>

#include "mime/header/param.h"
#include "mime/header/word.h"
#include "mime/mime.h"
#include "mime/part/part.h"
#include "mime/text/line.h"
#include "mime/transfer/transfer.h"

enum {
	CHUNK = 4096
};

static bool is_boundary_char(uint8_t c)
{
	return c >= ' ' && c < 0x7F && !strchr("\"\\;", c);
}

static void add_boundary(struct boundaries *boundaries, const uint8_t *at,
			 size_t len)
{
	size_t most = sizeof(boundaries->at) / sizeof(boundaries->at[0]);

	if (!len || len > LIMIT_BOUNDARY)
		return;
	/* Some readers take the first of many, some the last. */
	if (boundaries->n == most)
		boundaries->n--;
	boundaries->at[boundaries->n++] =
		(struct label){ (const char *)at, len };
}

/* An encoded-word is none in a parameter (RFC 2047 5), yet some decode it. */
static bool add_decoded(struct mime *mime, const struct param_value *value,
			struct boundaries *boundaries)
{
	const char *decoded;

	if (!word_may_be_in(value->at, value->len))
		return false;
	buf_reset(&mime->text);
	word_decode(mime, value->at, value->len, &mime->text);
	decoded = buf_copy(&mime->text);
	add_boundary(boundaries, (const uint8_t *)decoded, strlen(decoded));
	return true;
}

/* A boundary with characters that may not be in one is read up to them by some
 * and whole by others: both are kept. */
void part_boundaries(struct mime *mime, const struct params *params,
		     struct part *part, struct boundaries *boundaries)
{
	struct param_values values = params_values(mime, params, "boundary");
	const struct param_value *value;
	size_t good;

	if (values.n > 1) {
		mime_defect(mime, DEFECT_BOUNDARY_CONFLICT);
		part->ambiguous = true;
	}
	for (size_t i = 0; i < values.n; i++) {
		value = &values.at[i];
		for (good = 0; good < value->len; good++)
			if (!is_boundary_char(value->at[good]))
				break;
		while (good && value->at[good - 1] == ' ')
			good--;
		add_boundary(boundaries, value->at, value->len);
		if (add_decoded(mime, value, boundaries))
			good = 0;
		if (value->len > LONGEST_BOUNDARY)
			mime_defect(mime, DEFECT_BOUNDARY_SYNTAX);
		if (good == value->len && good && !value->odd)
			continue;
		mime_defect(mime, DEFECT_BOUNDARY_SYNTAX);
		part->ambiguous = true;
		add_boundary(boundaries, value->at, good);
	}
}

enum match boundary_match(const struct label *boundary, const uint8_t *line,
			  size_t len, bool *exact)
{
	const size_t least = boundary->len < LONGEST_BOUNDARY
				     ? boundary->len
				     : LONGEST_BOUNDARY;
	size_t left;

	if (len < least + 2 || memcmp(line + 2, boundary->at, least) != 0)
		return MATCH_NONE;
	if (len < boundary->len + 2 ||
	    memcmp(line + 2 + least, boundary->at + least,
		   boundary->len - least) != 0) {
		*exact = false;
		return MATCH_OPEN;
	}
	line += 2 + boundary->len;
	left = len - 2 - boundary->len;
	*exact = true;
	if (line_is_blank(line, left))
		return MATCH_OPEN;
	if (left >= 2 && line[0] == '-' && line[1] == '-') {
		*exact = line_is_blank(line + 2, left - 2);
		return MATCH_CLOSE;
	}
	*exact = false;
	return MATCH_OPEN;
}

/* How many lines of the body, decoded as `kind`, begin with "--" and the
 * boundary. */
static size_t count_delimiters(enum transfer_kind kind, const uint8_t *at,
			       size_t len, const struct label *boundary)
{
	struct transfer transfer = { .kind = kind, .at = at, .end = at + len };
	size_t n = 0, matched = 0, read;
	const size_t most = boundary->len + 2;
	uint8_t out[CHUNK];

	while ((read = transfer_read(&transfer, out, sizeof(out))) > 0)
		for (size_t i = 0; i < read; i++) {
			if (out[i] == '\n')
				matched = 0;
			else if (matched < most &&
				 out[i] ==
					 (uint8_t)(matched < 2
							   ? '-'
							   : boundary->at
								     [matched -
								      2]))
				n += ++matched == most;
			else
				matched = most;
		}
	return n;
}

void part_check_claim(struct part *part, const struct boundaries *boundaries,
		      const uint8_t *body, const uint8_t *end)
{
	const enum transfer_kind kind = part->encodings[0];
	const size_t len = (size_t)(end - body);
	size_t plain, decoded;

	if (part->n_encodings == 1 && kind == TRANSFER_IDENTITY)
		return;
	part->ambiguous |= part->n_encodings > 1 || boundaries->n != 1 ||
			   part->parent >= 0;
	if (part->ambiguous)
		return;
	plain = count_delimiters(TRANSFER_IDENTITY, body, len,
				 &boundaries->at[0]);
	decoded = count_delimiters(kind, body, len, &boundaries->at[0]);
	part->ambiguous = !plain || (decoded && decoded != plain);
}
