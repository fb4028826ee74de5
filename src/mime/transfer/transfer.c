/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transfer.c -- Content-Transfer-Encoding: back to bytes (RFC 2045 6)
 */
#include "mime/transfer/transfer.h"

#include <string.h>

#include "mime/text/ascii.h"
#include "mime/text/line.h"
#include "mime/transfer/old.h"
#include "mime/transfer/uuencode.h"

static const struct {
	const char *name;
	enum transfer_kind kind;
} names[] = {
	{ "7bit", TRANSFER_IDENTITY },       { "8bit", TRANSFER_IDENTITY },
	{ "binary", TRANSFER_IDENTITY },     { "base64", TRANSFER_BASE64 },
	{ "quoted-printable", TRANSFER_QP },
};

enum transfer_kind transfer_of(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (ascii_is(name, len, names[i].name))
			return names[i].kind;
	return TRANSFER_UNKNOWN;
}

/* clang-format off */
enum { JUNK = 0, PAD = 1, BLANK = 2, DATA = 0x80 };

/* The value of each base64 character, with DATA. */
static const uint8_t values[256] = {
	['\t'] = BLANK, ['\n'] = BLANK, ['\r'] = BLANK, [' '] = BLANK,
	['='] = PAD,
	['A'] = 128, ['B'] = 129, ['C'] = 130, ['D'] = 131, ['E'] = 132,
	['F'] = 133, ['G'] = 134, ['H'] = 135, ['I'] = 136, ['J'] = 137,
	['K'] = 138, ['L'] = 139, ['M'] = 140, ['N'] = 141, ['O'] = 142,
	['P'] = 143, ['Q'] = 144, ['R'] = 145, ['S'] = 146, ['T'] = 147,
	['U'] = 148, ['V'] = 149, ['W'] = 150, ['X'] = 151, ['Y'] = 152,
	['Z'] = 153,
	['a'] = 154, ['b'] = 155, ['c'] = 156, ['d'] = 157, ['e'] = 158,
	['f'] = 159, ['g'] = 160, ['h'] = 161, ['i'] = 162, ['j'] = 163,
	['k'] = 164, ['l'] = 165, ['m'] = 166, ['n'] = 167, ['o'] = 168,
	['p'] = 169, ['q'] = 170, ['r'] = 171, ['s'] = 172, ['t'] = 173,
	['u'] = 174, ['v'] = 175, ['w'] = 176, ['x'] = 177, ['y'] = 178,
	['z'] = 179,
	['0'] = 180, ['1'] = 181, ['2'] = 182, ['3'] = 183, ['4'] = 184,
	['5'] = 185, ['6'] = 186, ['7'] = 187, ['8'] = 188, ['9'] = 189,
	['+'] = 190, ['/'] = 191,
};

/* clang-format on */

size_t transfer_base64_run(const uint8_t *at, size_t len)
{
	size_t n = 0;

	while (n < len && values[at[n]] & (DATA | PAD))
		n++;
	return n;
}

