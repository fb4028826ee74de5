/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sample.h -- a plain message that is right, for tests to spoil
 */
#pragma once

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define SAMPLE_SHA \
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* Two files whose bytes look like ends of all kinds, with their digests. */
#define SAMPLE_PDF                                                           \
	"file-type 3 pdf\nfile-name 17 申請書 (1).pdf\nfile-sha256 64 "   \
	"0a2693a62be72bd377bd11909bf54050d9ffaa1d775b4d567a244f62be7ff91b\n" \
	"file-bytes 38 %PDF-1.7\r\n.\r\n--=_sekisho--\r\nend 3 1 3\n\n"
#define SAMPLE_JPEG                                                          \
	"file-type 4 jpeg\nfile-name 10 写真.JPG\nfile-sha256 64 "         \
	"41ce4a35906d30679b6b452060a5ec6bf37f121be215e0bde97421af832557a5\n" \
	"file-bytes 17 \xff\xd8\xff\xe0 photo\n= 1 x\n\n"
#define SAMPLE_FILES SAMPLE_PDF SAMPLE_JPEG

/* One more, of another kind. */
#define SAMPLE_PNG                                                           \
	"file-type 3 png\nfile-name 5 a.png\nfile-sha256 64 "                \
	"4c4b6a3be1314ab86138bef4314dde022e600960d8689a2c8f8631802d20dab6\n" \
	"file-bytes 8 \x89PNG\r\n\x1a\n\n"

/* The records, without the first line. */
#define SAMPLE_HEAD                                   \
	"sender 11 a@b.example\n"                     \
	"rcpt 17 x@town.example.jp\n"                 \
	"rcpt 17 y@town.example.jp\n"                 \
	"from-addr 11 a@b.example\n"                  \
	"from-name 6 山田\n"                        \
	"from-text 20 山田 <a@b.example>\n"         \
	"reply-name 0 \n"                             \
	"reply-addr 11 r@b.example\n"                 \
	"to-name 1 X\n"                               \
	"to-addr 17 x@town.example.jp\n"              \
	"to-more 1 0\n"                               \
	"cc-more 1 0\n"                               \
	"subject 12 お知らせ\n"                   \
	"date 31 Fri, 20 Nov 2026 08:05:00 +0900\n"   \
	"message-id 13 <1@b.example>\n"               \
	"in-reply-to 0 \n"                            \
	"references 27 <2@b.example> <3@b.example>\n" \
	"auto-submitted 0 \n"                         \
	"bulk 1 0\n"                                  \
	"received 1 3\n"                              \
	"auth 18 spf=pass dkim=fail\n"                \
	"mark 19 gw2.example:mail-up\n"               \
	"charset-declared 11 iso-2022-jp\n"           \
	"charset-used 11 iso-2022-jp\n"               \
	"unmapped 1 1\n"                              \
	"unmapped-codes 6 U+E000\n"                   \
	"controls 1 0\n"                              \
	"invisibles 1 0\n"                            \
	"hidden-text 1 0\n"                           \
	"links 1 2\n"                                 \
	"text-cut 1 0\n"                              \
	"action 19 attachments-removed\n"             \
	"action 14 links-defanged\n"                  \
	"defect 5 qp-ws\n"                            \
	"removed-name 10 申請.zip\n"                \
	"removed-declared 15 application/zip\n"       \
	"removed-sniffed 15 application/zip\n"        \
	"removed-size 1 0\n"                          \
	"removed-sha256 64 " SAMPLE_SHA "\n"          \
	"removed-marks 12 locked macro\n"             \
	"removed-image 1 0\n"                         \
	"removed-why 10 attachment\n"

#define SAMPLE_TAIL       \
	"= 9 日本語\n" \
	"= 0 \n"          \
	"= 3 a\tb\n"      \
	"end 3 1 3\n"

static const char sample_records[] = SAMPLE_HEAD SAMPLE_TAIL;

/* The first `from` in them is `to`. Returns out. */
static inline const char *sample_changed(char *out, size_t size,
					 const char *from, const char *to)
{
	const char *at = strstr(sample_records, from);

	snprintf(out, size, "%.*s%s%s", (int)(at - sample_records),
		 sample_records, to, at + strlen(from));
	return out;
}

/* With the first line before it; returns the length. */
static inline size_t sample_write(char *out, size_t size, const char *records)
{
	size_t len = 25 + strlen(records);

	return (size_t)snprintf(out, size, "sekisho-plain 1 %08zu\n%s", len,
				records);
}
