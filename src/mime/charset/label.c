/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * label.c -- the names of charsets as real mail writes them
 */
#include <string.h>

#include "mime/charset/charset.h"
#include "mime/tables/tables.h"
#include "mime/text/ascii.h"

enum {
	LONGEST_LABEL = 40
};

/*
 * Labels without case and punctuation: "Shift_JIS", "shift-jis" and "SHIFTJIS"
 * are one. All of WHATWG Encoding 4.2 that has a decoder here, those of Python's
 * codecs, and what mail has beyond. ISO-8859-1, -9 and -11 are read as the
 * Windows charsets that contain them, as every mail reader does. Frequent ones
 * first.
 */
static const struct {
	enum charset_kind kind;
	const char *single; /* SINGLE: the name in single_bytes */
	const char *labels; /* a blank on both sides of each */
} charsets[] = {
	{ CHARSET_UTF8, NULL,
	  " utf8 utf8mb4 unicode11utf8 cp65001 65001 u8 utf utf8n utf8mac "
	  "jajputf8 " },
	{ CHARSET_ASCII, NULL,
	  " usascii ascii ansix341968 iso646us us 646 ansix341986 "
	  "cp367 csascii ibm367 iso646irv1991 isoir6 " },
	{ CHARSET_JIS, NULL,
	  " iso2022jp iso2022jp1 iso2022jp2 iso2022jp3 iso2022jp2004 "
	  "iso2022jpms csiso2022jp csiso2022jp2 cp50220 cp50221 "
	  "cp50222 xwindowsiso2022jp iso2022jpmobile iso2022jpkddi "
	  "iso2022jpmobilekddi xwindows50220 xwindows50221 jisencoding "
	  "csjisencoding jis jis7 iso2022jpext " },
	{ CHARSET_SINGLE, "windows-1252",
	  " iso88591 latin1 l1 cp1252 windows1252 cp819 csisolatin1 "
	  "ibm819 iso885911987 isoir100 xcp1252 8859 iso8859 latin "
	  "1252 " },
	{ CHARSET_CP932, NULL,
	  " shiftjis xshiftjis shiftjis2004 sjis xsjis sjiswin mskanji "
	  "csshiftjis windows31j cswindows31j windows932 cp932 ms932 "
	  "xms932 xmscp932 cp943 cp943c ibm943 cp942 cp942c ibm932 "
	  "ibm942 cp10001 macjapanese xmacjapanese sjismac xsjisjp "
	  "shiftjisx0213 sjis0213 xsjis0213 sjis2004 sjismobiledocomo "
	  "sjismobilekddi sjismobilesoftbank 932 sjisx0213 jajpsjis " },
	{ CHARSET_EUC_JP, NULL,
	  " eucjp xeucjp xeuc eucjpms eucjpwin cp51932 cp20932 ujis "
	  "eucjpopen xeucjpopen eucjplinux xeucjplinux eucjis2004 "
	  "eucjisx0213 cseucpkdfmtjapanese euc jajpeucjp jajpeuc "
	  "jajpujis " },
	{ CHARSET_NONE, NULL,
	  " default none unknown xunknown jisautodetect xjisautodetect "
	  "japaneseautodetect unknown8bit 8bit 7bit " },
	{ CHARSET_GB18030, NULL,
	  " gb2312 gb231280 gb18030 gbk xgbk csgb2312 csgb18030 "
	  "chinese gb euccn xeuccn cp936 ms936 windows936 "
	  "csiso58gb231280 isoir58 gb180302000 gb23121980 eucgb2312cn "
	  "xmacsimpchinese 936 " },
	{ CHARSET_HZ, NULL, " hzgb2312 hz hzgb " },
	{ CHARSET_BIG5, NULL,
	  " big5 xbig5 xxbig5 csbig5 big5eten big5hkscs big5hk cnbig5 "
	  "cp950 ms950 windows950 big5tw xmactradchinese hkscs 950 " },
	{ CHARSET_EUC_KR, NULL,
	  " euckr xeuckr cseuckr ksc56011987 ksc5601 ksc56011989 "
	  "ksx1001 isoir149 korean cp949 ms949 windows949 xwindows949 "
	  "uhc csksc56011987 xmackorean 949 " },
	{ CHARSET_ISO2022_KR, NULL, " iso2022kr csiso2022kr " },
	{ CHARSET_UTF7, NULL, " utf7 xunicode20utf7 unicode11utf7 csutf7 u7 " },
	{ CHARSET_UTF16, NULL,
	  " utf16 unicode ucs2 iso10646ucs2 csunicode unicodefffe u16 " },
	{ CHARSET_UTF16_LITTLE, NULL, " utf16le unicodelittleunmarked " },
	{ CHARSET_UTF16_BIG, NULL, " utf16be unicodebigunmarked " },
	{ CHARSET_ASCII_ONLY, NULL, " euctw xuserdefined " },
	{ CHARSET_SINGLE, "ibm437", " cp437 ibm437 437 cspc8codepage437 " },
	{ CHARSET_SINGLE, "ibm850", " cp850 ibm850 850 cspc850multilingual " },
	{ CHARSET_SINGLE, "ibm852", " ibm852 cp852 852 cspcp852 " },
	{ CHARSET_SINGLE, "ibm866", " ibm866 866 cp866 csibm866 " },
	{ CHARSET_SINGLE, "iso-8859-2",
	  " latin2 iso88592 csisolatin2 iso885921987 isoir101 l2 " },
	{ CHARSET_SINGLE, "iso-8859-3",
	  " iso88593 csisolatin3 iso885931988 isoir109 l3 latin3 " },
	{ CHARSET_SINGLE, "iso-8859-4",
	  " iso88594 csisolatin4 iso885941988 isoir110 l4 latin4 " },
	{ CHARSET_SINGLE, "iso-8859-5",
	  " iso88595 csisolatincyrillic cyrillic iso885951988 isoir144 " },
	{ CHARSET_SINGLE, "iso-8859-6",
	  " iso88596 arabic asmo708 csiso88596e csiso88596i "
	  "csisolatinarabic ecma114 iso885961987 iso88596e iso88596i "
	  "isoir127 " },
	{ CHARSET_SINGLE, "iso-8859-7",
	  " iso88597 csisolatingreek ecma118 elot928 greek greek8 "
	  "iso885971987 isoir126 suneugreek " },
	{ CHARSET_SINGLE, "iso-8859-8",
	  " iso88598i iso88598 csiso88598e csisolatinhebrew hebrew "
	  "iso885981988 iso88598e isoir138 visual csiso88598i logical " },
	{ CHARSET_SINGLE, "iso-8859-10",
	  " iso885910 csisolatin6 isoir157 l6 latin6 iso8859101992 " },
	{ CHARSET_SINGLE, "iso-8859-13", " iso885913 l7 latin7 " },
	{ CHARSET_SINGLE, "iso-8859-14",
	  " iso885914 iso8859141998 isoceltic isoir199 l8 latin8 " },
	{ CHARSET_SINGLE, "iso-8859-15", " latin9 iso885915 csisolatin9 l9 " },
	{ CHARSET_SINGLE, "iso-8859-16",
	  " iso885916 iso8859162001 isoir226 l10 latin10 " },
	{ CHARSET_SINGLE, "koi8-r", " koi8 koi8r cskoi8r koi " },
	{ CHARSET_SINGLE, "koi8-u", " koi8u " },
	{ CHARSET_SINGLE, "macintosh",
	  " macroman macintosh csmacintosh mac xmacroman " },
	{ CHARSET_SINGLE, "windows-874",
	  " iso885911 tis620 cp874 windows874 dos874 874 iso8859112001 "
	  "thai isoir166 tis6200 tis62025290 tis62025291 " },
	{ CHARSET_SINGLE, "windows-1250", " cp1250 windows1250 xcp1250 1250 " },
	{ CHARSET_SINGLE, "windows-1251", " cp1251 windows1251 xcp1251 1251 " },
	{ CHARSET_SINGLE, "windows-1253", " cp1253 windows1253 xcp1253 1253 " },
	{ CHARSET_SINGLE, "windows-1254",
	  " iso88599 latin5 cp1254 windows1254 csisolatin5 "
	  "iso885991989 isoir148 l5 xcp1254 1254 " },
	{ CHARSET_SINGLE, "windows-1255", " cp1255 windows1255 xcp1255 1255 " },
	{ CHARSET_SINGLE, "windows-1256", " cp1256 windows1256 xcp1256 1256 " },
	{ CHARSET_SINGLE, "windows-1257", " cp1257 windows1257 xcp1257 1257 " },
	{ CHARSET_SINGLE, "windows-1258", " cp1258 windows1258 xcp1258 1258 " },
	{ CHARSET_SINGLE, "x-mac-cyrillic",
	  " xmaccyrillic xmacukrainian maccyrillic " },
};

