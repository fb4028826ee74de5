/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lower_rule.c -- one rule: its clauses, and the rules that they become
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "import/lower.h"

enum {
	NEW_RULE = 6, /* NFT_MSG_NEWRULE */
	RULE_TABLE = 1,
	RULE_CHAIN,
	RULE_HANDLE,
	RULE_EXPRESSIONS,
	RULE_USERDATA = 7,
	UDATA_COMMENT = 0, /* NFTNL_UDATA_RULE_COMMENT */
	COMMENT_MAX = 254, /* with its NUL */
	SHOWN = 64,
	NAME_MAX_LEN = 64,
};

bool lower_wrong(struct lower *l, const char *slug, const char *what,
		 const char *word)
{
	char shown[SHOWN] = "";

	text_escape(shown, sizeof(shown), word, strlen(word));
	return diag_error(l->diags, l->rule->at, slug, "%s: '%s'", what, shown);
}

static bool add_piece(struct lower *l, unsigned clause)
{
	if (l->n_pieces >= LOWER_PIECES)
		return lower_wrong(l, "import-size", "too much for one rule",
				   l->chain);
	l->pieces[l->n_pieces++] = (struct lower_piece){ l->exprs.len, clause };
	return true;
}

bool lower_clause(struct lower *l)
{
	if (l->n_clauses >= IMPORT_CLAUSES)
		return lower_wrong(l, "import-size", "too much for one rule",
				   l->chain);
	return add_piece(l, l->n_clauses++);
}

bool lower_or(struct lower *l)
{
	return add_piece(l, l->n_clauses - 1);
}

void lower_never(struct lower *l)
{
	const uint8_t no_family = 0;

	say_meta(&l->exprs, NF_META_NFPROTO);
	say_cmp(&l->exprs, NF_CMP_EQ, &no_family, 1);
}

const struct save_option *lower_find(const struct save_part *part,
				     const char *name)
{
	const struct save_option *found = NULL;

	vec_each(option, &part->options) {
		if (!strcmp(option->name, name))
			found = option;
	}
	return found;
}

bool lower_has_odd(const struct save_part *part)
{
	vec_each(option, &part->options) {
		if (option->odd)
			return true;
	}
	return false;
}

void lower_note(struct lower *l, const char *name, bool target)
{
	struct import_report *report = l->report;
	struct import_unknown *unknown = NULL;

	l->exact = false;
	if (report->unknown.n >= IMPORT_UNKNOWN)
		name = "others";
	vec_each(one, &report->unknown) {
		if (one->target == target && !strcmp(one->name, name))
			unknown = one;
	}
	if (!unknown) {
		unknown = vec_add(&report->arena, &report->unknown);
		*unknown = (struct import_unknown){
			.name = arena_strdup(&report->arena, name),
			.target = target,
			.first = l->rule->at,
		};
	}
	unknown->n += unknown->last_rule != report->n_rules;
	unknown->last_rule = report->n_rules;
}

/* "--limit 5/sec ! --x y": what makes two of one name the same. */
static const char *text_of(struct lower *l, const struct save_part *part)
{
	char *text = arena_strdup(&l->arena, "");

	vec_each(option, &part->options) {
		text = arena_printf(&l->arena, "%s%s%s%s", text,
				    *text ? " " : "",
				    option->inverted ? "! " : "", option->said);
		for (size_t i = 0; i < option->n; i++)
			text = arena_printf(&l->arena, "%s %s", text,
					    option->values[i].text);
	}
	return text;
}

static bool say_unknown(struct lower *l, const struct save_part *part,
			bool target)
{
	size_t len = strlen(part->name);

	if (len == 0 || len > NAME_MAX_LEN)
		return lower_wrong(l, "import-option",
				   target ? "no name of a target"
					  : "no name of a match",
				   part->name);
	lower_note(l, part->name, target);
	say_xt(&l->exprs, target ? "target" : "match", part->name,
	       text_of(l, part));
	return true;
}

bool lower_unknown_match(struct lower *l, const struct save_part *part)
{
	return lower_clause(l) && say_unknown(l, part, false);
}

bool lower_unknown_target(struct lower *l, const struct save_part *part)
{
	return say_unknown(l, part, true);
}

/* It may set the packet's mark. */
static bool say_socket(struct lower *l, const struct save_part *part)
{
	if (!lower_unknown_match(l, part))
		return false;
	if (lower_find(part, "--restore-skmark") || lower_has_odd(part))
		lower_any_mark(l);
	return true;
}

/* One set, asked twice, says the same, unless rules add to it. */
static bool say_set(struct lower *l, const struct save_part *part)
{
	struct save_part changing = *part;

	changing.name = "set (changing)";
	return lower_unknown_match(l, l->sets_change ? &changing : part);
}

static bool say_comment(struct lower *l, const struct save_part *part)
{
	return !lower_has_odd(part) || lower_unknown_match(l, part);
}

