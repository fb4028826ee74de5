/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * card_property_test.c -- tests src/mime/card/{property,value,above}.c
 */
#include "mime/card/above.h"
#include "mime/card/card.h"

#include "fixture.h"

#define TEXT(text) (text), sizeof(text) - 1

static void reads(struct fixture *f, enum card_kind kind, const char *text,
		  const char *wanted)
{
	card_text(&f->mime, kind, (const uint8_t *)text, strlen(text), NULL,
		  &f->out);
	assert_string_equal(fixture_text(f), wanted);
}

static void each_property_of_a_calendar_has_its_words(void **state)
{
	reads(*state, CARD_CALENDAR,
	      "BEGIN:VCALENDAR\nMETHOD:COUNTER\nBEGIN:VTODO\nSUMMARY:a\n"
	      "STATUS:IN-PROCESS\nDUE:20261120,20261121\nDURATION:PT1H\n"
	      "RECURRENCE-ID:20261120\nRDATE:20261120\nEXDATE:20261120\n"
	      "LOCATION:b\nCONTACT:c\nCONFERENCE:d\nX-GOOGLE-CONFERENCE:e\n"
	      "URL:f\nCOMMENT:g\nATTACH:h\nDESCRIPTION:i\nX-NOBODY:j\n"
	      "END:VTODO\nBEGIN:VJOURNAL\nX-ALT-DESC:k\nEND:VJOURNAL\n",
	      "種別: 変更の提案 (COUNTER)\n\n【タスク】\n件名: a\n"
	      "状態: 作業中 (IN-PROCESS)\n"
	      "期限: 2026年11月20日（金）、2026年11月21日（土）\n"
	      "所要時間: 1時間\n対象の回: 2026年11月20日（金）\n"
	      "追加する日時: 2026年11月20日（金）\n"
	      "除外する日時: 2026年11月20日（金）\n"
	      "場所: b\n問い合わせ先: c\nWeb会議: d\nWeb会議: e\n"
	      "URL: f\n備考: g\n添付: h\n内容: i\n\n【記録】\n内容: k\n");
}

static void each_property_of_a_card_has_its_words(void **state)
{
	reads(*state, CARD_VCARD,
	      "BEGIN:VCARD\nFN:a\nN:b;c\nSOUND:d;e\nX-PHONETIC-LAST-NAME:f\n"
	      "X-PHONETIC-FIRST-NAME:g\nSORT-STRING:h\nNICKNAME:i\nORG:j;k\n"
	      "X-PHONETIC-ORG:l\nTITLE:m\nROLE:n\nTEL:1\nTEL;TYPE=work,fax:2\n"
	      "TEL;CELL:3\nEMAIL:o\nIMPP:p\nADR:;;q;r\nLABEL:s\nURL:t\nBDAY:u\n"
	      "NOTE:v\nX-NOBODY:w\nEND:VCARD\n",
	      "【連絡先】\n氏名: a\n姓名: b c\nふりがな: d e\n"
	      "ふりがな（姓）: f\nふりがな（名）: g\nふりがな: h\n"
	      "ニックネーム: i\n組織: j k\nふりがな（組織）: l\n役職: m\n"
	      "職務: n\n電話: 1\nFAX: 2\n携帯電話: 3\nメール: o\nチャット: p\n"
	      "住所: q r\nあて名: s\nURL: t\n誕生日: u\n備考: v\n");
}

static void each_property_of_a_report_has_its_words(void **state)
{
	reads(*state, CARD_REPORT,
	      "Reporting-MTA: a\nArrival-Date: b\nX-Nobody: c\n\n"
	      "Original-Recipient: d\nFinal-Recipient: e\nAction: delayed\n"
	      "Status: 4.0.0\nRemote-MTA: f\nDiagnostic-Code: g\n"
	      "Last-Attempt-Date: h\nWill-Retry-Until: i\nReporting-UA: j\n"
	      "Original-Message-ID: k\nDisposition: l\n",
	      "報告元のサーバ: a\n受付日時: b\n\n元の宛先: d\n宛先: e\n"
	      "結果: 配送が遅れています (delayed)\n状態コード: 4.0.0\n"
	      "相手のサーバ: f\n理由: g\n最後の送信日時: h\n再送の期限: i\n"
	      "報告元のソフト: j\n元のメールのID: k\n処理: l\n");
}