static const char *const kind_names[] = {
	[CHARSET_UNKNOWN] = "",        [CHARSET_NONE] = "",
	[CHARSET_ASCII] = "us-ascii",  [CHARSET_UTF8] = "utf-8",
	[CHARSET_JIS] = "iso-2022-jp", [CHARSET_CP932] = "shift_jis",
	[CHARSET_EUC_JP] = "euc-jp",   [CHARSET_GB18030] = "gb18030",
	[CHARSET_HZ] = "hz-gb-2312",   [CHARSET_BIG5] = "big5",
	[CHARSET_EUC_KR] = "euc-kr",   [CHARSET_ISO2022_KR] = "iso-2022-kr",
	[CHARSET_UTF7] = "utf-7",      [CHARSET_UTF16] = "utf-16",
	[CHARSET_SINGLE] = "",         [CHARSET_ASCII_ONLY] = "us-ascii",
};

/* Lower-case letters and digits only; between two
 * blanks; false if it is too long to be known. */
static bool compact(const char *label, size_t len, char out[static 1])
{
	size_t n = 0;

	out[n++] = ' ';
	for (size_t i = 0; i < len; i++) {
		if (!ascii_is_alnum(label[i]))
			continue;
		if (n == LONGEST_LABEL + 1)
			return false;
		out[n++] = (char)ascii_lower(label[i]);
	}
	out[n++] = ' ';
	out[n] = '\0';
	return true;
}

