/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field.c -- the keys of an object's canonical print, compared and shown
 *
 * The text is our own print: ` key = value; key = value;`, strings quoted with
 * \" and \\ inside, lists of strings in brackets, nothing nested deeper.
 */
#include "policy/change/field.h"

#include <string.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/must.h"
#include "policy/names.h"

enum {
	FIELDS_MAX = 40, /* of one object */
	SHORT = 240,     /* bytes of a value that is shown for its own sake */
};

struct part {
	const char *at;
	size_t len;
};

struct field {
	struct part key, value;
};

struct fields {
	struct field at[FIELDS_MAX];
	size_t n;
};

/* Up to the first of `ends` that is in no string, or the end. */
static size_t span(const char *text, const char *end, char stop)
{
	bool quoted = false;
	const char *pos = text;

	for (; pos < end && (quoted || *pos != stop); pos++) {
		if (quoted && *pos == '\\')
			pos++;
		else if (*pos == '"')
			quoted = !quoted;
	}
	return (size_t)(pos - text);
}

static void split(const char *text, struct fields *out)
{
	const char *end = text + strlen(text);

	out->n = 0;
	while (text < end) {
		struct field *field = &out->at[out->n++];

		must(out->n <= FIELDS_MAX && *text == ' ');
		field->key.at = ++text;
		field->key.len = strcspn(text, " ");
		text += field->key.len;
		must(!strncmp(text, " = ", 3));
		field->value.at = text += 3;
		field->value.len = span(text, end, ';');
		text += field->value.len + 1;
	}
}

static bool is_equal(const struct part *a, const struct part *b)
{
	return a->len == b->len && !memcmp(a->at, b->at, a->len);
}

static const struct field *find(const struct fields *fields,
				const struct part *key)
{
	for (size_t i = 0; i < fields->n; i++)
		if (is_equal(&fields->at[i].key, key))
			return &fields->at[i];
	return NULL;
}

/* ------ compared ------ */

static bool is_among(const char *const *keys, const struct part *key)
{
	for (; keys && *keys; keys++)
		if (strlen(*keys) == key->len &&
		    !memcmp(*keys, key->at, key->len))
			return true;
	return false;
}

static unsigned weigh(const struct part *key, const char *const *limits)
{
	static const char *const words[] = {
		"label",       "gateway_to",      "purpose", "document",
		"approved_by", "override_reason", "comment", "requested_by",
		"log",         "list_file",       NULL,
	};

	if (is_among(words, key))
		return DIFFERS_WORDS;
	return is_among(limits, key) ? DIFFERS_LIMITS : DIFFERS_ELSE;
}

unsigned fields_compare(const char *before, const char *after,
			const char *const *limits)
{
	struct fields old, new;
	unsigned differs = 0;

	split(before, &old);
	split(after, &new);
	for (size_t i = 0; i < old.n; i++) {
		const struct field *same = find(&new, &old.at[i].key);

		if (!same || !is_equal(&same->value, &old.at[i].value))
			differs |= weigh(&old.at[i].key, limits);
	}
	for (size_t i = 0; i < new.n; i++)
		if (!find(&old, &new.at[i].key))
			differs |= weigh(&new.at[i].key, limits);
	return differs;
}

/* ------ shown ------ */

static const struct {
	const char *key, *label;
} labels[] = {
	{ "name", "名前" },
	{ "id", "番号" },
	{ "label", "表示名" },
	{ "role", "役割" },
	{ "model", "モデル" },
	{ "timezone", "タイムゾーン" },
	{ "tier", "領域" },
	{ "interfaces", "インターフェース" },
	{ "networks", "ネットワーク" },
	{ "upstream", "上流" },
	{ "addresses", "アドレス" },
	{ "gateway_to", "接続先" },
	{ "zone", "ゾーン" },
	{ "mac", "MAC" },
	{ "on_link", "直結" },
	{ "members", "メンバー" },
	{ "list_file", "一覧ファイル" },
	{ "ports", "ポート" },
	{ "from", "送信元ゾーン" },
	{ "to", "宛先ゾーン" },
	{ "source", "送信元" },
	{ "destination", "宛先" },
	{ "service", "サービス" },
	{ "class", "区分" },
	{ "method", "方法" },
	{ "purpose", "目的" },
	{ "document", "文書番号" },
	{ "requested_by", "申請者" },
	{ "approved_by", "承認者" },
	{ "override_reason", "兼務の理由" },
	{ "valid_from", "開始日" },
	{ "valid_until", "終了日" },
	{ "hours", "時間帯" },
	{ "rate", "流量制限" },
	{ "log", "記録" },
	{ "comment", "備考" },
	{ "listen", "待受アドレス" },
	{ "listen_port", "待受ポート" },
	{ "next_hop", "転送先" },
	{ "next_hop_port", "転送先ポート" },
	{ "peers", "接続元" },
	{ "domains", "宛先ドメイン" },
	{ "sender_domains", "差出人ドメイン" },
	{ "max_size", "最大サイズ" },
	{ "rate_peer", "接続元ごとの流量制限" },
	{ "rate_sender", "差出人ごとの流量制限" },
	{ "tls", "暗号化" },
	{ "next_hop_tls", "転送先の暗号化" },
	{ "certificate", "証明書" },
	{ "peer_pins", "接続元の公開鍵" },
	{ "next_hop_pin", "転送先の公開鍵" },
	{ "keep_days", "原本の保存日数" },
	{ "keep_size", "原本の保存容量" },
	{ "my_number", "個人番号の扱い" },
	{ "transform", "無害化プロセス" },
	{ "authserv_id", "認証結果を書くサーバ" },
	{ "attachments", "添付ファイルの種類" },
	{ "attachment_size", "添付ファイルの最大サイズ" },
	{ "hostname", "ホスト名" },
	{ "packet", "パケット" },
	{ "expect", "期待する結果" },
	{ "when", "日時" },
	{ "claim", "条件" },
	{ "login", "アカウント" },
	{ "key", "鍵" },
	{ "phone", "電話番号" },
	{ "mail", "メールアドレス" },
	{ "widen", "開く変更" },
	{ "narrow", "閉じる変更" },
	{ "approvers", "承認者の変更" },
	{ "other", "その他" },
};

