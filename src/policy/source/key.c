/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key.c -- sections and keys, by libconfig: the only file that knows it
 *
 * struct setting is libconfig's config_setting_t under a name of ours.
 */
#include "policy/source/key.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <libconfig.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "policy/limits.h"
#include "policy/suggest.h"

enum {
	KEYS_MAX = 40
};

struct document {
	struct source source;
	config_t config;
};

static const config_setting_t *of(const struct setting *setting)
{
	return (const config_setting_t *)(const void *)setting;
}

static const struct setting *ours(const config_setting_t *setting)
{
	return (const struct setting *)(const void *)setting;
}

static void refuse_syntax(const struct document *document, struct diags *diags)
{
	int line = config_error_line(&document->config);
	const char *text = config_error_text(&document->config);
	struct loc at = source_loc(&document->source, (uint32_t)line);

	if (strstr(text, "duplicate setting")) {
		diag_error(diags, at, "duplicate-setting",
			   "a key of this line stands twice in its section");
		return;
	}
	diag_error(diags, at, "syntax", "%s", text);
	diag_note(diags, at,
		  "a setting ends in ';', sections and words in a list are "
		  "separated by ','; the mistake may be just before this line");
}

struct document *document_read(const char *file, const char *called,
			       struct arena *arena, struct diags *diags)
{
	_cleanup_(document_freep) struct document *document =
		xcalloc(1, sizeof(*document));

	config_init(&document->config);
	if (!source_read(file, called, arena, &document->source, diags))
		return NULL;
	if (!config_read_string(&document->config, document->source.text)) {
		refuse_syntax(document, diags);
		return NULL;
	}
	return take_ptr(document);
}

void document_free(struct document *document)
{
	if (!document)
		return;
	config_destroy(&document->config);
	source_finish(&document->source);
	free(document);
}

void document_freep(struct document **document)
{
	document_free(*document);
}

struct value document_root(const struct document *document, struct diags *diags)
{
	return (struct value){
		.document = document,
		.setting = ours(config_root_setting(&document->config)),
		.key = "the policy",
		.at = source_loc(&document->source, 1),
		.diags = diags,
	};
}

/* Elements are reached directly: libconfig's own accessor wants a list, and a
 * section is none. */
static const config_setting_t *child(const struct setting *setting, size_t i)
{
	return of(setting)->value.list->elements[i];
}

size_t value_len(const struct value *value)
{
	if (value->text)
		return 1;
	return (size_t)config_setting_length(of(value->setting));
}

static struct value make_value(const struct value *parent,
			       const config_setting_t *setting)
{
	struct value value = *parent;

	value.setting = ours(setting);
	if (setting->name)
		value.key = setting->name;
	value.text = NULL;
	value.part = false;
	if (config_setting_type(setting) == CONFIG_TYPE_STRING)
		value.text = setting->value.sval;
	value.at = source_loc(&parent->document->source, setting->line);
	return value;
}

/* A word where a string must stand. */
static bool refuse_type(const struct value *value, const char *wanted)
{
	switch (config_setting_type(of(value->setting))) {
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
	case CONFIG_TYPE_FLOAT:
		return diag_error(value->diags, value->at, "unquoted-number",
				  "'%s' wants %s; numbers are written in "
				  "quotes, as \"443\"",
				  value->key, wanted);
	default:
		return diag_error(value->diags, value->at, "wrong-type",
				  "'%s' wants %s", value->key, wanted);
	}
}

bool value_word(const struct value *value, size_t i, struct value *out)
{
	if (value->text) {
		*out = *value;
		return true;
	}
	*out = make_value(value, child(value->setting, i));
	if (!out->text)
		return refuse_type(out, "strings in its list");
	return true;
}

bool value_section(const struct value *value, size_t i, struct value *out)
{
	*out = make_value(value, child(value->setting, i));
	if (!config_setting_is_group(of(out->setting)))
		return refuse_type(out, "sections { … } in its list");
	return true;
}

