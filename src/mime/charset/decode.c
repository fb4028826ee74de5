/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode.c -- UTF-8, one-byte charsets, Shift_JIS (CP932) and EUC-JP
 */
#include "mime/charset/decode.h"

#include <stdbool.h>

#include "mime/charset/decode_put.h"
#include "mime/tables/tables.h"
#include "mime/text/utf8.h"

enum {
	USER_ROW = 94,  /* of CP932: 0xF040 */
	USER_END = 114, /* 0xFA40, IBM's */
	USER_FIRST = 0xE000,
};

static void put_run(struct buf *out, const uint8_t *run, size_t len)
{
	if (out)
		buf_put(out, run, len);
}

size_t decode_utf8(const uint8_t *in, size_t len, struct buf *out)
{
	size_t from = 0, i = 0, used, bad = 0;

	while (i < len) {
		used = in[i] < 0x80 ? utf8_ascii_run(in + i, len - i)
				    : utf8_wide_run(in + i, len - i);
		if (used || utf8_read(in + i, len - i, &used) != UTF8_BAD) {
			i += used;
			continue;
		}
		put_run(out, in + from, i - from);
		decode_put(out, GETA);
		bad++;
		i += used;
		from = i;
	}
	put_run(out, in + from, i - from);
	return bad;
}

/* The ASCII at the beginning is copied; returns its length. */
static size_t put_ascii(struct buf *out, const uint8_t *in, size_t len)
{
	size_t run = utf8_ascii_run(in, len);

	if (run)
		put_run(out, in, run);
	return run;
}

size_t decode_single(const uint16_t *high, const uint8_t *in, size_t len,
		     struct buf *out)
{
	size_t i = 0, bad = 0;

	while (i < len) {
		if (in[i] < 0x80) {
			i += put_ascii(out, in + i, len - i);
			continue;
		}
		bad += decode_mapped(out, high ? high[in[i] - 0x80] : 0);
		i++;
	}
	return bad;
}

static bool is_sjis_trail(uint8_t c)
{
	return (c >= 0x40 && c <= 0x7E) || (c >= 0x80 && c <= 0xFC);
}

/* The table's value of a pair, 0 if none. Rows come in twos for each lead. What
 * a user defined (外字) is where Windows has it, U+E000 on: it is not shown, but
 * told. */
static uint16_t sjis_pair(uint8_t lead, uint8_t trail)
{
	unsigned row = (lead < 0xA0 ? lead - 0x81U : lead - 0xC1U) * 2;
	unsigned cell;

	if (trail >= 0x9F) {
		row++;
		cell = trail - 0x9FU;
	} else {
		cell = trail - (trail > 0x7F ? 0x41U : 0x40U);
	}
	if (row >= USER_ROW && row < USER_END)
		return (uint16_t)(USER_FIRST + (row - USER_ROW) * 94 + cell);
	return cp932_table[row * 94 + cell];
}

size_t decode_cp932(const uint8_t *in, size_t len, struct buf *out)
{
	size_t i = 0, bad = 0;
	uint16_t cp;

	while (i < len) {
		if (in[i] < 0x80) {
			i += put_ascii(out, in + i, len - i);
			continue;
		}
		cp = 0;
		if (in[i] >= 0xA1 && in[i] <= 0xDF) {
			cp = (uint16_t)(HALF_KANA + in[i] - 0xA1);
		} else if (in[i] != 0x80 && in[i] != 0xA0 && in[i] < 0xFD &&
			   i + 1 < len && is_sjis_trail(in[i + 1])) {
			cp = sjis_pair(in[i], in[i + 1]);
			/* An ASCII trail of a pair that does not exist is kept:
			 * it may be markup. */
			if (cp || in[i + 1] > 0x7F)
				i++;
		}
		i++;
		bad += decode_mapped(out, cp);
	}
	return bad;
}

static bool is_euc(uint8_t c)
{
	return c >= 0xA1 && c <= 0xFE;
}

/* One character above 0x7F; 0 if there is none. Sets *used. */
static uint16_t euc_read(const uint8_t *in, size_t len, size_t *used)
{
	*used = 1;
	if (in[0] == 0x8E && len >= 2 && in[1] >= 0xA1 && in[1] <= 0xDF) {
		*used = 2;
		return (uint16_t)(HALF_KANA + in[1] - 0xA1);
	}
	if (in[0] == 0x8F && len >= 3 && is_euc(in[1]) && is_euc(in[2])) {
		*used = 3;
		return jis0212_table[(in[1] - 0xA1) * 94 + in[2] - 0xA1];
	}
	if (is_euc(in[0]) && len >= 2 && is_euc(in[1])) {
		*used = 2;
		return cp932_table[(in[0] - 0xA1) * 94 + in[1] - 0xA1];
	}
	return 0;
}

size_t decode_euc_jp(const uint8_t *in, size_t len, struct buf *out)
{
	size_t i = 0, bad = 0, used;

	while (i < len) {
		if (in[i] < 0x80) {
			i += put_ascii(out, in + i, len - i);
			continue;
		}
		bad += decode_mapped(out, euc_read(in + i, len - i, &used));
		i += used;
	}
	return bad;
}
