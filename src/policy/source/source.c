/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source.c -- splices the policy's files, and lexes them before libconfig does
 *
 * One pass over the bytes, with a stack of the files that are open. The lexer
 * knows just enough: comments, strings, brackets, what stood before.
 */
#include "policy/source/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "policy/limits.h"
#include "policy/source/char.h"

/* What the last token was, as far as it matters. */
enum before {
	BEFORE_OTHER,
	BEFORE_STRING,
	BEFORE_COMMA,
};

struct open_file {
	const char *name;
	char *text;
	size_t len;
	const char *pos, *line_start;
	const char *kept; /* from here on nothing was put out yet */
	uint32_t line;
};

struct lexer {
	struct arena *arena;
	struct source *out;
	struct diags *diags;
	struct open_file files[LIMIT_INCLUDE_DEPTH];
	size_t n_files, total;
	unsigned depth;
	bool too_deep;
	enum before before;
};

static struct open_file *top(struct lexer *lexer)
{
	return &lexer->files[lexer->n_files - 1];
}

static struct loc here(struct lexer *lexer, const char *pos)
{
	struct open_file *file = top(lexer);

	return (struct loc){ .file = file->name,
			     .line = file->line,
			     .col = (uint32_t)(pos - file->line_start) + 1 };
}

static void put(struct source *out, const char *text, size_t len)
{
	if (out->cap - out->len <= len) {
		out->cap = 2 * out->cap + len + 4096;
		out->text = xrealloc(out->text, out->cap, 1);
	}
	memcpy(out->text + out->len, text, len);
	out->len += len;
	out->text[out->len] = '\0';
}

static void new_segment(struct lexer *lexer)
{
	struct segment *segment = vec_add(lexer->arena, &lexer->out->segments);

	segment->first = lexer->out->lines;
	segment->file = top(lexer)->name;
	segment->line = top(lexer)->line;
}

/* pos stands on a newline. */
static void end_line(struct lexer *lexer)
{
	struct open_file *file = top(lexer);

	lexer->out->lines++;
	file->line++;
	file->line_start = ++file->pos;
}

/* What was read up to `end` goes to the output. */
static void flush(struct open_file *file, const char *end, struct source *out)
{
	put(out, file->kept, (size_t)(end - file->kept));
}

static bool push(struct lexer *lexer, const char *path, const char *name,
		 struct loc at)
{
	size_t len;
	char *text;

	if (lexer->out->n_files == LIMIT_FILES)
		return diag_error(lexer->diags, at, "include-files",
				  "more than %d files", LIMIT_FILES);
	/* One that cannot be read was tried all the same. */
	lexer->out->n_files++;
	text = source_slurp(path, name, at, &len, lexer->diags);
	if (!text)
		return false;
	lexer->total += len;
	if (lexer->total > LIMIT_TOTAL_BYTES) {
		free(text);
		return diag_error(lexer->diags, at, "file-size",
				  "the policy's files together have more than "
				  "%d bytes",
				  LIMIT_TOTAL_BYTES);
	}
	lexer->files[lexer->n_files++] = (struct open_file){
		.name = name,
		.text = text,
		.len = len,
		.kept = text,
		.pos = text,
		.line_start = text,
		.line = 1,
	};
	new_segment(lexer);
	return true;
}

/* The file is read. One without includes is handed over, not copied. */
static void pop(struct lexer *lexer)
{
	struct open_file *file = top(lexer);
	struct source *out = lexer->out;

	if (out->n_files == 1 && !out->text) {
		out->text = take_ptr(file->text);
		out->len = file->len;
	} else {
		flush(file, file->pos, out);
		put(out, "\n", 1);
		out->lines++;
	}
	free(file->text);
	lexer->n_files--;
	if (lexer->n_files)
		new_segment(lexer);
}

/* The name between the quotes of `@include "FILE"` at pos, or NULL. */
static const char *include_name(struct arena *arena, const char *pos,
				const char *end)
{
	const char *quote = NULL;

	if (strncmp(pos, "@include", 8) != 0)
		return NULL;
	pos += 8;
	pos += strspn(pos, " \t");
	if (*pos == '"')
		quote = memchr(pos + 1, '"', (size_t)(end - pos - 1));
	if (!quote || quote + 1 + strspn(quote + 1, " \t\r") != end)
		return NULL;
	return arena_strndup(arena, pos + 1, (size_t)(quote - pos - 1));
}

/* pos stands on an '@'; false leaves it there. */
static bool include(struct lexer *lexer)
{
	struct open_file *file = top(lexer);
	const char *end = strchrnul(file->pos, '\n');
	struct loc at = here(lexer, file->pos);
	const char *name = include_name(lexer->arena, file->pos, end);

	if (!name ||
	    file->line_start + strspn(file->line_start, " \t") != file->pos)
		return diag_error(lexer->diags, at, "include",
				  "an include is @include \"FILE\", alone on "
				  "its line");
	name = source_path(lexer->arena, file->name, name);
	flush(file, file->line_start, lexer->out);
	file->pos = end + (*end == '\n');
	file->line_start = file->kept = file->pos;
	file->line++;
	for (size_t i = 0; i < lexer->n_files; i++)
		if (!strcmp(lexer->files[i].name, name))
			return diag_error(lexer->diags, at, "include-cycle",
					  "'%s' includes itself", name);
	if (lexer->n_files == LIMIT_INCLUDE_DEPTH)
		return diag_error(lexer->diags, at, "include-cycle",
				  "includes nested more than %d deep",
				  LIMIT_INCLUDE_DEPTH);
	return push(lexer, name, name, at);
}

