/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * save_rule.c -- one rule's words as its options
 *
 * An option is the rule's own, or that of the match or target named before it
 * that knows it; of a match that nobody here knows, everything is that stands
 * behind it and is no option of the rule's own. Without -m, a protocol's match
 * is there as soon as one of its options is met.
 */
#include <string.h>

#include "base/must.h"
#include "base/text.h"
#include "import/known.h"
#include "import/save.h"

enum {
	SHOWN = 64,
};

#define NOWHERE   ((size_t)-1)
#define AT_TARGET ((size_t)-2)

struct rule_reader {
	struct save *save;
	struct diags *diags;
	const struct word *words;
	size_t n, i;
	struct save_rule *rule;
	size_t current; /* the part that was named last */
	bool inverted;  /* a "!" was met, and its option not yet */
};

static bool wrong(struct rule_reader *r, const char *slug, const char *what,
		  const char *word)
{
	char shown[SHOWN] = "";

	text_escape(shown, sizeof(shown), word, strlen(word));
	return diag_error(r->diags, r->rule->at, slug, "%s: '%s'", what, shown);
}

static struct save_part *part_at(struct rule_reader *r, size_t at)
{
	if (at == NOWHERE)
		return NULL;
	return at == AT_TARGET ? &r->rule->target : &r->rule->matches.at[at];
}

static const struct known_part *known_at(struct rule_reader *r, size_t at)
{
	const struct save_part *part = part_at(r, at);

	if (!part)
		return NULL;
	return at == AT_TARGET ? known_target(part->name)
			       : known_match(part->name);
}

/* The "!" before the option, or the old one behind it. */
static bool take_not(struct rule_reader *r, bool old)
{
	bool inverted = r->inverted;

	if (old && r->i < r->n && word_is_not(&r->words[r->i])) {
		r->i++;
		inverted = !inverted;
	}
	r->inverted = false;
	return inverted;
}

static bool take_plain(struct rule_reader *r, const char *option,
		       struct save_plain *out)
{
	bool inverted = take_not(r, true);

	if (out->text)
		return wrong(r, "import-option", "an option comes twice",
			     option);
	if (r->i >= r->n)
		return wrong(r, "import-line", "nothing follows", option);
	*out = (struct save_plain){ r->words[r->i++].text, inverted };
	return true;
}

static size_t add_match(struct rule_reader *r, const char *name)
{
	*vec_add(&r->save->arena, &r->rule->matches) =
		(struct save_part){ .name = name };
	return r->rule->matches.n - 1;
}

static bool take_part(struct rule_reader *r, const char *option)
{
	const char *name;

	if (r->inverted)
		return wrong(r, "import-line", "'!' before", option);
	if (r->i >= r->n || word_is_option(&r->words[r->i]))
		return wrong(r, "import-line", "no name follows", option);
	name = r->words[r->i++].text;
	if (option[1] == 'm' || !strcmp(option, "--match")) {
		r->current = add_match(r, name);
		return true;
	}
	if (r->rule->has_target)
		return wrong(r, "import-option", "a second target", name);
	r->rule->has_target = true;
	r->rule->goes = option[1] == 'g' || !strcmp(option, "--goto");
	r->rule->target.name = name;
	r->current = AT_TARGET;
	return true;
}

/* "-c PACKETS BYTES". */
static bool take_counters(struct rule_reader *r, const char *option)
{
	if (r->n - r->i < 2 || r->inverted ||
	    !text_u64(r->words[r->i].text, UINT64_MAX, &r->rule->packets) ||
	    !text_u64(r->words[r->i + 1].text, UINT64_MAX, &r->rule->bytes))
		return wrong(r, "import-value", "two counters follow", option);
	r->i += 2;
	return true;
}

static bool is_either(const char *text, const char *a, const char *b)
{
	return !strcmp(text, a) || !strcmp(text, b);
}

/* Which of the rule's own options it is; NULL: none that takes a word. */
static struct save_plain *plain_of(struct rule_reader *r, const char *text)
{
	struct save_rule *rule = r->rule;

