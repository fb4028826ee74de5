/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clean.c -- only characters that people read, and that cannot deceive
 */
#include "mime/text/clean.h"

#include <string.h>

#include "base/sixteens.h"
#include "mime/limits.h"
#include "mime/tables/tables.h"
#include "mime/text/ascii.h"
#include "mime/text/buf.h"
#include "mime/text/utf8.h"

enum {
	REPLACEMENT = 0xFFFD,
};

static enum cp_class class_of(uint32_t cp)
{
	if (cp > 0x10FFFF)
		return CP_CONTROL;
	return (enum cp_class)cp_blocks[cp_index[cp >> 8]][cp & 0xFF];
}

/* A text being cleaned: what is plain is copied by whole runs. */
struct run {
	struct clean *clean;
	const uint8_t *text;
	size_t from, at; /* not yet copied: [from, at) */
	struct buf *out;
	bool one_line;
};

static void flush(struct run *run)
{
	if (run->at > run->from)
		buf_put(run->out, run->text + run->from, run->at - run->from);
}

/* The end of a line, a tab or a blank; in one line all of them are one blank.
 * No mark and no selector fits behind it. */
static void put_space(struct run *run, char space)
{
	struct buf *out = run->out;

	if (!run->one_line)
		buf_put_byte(out, space);
	else if (out->len && out->at[out->len - 1] != ' ')
		buf_put_byte(out, ' ');
	run->clean->base = ' ';
	run->clean->n_marks = 0;
}

static void put_bidi(struct run *run, uint32_t cp)
{
	static const char digits[] = "0123456789ABCDEF";
	char shown[] = "[U+0000]"; /* all of them are in the BMP */

	for (int i = 0; i < 4; i++)
		shown[3 + i] = digits[cp >> (12 - 4 * i) & 0xF];
	buf_put(run->out, shown, sizeof(shown) - 1);
	run->clean->controls++;
	run->clean->base = ']';
	run->clean->n_marks = 0;
}

static void put_instead(struct run *run, uint32_t cp, unsigned *count)
{
	buf_put_cp(run->out, cp);
	++*count;
	run->clean->base = cp;
	run->clean->n_marks = 0;
}

/* A mark or a variation selector: true if it may stand here. */
static bool mark_fits(struct clean *clean, enum cp_class class)
{
	if (class == CP_SELECTOR &&
	    (clean->n_marks || class_of(clean->base) != CP_IDEOGRAPH))
		return false;
	return ++clean->n_marks <= LIMIT_COMBINING;
}

static void keep_code(struct clean *clean, uint32_t cp)
{
	for (unsigned i = 0; i < clean->n_codes; i++)
		if (clean->codes[i] == cp)
			return;
	if (clean->n_codes < CLEAN_CODES)
		clean->codes[clean->n_codes++] = cp;
}

/* Any character that is not simply copied. */
static void put_odd(struct run *run, uint32_t cp, enum cp_class class)
{
	struct clean *clean = run->clean;

	switch (class) {
	case CP_NEWLINE:
		/* A LF behind a CR is the rest of the same line end. */
		if (cp != '\n' || !clean->cr)
			put_space(run, '\n');
		clean->cr = cp == '\r';
		return;
	case CP_BLANK:
		put_space(run, cp == '\t' ? '\t' : ' ');
		break;
	case CP_BIDI:
		put_bidi(run, cp);
		break;
	case CP_CONTROL:
		put_instead(run, REPLACEMENT, &clean->controls);
		break;
	case CP_PRIVATE:
	case CP_UNASSIGNED:
		put_instead(run, GETA, &clean->unmapped);
		keep_code(clean, cp);
		break;
	case CP_INVISIBLE:
	case CP_MARK:
	case CP_SELECTOR:
		clean->invisibles++;
		break;
	case CP_PLAIN:
	case CP_IDEOGRAPH:
		break;
	}
	clean->cr = false;
}

static bool is_plain(struct clean *clean, uint32_t cp, enum cp_class class)
{
	if (class == CP_PLAIN || class == CP_IDEOGRAPH) {
		clean->base = cp;
		clean->n_marks = 0;
		return true;
	}
	return (class == CP_MARK || class == CP_SELECTOR) &&
	       mark_fits(clean, class);
}

static bool is_of_lines(uint8_t c)
{
	return (c >= ' ' && c < 0x7F) || c == '\n';
}

/* Printable ASCII with what ends and fills lines: nearly all of most texts. */
static size_t lines_end(const uint8_t *text, size_t at, size_t len)
{
	sixteen bytes, odd;

	for (; len - at >= sizeof(bytes); at += sizeof(bytes)) {
		bytes = sixteen_load(text + at);
		odd = ~(sixteen_between(bytes, ' ', '~') |
			sixteen_equal(bytes, '\n'));
		if (sixteen_any(odd))
			return at + sixteen_first(odd);
	}
	while (at < len && is_of_lines(text[at]))
		at++;
	return at;
}

