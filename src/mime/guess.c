/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guess.c -- the charset that a text is in, whatever its label says
 *
 * Labels are missing or wrong in much of Japanese mail. The order is: the label
 * where the bytes fit it; UTF-8, which no other text fits by accident; escapes
 * of ISO-2022-JP in a text of seven bits; Shift_JIS or EUC-JP where it reads
 * like Japanese; windows-1252. Each departure from the label is named.
 */
#include <string.h>

#include "mime/buf.h"
#include "mime/charset.h"
#include "mime/decode.h"
#include "mime/utf8.h"

enum {
	SAMPLE = 64 << 10, /* bytes that the score looks at */
	FEW = 6,           /* bytes above 0x7F that prove no UTF-8 */
};

static bool has_jis_escape(const uint8_t *in, size_t len)
{
	const uint8_t *at = in, *end = in + len;

	while (at < end && (at = memchr(at, 0x1B, (size_t)(end - at)))) {
		at++;
		if (end - at >= 2 &&
		    (at[0] == '$' || (at[0] == '(' && at[1] == 'I')))
			return true;
	}
	return false;
}

/*
 * Kana make Japanese; the kanji of level 1 (rows 16-47) are most of the rest.
 * Signs (rows 1-3) are where other charsets have theirs: they prove nothing.
 * Level 2, extensions and half-width kana are rare in text but what other
 * charsets look like when misread.
 */
static int weight(unsigned row)
{
	if (row == 4 || row == 5)
		return 3;
	if (row <= 3)
		return 0;
	if (row == 13)
		return 1;
	if (row >= 16 && row <= 47)
		return 2;
	return -3;
}