static void check_char(struct lexer *lexer)
{
	struct open_file *file = top(lexer);

	file->pos +=
		source_char(file->pos, here(lexer, file->pos), lexer->diags);
}

static bool is_plain(char c)
{
	return c >= 0x20 && c < 0x7f;
}

/* pos stands on the opening quote; leaves it behind the closing one. */
static void string(struct lexer *lexer)
{
	struct open_file *file = top(lexer);
	const char *start = file->pos++;
	bool closed = false;

	if (lexer->before == BEFORE_STRING)
		diag_error(lexer->diags, here(lexer, start), "joined-strings",
			   "two strings side by side; a comma is missing");
	lexer->before = BEFORE_STRING;
	while (*file->pos && *file->pos != '\n') {
		char c = *file->pos;

		closed = c == '"';
		if (closed) {
			file->pos++;
			break;
		}
		if (c == '\t' || c == '\r')
			diag_error(lexer->diags, here(lexer, file->pos),
				   "control-char",
				   "a tab or line end inside "
				   "a string");
		if (c == '\\' && file->pos[1] != '"' && file->pos[1] != '\\')
			diag_error(lexer->diags, here(lexer, file->pos),
				   "escape",
				   "no escapes but \\\" and \\\\ in a string");
		if (c == '\\' && is_plain(file->pos[1]))
			file->pos += 2;
		else if (is_plain(c))
			file->pos++;
		else
			check_char(lexer);
	}
	if (!closed)
		diag_error(lexer->diags, here(lexer, start), "open-string",
			   "a string without its closing quote");
	if (file->pos - start - 2 > LIMIT_STRING_BYTES) /* but the quotes */
		diag_error(lexer->diags, here(lexer, start), "long-string",
			   "a string of more than %d bytes",
			   LIMIT_STRING_BYTES);
}

static void line_comment(struct lexer *lexer)
{
	struct open_file *file = top(lexer);

	while (*file->pos && *file->pos != '\n') {
		if (is_plain(*file->pos))
			file->pos++;
		else
			check_char(lexer);
	}
}

static void block_comment(struct lexer *lexer)
{
	struct open_file *file = top(lexer);
	struct loc at = here(lexer, file->pos);

	for (file->pos += 2; *file->pos;) {
		if (file->pos[0] == '*' && file->pos[1] == '/') {
			file->pos += 2;
			return;
		}
		if (*file->pos == '\n')
			end_line(lexer);
		else
			check_char(lexer);
	}
	diag_error(lexer->diags, at, "open-comment",
		   "a comment without its end");
}

static void bracket(struct lexer *lexer, char c)
{
	struct open_file *file = top(lexer);
	bool closes = c == ')' || c == ']' || c == '}';

	if (closes && lexer->before == BEFORE_COMMA)
		diag_error(lexer->diags, here(lexer, file->pos), "syntax",
			   "a comma before '%c'; drop it", c);
	if (!closes && ++lexer->depth > LIMIT_NESTING && !lexer->too_deep) {
		lexer->too_deep = true;
		diag_error(lexer->diags, here(lexer, file->pos), "nesting",
			   "brackets nested more than %d deep", LIMIT_NESTING);
	}
	if (closes && lexer->depth)
		lexer->depth--;
	lexer->before = BEFORE_OTHER;
	file->pos++;
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || c == '_' || c == '=' || c == ';';
}

/* One token or blank at pos, which is not at the file's end. */
static void step(struct lexer *lexer)
{
	struct open_file *file = top(lexer);
	char c = *file->pos;

	if (c == ' ') {
		file->pos++;
	} else if (is_word(c)) {
		lexer->before = BEFORE_OTHER;
		while (is_word(*file->pos))
			file->pos++;
	} else if (c == '\n') {
		end_line(lexer);
	} else if (c == '"') {
		string(lexer);
	} else if (c == '@') {
		/* The rest of a wrong one is not looked at. */
		if (!include(lexer) && *file->pos == '@')
			line_comment(lexer);
	} else if (c == '#' || (c == '/' && file->pos[1] == '/')) {
		line_comment(lexer);
	} else if (c == '/' && file->pos[1] == '*') {
		block_comment(lexer);
	} else if (strchr("()[]{}", c)) {
		bracket(lexer, c);
	} else if (!is_plain(c)) {
		file->pos += source_char_bare(file->pos, here(lexer, file->pos),
					      lexer->diags);
	} else {
		lexer->before = c == ',' ? BEFORE_COMMA : BEFORE_OTHER;
		file->pos++;
	}
}

bool source_read(const char *file, const char *called, struct arena *arena,
		 struct source *out, struct diags *diags)
{
	struct lexer lexer = { .arena = arena, .out = out, .diags = diags };
	size_t errors = diags->n_errors;

	*out = (struct source){ .lines = 1 };
	called = arena_strdup(arena, called ? called : file);
	push(&lexer, file, called, (struct loc){ .file = called });
	while (lexer.n_files) {
		if (*top(&lexer)->pos) {
			step(&lexer);
			continue;
		}
		pop(&lexer);
	}
	if (diags->n_errors == errors)
		return true;
	source_finish(out);
	return false;
}

struct loc source_loc(const struct source *source, uint32_t line)
{
	size_t low = 0, high = source->segments.n;
	const struct segment *segment;

	/* The last segment that begins at or before the line. */
	while (high - low > 1) {
		size_t mid = (low + high) / 2;

		if (source->segments.at[mid].first <= line)
			low = mid;
		else
			high = mid;
	}
	segment = &source->segments.at[low];
	return (struct loc){ .file = segment->file,
			     .line = segment->line + (line - segment->first) };
}

void source_finish(struct source *source)
{
	free(source->text);
	*source = (struct source){ 0 };
}
