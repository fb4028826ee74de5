/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * question.c -- reads a claim in words
 */
#include "proof/question/question.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "policy/suggest.h"

enum {
	WORDS = 6,
	SHOWN = 80,
};

/* Words of a question, parted by blanks, as pieces of its text. */
struct word {
	const char *at;
	size_t len;
};

struct reading {
	const struct policy *policy;
	struct word words[WORDS];
	size_t n;
	char *error;
};

__attribute__((format(printf, 2, 3))) static bool refuse(struct reading *r,
							 const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(r->error, QUESTION_ERROR, fmt, ap);
	va_end(ap);
	return false;
}

static bool is(const struct word *word, const char *text)
{
	return strlen(text) == word->len && !memcmp(word->at, text, word->len);
}

/* Copied, cut at SHOWN bytes between two characters. */
static const char *shown(char buf[static SHOWN], const struct word *word)
{
	size_t len = word->len < SHOWN ? word->len : SHOWN - 1;

	while (len < word->len && len > 0 &&
	       ((uint8_t)word->at[len] & 0xc0) == 0x80)
		len--;
	memcpy(buf, word->at, len);
	buf[len] = '\0';
	return buf;
}

/* At most WORDS + 1, so that one too many is seen. */
static void split(struct reading *r, const char *text)
{
	static const char blanks[] = " \t\n";
	const char *at = text + strspn(text, blanks);
	size_t len;

	for (; *at; at += len, at += strspn(at, blanks)) {
		len = strcspn(at, blanks);
		if (r->n < WORDS)
			r->words[r->n] = (struct word){ at, len };
		r->n++;
	}
}

static bool no_such(struct reading *r, const char *what,
		    const struct word *word, const struct suggest *suggest)
{
	char text[SHOWN];

	shown(text, word);
	if (suggest->best)
		return refuse(r, "no %s '%s'; did you mean '%s'?", what, text,
			      suggest->best);
	return refuse(r, "no %s '%s'", what, text);
}

static bool read_zone(struct reading *r, size_t i, const struct zone **out)
{
	char text[SHOWN];
	struct suggest suggest = { .word = shown(text, &r->words[i]) };

	vec_each(zone, &r->policy->zones) {
		if (is(&r->words[i], zone->name)) {
			*out = zone;
			return true;
		}
		suggest_offer(&suggest, zone->name);
	}
	return no_such(r, "zone", &r->words[i], &suggest);
}

static bool read_flow(struct reading *r, size_t i, const struct flow **out)
{
	char text[SHOWN];
	struct suggest suggest = { .word = shown(text, &r->words[i]) };

	vec_each(flow, &r->policy->flows) {
		if (is(&r->words[i], flow->id)) {
			*out = flow;
			return true;
		}
		suggest_offer(&suggest, flow->id);
	}
	return no_such(r, "flow", &r->words[i], &suggest);
}

static bool read_pair(struct reading *r, struct question *out)
{
	if (r->n != 4 || !is(&r->words[2], "->"))
		return refuse(r, "it goes on as: ZONE -> ZONE");
	return read_zone(r, 1, &out->from) && read_zone(r, 3, &out->to);
}

static bool read_only(struct reading *r, struct question *out)
{
	if (r->n != 6 || !is(&r->words[2], "lets") ||
	    !is(&r->words[4], "reach"))
		return refuse(r, "it is: only FLOW lets ZONE reach ZONE");
	return read_flow(r, 1, &out->flow) && read_zone(r, 3, &out->from) &&
	       read_zone(r, 5, &out->to);
}

static bool read_one_zone(struct reading *r, struct question *out)
{
	if (r->n != 2)
		return refuse(r, "it goes on as: ZONE");
	return read_zone(r, 1, &out->from);
}

static bool read_packet(struct reading *r, struct question *out)
{
	if (r->n < 2)
		return refuse(r, "it goes on as: ZONE ADDRESS -> ZONE ADDRESS "
				 "tcp/443");
	out->packet = r->words[1].at;
	return true;
}

static bool read_nothing(struct reading *r, struct question *out)
{
	(void)out;
	return r->n == 1 || refuse(r, "nothing follows that word");
}

static const struct verb_row {
	const char *word;
	enum question_kind kind;
	bool (*read)(struct reading *r, struct question *out);
} verbs[] = {
	{ "never", QUESTION_NEVER, read_pair },
	{ "no-initiation", QUESTION_NEVER, read_pair },
	{ "no-packet", QUESTION_NO_PACKET, read_pair },
	{ "only", QUESTION_ONLY, read_only },
	{ "anti-spoofing", QUESTION_ANTI_SPOOFING, read_one_zone },
	{ "accept", QUESTION_ACCEPT, read_packet },
	{ "drop", QUESTION_DROP, read_packet },
	{ "always", QUESTION_ALWAYS, read_packet },
	{ "same", QUESTION_SAME, read_nothing },
	{ "connections", QUESTION_CONNECTIONS, read_nothing },
};

enum {
	N_VERBS = sizeof(verbs) / sizeof(verbs[0])
};

static bool read_verb(struct reading *r, struct question *out)
{
	char text[SHOWN];
	struct suggest suggest = { .word = shown(text, &r->words[0]) };

	for (size_t i = 0; i < N_VERBS; i++) {
		if (is(&r->words[0], verbs[i].word)) {
			out->kind = verbs[i].kind;
			return verbs[i].read(r, out);
		}
		suggest_offer(&suggest, verbs[i].word);
	}
	return no_such(r, "question", &r->words[0], &suggest);
}

bool question_read(const char *text, const struct policy *policy,
		   struct question *out, char error[static QUESTION_ERROR])
{
	struct reading r = { .policy = policy, .error = error };
	struct question question = { .text = text };
	size_t len = strlen(text);

	error[0] = '\0';
	if (len >= QUESTION_TEXT || !text_is_utf8(text, len) ||
	    text_has_control(text))
		return refuse(&r,
			      "at most %d bytes of UTF-8 without control "
			      "characters",
			      QUESTION_TEXT - 1);
	split(&r, text);
	if (!r.n)
		return refuse(&r, "nothing is asked");
	if (!read_verb(&r, &question))
		return false;
	*out = question;
	return true;
}

void question_of_claim(const struct claim *claim, struct question *out)
{
	*out = (struct question){
		.kind = claim->kind == CLAIM_NEVER ? QUESTION_NEVER
						   : QUESTION_ONLY,
		.text = claim->text,
		.from = claim->from,
		.to = claim->to,
		.flow = claim->flow,
	};
}

void question_of_test(const struct policy_test *test, struct arena *arena,
		      struct question *out)
{
	const char *word = test->accept ? "accept " : "drop ";
	const char *text = arena_printf(arena, "%s%s", word, test->text);

	*out = (struct question){
		.kind = test->accept ? QUESTION_ACCEPT : QUESTION_DROP,
		.text = text,
		.packet = text + strlen(word),
		.when = test->when,
	};
}
