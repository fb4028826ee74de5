/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_files.c -- files that go along outward, as the inner half permits them
 */
#include "mail/plain/verify_files.h"

#include <strings.h>

#define OFFICE "application/vnd.openxmlformats-officedocument."
#define ZIP    "PK\3\4"

static const struct file_kind kinds[] = {
	{ "pdf", "application/pdf", "%PDF-", ".pdf", NULL },
	{ "docx", OFFICE "wordprocessingml.document", ZIP, ".docx", NULL },
	{ "xlsx", OFFICE "spreadsheetml.sheet", ZIP, ".xlsx", NULL },
	{ "pptx", OFFICE "presentationml.presentation", ZIP, ".pptx", NULL },
	{ "jpeg", "image/jpeg", "\xff\xd8\xff", ".jpg", ".jpeg" },
	{ "png", "image/png", "\x89PNG\r\n\x1a\n", ".png", NULL },
};

const struct file_kind *file_kind_of(struct slice word)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (slice_is(word, kinds[i].word))
			return &kinds[i];
	return NULL;
}

bool file_is_named(struct slice name)
{
	if (!name.len || name.at[0] == '.' || name.at[0] == ' ')
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (strchr("/\\:*?\"<>|[]", name.at[i]))
			return false;
	return verify_line(name, false);
}

bool file_is_any(struct slice bytes)
{
	return bytes.len > 0;
}

static bool ends_in(struct slice name, const char *ending)
{
	size_t len = ending ? strlen(ending) : 0;

	return len && name.len > len &&
	       strncasecmp(name.at + name.len - len, ending, len) == 0;
}

static bool is_permitted(struct slice word, const struct file_rules *rules)
{
	struct slice rest = slice_of(rules->words), one;

	while (slice_split(&rest, ' ', &one))
		if (one.len == word.len &&
		    memcmp(one.at, word.at, word.len) == 0)
			return true;
	return false;
}

static bool is_fine(const struct file *file, const struct file_rules *rules)
{
	const struct file_kind *kind = file_kind_of(file->type);

	return kind && is_permitted(file->type, rules) &&
	       slice_starts(file->bytes, kind->magic) &&
	       (ends_in(file->name, kind->ending) ||
		ends_in(file->name, kind->ending_2)) &&
	       file->bytes.len <= rules->each;
}

enum plain_verdict files_check(const struct plain *plain, size_t len,
			       const struct file_rules *rules)
{
	size_t all = 0;

	for (size_t i = 0; i < plain->n_files; i++) {
		if (!is_fine(&plain->files[i], rules))
			return PLAIN_FILE;
		all += plain->files[i].bytes.len;
	}
	if (all > rules->all)
		return PLAIN_FILE;
	return len - all <= PLAIN_TEXT ? PLAIN_OK : PLAIN_LENGTH;
}
