/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * property.c -- what is shown of calendars, visiting cards and reports
 */
#include "mime/card/property.h"

#include "mime/text/ascii.h"

static const struct card_property calendar[] = {
	{ "METHOD", "種別", VALUE_WORD },
	{ "STATUS", "状態", VALUE_WORD },
	{ "SUMMARY", "件名", VALUE_TEXT },
	{ "DTSTART", "開始", VALUE_START },
	{ "DTEND", "終了", VALUE_END },
	{ "DUE", "期限", VALUE_TIME },
	{ "DURATION", "所要時間", VALUE_LENGTH },
	{ "RRULE", "繰り返し", VALUE_RULE },
	{ "RDATE", "追加する日時", VALUE_TIME },
	{ "EXDATE", "除外する日時", VALUE_TIME },
	{ "RECURRENCE-ID", "対象の回", VALUE_TIME },
	{ "LOCATION", "場所", VALUE_TEXT },
	{ "ORGANIZER", "主催者", VALUE_PERSON },
	{ "ATTENDEE", "参加者", VALUE_PERSON },
	{ "CONTACT", "問い合わせ先", VALUE_TEXT },
	{ "CONFERENCE", "Web会議", VALUE_TEXT },
	{ "X-GOOGLE-CONFERENCE", "Web会議", VALUE_TEXT },
	{ "URL", "URL", VALUE_TEXT },
	{ "DESCRIPTION", "内容", VALUE_RICH },
	{ "X-ALT-DESC", "内容", VALUE_HTML },
	{ "COMMENT", "備考", VALUE_TEXT },
	{ "ATTACH", "添付", VALUE_TEXT },
	{ "VEVENT", "【予定】", VALUE_HEADING },
	{ "VTODO", "【タスク】", VALUE_HEADING },
	{ "VJOURNAL", "【記録】", VALUE_HEADING },
	{ NULL },
};

static const struct card_property vcard[] = {
	{ "VCARD", "【連絡先】", VALUE_HEADING },
	{ "FN", "氏名", VALUE_TEXT },
	{ "N", "姓名", VALUE_PARTS },
	{ "SOUND", "ふりがな", VALUE_PARTS },
	{ "X-PHONETIC-LAST-NAME", "ふりがな（姓）", VALUE_TEXT },
	{ "X-PHONETIC-FIRST-NAME", "ふりがな（名）", VALUE_TEXT },
	{ "SORT-STRING", "ふりがな", VALUE_TEXT },
	{ "NICKNAME", "ニックネーム", VALUE_TEXT },
	{ "ORG", "組織", VALUE_PARTS },
	{ "X-PHONETIC-ORG", "ふりがな（組織）", VALUE_TEXT },
	{ "TITLE", "役職", VALUE_TEXT },
	{ "ROLE", "職務", VALUE_TEXT },
	{ "TEL", "電話", VALUE_PHONE },
	{ "EMAIL", "メール", VALUE_TEXT },
	{ "IMPP", "チャット", VALUE_TEXT },
	{ "ADR", "住所", VALUE_PARTS },
	{ "LABEL", "あて名", VALUE_TEXT },
	{ "URL", "URL", VALUE_TEXT },
	{ "BDAY", "誕生日", VALUE_TEXT },
	{ "NOTE", "備考", VALUE_TEXT },
	{ NULL },
};

static const struct card_property report[] = {
	{ "Reporting-MTA", "報告元のサーバ", VALUE_TEXT },
	{ "Original-Recipient", "元の宛先", VALUE_TEXT },
	{ "Final-Recipient", "宛先", VALUE_TEXT },
	{ "Action", "結果", VALUE_WORD },
	{ "Status", "状態コード", VALUE_TEXT },
	{ "Remote-MTA", "相手のサーバ", VALUE_TEXT },
	{ "Diagnostic-Code", "理由", VALUE_TEXT },
	{ "Last-Attempt-Date", "最後の送信日時", VALUE_TEXT },
	{ "Will-Retry-Until", "再送の期限", VALUE_TEXT },
	{ "Arrival-Date", "受付日時", VALUE_TEXT },
	{ "Reporting-UA", "報告元のソフト", VALUE_TEXT },
	{ "Original-Message-ID", "元のメールのID", VALUE_TEXT },
	{ "Disposition", "処理", VALUE_TEXT },
	{ NULL },
};

static const struct {
	const char *word;
	const char *meaning;
} words[] = {
	{ "REQUEST", "招待" },
	{ "CANCEL", "取消し" },
	{ "REPLY", "返信" },
	{ "PUBLISH", "お知らせ" },
	{ "COUNTER", "変更の提案" },
	{ "DECLINECOUNTER", "変更の提案を断る返信" },
	{ "REFRESH", "最新の内容の問い合わせ" },
	{ "ADD", "回の追加" },
	{ "CONFIRMED", "確定" },
	{ "TENTATIVE", "仮" },
	{ "CANCELLED", "取消し" },
	{ "ACCEPTED", "出席" },
	{ "DECLINED", "欠席" },
	{ "DELEGATED", "代理" },
	{ "NEEDS-ACTION", "未回答" },
	{ "IN-PROCESS", "作業中" },
	{ "COMPLETED", "完了" },
	{ "failed", "配送できませんでした" },
	{ "delayed", "配送が遅れています" },
	{ "delivered", "配送されました" },
	{ "relayed", "中継されました" },
	{ "expanded", "複数の宛先に配られました" },
};

const struct card_property *card_property_find(enum card_kind kind,
					       const char *name, size_t len)
{
	const struct card_property *table = kind == CARD_CALENDAR ? calendar
					    : kind == CARD_VCARD  ? vcard
								  : report;

	for (; table->name; table++)
		if (ascii_is(name, len, table->name))
			return table;
	return NULL;
}

const char *card_word(const char *word, size_t len)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (ascii_is(word, len, words[i].word))
			return words[i].meaning;
	return NULL;
}
