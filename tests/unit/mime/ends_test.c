/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ends_test.c -- each reader of strangers' bytes keeps within them, wherever they end
 *
 * Each sample is cut at every place, and lies between two pages that nobody may
 * read: once at the end of its own page, once at its beginning.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "mime/card/card.h"
#include "mime/charset/charset.h"
#include "mime/content/scan.h"
#include "mime/header/auth.h"
#include "mime/header/field.h"
#include "mime/header/ident.h"
#include "mime/header/mailbox.h"
#include "mime/header/param.h"
#include "mime/header/word.h"
#include "mime/html/markup.h"
#include "mime/html/meta.h"
#include "mime/html/text.h"
#include "mime/outlook/lzfu.h"
#include "mime/outlook/rtf.h"
#include "mime/part/flowed.h"
#include "mime/text/clean.h"
#include "mime/text/utf8.h"
#include "mime/transfer/transfer.h"
#include "mime/transfer/uuencode.h"

#include "fixture.h"

enum {
	ROOM = 16384
};

typedef void reader(struct fixture *f, const uint8_t *at, size_t len);

/* Between pages without any right. */
static uint8_t *guarded_page(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	uint8_t *at = mmap(NULL, ROOM + 2 * page, PROT_NONE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_true(at != MAP_FAILED && ROOM % page == 0);
	assert_int_equal(mprotect(at + page, ROOM, PROT_READ | PROT_WRITE), 0);
	return at + page;
}

static void cut_everywhere(struct fixture *f, reader *read, const char *sample,
			   size_t len)
{
	static uint8_t *room;
	void *state = f;

	if (!room)
		room = guarded_page();
	assert_true(len <= ROOM);
	for (size_t cut = 0; cut <= len; cut++) {
		memcpy(room + ROOM - cut, sample, cut);
		read(f, room + ROOM - cut, cut);
		memcpy(room, sample, cut);
		read(f, room, cut);
		fixture_finish(&state);
		fixture_init(&state);
	}
}

#define CUT(f, read, text) cut_everywhere(f, read, text, sizeof(text) - 1)

static void read_page(struct fixture *f, const uint8_t *at, size_t len)
{
	html_text(&f->mime, at, len, &f->out);
	html_meta_charset(at, len);
	markup_is(at, len);
	markup_has_tag(at, len);
}

static void pages(void **state)
{
	struct fixture *f = *state;

	CUT(f, read_page,
	    "<!DOCTYPE html \"x\"><!--a--!><!-->-><!--->--><!--b-- -->"
	    "<?xml?></ x><meta charset='utf-8'><base href=//a.b/>"
	    "<style>p.a,#b{display:none;x:\"y\\\"\"/**/}@media x{q{}}</style>"
	    "<script><!--<script>x</script>--></script >"
	    "<title>&lt;t</title><textarea>\r\n&ampx</textarea>");
	CUT(f, read_page,
	    "a &#x41;&#65&#0;&lt&nbsp;&nbsp;&NotEqualTilde; &notit; &#xzz &;\n"
	    "<a href=http://b.c/?x&lt=1&amp;y&lt;z>b</a><a href='&#x68;'>c</a>"
	    "<img alt=\"&quot\" src = x/><br/><p style='color:#fff'>\xC2\xA0xあ"
	    "\nい<pre>e\r\n\nf\r</pre>");
	CUT(f, read_page,
	    "<font face=Wingdings>l</font><table><caption>g<tr><td colspan=2"
	    " rowspan=3>h<td>i<tfoot><tr><td>j</table><ruby>k<rt>l</ruby>"
	    "<svg><![CDATA[m]]><text>n</svg><ol start=3><li>o<li value=-1>p</ol>"
	    "<input value=q><select><option>r</select><del>s</del><sup>t</sup>"
	    "<xmp>u</xmp><plaintext>v</plaintext>");
	CUT(f, read_page,
	    "x < y <br/> <div x> </TD> &nbsp;&oacute;&#39; <span <b>");
}

static void read_rtf(struct fixture *f, const uint8_t *at, size_t len)
{
	rtf_read(at, len, &f->arena, &f->out);
}

static void read_lzfu(struct fixture *f, const uint8_t *at, size_t len)
{
	lzfu_read(at, len, &f->out);
}

static void documents(void **state)
{
	struct fixture *f = *state;

	CUT(f, read_rtf,
	    "{\\rtf1\\ansi\\ansicpg932\\uc1\\deff0{\\fonttbl{\\f0\\fcharset128 x;}}"
	    "\\f0 a\\'82\\'a0\\u12354 ?\\u-10179?\\u-8704?\\{\\~\\_\\-\\par\r\n"
	    "{\\*\\generator b;}{\\v c}\\bin3 xyz\\tab{\\field{\\*\\fldinst HYPERLINK "
	    "\"http://b.c/\"}{\\fldrslt d}}\\'8}");
	CUT(f, read_lzfu,
	    "\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125\x42"
	    "\x32\x0a\xf3 hel\x09\0 bw\x05\xb0ld}\x0a\x80\x0f\xa0");
	CUT(f, read_lzfu, "\x0f\0\0\0\x03\0\0\0MELA\0\0\0\0abcd");
}

static void read_calendar(struct fixture *f, const uint8_t *at, size_t len)
{
	card_text(&f->mime, CARD_CALENDAR, at, len, NULL, &f->out);
	card_unfold(CARD_CALENDAR, at, len, &f->out);
}

static void read_vcard(struct fixture *f, const uint8_t *at, size_t len)
{
	card_text(&f->mime, CARD_VCARD, at, len, NULL, &f->out);
	card_charset(&f->arena, CARD_VCARD, at, len, charset_of(CHARSET_UTF8));
	card_unfold(CARD_VCARD, at, len, &f->out);
}

static void read_report(struct fixture *f, const uint8_t *at, size_t len)
{
	card_text(&f->mime, CARD_REPORT, at, len, NULL, &f->out);
}

static void cards(void **state)
{
	struct fixture *f = *state;

	CUT(f, read_calendar,
	    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY;X=\"a:b\":c\\,d\\n\r\n e"
	    "\r\nDTSTART;TZID=Asia/Tokyo:20261120T100000\r\n"
	    "DTEND;VALUE=DATE:20261121\r\nDURATION:P1DT2H\r\n"
	    "ATTENDEE;CN=x:mailto:y@z.w\r\nDESCRIPTION:<p>f\r\n"
	    "DTSTART:20261120T100000Z\r\nEND:VEVENT");
	CUT(f, read_vcard,
	    "BEGIN:VCARD\r\nN:a;b\r\nitem1.TEL;TYPE=work:1\r\n"
	    "FN;CHARSET=shift_jis;ENCODING=QUOTED-PRINTABLE:=82=\r\n=A0=\r\n=4\r\n"
	    "NOTE;ENCODING=b:aGVs\r\n bG8=\r\nBDAY:1970-01-02\r\nEND:VCARD");
	CUT(f, read_report,
	    "Reporting-MTA: dns; a.b\r\n\r\nFinal-Recipient: rfc822; c@d.e\r\n"
	    "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550\r\n x");
}

/* By its label, and as what it is taken for without one. */
static void read_as(struct fixture *f, const char *label, const uint8_t *at,
		    size_t len)
{
	struct charset charset = charset_find(label, strlen(label));
	struct charset none = charset_of(CHARSET_NONE);

	charset_decode(&charset, at, len, &f->out);
	charset_read(&charset, at, len, &f->out);
	charset_read(&none, at, len, &f->out);
}

#define READER(charset, label)                                                \
	static void charset(struct fixture *f, const uint8_t *at, size_t len) \
	{                                                                     \
		read_as(f, label, at, len);                                   \
	}

READER(utf8, "utf-8")
READER(utf7, "utf-7")
READER(utf16, "utf-16")
READER(utf16_big, "utf-16be")
READER(jis, "iso-2022-jp")
READER(cp932, "shift_jis")
READER(euc_jp, "euc-jp")
READER(gb18030, "gb18030")
READER(hz, "hz-gb-2312")
READER(big5, "big5")
READER(euc_kr, "euc-kr")
READER(iso2022_kr, "iso-2022-kr")
READER(latin, "iso-8859-1")

static void charsets(void **state)
{
	struct fixture *f = *state;

	CUT(f, utf8,
	    "\xEF\xBB\xBF"
	    "abcdefgh\xC3\xA9\xE3\x81\x82\xE3\x81\x84"
	    "\xF0\x9F\x98\x80\xC3\x28\xE3\x81\x28\xED\xA0\x80\xF0\x9F\x98");
	CUT(f, utf7, "a+MEIwRA-b+AGE+2D3eAA-+-+AG,c+");
	CUT(f, utf16,
	    "\xFF\xFE"
	    "a\0\x42\x30\x3D\xD8\0\xDE\x3D\xD8"
	    "a\0\0\xDE");
	CUT(f, utf16_big, "\0a\x30\x42\xD8\x3D\xDE\0\xD8\x3D\0a\xDE\0");
	CUT(f, jis,
	    "a\x1B$B$\"$$\x1B(I1\x1B(J\\\x1B$(D0!\x1B$@$\"\x1B(B\x0E\x31\x0F"
	    "\x1B&@\x1B$B\x1B$(O\x1B.A\x1BN\x1B");
	CUT(f, cp932, "a\x82\xA0\xB1\x82\x20\xF0\x40\xFC\x4B\xFD\x81");
	CUT(f, euc_jp, "a\xA4\xA2\x8E\xB1\x8F\xB0\xA1\x8F\xB0\x20\xA4\x20\x8F");
	CUT(f, gb18030,
	    "a\xB0\xA1\x81\x30\x84\x36\x90\x30\x81\x30\x81\x30\x20\x81\x40");
	CUT(f, hz, "a~{0!~~~}b~~~\n~{0\n~x~{0!0");
	CUT(f, big5, "a\xA4\x40\x88\x62\x88\x20\xA4");
	CUT(f, euc_kr, "a\xB0\xA1\x81\x41\xB0\x20\xB0");
	CUT(f, iso2022_kr,
	    "\x1B$)Ca\x0E\x30\x21\x0F"
	    "b\x0E\x30\n\x1B$)C\x1B");
	CUT(f, latin, "a\x80\x9F\xE9");
}

static void read_header(struct fixture *f, const uint8_t *at, size_t len)
{
	struct lines lines = { .at = at, .end = at + len, .eol = '\n' };
	struct header header = header_read(&f->mime, &lines);
	char out[AUTH_TEXT];

	auth_read(&header, "a.b", out);
}

static void read_value(struct fixture *f, const uint8_t *at, size_t len)
{
	struct field field = { .at = at, .len = len };
	struct mailbox_list list = { .n = 0 };
	struct params params;
	const uint8_t *next = at;
	char date[IDENT_DATE];
	bool odd = false;
	size_t n;

	ident_date(at, len, date);
	while (ident_next(&next, at + len, &n))
		;
	ident_addr((const char *)at, len);
	word_decode(&f->mime, at, len, &f->out);
	mailbox_read(&f->mime, &field, &list, &odd);
	params_read(&f->mime, &field, &params);
	params_values(&f->mime, &params, "name");
}

static void headers(void **state)
{
	struct fixture *f = *state;

	CUT(f, read_header,
	    "From: a\r\n b\r\nX : y\nAuthentication-Results: a.b 1; spf=pass (x\\)) "
	    "smtp.mailfrom=c@d.e; dkim=\"fail\" reason=\"\\\"\" header.d = f.g;"
	    "\r\n dmarc/1=none\r\nReceived: x\r\n\r\n");
	CUT(f, read_value, " Fri, (x\\)) 20 Nov 2026 10:00:00 +0900 (JST)");
	CUT(f, read_value, "1 jan 99 1:2:3 EST");
	CUT(f, read_value,
	    "\"a\\\"b\" <c.d@e.f>, g:h@i.j;, (k) l@m.n, <\"o\"@p>");
	CUT(f, read_value,
	    "=?utf-8?B?44GC?= =?UTF-8*ja?Q?=E3=81=82_?= =?x?y?z?= \x1B$B$\"\x1B(B "
	    "\x82\xA0 \xE3\x81\x82 =?utf-8?b?44");
	CUT(f, read_value,
	    "a/b (c\\)); name=\"d\\\"\"; name*0*=utf-8'ja'%E3%81; name*1=%8; "
	    "name*=%zz; x=\x1B$B$\"\x1B(B; name=\x95\x5C; y=\"");
}

static void read_all(struct fixture *f, enum transfer_kind kind,
		     const uint8_t *at, size_t len)
{
	struct transfer t = { .kind = kind, .at = at, .end = at + len };
	uint8_t out[64];

	(void)f;
	while (transfer_read(&t, out, sizeof(out)))
		;
}

static void read_transfer(struct fixture *f, const uint8_t *at, size_t len)
{
	struct uuencode block;

	for (enum transfer_kind k = TRANSFER_IDENTITY; k < TRANSFER_UNKNOWN;
	     k++)
		read_all(f, k, at, len);
	uuencode_find(at, at + len, &block);
	uuencode_is_line(at, len);
}

static void encodings(void **state)
{
	struct fixture *f = *state;

	CUT(f, read_transfer, "aGVs\r\nb*G8=\r\naA==aQ==");
	CUT(f, read_transfer, "a=3Db=\r\nc= \t\r\nd=zz =e");
	CUT(f, read_transfer,
	    "x\r\nbegin 644 a b\r\n#0V%T\r\n#0V%T\r\n`\r\nend\r\nbegin 644");
	CUT(f, read_transfer, "\x93\x8F==@=\r\n..\r\nabc=");
	CUT(f, read_transfer, ":#dpbBf9PG'`!!!*Nrq-\x90!!-\r\n\"k!:");
}

static void read_text(struct fixture *f, const uint8_t *at, size_t len)
{
	struct clean clean = { .n_codes = 0 };
	struct scan scan = { .type = "" };

	clean_lines(&clean, at, len, &f->out);
	clean_line(&clean, at, len, &f->out);
	flowed_join(at, len, true, &f->out);
	utf8_valid(at, len);
	utf8_ascii_run(at, len);
	utf8_wide_run(at, len);
	if (len)
		scan_piece(&scan, at, len);
}

static void texts(void **state)
{
	struct fixture *f = *state;

	CUT(f, read_text,
	    "> a \r\n> b\r\rc\n d\t\xC2\x85\xE2\x80\xA8\xE3\x81\x82\xCC\x81\xE2\x80\x8B"
	    "\xF0\x9F\x98\x80\xEE\x80\x80-- \r\n\x1B\0e\xE3\x81\x82\xE3\x81");
	CUT(f, read_text,
	    "PK\3\4\x14\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\3\0\0\0a.b"
	    "word/vbaProject.bin");
	CUT(f, read_text, "%PDF-1.4 /Encrypt");
	CUT(f, read_text, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
	CUT(f, read_text, "\x89PNG\r\n\x1A\n\0\0\0\rIHDR");
	CUT(f, read_text, "RIFF\0\0\0\0WEBPVP8 ");
}

MAIN(WITH(pages), WITH(documents), WITH(cards), WITH(charsets), WITH(headers),
     WITH(encodings), WITH(texts))
