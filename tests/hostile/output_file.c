/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * output_file.c -- files of a composed message: their names, are they their kind?
 */
#include <string.h>

#include "output.h"

static bool is(struct text text, const char *other)
{
	return text.len == strlen(other) &&
	       memcmp(text.at, other, text.len) == 0;
}

static bool ends_in(struct text name, const char *ending)
{
	size_t len = strlen(ending);

	if (name.len <= len)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((name.at[name.len - len + i] | (i ? ' ' : 0)) != ending[i])
			return false;
	return true;
}

static bool begins(struct text bytes, const char *with)
{
	return bytes.len >= strlen(with) &&
	       memcmp(bytes.at, with, strlen(with)) == 0;
}

bool output_is_kind(struct text type, const struct output_file *file)
{
	const struct text name = file->name, bytes = file->bytes;

	if (is(type, "pdf"))
		return ends_in(name, ".pdf") && begins(bytes, "%PDF-") &&
		       is(file->media, " application/pdf");
	return is(type, "jpeg") &&
	       (ends_in(name, ".jpg") || ends_in(name, ".jpeg")) &&
	       begins(bytes, "\xff\xd8\xff") && is(file->media, " image/jpeg");
}

bool output_is_file_name(struct text name)
{
	for (size_t i = 0; i < name.len; i++)
		if (memchr("/\\:*?\"<>|[]", name.at[i], 11))
			return false;
	return name.len && name.len <= 240 && name.at[0] != '.' &&
	       name.at[0] != ' ' && letters_fine(name, LETTERS_LINE);
}
