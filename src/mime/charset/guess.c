/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guess.c -- the charset that a text is in, whatever its label says
 *
 * Labels are missing or wrong in much of Japanese mail. The order is: the label
 * where the bytes fit it; UTF-8, which no other text fits by accident; escapes
 * of ISO-2022-JP in a text of seven bits; Shift_JIS or EUC-JP where it reads
 * like Japanese, a long text without kana like Chinese or Korean; windows-1252.
 * Each departure from the label is named.
 */
#include <string.h>

#include "mime/charset/charset.h"
#include "mime/charset/decode.h"
#include "mime/charset/japanese.h"
#include "mime/text/buf.h"
#include "mime/text/line.h"
#include "mime/text/utf8.h"

enum {
	FEW = 6,    /* bytes above 0x7F that prove no UTF-8 */
	SOME = 4,   /* of so many of a line of UTF-8 one may be damaged */
	SLIPS = 10, /* of so many of them one may be damaged */
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

static bool is_seven_bit(const uint8_t *in, size_t len)
{
	return utf8_ascii_run(in, len) == len;
}

/* A slip damages a character or two of UTF-8; other texts are damaged all over
 * if they are read so. */
static bool is_mostly_utf8(const uint8_t *in, size_t len, size_t slips)
{
	size_t high = 0;

	for (size_t i = 0; i < len; i++) {
		i += utf8_ascii_run(in + i, len - i);
		high += i < len;
	}
	return decode_utf8(in, len, NULL) <= high / slips;
}

/* Not Shift_JIS or EUC-JP, as which anything may read by accident. */
enum charset_kind charset_settle(const uint8_t *in, size_t len)
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
	return CHARSET_UNKNOWN;
}

/* What damaged bytes, or those that nobody labelled, are most likely. */
static enum charset_kind likely(const uint8_t *in, size_t len, size_t slips)
{
	enum charset_kind kind;

	if (is_mostly_utf8(in, len, slips))
		return CHARSET_UTF8;
	kind = charset_japanese(in, len);
	if (kind == CHARSET_UNKNOWN && has_jis_escape(in, len))
		return CHARSET_JIS;
	return kind;
}

static enum charset_kind detect(const uint8_t *in, size_t len)
{
	enum charset_kind kind = charset_settle(in, len);

