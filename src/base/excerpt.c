/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * excerpt.c -- the source line under an error, with a caret
 *
 * libconfig keeps file and line but no column, so the column is found by
 * looking the marked token up in its line: found exactly once, it is shown;
 * else it is where the line's first word begins. Lines come from an operator's
 * file and go to a terminal: control bytes are shown as '?'.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/diag.h"
#include "base/text.h"

enum {
	LINE_MAX_SHOWN = 400
};

static const char *const kind_names[] = {
	[DIAG_ERROR] = "error",
	[DIAG_WARNING] = "warning",
	[DIAG_NOTE] = "note",
};

static const char *const kind_colours[] = {
	[DIAG_ERROR] = "\033[1;31m",
	[DIAG_WARNING] = "\033[1;33m",
	[DIAG_NOTE] = "\033[1;36m",
};

/* One file read line by line, so that many errors cost one pass a file. */
struct source {
	const char *name;
	FILE *file;
	uint32_t line;
	char *text;
	size_t cap;
};

static void source_finish(struct source *source)
{
	if (source->file)
		fclose(source->file);
	free(source->text);
	*source = (struct source){ 0 };
}

static const char *source_line(struct source *source, const struct loc *at)
{
	ssize_t len = -1;

	if (!at->file || !at->line)
		return NULL;
	if (!source->name || strcmp(source->name, at->file) != 0 ||
	    source->line > at->line) {
		source_finish(source);
		source->name = at->file;
		source->file = fopen(at->file, "re");
	}
	if (!source->file)
		return NULL;
	if (source->line == at->line && source->text)
		return source->text;
	while (source->line < at->line) {
		len = getline(&source->text, &source->cap, source->file);
		if (len < 0)
			return NULL;
		source->line++;
	}
	if (len > 0 && source->text[len - 1] == '\n')
		source->text[--len] = '\0';
	if (len > 0 && source->text[len - 1] == '\r')
		source->text[len - 1] = '\0';
	return source->text;
}

/* 0: there is no line to look at. *len: how much of it is meant. */
static uint32_t find_col(const struct diag *diag, const char *line, size_t *len)
{
	const char *token = diag->token ? diag->token : "", *first;

	*len = 1;
	if (diag->at.col || !line)
		return diag->at.col;
	first = *token ? strstr(line, token) : NULL;
	if (!first || strstr(first + 1, token))
		return (uint32_t)strspn(line, " \t") + 1;
	*len = strlen(token);
	return (uint32_t)(first - line) + 1;
}

/* At most `max` bytes of whole characters; what could steer a terminal or
 * reorder the line is shown as '?'. */
static void print_clean(FILE *out, const char *text, size_t max)
{
	size_t step;

	for (size_t i = 0; text[i]; i += step) {
		unsigned char c = (unsigned char)text[i];
		char one[5] = { 0 };

		step = c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
		step = strnlen(text + i, step);
		if (i + step > max)
			return;
		memcpy(one, text + i, step);
		fputs(c == '\t' || !text_has_control(one) ? one : "?", out);
	}
}

static void print_caret(FILE *out, const char *line, uint32_t col, size_t len)
{
	fputs("  ", out);
	for (uint32_t i = 0; i + 1 < col && line[i]; i++) {
		unsigned char c = (unsigned char)line[i];

		if (c == '\t')
			fputc('\t', out);
		else if (c < 0x80)
			fputc(' ', out);
		else if (c >= 0xc0) /* a wide character takes two columns */
			fputs(c >= 0xe0 ? "  " : " ", out);
	}
	for (size_t i = 0; i < len; i++)
		fputc(i ? '~' : '^', out);
	fputc('\n', out);
}

static void print_one(const struct diag *diag, struct source *source, FILE *out,
		      bool colour)
{
	const char *line = source_line(source, &diag->at);
	size_t len;
	uint32_t col = find_col(diag, line, &len);

	if (diag->at.file)
		fprintf(out, "%s:", diag->at.file);
	if (diag->at.line)
		fprintf(out, "%u:", diag->at.line);
	if (col)
		fprintf(out, "%u:", col);
	if (diag->at.file)
		fputc(' ', out);
	fprintf(out, "%s%s:%s ", colour ? kind_colours[diag->kind] : "",
		kind_names[diag->kind], colour ? "\033[0m" : "");
	print_clean(out, diag->text, SIZE_MAX);
	if (diag->slug)
		fprintf(out, " [%s]", diag->slug);
	fputc('\n', out);
	if (!line || diag->kind == DIAG_NOTE)
		return;
	fputs("  ", out);
	print_clean(out, line, LINE_MAX_SHOWN);
	fputc('\n', out);
	if (col && col < LINE_MAX_SHOWN)
		print_caret(out, line, col, len);
}

void diags_print(const struct diags *diags, FILE *out, bool colour)
{
	_cleanup_(source_finish) struct source source = { 0 };

	vec_each(diag, &diags->list)
		print_one(diag, &source, out, colour);
	if (diags->n_dropped)
		fprintf(out, "… and %zu more\n", diags->n_dropped);
}

bool diags_wants_colour(int fd)
{
	return isatty(fd) && !getenv("NO_COLOR");
}