static const char *label_of(const struct part *key)
{
	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
		if (strlen(labels[i].key) == key->len &&
		    !memcmp(labels[i].key, key->at, key->len))
			return labels[i].label;
	return "";
}

static void print_field(const struct field *field, char sign, FILE *out)
{
	fprintf(out, "%c   %s %.*s = %.*s;\n", sign, label_of(&field->key),
		(int)field->key.len, field->key.at, (int)field->value.len,
		field->value.at);
}

void fields_print(const char *text, char sign, FILE *out)
{
	struct fields fields;

	split(text, &fields);
	for (size_t i = 0; i < fields.n; i++)
		print_field(&fields.at[i], sign, out);
}

static bool is_list(const struct part *value)
{
	return value->at[0] == '[';
}

/* The words of a list; their copies live in the arena. */
static void enter_words(const struct part *list, struct arena *arena,
			struct names *names)
{
	const char *pos = list->at + 1, *end = list->at + list->len - 1;

	while (pos < end) {
		size_t len = span(pos, end, ',');
		char *word = arena_strndup(arena, pos, len);

		names_add(names,
			  &(struct name){ .text = word, .kind = NAME_OTHER });
		pos += len + 1;
		pos += pos < end && *pos == ' ';
	}
}

static size_t print_words(const struct part *list, const struct names *other,
			  char sign, FILE *out)
{
	const char *pos = list->at + 1, *end = list->at + list->len - 1;
	_cleanup_(arena_finish) struct arena arena = { 0 };
	size_t n = 0;

	while (pos < end) {
		size_t len = span(pos, end, ',');
		char *word = arena_strndup(&arena, pos, len);

		if (!names_find(other, word)) {
			fprintf(out, "%c     %s\n", sign, word);
			n++;
		}
		pos += len + 1;
		pos += pos < end && *pos == ' ';
	}
	return n;
}

static void print_altered_list(const struct field *old, const struct field *new,
			       FILE *out)
{
	_cleanup_(arena_finish) struct arena arena = { 0 };
	_cleanup_(names_finish) struct names before = { 0 }, after = { 0 };

	enter_words(&old->value, &arena, &before);
	enter_words(&new->value, &arena, &after);
	fprintf(out, "    %s %.*s:\n", label_of(&old->key), (int)old->key.len,
		old->key.at);
	if (!(print_words(&old->value, &after, '-', out) +
	      print_words(&new->value, &before, '+', out)))
		fputs("      順序または重複のみ (order or repetition only)\n",
		      out);
}

static void print_pair(const struct field *old, const struct field *new,
		       FILE *out)
{
	if (is_equal(&old->value, &new->value)) {
		if (old->value.len <= SHORT)
			print_field(old, ' ', out);
		return;
	}
	if (is_list(&old->value) && is_list(&new->value)) {
		print_altered_list(old, new, out);
		return;
	}
	print_field(old, '-', out);
	print_field(new, '+', out);
}

void fields_print_altered(const char *before, const char *after, FILE *out)
{
	struct fields old, new;

	split(before, &old);
	split(after, &new);
	for (size_t i = 0; i < old.n; i++) {
		const struct field *same = find(&new, &old.at[i].key);

		if (same)
			print_pair(&old.at[i], same, out);
		else
			print_field(&old.at[i], '-', out);
	}
	for (size_t i = 0; i < new.n; i++)
		if (!find(&old, &new.at[i].key))
			print_field(&new.at[i], '+', out);
}
