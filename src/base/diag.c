/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diag.c -- errors with places, collected
 */
#include "base/diag.h"

static struct diag *add(struct diags *diags, enum diag_kind kind, struct loc at,
			const char *slug)
{
	struct diag *diag;

	if (diags->list.n >= DIAGS_MAX) {
		diags->n_dropped++;
		return NULL;
	}
	diag = vec_add(&diags->arena, &diags->list);
	diag->kind = kind;
	diag->at = at;
	if (at.file)
		diag->at.file = arena_strdup(&diags->arena, at.file);
	diag->slug = slug;
	return diag;
}

bool diag_error(struct diags *diags, struct loc at, const char *slug,
		const char *fmt, ...)
{
	struct diag *diag = add(diags, DIAG_ERROR, at, slug);
	va_list ap;

	diags->n_errors++;
	if (!diag)
		return false;
	va_start(ap, fmt);
	diag->text = arena_vprintf(&diags->arena, fmt, ap);
	va_end(ap);
	return false;
}

void diag_warn(struct diags *diags, struct loc at, const char *slug,
	       const char *fmt, ...)
{
	struct diag *diag = add(diags, DIAG_WARNING, at, slug);
	va_list ap;

	diags->n_warnings++;
	if (!diag)
		return;
	va_start(ap, fmt);
	diag->text = arena_vprintf(&diags->arena, fmt, ap);
	va_end(ap);
}

void diag_note(struct diags *diags, struct loc at, const char *fmt, ...)
{
	struct diag *diag = add(diags, DIAG_NOTE, at, NULL);
	va_list ap;

	if (!diag)
		return;
	va_start(ap, fmt);
	diag->text = arena_vprintf(&diags->arena, fmt, ap);
	va_end(ap);
}

void diag_mark(struct diags *diags, const char *token)
{
	for (size_t i = diags->list.n; i-- > 0;) {
		struct diag *diag = &diags->list.at[i];

		if (diag->kind == DIAG_NOTE)
			continue;
		diag->token = arena_strdup(&diags->arena, token);
		return;
	}
}

void diags_finish(struct diags *diags)
{
	arena_finish(&diags->arena);
	*diags = (struct diags){ 0 };
}