static struct charset single(const char *name)
{
	for (size_t i = 0; i < n_single_bytes; i++)
		if (strcmp(single_bytes[i].name, name) == 0)
			return (struct charset){ CHARSET_SINGLE,
						 single_bytes[i].name,
						 single_bytes[i].high };
	return (struct charset){ CHARSET_UNKNOWN, "", NULL };
}

struct charset charset_of(enum charset_kind kind)
{
	if (kind == CHARSET_SINGLE)
		return single("windows-1252");
	return (struct charset){ kind, kind_names[kind], NULL };
}

static struct charset of_row(size_t i)
{
	return charsets[i].single ? single(charsets[i].single)
				  : charset_of(charsets[i].kind);
}

/* Most labels are the first of a row. */
struct charset charset_find(const char *label, size_t len)
{
	const size_t n = sizeof(charsets) / sizeof(charsets[0]);
	char wanted[LONGEST_LABEL + 3];

	if (!compact(label, len, wanted))
		return charset_of(CHARSET_UNKNOWN);
	if (strcmp(wanted, "  ") == 0)
		return charset_of(CHARSET_NONE);
	for (size_t i = 0; i < n; i++)
		if (charsets[i].labels[1] == wanted[1] &&
		    strncmp(charsets[i].labels, wanted, strlen(wanted)) == 0)
			return of_row(i);
	for (size_t i = 0; i < n; i++)
		if (strstr(charsets[i].labels, wanted))
			return of_row(i);
	return charset_of(CHARSET_UNKNOWN);
}
