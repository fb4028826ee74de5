/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model.c -- model = "alpha": rules/models/alpha.conf, a matrix of tiers
 *
 * A model is data. Each pair of its tiers stands exactly once; a pair with a
 * tier that the model does not know is never.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "policy/read/read.h"
#include "policy/suggest.h"

/* A row of the file, while it is read. */
struct row {
	enum tier from, to;
	struct model_cell cell;
};

static bool read_tier_word(void *reader, const struct value *value, void *field)
{
	const char *words[N_TIERS + 1] = { 0 };
	size_t tier;

	(void)reader;
	for (size_t i = 0; i < N_TIERS; i++)
		words[i] = tier_name((enum tier)i);
	if (!read_choice(value, words, &tier))
		return false;
	*(enum tier *)field = (enum tier)tier;
	return true;
}

static bool read_known_tier(void *reader, const struct value *value,
			    void *object)
{
	struct model *model = object;
	enum tier tier;

	if (!read_tier_word(reader, value, &tier))
		return false;
	model->tiers[tier] = true;
	return true;
}

static bool read_tiers(void *reader, const struct value *value, void *object)
{
	return read_each(reader, value, N_TIERS, read_known_tier, object);
}

static bool read_passage(void *reader, const struct value *value, void *field)
{
	const char *words[PASSAGE_FREE + 2] = { 0 };
	size_t passage;

	(void)reader;
	for (size_t i = 0; i <= PASSAGE_FREE; i++)
		words[i] = passage_name((enum passage)i);
	if (!read_choice(value, words, &passage))
		return false;
	*(enum passage *)field = (enum passage)passage;
	return true;
}

static bool read_method(void *reader, const struct value *value, void *object)
{
	static const char *const words[] = { "text", "screen", "file", NULL };
	struct model_cell *cell = object;
	size_t method;

	(void)reader;
	if (!read_choice(value, words, &method))
		return false;
	cell->text = cell->text || method == 0;
	cell->screen = cell->screen || method == 1;
	cell->file = cell->file || method == 2;
	return true;
}

static bool read_methods(void *reader, const struct value *value, void *object)
{
	return read_each(reader, value, 3, read_method, object);
}

#define CELL(field) offsetof(struct row, cell.field)

static const struct key cell_keys[] = {
	{ "from", KEY_STRING, KEY_REQUIRED, read_tier_word,
	  offsetof(struct row, from) },
	{ "to", KEY_STRING, KEY_REQUIRED, read_tier_word,
	  offsetof(struct row, to) },
	{ "passage", KEY_STRING, KEY_REQUIRED, read_passage, CELL(passage) },
	{ "methods", KEY_WORDS, 0, read_methods, offsetof(struct row, cell) },
	{ "id", KEY_STRING, KEY_REQUIRED, read_text, CELL(id) },
	{ "reason_ja", KEY_STRING, KEY_REQUIRED, read_text, CELL(reason_ja) },
	{ "reason_en", KEY_STRING, KEY_REQUIRED, read_text, CELL(reason_en) },
	{ "edition", KEY_STRING, 0, read_text, CELL(edition) },
	{ "section", KEY_STRING, 0, read_text, CELL(section) },
	{ "verified_by", KEY_STRING, 0, read_text, CELL(verified_by) },
	{ 0 },
};

static bool read_cell(void *reader, const struct value *section, void *object)
{
	struct model *model = object;
	struct row row = { .cell = { .at = section->at,
				     .edition = "",
				     .section = "",
				     .verified_by = "" } };
	struct model_cell *cell;

	if (!section_read(reader, section, cell_keys, &row))
		return false;
	cell = &model->cells[row.from][row.to];
	if (cell->id)
		return value_error(section, "model-cell",
				   "%s to %s stands already",
				   tier_name(row.from), tier_name(row.to));
	*cell = row.cell;
	return true;
}

static bool read_cells(void *reader, const struct value *value, void *object)
{
	return read_sections(reader, value, read_cell, object);
}

static const struct key model_keys[] = {
	{ "name", KEY_STRING, KEY_REQUIRED, read_text,
	  offsetof(struct model, name) },
	{ "label", KEY_STRING, KEY_REQUIRED, read_text,
	  offsetof(struct model, label) },
	{ "tiers", KEY_WORDS, KEY_REQUIRED, read_tiers, 0 },
	{ "cells", KEY_SECTIONS, KEY_REQUIRED, read_cells, 0 },
	{ 0 },
};

/* Each pair of known tiers has its cell; every other one is never. */
static bool check_cells(const struct value *root, struct model *model)
{
	bool good = true;

	for (size_t i = 0; i < (size_t)N_TIERS * N_TIERS; i++) {
		size_t from = i / N_TIERS, to = i % N_TIERS;
		struct model_cell *cell = &model->cells[from][to];

		if (cell->id)
			continue;
		if (model->tiers[from] && model->tiers[to])
			good = value_error(root, "model-cell",
					   "no cell says %s to %s",
					   tier_name((enum tier)from),
					   tier_name((enum tier)to));
		*cell = (struct model_cell){
			.passage = PASSAGE_NEVER,
			.id = "no-such-tier",
			.reason_ja = "このモデルにない領域である",
			.reason_en = "the model does not know this tier",
			.edition = "",
			.section = "",
			.verified_by = "",
			.at = root->at,
		};
	}
	return good;
}

static struct model *load_model(struct reader *r, const char *file)
{
	struct arena *arena = &r->policy->arena;
	struct model *model = arena_alloc(arena, sizeof(*model));
	_cleanup_(document_freep) struct document *document =
		document_read(file, NULL, arena, r->diags);
	struct value root;

	if (!document)
		return NULL;
	root = document_root(document, r->diags);
	if (!section_read(r, &root, model_keys, model) ||
	    !check_cells(&root, model))
		return NULL;
	return model;
}

static void list_models(const struct reader *r, const struct value *value)
{
	struct suggest near = { .word = value->text };
	struct dirent **entries = NULL;
	char folder[4096];
	int n;

	snprintf(folder, sizeof(folder), "%s/models", r->options->rules);
	n = scandir(folder, &entries, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		char *dot = strstr(entries[i]->d_name, ".conf");

		if (dot && !dot[5]) {
			*dot = '\0';
			suggest_offer(&near, entries[i]->d_name);
			diag_note(r->diags, value->at, "one is '%s'",
				  entries[i]->d_name);
		}
	}
	if (near.best)
		diag_note(r->diags, value->at, "did you mean '%s'?", near.best);
	for (int i = 0; i < n; i++)
		free(entries[i]);
	free(entries);
}

bool read_model(void *reader, const struct value *value, void *policy)
{
	struct reader *r = reader;
	struct policy *p = policy;
	const char *file;

	file = arena_printf(&p->arena, "%s/models/%s.conf", r->options->rules,
			    value->text);
	if (value->text[strspn(value->text, "abcdefghijklmnopqrstuvwxyz-")] ||
	    access(file, F_OK)) {
		value_error(value, "unknown-model", "no model named '%s'",
			    value->text);
		list_models(r, value);
		return false;
	}
	p->model = load_model(r, file);
	return p->model != NULL;
}
