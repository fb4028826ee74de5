/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_files.c -- files that go along outward, as the inner half permits them
 */
#include "mail/plain/verify_files.h"

#include <strings.h>

#define OFFICE "application/vnd.openxmlformats-officedocument."
#define ZIP    "PK\3\4"

static const struct file_kind kinds[] = {
	{ "pdf", "application/pdf", "%PDF-", ".pdf" },
	{ "docx", OFFICE "wordprocessingml.document", ZIP, ".docx" },
	{ "xlsx", OFFICE "spreadsheetml.sheet", ZIP, ".xlsx" },
	{ "pptx", OFFICE "presentationml.presentation", ZIP, ".pptx" },
	{ "jpeg", "image/jpeg", "\xff\xd8\xff", ".jpg" },
	{ "jpeg", "image/jpeg", "\xff\xd8\xff", ".jpeg" },
	{ "png", "image/png", "\x89PNG\r\n\x1a\n", ".png" },
};

static bool ends_in(struct slice name, const char *ending)
{
	size_t len = strlen(ending);

	return name.len > len &&
	       strncasecmp(name.at + name.len - len, ending, len) == 0;
}

const struct file_kind *file_kind_of(const struct file *file)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (slice_is(file->type, kinds[i].word) &&
		    slice_starts(file->bytes, kinds[i].magic) &&
		    ends_in(file->name, kinds[i].ending))
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

const char *files_check(const struct plain *plain, size_t len,
			const struct file_rules *rules)
{
	size_t all = 0;

	for (size_t i = 0; i < plain->n_files; i++) {
		const struct file *file = &plain->files[i];

		if (!verify_one_of(file->type, rules->words) ||
		    !file_kind_of(file) || file->bytes.len > rules->each)
			return "file";
		all += file->bytes.len;
	}
	if (all > rules->all)
		return "file";
	return len - all <= PLAIN_TEXT ? NULL : "length";
}