/* The same of one line, where only a blank between words stays. */
static size_t words_end(const struct run *run, size_t len)
{
	const uint8_t *text = run->text;
	size_t at = run->at;

	while (at < len && text[at] < 0x7F &&
	       (text[at] > ' ' ||
		(text[at] == ' ' && at > run->from && text[at - 1] != ' ')))
		at++;
	return at;
}

/* A CR LF counts from its LF on. */
static bool skip_ascii(struct run *run, size_t len)
{
	const uint8_t *text = run->text;
	const size_t at = run->one_line ? words_end(run, len)
					: lines_end(text, run->at, len);

	if (at == run->at)
		return false;
	run->at = at;
	run->clean->base = text[at - 1];
	run->clean->n_marks = 0;
	run->clean->cr = false;
	return true;
}

/* Kana, kanji and other plain characters of three bytes. */
static bool skip_wide(struct run *run, size_t len)
{
	const uint8_t *text = run->text;
	size_t at = run->at, used;

	for (; len - at >= 3; at += 3) {
		/* Each at most that of a well-formed one, if it is one. */
		const unsigned lead = text[at] ^ 0xE0U;
		const unsigned second = text[at + 1] ^ 0x80U;
		const unsigned third = text[at + 2] ^ 0x80U;

		if (lead > 15 || (second | third) > 63 ||
		    !(cp_stays[lead << 6 | second] >> third & 1))
			break;
	}
	if (at == run->at)
		return false;
	run->at = at;
	run->clean->base = utf8_read(text + at - 3, 3, &used);
	run->clean->n_marks = 0;
	run->clean->cr = false;
	return true;
}

/* CR LF in lines: what is before is copied, the LF begins the next stretch. Of
 * CR CR LF, which is what "=0D" before a line end becomes, the first CR goes. */
static bool skip_crlf(struct run *run, size_t len)
{
	const uint8_t *at = run->text + run->at;
	size_t left = len - run->at;

	if (run->one_line || left < 2 || at[0] != '\r')
		return false;
	if (at[1] != '\n' && (left < 3 || at[1] != '\r' || at[2] != '\n'))
		return false;
	flush(run);
	run->from = ++run->at;
	return true;
}

static void clean_run(struct run *run, size_t len)
{
	struct clean *clean = run->clean;
	enum cp_class class;
	uint32_t cp;
	size_t used;

	while (run->at < len && !run->out->cut) {
		if (!clean->cr && (skip_ascii(run, len) || skip_crlf(run, len)))
			continue;
		if (skip_wide(run, len))
			continue;
		cp = utf8_read(run->text + run->at, len - run->at, &used);
		class = class_of(cp);
		if (is_plain(clean, cp, class)) {
			clean->cr = false;
		} else {
			flush(run);
			put_odd(run, cp, class);
			run->from = run->at + used;
		}
		run->at += used;
	}
	flush(run);
	/* Behind the bound nothing is looked at, only counted. */
	run->out->cut += len - run->at;
}

void clean_lines(struct clean *clean, const uint8_t *text, size_t len,
		 struct buf *out)
{
	struct run run = { .clean = clean, .text = text, .out = out };

	/* What is written instead of a character may be longer. */
	if (!out->len)
		buf_reserve(out, len + len / 8);
	clean_run(&run, len);
}

void clean_line(struct clean *clean, const uint8_t *text, size_t len,
		struct buf *out)
{
	struct run run = {
		.clean = clean, .text = text, .out = out, .one_line = true
	};

	clean_run(&run, len);
	while (out->len && out->at[out->len - 1] == ' ')
		out->len--;
}

void clean_add(struct clean *sum, const struct clean *text)
{
	sum->unmapped += text->unmapped;
	sum->controls += text->controls;
	sum->invisibles += text->invisibles;
	for (unsigned i = 0; i < text->n_codes; i++)
		keep_code(sum, text->codes[i]);
}

bool clean_allows(uint32_t cp, uint32_t base)
{
	switch (class_of(cp)) {
	case CP_PLAIN:
	case CP_IDEOGRAPH:
	case CP_MARK:
		return true;
	case CP_SELECTOR:
		return class_of(base) == CP_IDEOGRAPH;
	case CP_BLANK:
		return cp == ' ' || cp == '\t';
	case CP_NEWLINE:
		return cp == '\n';
	case CP_BIDI:
	case CP_CONTROL:
	case CP_PRIVATE:
	case CP_UNASSIGNED:
	case CP_INVISIBLE:
		return false;
	}
	return false;
}

bool clean_drops(uint32_t cp)
{
	return class_of(cp) == CP_INVISIBLE;
}

bool clean_is_empty(uint32_t cp)
{
	return class_of(cp) == CP_BLANK || class_of(cp) == CP_NEWLINE ||
	       cp == ' ' || cp == 0x3000 || clean_drops(cp);
}
