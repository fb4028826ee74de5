/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * old.c -- yEnc (yenc-draft 1.3) and BinHex 4.0 (RFC 1741)
 */
#include "mime/transfer/old.h"

#include <string.h>

#include "mime/transfer/transfer.h"

uint8_t *transfer_yenc(struct transfer *t, uint8_t *to, const uint8_t *stop)
{
	uint8_t c;

	while (t->at < t->end && to < stop) {
		c = *t->at++;
		if (c == '\r' || c == '\n')
			continue;
		if (c == '=') {
			if (t->at == t->end) {
				t->damaged = true;
				break;
			}
			c = (uint8_t)(*t->at++ - 64);
		}
		*to++ = (uint8_t)(c - 42);
	}
	return to;
}

enum {
	REPEAT = 0x90 /* "the byte before, as often as the next one says" */
};

/* One byte out of the six-bit characters. */
static uint8_t *expand(struct transfer *t, uint8_t byte, uint8_t *to)
{
	if (t->repeat) {
		t->repeat = false;
		if (byte) {
			/* One of them is out already. */
			t->left = byte - 1U;
			return to;
		}
		byte = REPEAT;
	} else if (byte == REPEAT) {
		t->repeat = true;
		return to;
	}
	t->last = byte;
	*to++ = byte;
	return to;
}

uint8_t *transfer_binhex(struct transfer *t, uint8_t *to, const uint8_t *stop)
{
	static const char alphabet[] = "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNP"
				       "QRSTUVXYZ[`abcdefhijklmpqr";
	const char *found;

	while (to < stop) {
		if (t->left) {
			t->left--;
			*to++ = t->last;
			continue;
		}
		if (t->at == t->end)
			break;
		found = *t->at ? strchr(alphabet, *t->at) : NULL;
		if (!found) {
			t->damaged |= *t->at > ' ';
			t->at++;
			continue;
		}
		t->at++;
		t->bits =
			(t->bits << 6 | (uint32_t)(found - alphabet)) & 0xFFFF;
		t->n_bits += 6;
		if (t->n_bits < 8)
			continue;
		t->n_bits -= 8;
		to = expand(t, (uint8_t)(t->bits >> t->n_bits), to);
	}
	return to;
}
