/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sniff.c -- what a file is by its bytes, whatever it is called
 */
#include "mime/content/sniff.h"

#include <stdbool.h>
#include <string.h>

#include "mime/text/ascii.h"

static const struct {
	const char *type;
	const char *bytes;
	uint8_t len, at;
} magics[] = {
	{ "application/zip", "PK\3\4", 4, 0 },
	{ "application/zip", "PK\5\6", 4, 0 },
	{ "application/pdf", "%PDF-", 5, 0 },
	{ "image/png", "\x89PNG\r\n\x1a\n", 8, 0 },
	{ "image/jpeg", "\xff\xd8\xff", 3, 0 },
	{ "image/gif", "GIF8", 4, 0 },
	{ "image/bmp", "BM", 2, 0 },
	{ "image/tiff", "II*\0", 4, 0 },
	{ "image/tiff", "MM\0*", 4, 0 },
	{ "image/webp", "WEBP", 4, 8 },
	{ "application/x-ole-storage", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8,
	  0 },
	/* AppleDouble (RFC 1740), what a Mac says beside a file. */
	{ "application/applefile", "\0\5\x16\7\0\2\0\0", 8, 0 },
	{ "application/vnd.ms-tnef", "\x78\x9f\x3e\x22", 4, 0 },
	{ "application/vnd.rar", "Rar!\x1a\7", 6, 0 },
	{ "application/x-7z-compressed", "7z\xbc\xaf\x27\x1c", 6, 0 },
	{ "application/gzip", "\x1f\x8b", 2, 0 },
	{ "application/x-bzip2", "BZh", 3, 0 },
	{ "application/x-xz", "\xfd\x37zXZ", 5, 0 },
	{ "application/vnd.ms-cab-compressed", "MSCF", 4, 0 },
	{ "application/x-lzh-compressed", "-lh", 3, 2 },
	{ "application/x-msdownload", "MZ", 2, 0 },
	{ "application/x-executable",
	  "\x7f"
	  "ELF",
	  4, 0 },
	{ "application/x-ms-shortcut", "L\0\0\0\1\x14\2\0", 8, 0 },
	{ "application/rtf", "{\\rtf", 5, 0 },
	{ "application/x-sylk", "ID;P", 4, 0 },
	{ "application/onenote", "\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", 8, 0 },
	{ "audio/mpeg", "ID3", 3, 0 },
	{ "audio/wav", "WAVE", 4, 8 },
	{ "video/mp4", "ftyp", 4, 4 },
	{ "text/calendar", "BEGIN:VCALENDAR", 15, 0 },
	{ "text/vcard", "BEGIN:VCARD", 11, 0 },
	{ "application/pgp-encrypted", "-----BEGIN PGP MESSAGE", 22, 0 },
	{ "application/pgp-signature", "-----BEGIN PGP SIGNATURE", 24, 0 },
};

/* clang-format off */
/* How markup begins, in any case, behind a mark of UTF-8 and blanks (WHATWG MIME
 * Sniffing, 7.1); programs that call it a sheet begin with <meta>, too. */
static const char *const tags[] = {
	"<!doctype html", "<html", "<head", "<script", "<iframe", "<h1", "<div",
	"<font", "<table", "<a", "<style", "<title", "<b", "<body", "<br", "<p",
	"<meta",
};

/* clang-format on */

static bool is_blank(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v');
}

static const char *markup_type(const uint8_t *head, size_t len)
{
	const char *at = (const char *)head, *end = at + len;
	size_t n;

	if (len >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0)
		at += 3;
	while (at < end && is_blank((uint8_t)*at))
		at++;
	len = (size_t)(end - at);
	if (ascii_begins(at, len, "<?xml"))
		return "text/xml";
	if (ascii_begins(at, len, "<!--"))
		return "text/html";
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		n = strlen(tags[i]);
		if (ascii_begins(at, len, tags[i]) && len > n &&
		    (at[n] == '>' || is_blank((uint8_t)at[n])))
			return "text/html";
	}
	return "";
}

const char *sniff_type(const uint8_t *head, size_t len)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (len >= (size_t)magics[i].at + magics[i].len &&
		    memcmp(head + magics[i].at, magics[i].bytes,
			   magics[i].len) == 0)
			return magics[i].type;
	return markup_type(head, len);
}
