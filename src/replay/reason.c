/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reason.c -- why a packet is denied, in one word
 */
#include "replay/reason.h"

static const struct reason_words words[] = {
	[REASON_NONE] = { 0 },
	[REASON_SPOOFED] = { "spoofed", "its source is of another segment",
			     "送信元が所属外" },
	[REASON_MAC] = { "mac", "its source has another MAC",
			 "MACアドレス不一致" },
	[REASON_INVALID] = { "invalid", "of no connection, and begins none",
			     "接続に属さない不正な状態" },
	[REASON_UNTRACKED] = { "untracked", "neighbour discovery out of place",
			       "許されない近隣探索" },
	[REASON_ERROR] = { "error", "an ICMP error that does not pass",
			   "通さないICMPエラー" },
	[REASON_NO_ENTRY] = { "no-entry", "no entry fits", "該当する登録なし" },
	[REASON_NOT_YET] = { "not-yet", "not in force yet", "有効期間前" },
	[REASON_EXPIRED] = { "expired", "its entry has ended", "有効期間終了" },
	[REASON_HOURS] = { "hours", "outside its hours", "時間外" },
	[REASON_RULES] = { "rules",
			   "an entry permits it, the kernel's rules do not",
			   "台帳は許可、規則が拒否" },
	[REASON_BESIDE] = { "beside",
			    "no entry permits it, the kernel's rules do",
			    "台帳になく、規則が許可" },
};

_Static_assert(sizeof(words) / sizeof(words[0]) == N_REASONS,
	       "words for every reason");

const struct reason_words *reason_words(enum reason reason)
{
	return &words[reason];
}
