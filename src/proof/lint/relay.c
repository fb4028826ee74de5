/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay.c -- what a mail relay lacks that its operator may have forgotten
 */
#include "proof/lint/linter.h"

enum {
	/* The longest row of days on which a town hall is closed (the turn of
	 * the year, Golden Week), and some to ask for what is missed. */
	FEW_DAYS = 14,
};

static struct lint_finding *add(struct linter *l, enum lint_kind kind,
				const struct relay *relay)
{
	return lint_add(l, kind, relay->at, relay->name);
}

/* Whoever leaves what is looked at by itself has said so on purpose, or has
 * copied the word from a relay that leads inward. */
static void find_my_number(struct linter *l, const struct relay *relay)
{
	struct lint_finding *finding;

	if (relay->my_number != MY_NUMBER_IGNORE ||
	    my_number_default(relay->from) == MY_NUMBER_IGNORE)
		return;
	finding = add(l, LINT_MY_NUMBER_IGNORED, relay);
	lint_en(l, finding,
		"%s lets mail from %s leave unseen that holds a My Number",
		relay->name, tier_name(relay->from->tier));
	lint_ja(l, finding,
		"%s は %s から出るメールの個人番号（マイナンバー）を調べない",
		relay->name, tier_label(relay->from->tier));
}

static void find_sender(struct linter *l, const struct relay *relay)
{
	struct lint_finding *finding;

	if (!relay_is_outward(relay) || relay->sender_domains.n)
		return;
	finding = add(l, LINT_ANY_SENDER, relay);
	lint_en(l, finding,
		"%s takes mail outward in anybody's name: no 'sender_domains'",
		relay->name);
	lint_ja(l, finding,
		"%s は差出人が誰の名前でも外へ送る: 'sender_domains' がない",
		relay->name);
}

/* Outward there is none: policy/check/relay.c. */
static void find_originals(struct linter *l, const struct relay *relay)
{
	struct lint_finding *finding;

	if (relay_is_outward(relay) || relay->keep_days >= FEW_DAYS)
		return;
	if (relay->keep_days) {
		finding = add(l, LINT_SHORT_KEEP, relay);
		lint_en(l, finding,
			"%s keeps originals for %u days; what came before "
			"holidays is gone after them",
			relay->name, relay->keep_days);
		lint_ja(l, finding,
			"%s の原本は %u 日で消える。連休前のメールは連休明けに"
			"残っていない",
			relay->name, relay->keep_days);
		return;
	}
	finding = add(l, LINT_NO_ORIGINALS, relay);
	lint_en(l, finding,
		"%s keeps no originals: an attachment that was removed has to "
		"be sent again, and what cannot be made text is refused",
		relay->name);
	lint_ja(l, finding,
		"%s は原本を保存しない。取り除いた添付ファイルは送り直してもらう"
		"しかなく、"
		"テキストにできないメールは拒否する",
		relay->name);
}

static void find_rate(struct linter *l, const struct relay *relay)
{
	struct lint_finding *finding;

	if (relay->rate_peer.count || relay->rate_sender.count)
		return;
	finding = add(l, LINT_UNLIMITED_MAIL, relay);
	lint_en(l, finding,
		"%s takes any number of messages: neither 'rate_peer' nor "
		"'rate_sender'",
		relay->name);
	lint_ja(l, finding,
		"%s はメールの数を制限しない: 'rate_peer' も 'rate_sender' もない",
		relay->name);
}

/* On the segment of the Internet's tier: of the relay's two sides, the one
 * that lies there. */
static void find_clear(struct linter *l, const struct relay *relay)
{
	bool listens =
		relay->from->tier == TIER_INTERNET && relay->tls == TLS_NONE;
	bool sends = relay->to->tier == TIER_INTERNET &&
		     relay->next_hop_tls == TLS_NONE;
	struct lint_finding *finding;

	if (!listens && !sends)
		return;
	finding = add(l, LINT_CLEARTEXT_MAIL, relay);
	lint_en(l, finding,
		"%s speaks without TLS in zone '%s'; anybody on the way reads "
		"and changes mail: '%s'",
		relay->name, listens ? relay->from->name : relay->to->name,
		listens ? "tls" : "next_hop_tls");
	lint_ja(l, finding,
		"%s は '%s' で TLS を使わない。経路上で読まれ、書き換えられる:"
		" '%s'",
		relay->name, listens ? relay->from->name : relay->to->name,
		listens ? "tls" : "next_hop_tls");
}

static void find_verifier(struct linter *l, const struct relay *relay)
{
	struct lint_finding *finding;

	if (relay->from->tier != TIER_INTERNET || *relay->authserv_id)
		return;
	finding = add(l, LINT_UNVERIFIED_SENDER, relay);
	lint_en(l, finding,
		"%s does not tell the reader whether the sender is who he says:"
		" no 'authserv_id'",
		relay->name);
	lint_ja(l, finding,
		"%s は送信ドメイン認証（SPF・DKIM・DMARC）の結果を読み手に示さない: "
		"'authserv_id' がない",
		relay->name);
}

static void find_reused(struct linter *l, const struct relay *relay)
{
	struct lint_finding *finding;

	if (relay->transform != TRANSFORM_REUSED)
		return;
	finding = add(l, LINT_REUSED_TRANSFORM, relay);
	lint_en(l, finding,
		"%s reuses its transforms: a message that takes over one could "
		"read later messages and alter their text; still nothing but "
		"text can leave",
		relay->name);
	lint_ja(l, finding,
		"%s は無害化プロセスを使い回す: プロセスを乗っ取ったメールは、"
		"後に続くメールを読み、その本文を書き換えるおそれがある。その場合"
		"も、文字以外のものは外へ出ない",
		relay->name);
}

/* What is in them no My Number detector sees. */
static void find_attachments(struct linter *l, const struct relay *relay)
{
	struct lint_finding *finding;

	if (!relay->attachments)
		return;
	finding = add(l, LINT_UNSEARCHED, relay);
	lint_en(l, finding,
		"%s lets attachments pass, in which nobody looks for My "
		"Numbers",
		relay->name);
	lint_ja(l, finding,
		"%s は添付ファイルを通す。その中の個人番号は検査されない",
		relay->name);
}

void lint_relays(struct linter *l)
{
	vec_each(relay, &l->policy->relays) {
		const struct entry *entry = lint_entry(l, relay->number_in);

		if (!entry || !lint_is_alive(l, entry))
			continue;
		find_my_number(l, relay);
		find_sender(l, relay);
		find_originals(l, relay);
		find_rate(l, relay);
		find_clear(l, relay);
		find_verifier(l, relay);
		find_reused(l, relay);
		find_attachments(l, relay);
	}
}
