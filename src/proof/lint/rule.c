/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule.c -- every kind of finding: its word, its weight, its title
 */
#include "proof/lint/rule.h"

#include <assert.h>

/* clang-format off */
const struct lint_rule lint_rules[N_LINT_KINDS] = {
	[LINT_SHADOWED] = { "shadowed", LINT_WARNING,
		"no packet is left for it to decide", "判定する通信が残っていない" },
	[LINT_SHADOWED_NOW] = { "shadowed-now", LINT_NOTE,
		"no packet is left for it at this moment", "現時点では判定する通信が残っていない" },
	[LINT_REDUNDANT] = { "redundant", LINT_WARNING,
		"without it nothing would change", "無くても何も変わらない" },
	[LINT_PARTLY_REDUNDANT] = { "partly-redundant", LINT_NOTE,
		"without some word of it nothing would change", "一部の語は無くても何も変わらない" },
	[LINT_LOG_BYPASSED] = { "log-bypassed", LINT_WARNING,
		"another entry lets its packets pass without a log", "別のエントリがログなしで通している" },
	[LINT_RATE_BYPASSED] = { "rate-bypassed", LINT_WARNING,
		"another entry lets its packets pass without a rate", "別のエントリが流量制限なしで通している" },
	[LINT_OVERLAPPING] = { "overlapping", LINT_NOTE,
		"another entry permits the same under other conditions", "同じ通信を別の条件で許可するエントリがある" },
	[LINT_UNEXAMINED] = { "unexamined", LINT_WARNING,
		"too large to be compared", "大きすぎて比較できない" },
	[LINT_EXPIRED] = { "expired", LINT_WARNING,
		"its last day is over", "期限が過ぎている" },
	[LINT_EXPIRING] = { "expiring", LINT_NOTE,
		"it ends soon", "まもなく期限が来る" },
	[LINT_NOT_YET_VALID] = { "not-yet-valid", LINT_NOTE,
		"its first day is still to come", "まだ始まっていない" },
	[LINT_NEVER_IN_FORCE] = { "never-in-force", LINT_WARNING,
		"its hours and its days never meet", "時間帯と有効期間が重ならない" },
	[LINT_NEVER_USED] = { "never-used", LINT_NOTE,
		"no packet has used it in the time observed", "観測期間中に一度も使われていない" },
	[LINT_UNUSED_GROUP] = { "unused-group", LINT_NOTE,
		"no entry names the group", "どこからも参照されないグループ" },
	[LINT_UNUSED_HOST] = { "unused-host", LINT_NOTE,
		"no entry names the host", "どこからも参照されないホスト" },
	[LINT_UNUSED_SERVICE] = { "unused-service", LINT_NOTE,
		"no entry names the service", "どこからも参照されないサービス" },
	[LINT_HOLLOW_GROUP] = { "hollow-group", LINT_WARNING,
		"a group without an address", "アドレスのないグループ" },
	[LINT_UNNAMED_ADDRESS] = { "unnamed-address", LINT_NOTE,
		"an address that has no name in the policy", "名前のないアドレス" },
	[LINT_ANY_TO_ANY] = { "any-to-any", LINT_ERROR,
		"everybody of a zone to everybody of another", "ゾーン全体からゾーン全体への許可" },
	[LINT_WHOLE_ZONE] = { "whole-zone", LINT_NOTE,
		"one side is everybody of a zone", "片側がゾーン全体" },
	[LINT_WHOLE_INTERNET] = { "whole-internet", LINT_WARNING,
		"the destination is the Internet side as a whole", "宛先がインターネット側全体" },
	[LINT_WIDE_PORTS] = { "wide-ports", LINT_WARNING,
		"many ports at once", "広いポート範囲" },
	[LINT_UPDATE_BRIDGE] = { "update-bridge", LINT_ERROR,
		"a server of updates joins separated networks", "更新サーバが分離した網をつないでいる" },
	[LINT_STEPPING_STONE] = { "stepping-stone", LINT_WARNING,
		"reachable from one tier, it reaches another", "踏み台になりうる" },
	[LINT_IPV6_WIDER] = { "ipv6-wider", LINT_WARNING,
		"narrow in IPv4, open in IPv6", "IPv4 は狭いのに IPv6 が広い" },
	[LINT_MAC_OFF_LINK] = { "mac-off-link", LINT_WARNING,
		"a MAC address that nobody can see", "確認できない MAC アドレス" },
	[LINT_REMOTE_ADMINISTRATION] = { "remote-administration", LINT_WARNING,
		"remote administration between tiers", "系統をまたぐ遠隔操作" },
	[LINT_PLAINTEXT] = { "plaintext", LINT_WARNING,
		"a protocol that shows passwords to the wire", "平文のプロトコル" },
	[LINT_OUTSIDE_DNS] = { "outside-dns", LINT_WARNING,
		"names are asked on the Internet side", "インターネット側への名前解決" },
	[LINT_UNLOGGED] = { "unlogged", LINT_NOTE,
		"what crosses between tiers leaves no line", "系統をまたぐ通信が記録されない" },
	[LINT_SELF_APPROVED] = { "self-approved", LINT_WARNING,
		"who asked has also approved", "申請者と承認者が同じ" },
};

/* clang-format on */

const char *const lint_severity_names[N_LINT_SEVERITIES] = {
	[LINT_NOTE] = "note",
	[LINT_WARNING] = "warning",
	[LINT_ERROR] = "error",
};
static_assert(LINT_ERROR + 1 == N_LINT_SEVERITIES, "");
