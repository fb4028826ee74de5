/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * claim.c -- claims = ( "never A -> B", "only F lets A reach B", … )
 */
#include <string.h>

#include "policy/limits.h"
#include "policy/read/read.h"

enum {
	CLAIM_WORDS = 6
};

size_t read_split(struct arena *arena, const struct value *value,
		  struct value words[], size_t max)
{
	char *text = arena_strdup(arena, value->text), *rest = NULL;
	size_t n = 0;

	for (char *word = strtok_r(text, " ", &rest); word;
	     word = strtok_r(NULL, " ", &rest)) {
		if (n == max)
			return max + 1;
		words[n] = *value;
		words[n].text = word;
		words[n++].part = true;
	}
	return n;
}

static bool is(const struct value *word, const char *text)
{
	return !strcmp(word->text, text);
}

static bool read_flow_ref(struct reader *r, const struct value *word,
			  const struct flow **out)
{
	const struct name *name = names_find(&r->entries, word->text);

	if (name && name->kind == NAME_FLOW) {
		*out = name->thing;
		return true;
	}
	value_error(word, "unknown-flow", "no flow with the id '%s'",
		    word->text);
	read_suggest(r, &r->entries, word);
	return false;
}

static bool read_claim(void *reader, const struct value *value, void *policy)
{
	struct value words[CLAIM_WORDS];
	struct reader *r = reader;
	struct policy *p = policy;
	size_t n = read_split(&p->arena, value, words, CLAIM_WORDS);
	struct claim claim = { .at = value->at,
			       .text = arena_strdup(&p->arena, value->text) };
	const struct value *from, *to;
	bool good = true;

	if (n == 4 && is(&words[0], "never") && is(&words[2], "->")) {
		claim.kind = CLAIM_NEVER;
		from = &words[1];
		to = &words[3];
	} else if (n == 6 && is(&words[0], "only") && is(&words[2], "lets") &&
		   is(&words[4], "reach")) {
		claim.kind = CLAIM_ONLY;
		good = read_flow_ref(r, &words[1], &claim.flow);
		from = &words[3];
		to = &words[5];
	} else {
		return value_error(value, "bad-claim",
				   "a claim is \"never ZONE -> ZONE\" or "
				   "\"only FLOW lets ZONE reach ZONE\"");
	}
	if (!read_zone_ref(r, from, &claim.from))
		good = false;
	if (!read_zone_ref(r, to, &claim.to))
		good = false;
	if (good)
		*vec_add(&p->arena, &p->claims) = claim;
	return good;
}

bool read_claims(void *reader, const struct value *value, void *policy)
{
	return read_each(reader, value, LIMIT_CLAIMS, read_claim, policy);
}
