/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scribe.c -- a text written by print functions, kept in an arena
 */
#include "base/scribe.h"

#include <stdlib.h>

#include "base/must.h"

void scribe_begin(struct scribe *scribe)
{
	*scribe = (struct scribe){ 0 };
	scribe->out = open_memstream(&scribe->text, &scribe->len);
	must(scribe->out);
}

char *scribe_end(struct scribe *scribe, struct arena *arena)
{
	char *text;

	must(fclose(scribe->out) == 0);
	text = arena_strndup(arena, scribe->text, scribe->len);
	free(scribe->text);
	return text;
}