static bool is_letter(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* A pair by itself that ends in a letter is what "it's" with a curly quote, or
 * an accented letter, look like; Japanese comes in runs. */
static bool is_accident(const uint8_t *in, size_t len, size_t lead)
{
	return lead + 1 < len && is_letter(in[lead + 1]) &&
	       (lead + 2 == len || in[lead + 2] < 0x80) &&
	       (lead == 0 || in[lead - 1] < 0x80);
}

static long score_sjis(const uint8_t *in, size_t len)
{
	long score = 0;
	unsigned row;

	for (size_t i = 0; i < len; i++) {
		if (in[i] < 0x80)
			continue;
		if (in[i] >= 0xA1 && in[i] <= 0xDF) {
			score--;
			continue;
		}
		/* A row of one byte is a line of dashes, not of kanji. */
		if (i + 1 < len && in[i + 1] == in[i]) {
			i++;
			continue;
		}
		if (is_accident(in, len, i)) {
			score -= 3;
			continue;
		}
		row = (in[i] < 0xA0 ? in[i] - 0x81U : in[i] - 0xC1U) * 2 + 1;
		if (++i < len && in[i] >= 0x9F)
			row++;
		score += weight(row);
	}
	return score;
}

static long score_euc(const uint8_t *in, size_t len)
{
	long score = 0;

	for (size_t i = 0; i < len; i++) {
		if (in[i] < 0x80)
			continue;
		if (in[i] == 0x8E || in[i] == 0x8F) {
			score--;
			i += in[i] - 0x8DU;
			continue;
		}
		score += weight(in[i] - 0xA0U);
		i++;
	}
	return score;
}

long charset_score(enum charset_kind kind, const uint8_t *in, size_t len)
{
	if (len > SAMPLE)
		len = SAMPLE;
	if (kind == CHARSET_CP932)
		return decode_cp932(in, len, NULL) > len / SAMPLE
			       ? 0
			       : score_sjis(in, len);
	return decode_euc_jp(in, len, NULL) > len / SAMPLE ? 0
							   : score_euc(in, len);
}

static bool is_seven_bit(const uint8_t *in, size_t len)
{
	return utf8_ascii_run(in, len) == len;
}

static enum charset_kind japanese(const uint8_t *in, size_t len)
{
	long sjis = charset_score(CHARSET_CP932, in, len);
	long euc = charset_score(CHARSET_EUC_JP, in, len);

	if (sjis <= 0 && euc <= 0)
		return CHARSET_UNKNOWN;
	return sjis > euc ? CHARSET_CP932 : CHARSET_EUC_JP;
}

bool charset_is_utf16(const struct charset *label, const uint8_t *in,
		      size_t len)
{
	bool marked = len >= 2 && len % 2 == 0 &&
		      (memcmp(in, "\xFF\xFE", 2) == 0 ||
		       memcmp(in, "\xFE\xFF", 2) == 0) &&
		      /* The mark of UTF-32, which nothing here reads. */
		      !(len >= 4 && memcmp(in, "\xFF\xFE\0", 4) == 0);
	bool named = label->kind == CHARSET_UTF16 ||
		     label->kind == CHARSET_UTF16_LITTLE ||
		     label->kind == CHARSET_UTF16_BIG;

	/* Programs copy "utf-16" from a file to the mail that is not in it. */
	return marked || (named && len &&
			  (memchr(in, '\0', len) || !utf8_valid(in, len)));
}

/* What the bytes are by themselves; UNKNOWN if nothing speaks for anything. */
static enum charset_kind detect(const uint8_t *in, size_t len)
{
	static const struct charset none = { CHARSET_NONE, "", NULL };

	if (charset_is_utf16(&none, in, len))
		return CHARSET_UTF16;
	if (is_seven_bit(in, len))
		return has_jis_escape(in, len) ? CHARSET_JIS : CHARSET_ASCII;
	if (utf8_valid(in, len))
		return CHARSET_UTF8;
	if (has_jis_escape(in, len) && decode_jis(in, len, NULL) == 0)
		return CHARSET_JIS;
	return japanese(in, len);
}

/* Whether the label is one that much Japanese mail carries wrongly: it decodes
 * anything, so that decoding proves nothing. */
static bool is_weak(const struct charset *label)
{
	return label->kind == CHARSET_NONE || label->kind == CHARSET_ASCII ||
	       label->kind == CHARSET_ASCII_ONLY ||
	       (label->kind == CHARSET_SINGLE &&
		strcmp(label->name, "windows-1252") == 0);
}

enum charset_kind charset_settle(const uint8_t *in, size_t len)
{
	enum charset_kind found = detect(in, len);

	/* What nobody knows may read as Shift_JIS or EUC-JP by accident; the
	 * others say by themselves what they are. */
	if (found == CHARSET_ASCII || found == CHARSET_UTF8 ||
	    found == CHARSET_JIS || found == CHARSET_UTF16)
		return found;
	return CHARSET_UNKNOWN;
}

/* What to try when the label did not fit; the label's kind if nothing better
 * is known. */
static enum charset_kind choose(const struct charset *label, const uint8_t *in,
				size_t len)
{
	enum charset_kind found = detect(in, len);

	if (label->kind == CHARSET_UNKNOWN || label->kind == CHARSET_ASCII_ONLY)
		return charset_settle(in, len);
	if (found != CHARSET_UNKNOWN)
		return found;
	if (label->kind == CHARSET_NONE || label->kind == CHARSET_ASCII)
		return CHARSET_SINGLE;
	return label->kind;
}

/* Charsets that are made of seven bits and escapes. */
static bool has_escapes(enum charset_kind kind)
{
	return kind == CHARSET_JIS || kind == CHARSET_ISO2022_KR ||
	       kind == CHARSET_HZ || kind == CHARSET_UTF7;
}

/* Chinese and Korean decoders accept most bytes: UTF-8 under such a label is
 * told by itself, unless it is so short that it may be an accident. */
static bool is_utf8_after_all(const struct charset *label, const uint8_t *in,
			      size_t len)
{
	size_t high = 0;

	if (label->kind != CHARSET_GB18030 && label->kind != CHARSET_BIG5 &&
	    label->kind != CHARSET_EUC_KR)
		return false;
	for (size_t i = 0; i < len && high < FEW; i++)
		high += in[i] >= 0x80;
	return high == FEW && utf8_valid(in, len);
}

static bool label_holds(const struct charset *label, const uint8_t *in,
			size_t len)
{
	if (label->kind == CHARSET_UNKNOWN || is_utf8_after_all(label, in, len))
		return false;
	if (label->kind == CHARSET_UTF16 ||
	    label->kind == CHARSET_UTF16_LITTLE ||
	    label->kind == CHARSET_UTF16_BIG)
		return charset_is_utf16(label, in, len);
	if (charset_is_utf16(label, in, len))
		return false;
	if (is_seven_bit(in, len))
		return has_escapes(label->kind) || !has_jis_escape(in, len);
	if (label->kind == CHARSET_SINGLE && !is_weak(label))
		return !utf8_valid(in, len);
	if (label->kind == CHARSET_SINGLE)
		return detect(in, len) == CHARSET_UNKNOWN;
	return !is_weak(label);
}

/* What a line in a text of several charsets is for sure, else UNKNOWN: seven
 * bits with escapes, or UTF-8 with a character of three bytes, as kana are. */
static enum charset_kind sure_of_line(const uint8_t *in, size_t len)
{
	bool high = false;

	if (is_seven_bit(in, len))
		return has_jis_escape(in, len) ? CHARSET_JIS : CHARSET_ASCII;
	for (size_t i = 0; i < len && !high; i++)
		high = in[i] >= 0xE0;
	return high && utf8_valid(in, len) ? CHARSET_UTF8 : CHARSET_UNKNOWN;
}

/* The others: in the charset of the label if that is a Japanese one that they
 * fit, else by plausibility. */
static enum charset_kind kind_of_line(enum charset_kind label,
				      const uint8_t *in, size_t len)
{
	enum charset_kind kind = sure_of_line(in, len);

	if (kind != CHARSET_UNKNOWN)
		return kind;
	if ((label == CHARSET_JIS && decode_jis(in, len, NULL) == 0) ||
	    (label == CHARSET_CP932 && decode_cp932(in, len, NULL) == 0) ||
	    (label == CHARSET_EUC_JP && decode_euc_jp(in, len, NULL) == 0))
		return label;
	kind = japanese(in, len);
	if (kind == CHARSET_UNKNOWN)
		kind = label == CHARSET_UTF8 ? label : CHARSET_SINGLE;
	return kind;
}

static size_t line_length(const uint8_t *in, size_t len)
{
	const uint8_t *stop = len ? memchr(in, '\n', len) : NULL;

	return stop ? (size_t)(stop - in) + 1 : len;
}

/* Lines of two kinds, one of them told for sure: servers add theirs to what
 * people write, without a look at its charset. */
static bool is_mixed(const struct charset *label, const uint8_t *in, size_t len)
{
	uint32_t seen = 0;
	size_t n;

	if (is_seven_bit(in, len) || charset_is_utf16(label, in, len) ||
	    (!is_weak(label) && label->kind != CHARSET_UTF8 &&
	     label->kind != CHARSET_JIS && label->kind != CHARSET_CP932 &&
	     label->kind != CHARSET_EUC_JP))
		return false;
	for (; len; in += n, len -= n) {
		n = line_length(in, len);
		seen |= 1U << sure_of_line(in, n);
	}
	seen &= ~(1U << CHARSET_ASCII);
	return seen & (seen - 1);
}

static size_t read_lines(const struct charset *label, const uint8_t *in,
			 size_t len, struct buf *out)
{
	struct charset charset;
	size_t unmapped = 0, n;

	for (; len; in += n, len -= n) {
		n = line_length(in, len);
		charset = charset_of(kind_of_line(label->kind, in, n));
		unmapped += charset_decode(&charset, in, n, out);
	}
	return unmapped;
}

static struct charset_text read_whole(const struct charset *label,
				      const uint8_t *in, size_t len,
				      struct buf *out)
{
	struct charset_text text = { .used = *label };
	size_t from = out->len, cut = out->cut;
	enum charset_kind kind;

	if (label->kind == CHARSET_NONE)
		text.used = charset_of(CHARSET_ASCII);
	if (label_holds(label, in, len)) {
		text.unmapped = charset_decode(&text.used, in, len, out);
		if (!text.unmapped || label->kind == CHARSET_SINGLE ||
		    is_seven_bit(in, len))
			return text;
	}
	text.wrong = label->kind != CHARSET_NONE;
	kind = choose(label, in, len);
	if (kind == label->kind && out->len > from)
		return text;
	out->len = from;
	out->cut = cut;
	text.guessed = kind != label->kind;
	if (kind == CHARSET_UNKNOWN) {
		text.used = charset_of(kind);
		return text;
	}
	text.used = kind == label->kind ? *label : charset_of(kind);
	text.unmapped = charset_decode(&text.used, in, len, out);
	return text;
}

struct charset_text charset_read(const struct charset *label, const uint8_t *in,
				 size_t len, struct buf *out)
{
	size_t from = out->len, cut = out->cut;
	struct charset_text text = read_whole(label, in, len, out);

	if (text.used.kind == CHARSET_UNKNOWN ||
	    (!text.unmapped &&
	     (text.used.kind == CHARSET_JIS || !has_jis_escape(in, len))) ||
	    !is_mixed(label, in, len))
		return text;
	out->len = from;
	out->cut = cut;
	text.unmapped = read_lines(label, in, len, out);
	text.guessed = true;
	text.wrong = label->kind != CHARSET_NONE;
	return text;
}