static void words_of_the_standards_are_told(void **state)
{
	static const struct {
		enum card_kind kind;
		const char *name, *label, *word, *meaning;
	} rows[] = {
		/* RFC 5546 1.4 */
		{ CARD_CALENDAR, "METHOD", "種別", "PUBLISH", "お知らせ" },
		{ CARD_CALENDAR, "METHOD", "種別", "REQUEST", "招待" },
		{ CARD_CALENDAR, "METHOD", "種別", "REPLY", "返信" },
		{ CARD_CALENDAR, "METHOD", "種別", "ADD", "回の追加" },
		{ CARD_CALENDAR, "METHOD", "種別", "CANCEL", "取消し" },
		{ CARD_CALENDAR, "METHOD", "種別", "REFRESH",
		  "最新の内容の問い合わせ" },
		{ CARD_CALENDAR, "METHOD", "種別", "DECLINECOUNTER",
		  "変更の提案を断る返信" },
		/* RFC 5545 3.8.1.11 */
		{ CARD_CALENDAR, "STATUS", "状態", "TENTATIVE", "仮" },
		{ CARD_CALENDAR, "STATUS", "状態", "confirmed", "確定" },
		{ CARD_CALENDAR, "STATUS", "状態", "CANCELLED", "取消し" },
		{ CARD_CALENDAR, "STATUS", "状態", "NEEDS-ACTION", "未回答" },
		{ CARD_CALENDAR, "STATUS", "状態", "COMPLETED", "完了" },
		/* RFC 3464 2.3.3 */
		{ CARD_REPORT, "Action", "結果", "failed",
		  "配送できませんでした" },
		{ CARD_REPORT, "Action", "結果", "delivered",
		  "配送されました" },
		{ CARD_REPORT, "Action", "結果", "relayed", "中継されました" },
		{ CARD_REPORT, "Action", "結果", "expanded",
		  "複数の宛先に配られました" },
	};

	char text[100], wanted[200];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		sprintf(text, "%s:%s\n", rows[i].name, rows[i].word);
		sprintf(wanted, "%s: %s (%s)\n", rows[i].label, rows[i].meaning,
			rows[i].word);
		reads(*state, rows[i].kind, text, wanted);
	}
}

/* RFC 5545 3.2.12 */
static void who_takes_part_is_told(void **state)
{
	reads(*state, CARD_CALENDAR,
	      "ORGANIZER;CN=a:mailto:b@c.jp\nATTENDEE;PARTSTAT=ACCEPTED:d\n"
	      "ATTENDEE;CN=e;PARTSTAT=DECLINED:MAILTO:f\n"
	      "ATTENDEE;PARTSTAT=DELEGATED:g\nATTENDEE;PARTSTAT=X-NO:h\n",
	      "主催者: a <b@c.jp>\n参加者: d 出席 (ACCEPTED)\n"
	      "参加者: e <f> 欠席 (DECLINED)\n"
	      "参加者: g 代理 (DELEGATED)\n参加者: h X-NO\n");
}

static void values_are_decoded_by_their_label(void **state)
{
	reads(*state, CARD_VCARD,
	      "FN;CHARSET=KOI8-R;ENCODING=QUOTED-PRINTABLE:=C1=C2\n"
	      "FN;CHARSET=ISO-8859-7;QUOTED-PRINTABLE:=E1=\n=E2\n"
	      "FN;ENCODING=b:5pel\nFN;ENCODING=BASE64:5pys\nFN;BASE64:\n"
	      "FN;ENCODING=8BIT:=41\n",
	      "氏名: аб\n氏名: αβ\n氏名: 日\n氏名: 本\n氏名: =41\n");
}

static void of_a_file_its_name_is_said(void **state)
{
	reads(*state, CARD_CALENDAR,
	      "ATTACH;FILENAME=a.pdf;ENCODING=BASE64;VALUE=BINARY:JVBERg==\n"
	      "ATTACH;X-FILENAME=b.pdf:data:application/pdf;base64,JVBERg==\n"
	      "ATTACH;ENCODING=BASE64:JVBERg==\nATTACH:https://c.jp/\n",
	      "添付: a.pdf\n添付: b.pdf\n添付: https://c.jp/\n");
	reads(*state, CARD_VCARD,
	      "SOUND;ENCODING=b:5pel\nSOUND;X-IRMC-N;ENCODING=b:5pel\n"
	      "FN;ENCODING=b:AGE=\n",
	      "ふりがな: 日\n");
}

static void is_above(struct fixture *f, const char *above, const char *text,
		     bool wanted)
{
	struct buf squeezed = { .arena = &f->arena };

	card_squeeze(above, strlen(above), &squeezed);
	assert_int_equal(card_is_above(&f->mime, &squeezed, text, strlen(text)),
			 wanted);
}

static void a_description_is_above_whatever_its_blanks(void **state)
{
	struct fixture *f = *state;

	card_squeeze(TEXT(" a\tb\nc\u00A0d\u3000e\u3001\u00A1f "), &f->out);
	assert_string_equal(fixture_text(f), "abcde\u3001\u00A1f");
	card_squeeze(TEXT("a\u00A0"), &f->out);
	card_squeeze(TEXT("\u3000b\u3000"), &f->out);
	assert_string_equal(fixture_text(f), "ab");
	is_above(f, "x a b c y", "a\nb\u3000c", true);
	is_above(f, "x a b c y", "a\nb d", false);
	is_above(f, "x a b c y", "a b c", false); /* one line */
	is_above(f, "x a b c y", " \n ", false);
	is_above(f, "", "a\nb", false);
	is_above(f, "", "\n", false);
	is_above(f, "see www[.]a[.]jp now", "see\nwww.a.jp", true);
	f->options.keep_links = true;
	is_above(f, "see www.a.jp now", "see\nwww.a.jp", true);
}

MAIN(WITH(each_property_of_a_calendar_has_its_words),
     WITH(each_property_of_a_card_has_its_words),
     WITH(each_property_of_a_report_has_its_words),
     WITH(words_of_the_standards_are_told), WITH(who_takes_part_is_told),
     WITH(values_are_decoded_by_their_label), WITH(of_a_file_its_name_is_said),
     WITH(a_description_is_above_whatever_its_blanks))