	return kind == CHARSET_UNKNOWN ? likely(in, len, SLIPS) : kind;
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

static bool is_chinese_or_korean(enum charset_kind kind)
{
	return kind == CHARSET_GB18030 || kind == CHARSET_BIG5 ||
	       kind == CHARSET_EUC_KR;
}

/* What to try when the label did not fit; the label's kind if nothing better
 * is known. */
static enum charset_kind choose(const struct charset *label, const uint8_t *in,
				size_t len)
{
	enum charset_kind found = detect(in, len);

	if (label->kind == CHARSET_UTF8 && decode_utf8_is_cut(in, len))
		return label->kind;
	if (label->kind == CHARSET_UNKNOWN || label->kind == CHARSET_ASCII_ONLY)
		return charset_settle(in, len);
	/* A few of its characters read as half-width kana: one word of them is
	 * less than a label. */
	if ((is_chinese_or_korean(label->kind) ||
	     label->kind == CHARSET_SINGLE) &&
	    found == CHARSET_CP932 &&
	    charset_score(found, in, len) <= CHARSET_HALF_WORD)
		return label->kind;
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

/* Decoders of two bytes a character accept most bytes: UTF-8 under such a label
 * is told by itself, unless it is so short that it may be an accident. Japanese
 * in UTF-8 takes three bytes a character, half-width kana look like two. */
static bool is_utf8_after_all(const struct charset *label, const uint8_t *in,
			      size_t len)
{
	bool japanese =
		label->kind == CHARSET_CP932 || label->kind == CHARSET_EUC_JP;
	bool wide = !japanese;
	size_t high = 0;

	if (!japanese && !is_chinese_or_korean(label->kind))
		return false;
	for (size_t i = 0; i < len && (high < FEW || !wide); i++) {
		high += in[i] >= 0x80;
		wide |= in[i] >= 0xE0;
	}
	return high >= FEW && wide && utf8_valid(in, len);
}

/*
 * Kana of EUC-JP under a label of Shift_JIS or ISO-2022-JP, where its bytes are
 * half-width ones: every pair is one of EUC-JP, and of letters one in four or
 * more is a kana, as in all Japanese.
 */
static bool is_euc_after_all(const struct charset *label, const uint8_t *in,
			     size_t len)
{
	size_t kana = 0, kanji = 0;

	if ((label->kind != CHARSET_CP932 && label->kind != CHARSET_JIS) ||
	    has_jis_escape(in, len))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (in[i] < 0x80)
			continue;
		if (in[i] < 0xA1 || i + 1 == len || in[i + 1] < 0xA1)
			return false;
		kana += in[i] == 0xA4 || in[i] == 0xA5;
		kanji += in[i] >= 0xB0;
		i++;
	}
	return kana * 2 >= FEW && kana * 3 >= kanji &&
	       decode_euc_jp(in, len, NULL) == 0;
}

static bool label_holds(const struct charset *label, const uint8_t *in,
			size_t len)
{
	if (label->kind == CHARSET_UNKNOWN ||
	    is_utf8_after_all(label, in, len) ||
	    is_euc_after_all(label, in, len))
		return false;
	if (charset_kind_is_utf16(label->kind))
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

/* The others: in the charset of the whole if that is a Japanese one that they
 * fit, else by plausibility. */
static enum charset_kind kind_of_line(enum charset_kind whole,
				      const uint8_t *in, size_t len)
{
	enum charset_kind kind = sure_of_line(in, len);

	if (kind != CHARSET_UNKNOWN)
		return kind;
	if ((whole == CHARSET_JIS && decode_jis(in, len, NULL) == 0) ||
	    (whole == CHARSET_CP932 && decode_cp932(in, len, NULL) == 0) ||
	    (whole == CHARSET_EUC_JP && decode_euc_jp(in, len, NULL) == 0))
		return whole;
	kind = likely(in, len, whole == CHARSET_UTF8 ? SOME : SLIPS);
	if (kind == CHARSET_UNKNOWN)
		kind = whole == CHARSET_UTF8 ? whole : CHARSET_SINGLE;
	return kind;
}

/* Lines of two kinds, one of them told for sure: servers add theirs to what
 * people write, without a look at its charset. */
static bool is_mixed(const struct charset *label, const uint8_t *in, size_t len)
{
	const uint8_t *end = in + len, *next;
	uint32_t seen = 0;

	if (is_seven_bit(in, len) || charset_is_utf16(label, in, len) ||
	    (!is_weak(label) && label->kind != CHARSET_UTF8 &&
	     label->kind != CHARSET_JIS && label->kind != CHARSET_CP932 &&
	     label->kind != CHARSET_EUC_JP))
		return false;
	for (; in < end; in = next) {
		next = line_at(in, end).next;
		seen |= 1U << sure_of_line(in, (size_t)(next - in));
	}
	seen &= ~(1U << CHARSET_ASCII);
	return seen & (seen - 1);
}

static size_t read_lines(enum charset_kind whole, const uint8_t *in, size_t len,
			 struct buf *out)
{
	const uint8_t *end = in + len, *next;
	struct charset charset;
	size_t unmapped = 0, n;

	for (; in < end; in = next) {
		next = line_at(in, end).next;
		n = (size_t)(next - in);
		charset = charset_of(kind_of_line(whole, in, n));
		unmapped += charset_decode(&charset, in, n, out);
	}
	return unmapped;
}

static void restart(struct buf *out, size_t from, size_t cut)
{
	out->len = from;
	out->cut = cut;
}

bool charset_is_itself(const struct charset *label, const uint8_t *in,
		       size_t len)
{
	return (label->kind == CHARSET_NONE || label->kind == CHARSET_ASCII ||
		label->kind == CHARSET_UTF8 || label->kind == CHARSET_SINGLE) &&
	       is_seven_bit(in, len) && !has_jis_escape(in, len);
}

static struct charset_text read_whole(const struct charset *label,
				      const uint8_t *in, size_t len,
				      struct buf *out)
{
	struct charset_text text = { .used = *label };
	size_t from = out->len, cut = out->cut, damage;
	enum charset_kind kind;
	bool held;

	if (label->kind == CHARSET_NONE)
		text.used = charset_of(CHARSET_ASCII);
	if (charset_is_itself(label, in, len)) {
		buf_reserve(out, len + 1); /* of nothing it is text, too */
		buf_put(out, in, len);
		return text;
	}
	held = label_holds(label, in, len);
	if (held) {
		text.unmapped = charset_decode(&text.used, in, len, out);
		if (!text.unmapped || label->kind == CHARSET_SINGLE ||
		    is_seven_bit(in, len))
			return text;
	}
	text.wrong = label->kind != CHARSET_NONE;
	kind = choose(label, in, len);
	if (kind == label->kind && held)
		return text;
	/* Bytes of Chinese and Korean read like Japanese. */
	damage = is_chinese_or_korean(label->kind) ? 1 : text.unmapped;
	restart(out, from, cut);
	text.used = kind == label->kind ? *label : charset_of(kind);
	text.guessed = kind != label->kind;
	if (kind != CHARSET_UNKNOWN)
		text.unmapped = charset_decode(&text.used, in, len, out);
	if (!held || text.unmapped < damage)
		return text;
	/* Nothing is better there: it is damaged, not misnamed. */
	restart(out, from, cut);
	text.used = *label;
	text.guessed = false;
	text.unmapped = charset_decode(label, in, len, out);
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
	restart(out, from, cut);
	text.unmapped = read_lines(text.used.kind, in, len, out);
	text.guessed = true;
	text.wrong = label->kind != CHARSET_NONE;
	return text;
}
