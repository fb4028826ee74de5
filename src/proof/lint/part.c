/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * part.c -- words of an entry that it could do without
 *
 * A word (a host, a group, a range, a service) is idle where others permit all
 * that the entry permits by it alone. Only whole words count, for they can be
 * struck: that two entries have some packets in common is no mistake. Who is
 * asked last is judged first, and each without what was called idle before it,
 * so that all of it can be struck together.
 */
#include "base/cleanup.h"
#include "base/must.h"
#include "proof/lint/pair.h"
#include "proof/lint/word.h"

static const char *const list_names[N_LISTS] = { "source", "destination",
						 "service" };
static const char *const list_names_ja[N_LISTS] = { "送信元", "宛先",
						    "サービス" };

/* An entry whose words are judged. */
struct parts {
	struct lint_pair *p;
	const struct pair_ends *ends;
	uint32_t item;
	struct words words;
	struct lint_finding *finding; /* NULL: nothing is struck yet */
	size_t n;                     /* words struck */
	struct met met;               /* who permits what they did */
	const char *names[2];         /* "source b, service http" */
	const char *boxes;            /* "b -> d https; a -> d http" */
};

static bool has_place(const struct met *met, uint32_t place)
{
	for (size_t i = 0; i < met->n; i++)
		if (met->place[i] == place)
			return true;
	return false;
}

/* Who permits the item's packets, which are the word's, is named once. */
static void add_others(struct parts *s, const struct met *met)
{
	for (size_t i = 0; i < met->n; i++) {
		if (has_place(&s->met, met->place[i]))
			continue;
		if (s->met.n < MOST_MET)
			s->met.place[s->met.n++] = met->place[i];
		pair_add_other(s->p, s->finding, s->item, met->place[i]);
	}
}

static const char *add_text(const struct parts *s, const char *text,
			    const char *comma, const char *more)
{
	if (s->n == MOST_SAID)
		more = "…";
	if (s->n > MOST_SAID)
		return text;
	return arena_printf(&s->p->l->scratch, "%s%s%s", text,
			    s->n ? comma : "", more);
}

/* Says of the struck word what it was, and what it permitted. */
static void add_words(struct parts *s, enum word_list list, size_t word)
{
	struct arena *arena = &s->p->l->scratch;
	const char *name = word_text(&s->words, list, word);
	const char *left[N_LISTS];

	for (enum word_list i = SOURCE; i <= SERVICE; i++)
		left[i] = i == list ? name : words_left(&s->words, i);
	s->names[0] =
		add_text(s, s->names[0], ", ",
			 arena_printf(arena, "%s %s", list_names[list], name));
	s->names[1] = add_text(
		s, s->names[1], "・",
		arena_printf(arena, "%s %s", list_names_ja[list], name));
	s->boxes = add_text(s, s->boxes, "; ",
			    arena_printf(arena, "%s -> %s %s", left[SOURCE],
					 left[DESTINATION], left[SERVICE]));
}

static void strike(struct parts *s, enum word_list list, size_t word,
		   const struct words_cut *cut, uint32_t without)
{
	const struct entry *entry = s->p->at[s->item].entry;
	struct met met = { 0 };

	pair_meet(s->p, s->item, without, NULL, &met);
	pair_lessen(s->p, s->item, &met);
	if (!s->finding)
		s->finding = lint_add(s->p->l, LINT_PARTLY_REDUNDANT,
				      lint_loc(s->p->l, entry),
				      lint_id(s->p->l, entry));
	add_others(s, &met);
	add_words(s, list, word);
	*vec_add(&s->p->l->out->arena, &s->finding->words) = (struct lint_word){
		list_names[list],
		arena_strdup(&s->p->l->out->arena,
			     word_text(&s->words, list, word)),
	};
	s->words.struck[list][word] = true;
	s->words.left = cut->rest;
	s->n++;
}

/* False: it cannot be told, nor of any other. */
static bool judge_word(struct parts *s, enum word_list list, size_t word)
{
	struct words_cut *cut = arena_alloc(&s->p->l->scratch, sizeof(*cut));
	struct pair_item *item = &s->p->at[s->item];
	uint32_t left = item->diagram, without;
	enum pair_need need = PAIR_NEEDED;

	if (!words_cut(&s->words, list, word, cut))
		return true;
	item->diagram = lint_box(s->p, &cut->word, s->item);
	if (item->diagram != DIAGRAM_NOMATCH)
		need = pair_need(s->p, s->item, s->ends, &without);
	if (need == PAIR_IDLE) {
		strike(s, list, word, cut, without);
		left = lint_box(s->p, &cut->rest, s->item);
	}
	item->diagram = left;
	return need != PAIR_UNKNOWN;
}

static void say(struct parts *s)
{
	struct linter *l = s->p->l;
	const char *names = "";

	for (size_t i = 0; i < s->finding->others.n; i++)
		names = arena_printf(&l->scratch, "%s%s%s", names,
				     i ? ", " : "",
				     s->finding->others.at[i].id);
	if (s->finding->n_others > s->finding->others.n)
		names = arena_printf(&l->scratch, "%s, … (%zu)", names,
				     s->finding->n_others);
	lint_en(l, s->finding,
		"%s could do without %s: %s permit%s %s, at all times",
		s->finding->subject, s->names[0], names,
		s->finding->n_others == 1 ? "s" : "", s->boxes);
	lint_ja(l, s->finding,
		"%s の%s はなくても何も変わらない: %s は %s が常に許可する",
		s->finding->subject, s->names[1], s->boxes, names);
}

static void say_unknown(struct parts *s)
{
	struct linter *l = s->p->l;
	const struct entry *entry = s->p->at[s->item].entry;
	struct lint_finding *finding = lint_add(
		l, LINT_UNEXAMINED, lint_loc(l, entry), lint_id(l, entry));

	lint_en(l, finding,
		"UNKNOWN: whether all words of %s are needed; too many "
		"entries overlap",
		finding->subject);
	lint_ja(l, finding,
		"不明: 重なる登録が多すぎ、%s の全ての語が必要か判定でき"
		"ない",
		finding->subject);
}

static void judge_item(struct lint_pair *p, uint32_t item,
		       const struct pair_ends *ends)
{
	struct parts s = { .p = p,
			   .ends = ends,
			   .item = item,
			   .names = { "", "" },
			   .boxes = "" };
	bool known = true;
	size_t n;

	words_take(p->l, p->from, p->to, p->at[item].entry, &s.words);
	for (enum word_list list = SOURCE; list <= SERVICE; list++) {
		n = words_count(&s.words, list);
		for (size_t i = 0; n > 1 && i < n && known; i++)
			known = judge_word(&s, list, i);
	}
	if (s.finding)
		say(&s);
	if (!known)
		say_unknown(&s);
}

void lint_parts(struct lint_pair *p, const struct pair_ends *ends)
{
	_cleanup_(freep) uint32_t *whole = xcalloc(p->n, sizeof(*whole));

	for (uint32_t i = 0; i < p->n; i++)
		whole[i] = p->at[i].diagram;
	for (uint32_t i = (uint32_t)p->n; i-- > 0;)
		if (item_is_there(&p->at[i]) && !p->at[i].relay)
			judge_item(p, i, ends);
	for (uint32_t i = 0; i < p->n; i++)
		p->at[i].diagram = whole[i];
}
