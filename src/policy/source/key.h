/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key.h -- the policy's text as sections of keys, read by tables
 *
 * key.c is the only file that knows libconfig. A section ({ … } in the text)
 * is read by a table with a row for each key it may hold: unknown keys, wrong
 * types, missing keys and empty lists are errors here, so that a row's
 * function only sees what has the right shape. Rows are read in the table's
 * order, whatever the order in the text.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "policy/source/source.h"

struct setting;  /* libconfig's */
struct document; /* one parsed text */

/*
 * Parses the file with all it includes; NULL after errors. Names of files are
 * kept in the arena; document_free() frees the rest. called: source_read().
 */
struct document *document_read(const char *file, const char *called,
			       struct arena *arena, struct diags *diags);
void document_free(struct document *document);
void document_freep(struct document **document);

/* A setting of the text. `text` is only of KEY_STRING and words of a list, and
 * lives as long as the document. */
struct value {
	const struct document *document;
	const struct setting *setting;
	const char *key;
	const char *text;
	bool yes;  /* KEY_BOOL */
	bool part; /* `text` is a part of what stands between the quotes */
	struct loc at;
	struct diags *diags;
};

enum key_kind {
	KEY_STRING,
	KEY_BOOL,  /* true, false */
	KEY_WORDS, /* [ "a", "b" ] or ( "a", "b" ) */
	KEY_WORD_OR_WORDS,
	KEY_SECTION,  /* { … } */
	KEY_SECTIONS, /* ( { … }, { … } ) */
};

enum {
	KEY_REQUIRED = 1,
	KEY_MAY_BE_EMPTY = 2, /* a list without words */
};

struct key {
	const char *name;
	enum key_kind kind;
	unsigned flags;
	/* `field` is the object plus `offset`. False after an error. */
	bool (*read)(void *reader, const struct value *value, void *field);
	size_t offset;
};

/* The whole document as one section. */
struct value document_root(const struct document *document,
			   struct diags *diags);
/* False after an error; `keys` ends in a zero row. Goes on after errors. */
bool section_read(void *reader, const struct value *section,
		  const struct key *keys, void *object);

/* How many words or sections; 1 for a lone word. */
size_t value_len(const struct value *value);
/* The word or section at i < value_len(); false after an error where it is
 * something else. */
bool value_word(const struct value *value, size_t i, struct value *out);
bool value_section(const struct value *value, size_t i, struct value *out);

/* An error at the value, its text underlined. Always false. */
bool value_error(const struct value *value, const char *slug, const char *fmt,
		 ...) __attribute__((format(printf, 3, 4)));
