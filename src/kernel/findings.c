/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * findings.c -- what differs between the kernel and what was compiled
 */
#include "kernel/findings.h"

#include <stdarg.h>
#include <string.h>

__attribute__((format(printf, 3, 0))) static struct finding *
add(struct findings *findings, enum finding_kind kind, const char *fmt,
    va_list ap)
{
	struct finding *finding = vec_add(&findings->arena, &findings->list);

	finding->kind = kind;
	finding->text = arena_vprintf(&findings->arena, fmt, ap);
	return finding;
}

void findings_add(struct findings *findings, enum finding_kind kind,
		  const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(findings, kind, fmt, ap);
	va_end(ap);
}

static struct subject copy_subject(struct arena *arena, struct subject at)
{
	return (struct subject){
		.part = at.part,
		.table = at.table ? arena_strdup(arena, at.table) : NULL,
		.name = at.name ? arena_strdup(arena, at.name) : NULL,
	};
}

void findings_add_at(struct findings *findings, enum finding_kind kind,
		     struct subject at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(findings, kind, fmt, ap)->at = copy_subject(&findings->arena, at);
	va_end(ap);
}

static bool has_text(const struct findings *findings, const char *text)
{
	vec_each(finding, &findings->list)
		if (!strcmp(finding->text, text))
			return true;
	return false;
}

void findings_copy(const struct finding *finding, struct findings *into)
{
	if (!has_text(into, finding->text))
		findings_add_at(into, finding->kind, finding->at, "%s",
				finding->text);
}

void findings_finish(struct findings *findings)
{
	arena_finish(&findings->arena);
	*findings = (struct findings){ 0 };
}

bool findings_have(const struct findings *findings, enum finding_kind kind)
{
	vec_each(finding, &findings->list)
		if (finding->kind == kind)
			return true;
	return false;
}
