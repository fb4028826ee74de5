/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mutate_words.h -- what is put into records: for mutate.c alone
 */
#pragma once

#include "letters.h"

#define TEXT(s)                  \
	{                        \
		s, sizeof(s) - 1 \
	}

/* 63 bytes: the longest */
#define LABEL "abcdefghijklmnopqrstuvwxyz-0123456789-abcdefghijklmnopqrstuvwxy"

/* 8 of them */
#define MARKS "\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"

/* Put into values, or in their place. */
static const struct text nasty[] = {
	TEXT("\r\n"),
	TEXT("\n"),
	TEXT("\r"),
	TEXT("\r\n.\r\n"),
	TEXT("\n.\n"),
	TEXT("\r\nBcc: x@evil.example"),
	TEXT("\r\n\r\n<script>"),
	TEXT("\r\nContent-Type: text/html"),
	TEXT("\0"),
	TEXT("\x1b[2J"),
	TEXT("\x7f"),
	TEXT("\t"),
	TEXT("\xc2\x9b"),         /* C1: CSI */
	TEXT("\xe2\x80\xae"),     /* RIGHT-TO-LEFT OVERRIDE */
	TEXT("\xe2\x81\xa6"),     /* LEFT-TO-RIGHT ISOLATE */
	TEXT("\xe2\x80\x8b"),     /* ZERO WIDTH SPACE */
	TEXT("\xe2\x80\xa8"),     /* LINE SEPARATOR */
	TEXT("\xc2\xa0"),         /* NO-BREAK SPACE */
	TEXT("\xc2\xad"),         /* SOFT HYPHEN */
	TEXT("\xef\xbb\xbf"),     /* ZERO WIDTH NO-BREAK SPACE */
	TEXT("\xef\xbf\xbf"),     /* no character */
	TEXT("\xee\x80\x80"),     /* private use */
	TEXT("\xf3\xa0\x81\x81"), /* TAG LATIN CAPITAL LETTER A */
	TEXT("\xc0\xaf"),         /* overlong */
	TEXT("\xe0\x80\xaf"),
	TEXT("\xc1\x81"),
	TEXT("\xf0\x80\x80\x8a"), /* an overlong LF */
	TEXT("\xed\xa0\x80"),     /* a surrogate */
	TEXT("\xf4\x90\x80\x80"), /* beyond the last */
	TEXT("\xf5\x80\x80\x80"),
	TEXT("\xe3\x81"), /* cut */
	TEXT("\x80"),
	TEXT("\xff"),
	TEXT("\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"),
	TEXT("\xcc\x81"),
	TEXT("\xf3\xa0\x84\x80"), /* VARIATION SELECTOR-17 */
	TEXT("\xef\xb8\x80"),     /* VARIATION SELECTOR-1 */
	TEXT("\xe8\x91\x9b\xf3\xa0\x84\x80"),
	TEXT("=?UTF-8?B?DQouDQo=?="),
	TEXT("=?utf-8?q?=0D=0A?="),
	TEXT("\"a b\"@x.example"),
	TEXT("\"a\\\"b\"@x.example"),
	TEXT("a@b.example, c@d.example"),
	TEXT("a@b.example> <c@d.example"),
	TEXT("a@b.example"),
	TEXT("=?utf-8?q?a?=@x.example"),
	TEXT("a..b@x.example"),
	TEXT(".a@x.example"),
	TEXT("a.@x.example"),
	TEXT("a@-x.example"),
	TEXT("a@x-.example"),
	TEXT("a@x..example"),
	TEXT("a@[127.0.0.1]"),
	TEXT("a@" LABEL "." LABEL "." LABEL "." LABEL), /* beyond 254 */
	TEXT("a@x" LABEL ".example"),
	TEXT("\"a\r\nb\"@x.example"),
	TEXT("<1@[x\r\nBcc: y]>"),
	TEXT("<a\"b@c>"),
	TEXT("\"a\"b\"@x.example"),
	TEXT("<1@b.example>"),
	TEXT("<1@b.example> <2@b.example>"),
	TEXT("<1@b.example>  <2@b.example>"),
	TEXT("<1@b.example>\r\nX: y"),
	TEXT("gw9.example:mail"),
	TEXT("gw.example:mail-in"),
	TEXT("auto-replied"),
	TEXT("auto-replied\r\nX: y"),
	TEXT("Fri, 20 Nov 2026 08:05:00 +0900"),
	TEXT("Fri, 20 Nov 2026 08:05:0\n +0900"),
	TEXT("Fri, 40 Nov 2026 08:05:00 +0900"),
	TEXT("attachments-removed"),
	TEXT("locked macro program double-extension type-mismatch bidi-name"),
	TEXT("macro locked"),
	TEXT(LABEL "ab@b.example"), /* beyond 64 */
	TEXT("e" MARKS "\xcc\x81"), /* beyond 8 */
	TEXT("e" MARKS),
	TEXT("spf=pass dkim=fail arc=none"),
	TEXT("spf=pass\r\nX: y"),
	TEXT("spf=evil"),
	TEXT("locked "),
	TEXT("charset-guessed"),
	TEXT("field-cut"),
	TEXT("removed-name"),
	TEXT("0"),
	TEXT("1"),
	TEXT("2"),
	TEXT("00"),
	TEXT("01"),
	TEXT("4294967295"),
	TEXT("4294967296"),
	TEXT("18446744073709551616"),
	TEXT("9999999999999999999"),
	TEXT("-1"),
	TEXT("{name}"),
	TEXT("pdf"),
	TEXT("jpeg"),
	TEXT("docx"),
	TEXT("exe"),
	TEXT("%PDF-"),
	TEXT("\xff\xd8\xff"),
	TEXT("PK\3\4"),
	TEXT("\r\n--=_sekisho\r\nContent-Type: text/html\r\n\r\n"),
	TEXT("a.pdf"),
	TEXT("a.jpeg"),
	TEXT("a.pdf.exe"),
	TEXT("../a.pdf"),
	TEXT("a\\b.jpg"),
	TEXT(".pdf"),
	TEXT(" .jpg"),
	TEXT("a\"; x=\"b.pdf"),
	TEXT("[tail]"),
	TEXT(""),
};

static const char *const lengths[] = {
	"0",         "00",
	"-1",        "+1",
	"1",         "2",
	"01",        "9",
	"10",        "99999999",
	"999999999", "1048577",
	"1048576",   "18446744073709551615",
	"0x1",       "1 ",
	" 1",        "",
	"1\n",
};

static const char *const ends[] = { "", "\r\n", "\n\n", "\r", " \n", "\n " };

static const char *const tags[] = {
	"sender",
	"rcpt",
	"from-addr",
	"from-name",
	"from-text",
	"reply-name",
	"reply-addr",
	"to-name",
	"to-addr",
	"to-more",
	"cc-name",
	"cc-addr",
	"cc-more",
	"subject",
	"date",
	"message-id",
	"in-reply-to",
	"references",
	"auto-submitted",
	"bulk",
	"received",
	"auth",
	"mark",
	"charset-declared",
	"charset-used",
	"unmapped",
	"unmapped-codes",
	"controls",
	"invisibles",
	"hidden-text",
	"links",
	"text-cut",
	"action",
	"defect",
	"removed-name",
	"removed-declared",
	"removed-sniffed",
	"removed-size",
	"removed-sha256",
	"removed-marks",
	"removed-image",
	"removed-why",
	"file-type",
	"file-name",
	"file-sha256",
	"file-bytes",
	"=",
	"end",
	"SENDER",
	"rcp",
	"rcptt",
	"",
	" ",
	"==",
	"bcc",
};
