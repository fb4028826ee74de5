/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * list_file.c -- addresses = "@file": one address, prefix or range a line
 *
 * '#' begins a comment, empty lines count for nothing; a cloud provider's
 * published ranges, for example. Errors bear that file's own lines.
 */
#include <string.h>

#include "base/cleanup.h"
#include "policy/read/read.h"
#include "policy/source/char.h"

/* The line without comment and blanks; cuts it in place. */
static char *trim(char *line)
{
	size_t len;

	line[strcspn(line, "#")] = '\0';
	line += strspn(line, " \t");
	len = strlen(line);
	while (len && strchr(" \t\r", line[len - 1]))
		line[--len] = '\0';
	return line;
}

static bool read_line(struct reader *r, const struct value *line,
		      struct group *group)
{
	struct ref ref = { .kind = REF_RANGE };
	enum addr_verdict verdict = range_read(line->text, &ref.range);

	if (verdict != ADDR_OK) {
		read_verdict(line, verdict);
		diag_mark(r->diags, line->text);
		return false;
	}
	if (range_prefix_len(&ref.range) == 0)
		return value_error(line, "default-route",
				   "'%s' is everything; name what is meant",
				   line->text);
	return group_add(r, line, group, &ref);
}

bool read_list_file(struct reader *reader, const struct value *value,
		    struct group *group)
{
	struct arena *arena = &reader->policy->arena;
	_cleanup_(freep) char *text = NULL;
	struct value line = *value;
	char *rest, *next;
	bool good = true;
	size_t len;

	if (!value->text[1])
		return value_error(value, "no-file",
				   "'@' wants the name of a file behind it");
	line.at = (struct loc){ .file = source_path(arena, value->at.file,
						    value->text + 1) };
	text = source_slurp(line.at.file, line.at.file, value->at, &len,
			    reader->diags);
	if (!text)
		return false;
	group->list_file = arena_strdup(arena, value->text + 1);
	rest = text;
	if (!strncmp(text, "\ufeff", 3)) {
		rest += source_char(text, (struct loc){ line.at.file, 1, 1 },
				    reader->diags);
		good = false;
	}
	for (; rest; rest = next) {
		next = strchr(rest, '\n');
		if (next)
			*next++ = '\0';
		line.at.line++;
		line.text = trim(rest);
		if (*line.text && !read_line(reader, &line, group))
			good = false;
	}
	return good;
}
