/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sniff_test.c -- tests src/mime/content/sniff.c
 */
#include "mime/content/sniff.h"

#include "fixture.h"

static void files_are_known_by_their_first_bytes(void **state)
{
	(void)state;
	assert_string_equal(sniff_type(BYTES("PK\3\4xxxx")), "application/zip");
	assert_string_equal(sniff_type(BYTES("%PDF-1.7")), "application/pdf");
	assert_string_equal(sniff_type(BYTES("MZ\x90")),
			    "application/x-msdownload");
	assert_string_equal(sniff_type(BYTES("P")), "");
	assert_string_equal(sniff_type(BYTES("")), "");
}

/* The bytes as the specifications of the formats have them. */
static void every_type_has_its_signature(void **state)
{
	static const struct {
		const char *type, *hex;
	} rows[] = {
		{ "application/zip", "504B0506" },
		{ "image/png", "89504E470D0A1A0A" },
		{ "image/jpeg", "FFD8FF" },
		{ "image/gif", "474946383961" },
		{ "image/bmp", "424D" },
		{ "image/tiff", "49492A00" },
		{ "image/tiff", "4D4D002A" },
		{ "image/webp", "524946460000000057454250" },
		{ "application/x-ole-storage", "D0CF11E0A1B11AE1" },
		{ "application/applefile", "0005160700020000" },
		{ "application/vnd.ms-tnef", "789F3E22" },
		{ "application/vnd.rar", "526172211A07" },
		{ "application/x-7z-compressed", "377ABCAF271C" },
		{ "application/gzip", "1F8B" },
		{ "application/x-bzip2", "425A68" },
		{ "application/x-xz", "FD377A585A00" },
		{ "application/vnd.ms-cab-compressed", "4D534346" },
		{ "application/x-lzh-compressed", "00002D6C68352D" },
		{ "application/x-executable", "7F454C46" },
		{ "application/x-ms-shortcut", "4C0000000114020000" },
		{ "application/rtf", "7B5C72746631" },
		{ "application/x-sylk", "49443B50" },
		{ "application/onenote", "E4525C7B8CD8A74D" },
		{ "audio/mpeg", "494433" },
		{ "audio/wav", "524946460000000057415645" },
		{ "video/mp4", "0000001866747970" },
	};

	uint8_t bytes[16];
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		len = strlen(rows[i].hex) / 2;
		for (size_t k = 0; k < len; k++)
			sscanf(rows[i].hex + 2 * k, "%2hhx", &bytes[k]);
		assert_string_equal(sniff_type(bytes, len), rows[i].type);
		assert_string_equal(sniff_type(bytes, 1), "");
	}
}

static void texts_are_known_by_their_first_words(void **state)
{
	(void)state;
	assert_string_equal(sniff_type(BYTES("BEGIN:VCALENDAR\r\n")),
			    "text/calendar");
	assert_string_equal(sniff_type(BYTES("BEGIN:VCARD\n")), "text/vcard");
	assert_string_equal(sniff_type(BYTES("-----BEGIN PGP MESSAGE-----")),
			    "application/pgp-encrypted");
	assert_string_equal(sniff_type(BYTES("-----BEGIN PGP SIGNATURE-----")),
			    "application/pgp-signature");
	assert_string_equal(sniff_type(BYTES("-----BEGIN PGP PUBLIC")), "");
}

/* WHATWG MIME Sniffing, 7.1 */
static void markup_is_known_in_any_case_behind_blanks(void **state)
{
	static const char *const html[] = {
		"<!DOCTYPE html>",
		"<!doctype HTML PUBLIC",
		"<html>",
		"<HTML xmlns:v=x>",
		"\r\n\t \f<head>",
		"\xEF\xBB\xBF<script\n",
		"<iframe\t",
		"<h1>",
		"<div ",
		"<font ",
		"<TABLE border=1>",
		"<a href",
		"<style>",
		"<title>",
		"<b>",
		"<body\r",
		"<br>",
		"<p>",
		"\xEF\xBB\xBF <meta ",
		"<!--",
	};
	static const char *const other[] = {
		"<",
		"<html",
		"<htmlx>",
		"<bx>",
		"x<html>",
		"<h2>",
		"<!doctype",
		"\v<html>",
		"\xEF\xBB<html>",
		"\xEF\xBB\xBF",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(html) / sizeof(html[0]); i++)
		assert_string_equal(
			sniff_type((const uint8_t *)html[i], strlen(html[i])),
			"text/html");
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		assert_string_equal(
			sniff_type((const uint8_t *)other[i], strlen(other[i])),
			"");
	assert_string_equal(sniff_type(BYTES("<?xml version")), "text/xml");
	assert_string_equal(sniff_type(BYTES("\xEF\xBB\xBF<?xml ")),
			    "text/xml");
}

MAIN(cmocka_unit_test(every_type_has_its_signature),
     cmocka_unit_test(texts_are_known_by_their_first_words),
     cmocka_unit_test(markup_is_known_in_any_case_behind_blanks),
     cmocka_unit_test(files_are_known_by_their_first_bytes))