	if (is_either(text, "-s", "--source") || !strcmp(text, "--src"))
		return &rule->source;
	if (is_either(text, "-d", "--destination") || !strcmp(text, "--dst"))
		return &rule->destination;
	if (is_either(text, "-i", "--in-interface"))
		return &rule->iif;
	if (is_either(text, "-o", "--out-interface"))
		return &rule->oif;
	if (is_either(text, "-p", "--protocol") || !strcmp(text, "--proto"))
		return &rule->protocol;
	return NULL;
}

/* The part that has this option; see the top of the file. */
static size_t owner_of(struct rule_reader *r, const char *option)
{
	const struct known_part *known = known_at(r, r->current);
	const char *protocol = r->rule->protocol.text;

	if (r->current != NOWHERE && (!known || known_option(known, option)))
		return r->current;
	for (size_t i = r->rule->matches.n; i-- > 0;)
		if (known_option(known_at(r, i), option))
			return i;
	if (r->rule->has_target && known_option(known_at(r, AT_TARGET), option))
		return AT_TARGET;
	if (protocol && known_option(known_match(protocol), option))
		return add_match(r, known_match(protocol)->name);
	return r->current;
}

/* "--proto" is an abbreviation: a part that calls an option of its own so goes
 * before it, and one that nobody knows may (ipsec's policy does). */
static bool is_plain(struct rule_reader *r, const char *text)
{
	size_t owner;

	if (!plain_of(r, text) || strcmp(text, "--proto") != 0)
		return plain_of(r, text) != NULL;
	owner = owner_of(r, text);
	return owner == NOWHERE ||
	       (known_at(r, owner) && !known_option(known_at(r, owner), text));
}

/* Where nobody knows how many words follow: all that are no options. */
static size_t count_values(const struct rule_reader *r)
{
	size_t n = 0;

	while (r->i + n < r->n && !word_is_option(&r->words[r->i + n]))
		n++;
	return n;
}

static bool take_option(struct rule_reader *r, const char *said)
{
	size_t owner = owner_of(r, said);
	const struct known_option *known =
		known_option(known_at(r, owner), said);
	struct save_option option = { .name = known ? known->plain : said,
				      .said = said,
				      .odd = !known };

	if (owner == NOWHERE || (known_at(r, owner) && !known_at(r, owner)->n))
		return wrong(r, "import-option", "no match has this option",
			     said);
	option.inverted = take_not(r, known && !known_at(r, owner)->texts);
	option.values = r->words + r->i;
	option.n = known ? known->n : count_values(r);
	if (option.n > r->n - r->i)
		return wrong(r, "import-line", "nothing follows", said);
	r->i += option.n;
	*vec_add(&r->save->arena, &part_at(r, owner)->options) = option;
	return true;
}

static bool take(struct rule_reader *r)
{
	const struct word *word = &r->words[r->i++];
	const char *text = word->text;

	if (!word_is_option(word))
		return wrong(r, "import-line", "a word that belongs nowhere",
			     text);
	if (word_is_not(word)) {
		if (r->inverted)
			return wrong(r, "import-line", "'!' twice", text);
		r->inverted = true;
		return true;
	}
	if (is_plain(r, text))
		return take_plain(r, text, plain_of(r, text));
	if (is_either(text, "-f", "--fragment")) {
		r->rule->fragment = (struct save_plain){ text, r->inverted };
		r->inverted = false;
		return true;
	}
	if (is_either(text, "-m", "--match") ||
	    is_either(text, "-j", "--jump") || is_either(text, "-g", "--goto"))
		return take_part(r, text);
	if (is_either(text, "-c", "--set-counters"))
		return take_counters(r, text);
	if (text[1] != '-')
		return wrong(r, "import-option", "no option of a rule", text);
	return take_option(r, text);
}

bool save_read_rule(struct save *save, const struct words *words, size_t from,
		    struct save_rule *rule, struct diags *diags)
{
	struct rule_reader r = { .save = save,
				 .diags = diags,
				 .words = words->list.at,
				 .n = words->list.n,
				 .i = from,
				 .rule = rule,
				 .current = NOWHERE };

	must(rule);
	while (r.i < r.n)
		if (!take(&r))
			return false;
	return !r.inverted || wrong(&r, "import-line", "nothing follows", "!");
}
