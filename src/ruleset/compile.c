/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compile.c -- from a policy to the ruleset that means exactly the same
 *
 * The order of the work: what ends are called, the frame, which addresses a zone
 * has, all entries put to their pairs, then a chain for each pair and the
 * chains of the hooks that lead to them.
 */
#include "ruleset/compile.h"

#include <stdio.h>

#include "base/must.h"
#include "ruleset/compiler.h"
#include "ruleset/frame.h"

/* Only the file's name is memory; almost always it is the last one's. */
struct loc compile_loc(struct compiler *c, struct loc at)
{
	if (!at.file)
		return at;
	if (c->copied_from != at.file) {
		c->copied_from = at.file;
		c->copied.file = arena_strdup(c->arena, at.file);
	}
	at.file = c->copied.file;
	return at;
}

char *compile_name(struct compiler *c, const char *fmt, ...)
{
	char text[200];
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	must(len > 0 && (size_t)len < sizeof(text));
	return arena_printf(c->arena, "g%u_%s", c->options.generation, text);
}

struct element *compile_element(struct compiler *c, struct set *set,
				struct loc at)
{
	struct element *element;

	if (c->n_elements == ELEMENTS_MAX)
		diag_error(c->diags, at, "too-many-elements",
			   "the policy needs more than %d elements",
			   ELEMENTS_MAX);
	if (c->n_elements >= ELEMENTS_MAX)
		set->elements.n = 0;
	c->n_elements++;
	element = vec_add(c->arena, &set->elements);
	element->at = compile_loc(c, at);
	return element;
}

bool compile_set(struct compiler *c, const struct set *set)
{
	if (!set->elements.n)
		return false;
	*vec_add(c->arena, &c->out->tree.sets) = *set;
	return true;
}

static bool is_in_bounds(const struct policy *policy,
			 const struct compile_options *options,
			 struct diags *diags)
{
	struct loc at = { .file = policy->file };

	must(options->generation > 0 && options->generation <= GENERATION_MAX);
	if (policy->n_entries > ENTRY_MAX)
		return diag_error(diags, at, "too-many-entries",
				  "%u entries, but a connection's mark can "
				  "tell only %d apart",
				  policy->n_entries, ENTRY_MAX);
	return true;
}

static void name_entries(struct compiler *c)
{
	const char *id;

	for (uint32_t n = 1; n <= c->policy->n_entries; n++) {
		id = policy_entry_id(c->policy, n);
		must(id);
		*vec_add(c->arena, &c->out->entries) =
			arena_strdup(c->arena, id);
	}
}

static void compile(struct compiler *c)
{
	frame_build(c->out);
	name_entries(c);
	compile_ends(c);
	c->clock = (struct set){
		.name = compile_name(c, "clock"),
		.comment = "entries that the clock may end: do they hold now?",
		.kind = SET_VERDICTS,
		.key = KEY(FIELD_CT_MARK),
	};
	c->pass = compile_name(c, "pass");
	c->errors = compile_name(c, "errors");
	c->neighbours = compile_name(c, "neighbours");
	compile_spaces(c);
	compile_zones(c);
	compile_flows(c);
	compile_gateway(c);
	compile_pairs(c);
	compile_errors(c);
	compile_neighbours(c);
	compile_forward(c);
	compile_local(c);
}

bool ruleset_compile(const struct policy *policy,
		     const struct compile_options *options, struct ruleset *out,
		     struct diags *diags)
{
	struct ruleset made = { .generation = options->generation };
	struct compiler c = {
		.policy = policy,
		.options = *options,
		.out = &made,
		.arena = &made.arena,
		.diags = diags,
		.gateway = (uint32_t)policy->zones.n,
		.n_ends = (uint32_t)policy->zones.n + 1,
	};
	size_t n_errors = diags->n_errors;

	if (!is_in_bounds(policy, options, diags))
		return false;
	compile(&c);
	arena_finish(&c.scratch);
	if (diags->n_errors > n_errors) {
		ruleset_finish(&made);
		return false;
	}
	*out = made;
	return true;
}