/* Two digits as a byte, or -1. */
static int hex_pair(const uint8_t *at)
{
	int high = ascii_hex(at[0]), low = ascii_hex(at[1]);

	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* Four plain characters at a time, which is nearly always. No member of *t is
 * looked at between: a store of bytes might change it. */
static uint8_t *quanta(struct transfer *t, uint8_t *to, const uint8_t *stop)
{
	const uint8_t *at = t->at, *const end = t->end;
	uint32_t a, b, c, d;

	for (; end - at >= 4 && stop - to >= 3; at += 4) {
		a = values[at[0]];
		b = values[at[1]];
		c = values[at[2]];
		d = values[at[3]];
		if (!(a & b & c & d & DATA))
			break;
		a = a << 18 | (b & 63) << 12 | (c & 63) << 6 | (d & 63);
		*to++ = (uint8_t)(a >> 16);
		*to++ = (uint8_t)(a >> 8);
		*to++ = (uint8_t)a;
	}
	t->at = at;
	return to;
}

static uint8_t *sextet(struct transfer *t, uint32_t value, uint8_t *to)
{
	/* Data behind padding: a second run (two encoded texts joined) begins
	 * a quantum of its own. */
	if (t->padded) {
		t->damaged = t->joined = true;
		t->padded = false;
		t->n_bits = 0;
	}
	t->bits = (t->bits << 6 | value) & 0xFFFFFF;
	t->n_bits += 6;
	if (t->n_bits < 8)
		return to;
	t->n_bits -= 8;
	*to++ = (uint8_t)(t->bits >> t->n_bits);
	return to;
}

static uint8_t *base64(struct transfer *t, uint8_t *to, const uint8_t *stop)
{
	uint8_t value;

	while (t->at < t->end && stop - to >= 3) {
		if (!t->n_bits && !t->padded) {
			to = quanta(t, to, stop);
			if (t->at == t->end || stop - to < 3)
				break;
		}
		value = values[*t->at++];
		if (value & DATA && t->padded && t->first) {
			t->at = t->end;
			t->damaged = true;
		} else if (value & DATA) {
			to = sextet(t, value & 63, to);
		} else if (value == PAD) {
			/* Only after two or three characters of four. */
			if (!t->padded && t->n_bits != 4 && t->n_bits != 2)
				t->damaged = true;
			t->padded = true;
		} else if (value == JUNK) {
			t->damaged = true;
		}
	}
	if (t->at == t->end && t->n_bits && !t->padded)
		t->damaged = true;
	return to;
}

/*
 * What follows a "=": a soft line break ("=" LF, "=" CR LF, either with blanks
 * between, or the very end) or two digits; anything else is a "=" itself.
 */
static uint8_t *escape(struct transfer *t, uint8_t *to)
{
	const uint8_t *at = t->at + 1;
	int byte = t->end - at >= 2 ? hex_pair(at) : -1;

	if (byte >= 0) {
		*to++ = (uint8_t)byte;
		t->at += 3;
		return to;
	}
	while (at < t->end && (*at == ' ' || *at == '\t'))
		at++;
	if (at < t->end && *at == '\r')
		at++;
	if (at < t->end && *at == '\n')
		at++;
	else if (at < t->end && at[-1] != '\r') {
		t->damaged = true;
		*to++ = '=';
		at = t->at + 1;
	}
	t->at = at;
	return to;
}

static uint8_t *qp(struct transfer *t, uint8_t *to, const uint8_t *stop)
{
	const uint8_t *equals;
	size_t len;

	while (t->at < t->end && to < stop) {
		len = (size_t)(t->end - t->at);
		if (len > (size_t)(stop - to))
			len = (size_t)(stop - to);
		equals = memchr(t->at, '=', len);
		if (equals)
			len = (size_t)(equals - t->at);
		memcpy(to, t->at, len);
		to += len;
		t->at += len;
		if (equals)
			to = escape(t, to);
	}
	return to;
}

/* Past the lines that are none of the block. */
static void skip_foreign(struct transfer *t)
{
	struct line line;

	for (; t->at < t->end; t->at = line.next) {
		line = line_at(t->at, t->end);
		if (uuencode_is_line(line.at, line.len))
			return;
		t->damaged = true;
	}
}

static void end_line(struct transfer *t)
{
	t->at = line_at(t->at, t->end).next;
}

/* One group of four characters, or the next line's length. A character that
 * was cut from the end of the line reads as a blank: zero. */
static uint8_t *uu(struct transfer *t, uint8_t *to, const uint8_t *stop)
{
	uint32_t group = 0;

	while (t->at < t->end && stop - to >= 3) {
		if (!t->left) {
			skip_foreign(t);
			if (t->at == t->end)
				break;
			t->left = (*t->at - ' ') & 63;
			if (t->left)
				t->at++;
			else
				end_line(t);
			continue;
		}
		for (int i = 0; i < 4; i++) {
			group <<= 6;
			if (t->at < t->end && *t->at >= ' ')
				group |= (*t->at++ - ' ') & 63;
		}
		for (int shift = 16; shift >= 0 && t->left; shift -= 8) {
			*to++ = (uint8_t)(group >> shift);
			t->left--;
		}
		if (!t->left)
			end_line(t);
	}
	return to;
}

static uint8_t *identity(struct transfer *t, uint8_t *to, const uint8_t *stop)
{
	size_t len = (size_t)(t->end - t->at);

	if (len > (size_t)(stop - to))
		len = (size_t)(stop - to);
	memcpy(to, t->at, len);
	t->at += len;
	return to + len;
}

size_t transfer_read(struct transfer *transfer, uint8_t *out, size_t room)
{
	uint8_t *to = out;

	/* A piece may decode to nothing (blank lines, soft breaks) without
	 * being the last. */
	while (to == out &&
	       (transfer->at < transfer->end ||
		(transfer->kind == TRANSFER_BINHEX && transfer->left))) {
		if (transfer->kind == TRANSFER_BASE64)
			to = base64(transfer, to, out + room);
		else if (transfer->kind == TRANSFER_QP)
			to = qp(transfer, to, out + room);
		else if (transfer->kind == TRANSFER_UU)
			to = uu(transfer, to, out + room);
		else if (transfer->kind == TRANSFER_YENC)
			to = transfer_yenc(transfer, to, out + room);
		else if (transfer->kind == TRANSFER_BINHEX)
			to = transfer_binhex(transfer, to, out + room);
		else
			to = identity(transfer, to, out + room);
	}
	return (size_t)(to - out);
}

size_t transfer_decode_q(const uint8_t *in, size_t len, uint8_t *out,
			 bool *damaged)
{
	uint8_t *to = out;
	int byte;

	for (size_t i = 0; i < len; i++) {
		byte = in[i] == '=' && len - i >= 3 ? hex_pair(in + i + 1) : -1;
		if (byte >= 0) {
			*to++ = (uint8_t)byte;
			i += 2;
			continue;
		}
		*damaged |= in[i] == '=';
		*to++ = in[i] == '_' ? ' ' : in[i];
	}
	return (size_t)(to - out);
}