static bool check_shape(const struct value *value, const struct key *key)
{
	const config_setting_t *setting = of(value->setting);
	bool list = config_setting_is_list(setting) ||
		    config_setting_is_array(setting);

	switch (key->kind) {
	case KEY_STRING:
		return value->text || refuse_type(value, "a string");
	case KEY_BOOL:
		return config_setting_type(setting) == CONFIG_TYPE_BOOL ||
		       refuse_type(value, "true or false");
	case KEY_WORDS:
	case KEY_WORD_OR_WORDS:
		if (value->text && key->kind == KEY_WORD_OR_WORDS)
			return true;
		if (!list)
			return refuse_type(value,
					   "a list of strings [ \"…\" ]");
		break;
	case KEY_SECTION:
		return config_setting_is_group(setting) ||
		       refuse_type(value, "a section { … }");
	case KEY_SECTIONS:
		if (!config_setting_is_list(setting))
			return refuse_type(value, "a list of sections "
						  "( { … }, { … } )");
		return true;
	}
	if (!value_len(value) && !(key->flags & KEY_MAY_BE_EMPTY))
		return diag_error(value->diags, value->at, "empty-list",
				  "'%s' is empty; it would match nothing",
				  value->key);
	if (value_len(value) > LIMIT_WORDS)
		return diag_error(value->diags, value->at, "too-many",
				  "'%s' has more than %d words", value->key,
				  LIMIT_WORDS);
	return true;
}

static bool refuse_key(const struct value *value, const struct key *keys)
{
	struct suggest near = { .word = value->key };

	diag_error(value->diags, value->at, "unknown-key", "no key '%s' here",
		   value->key);
	diag_mark(value->diags, value->key);
	for (; keys->name; keys++)
		suggest_offer(&near, keys->name);
	if (near.best)
		diag_note(value->diags, value->at, "did you mean '%s'?",
			  near.best);
	return false;
}

/* Which row is meant; `hint` is the row after the last one, for keys mostly
 * stand in the table's order. */
static size_t find_key(const struct key *keys, size_t n, const char *name,
		       size_t hint)
{
	for (size_t i = 0; i < n; i++) {
		size_t row = (hint + i) % n;

		if (!strcmp(keys[row].name, name))
			return row;
	}
	return n;
}

bool section_read(void *reader, const struct value *section,
		  const struct key *keys, void *object)
{
	const config_setting_t *found[KEYS_MAX] = { 0 };
	size_t n = 0, row = 0;
	bool good = true;

	while (keys[n].name)
		n++;
	must(n <= KEYS_MAX);
	for (size_t i = 0; i < value_len(section); i++) {
		const config_setting_t *setting = child(section->setting, i);
		struct value value;

		row = find_key(keys, n, setting->name, row < n ? row : 0);
		if (row < n) {
			found[row++] = setting;
			continue;
		}
		value = make_value(section, setting);
		good = refuse_key(&value, keys);
	}
	for (row = 0; row < n; row++) {
		const struct key *key = &keys[row];
		struct value value;

		if (!found[row]) {
			if (key->flags & KEY_REQUIRED)
				good = diag_error(section->diags, section->at,
						  "missing-key",
						  "'%s' is missing", key->name);
			continue;
		}
		value = make_value(section, found[row]);
		value.yes = key->kind == KEY_BOOL && found[row]->value.ival;
		if (!check_shape(&value, key) ||
		    !key->read(reader, &value, (char *)object + key->offset))
			good = false;
	}
	return good;
}

bool value_error(const struct value *value, const char *slug, const char *fmt,
		 ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	diag_error(value->diags, value->at, slug, "%s", text);
	if (value->text) {
		snprintf(text, sizeof(text), value->part ? "%s" : "\"%s\"",
			 value->text);
		diag_mark(value->diags, text);
	}
	return false;
}