/* clang-format off */
static const struct {
	const char *name;
	bool (*say)(struct lower *l, const struct save_part *part);
} matches[] = {
	{ "comment",   say_comment },    { "connmark",  lower_connmark },
	{ "conntrack", lower_state },    { "dccp",      lower_ports },
	{ "dscp",      lower_dscp },     { "hl",        lower_ttl },
	{ "icmp",      lower_icmp },     { "icmp6",     lower_icmp },
	{ "icmpv6",    lower_icmp },     { "ipv6-icmp", lower_icmp },
	{ "iprange",   lower_iprange },  { "length",    lower_length },
	{ "mac",       lower_mac },      { "mark",      lower_mark },
	{ "multiport", lower_multiport }, { "sctp",     lower_ports },
	{ "set",       say_set },        { "socket",    say_socket },
	{ "state",     lower_state },    { "tcp",       lower_tcp },
	{ "tos",       lower_tos },      { "ttl",       lower_ttl },
	{ "udp",       lower_ports },    { "udplite",   lower_ports },
};

/* clang-format on */

static bool say_match(struct lower *l, const struct save_part *part)
{
	for (size_t i = 0; i < sizeof(matches) / sizeof(*matches); i++)
		if (!strcmp(matches[i].name, part->name))
			return matches[i].say(l, part);
	return lower_unknown_match(l, part);
}

static const char *comment_of(const struct save_rule *rule)
{
	const char *text = NULL;

	vec_each(part, &rule->matches) {
		const struct save_option *option =
			lower_find(part, "--comment");

		if (option && !strcmp(part->name, "comment"))
			text = option->values[0].text;
	}
	return text;
}

/* "rules.v4:12: what the comment says": so an answer names the line. */
static void put_comment(struct lower *l)
{
	const char *slash = strrchr(l->rule->at.file, '/');
	const char *text = comment_of(l->rule);
	char bytes[2 + COMMENT_MAX] = { UDATA_COMMENT };
	int n = snprintf(bytes + 2, COMMENT_MAX, "%s:%u%s%s",
			 slash ? slash + 1 : l->rule->at.file, l->rule->at.line,
			 text ? ": " : "", text ? text : "");
	size_t len = n < COMMENT_MAX ? (size_t)n + 1 : COMMENT_MAX;

	bytes[1] = (char)len;
	nfmsg_put(&l->message, RULE_USERDATA, bytes, len + 2);
}

static size_t piece_end(const struct lower *l, size_t i)
{
	return i + 1 < l->n_pieces ? l->pieces[i + 1].start : l->exprs.len;
}

static bool send_rule(struct lower *l, const size_t *chosen)
{
	struct nfmsg *m = &l->message;
	size_t list, start;

	nfmsg_begin(m, NEW_RULE, (uint8_t)l->table->family);
	nfmsg_text(m, RULE_TABLE, l->table->name);
	nfmsg_text(m, RULE_CHAIN, l->chain);
	nfmsg_u64(m, RULE_HANDLE, ++l->handle);
	list = nfmsg_nest(m, RULE_EXPRESSIONS);
	for (unsigned i = 0; i < l->n_clauses; i++) {
		start = l->pieces[chosen[i]].start;
		nfmsg_append(m, l->exprs.at + start,
			     piece_end(l, chosen[i]) - start);
	}
	nfmsg_end(m, list);
	put_comment(l);
	if (!nfmsg_send(m, l->out, SNAPSHOT_RULES))
		return lower_wrong(l, "import-size", "too much for one rule",
				   l->chain);
	l->report->n_made++;
	return true;
}

/* The next combination, the last clause's lists first; false: that was all. */
static bool choose_next(const struct lower *l, const size_t *first,
			size_t *chosen)
{
	for (unsigned i = l->n_clauses; i-- > 0;) {
		size_t next = chosen[i] + 1;

		if (next < l->n_pieces && l->pieces[next].clause == i) {
			chosen[i] = next;
			return true;
		}
		chosen[i] = first[i];
	}
	return false;
}

static bool send_all(struct lower *l)
{
	size_t first[IMPORT_CLAUSES] = { 0 }, chosen[IMPORT_CLAUSES];
	size_t n = 0;

	for (size_t i = l->n_pieces; i-- > 0;)
		first[l->pieces[i].clause] = i;
	memcpy(chosen, first, sizeof(chosen));
	do {
		if (n++ == IMPORT_SPLITS)
			return lower_wrong(l, "import-size",
					   "too many combinations of one rule",
					   l->chain);
		if (!send_rule(l, chosen))
			return false;
	} while (choose_next(l, first, chosen));
	return true;
}

bool lower_rule(struct lower *l, const char *chain,
		const struct save_rule *rule)
{
	l->rule = rule;
	l->chain = chain;
	l->exact = true;
	l->n_clauses = 0;
	l->n_pieces = 0;
	l->exprs.len = 0;
	l->exprs.too_long = false;
	l->report->n_rules++;
	if (!lower_plain(l))
		return false;
	vec_each(part, &rule->matches) {
		if (!say_match(l, part))
			return false;
	}
	if (!lower_clause(l))
		return false;
	say_counter(&l->exprs, rule->packets, rule->bytes);
	if (!lower_target(l))
		return false;
	if (l->exprs.too_long)
		return lower_wrong(l, "import-size", "too much for one rule",
				   chain);
	l->report->n_exact += l->exact;
	return send_all(l);
}
