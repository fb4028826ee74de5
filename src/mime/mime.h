/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mime.h -- what one conversion carries from file to file
 */
#pragma once

#include <stdint.h>

#include "mime/convert.h"
#include "mime/text/buf.h"
#include "mime/text/clean.h"

struct mime {
	struct arena *arena;
	const struct convert_options *options;
	enum convert_verdict verdict; /* not OK: stop, the message is held */
	uint64_t defects;
	uint32_t actions;
	struct clean counts; /* unmapped, controls, invisibles of all texts */
	unsigned n_words;    /* encoded-words so far */
	unsigned n_parts;    /* of all trees */
	unsigned n_links;    /* made inert */
	/* Memory used again for each text: bytes out of the transfer encoding,
	 * UTF-8 out of the charset. */
	struct buf bytes, text;
	const void *decoded; /* the part that is in `bytes`, one that stays
			      * where it is; NULL: none */
	size_t decoded_cut;  /* encoded bytes of it that were not read */
	/* A text that begins where its base64 ends; NULL: none. */
	const uint8_t *footer;
	/* The first charset in which something was read whose label was none, or
	 * not true; NULL: none. */
	const char *charset_guessed;
	struct html_pool *html_pool; /* once an HTML part was met */
};

static inline void mime_defect(struct mime *mime, enum mime_defect defect)
{
	mime->defects |= defect_bit(defect);
}

static inline void mime_action(struct mime *mime, enum convert_action action)
{
	mime->actions |= action_bit(action);
}

static inline void mime_guessed(struct mime *mime, const char *charset)
{
	mime_action(mime, ACTION_CHARSET_GUESSED);
	if (!mime->charset_guessed)
		mime->charset_guessed = charset;
}
