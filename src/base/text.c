/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text.c -- strict numbers, UTF-8, escaping
 */
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#include "base/eights.h"

bool text_u64(const char *text, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;

	if (!text[0] || (text[0] == '0' && text[1]))
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(*text - '0'),
					   &value))
			return false;
	}
	if (value > max)
		return false;
	*out = value;
	return true;
}

bool text_u32(const char *text, uint32_t max, uint32_t *out)
{
	uint64_t value;

	if (!text_u64(text, max, &value))
		return false;
	*out = (uint32_t)value;
	return true;
}

bool text_u16(const char *text, uint16_t *out)
{
	uint64_t value;

	if (!text_u64(text, UINT16_MAX, &value))
		return false;
	*out = (uint16_t)value;
	return true;
}

bool text_size(const char *text, uint64_t max, uint64_t *out)
{
	static const char units[] = "KMG";
	size_t len = strlen(text);
	const char *unit;
	char digits[24];
	uint64_t value;
	unsigned shift = 0;

	if (!len || len >= sizeof(digits))
		return false;
	memcpy(digits, text, len + 1);
	unit = strchr(units, digits[len - 1]);
	if (unit && *unit) {
		shift = 10 * (unsigned)(unit - units + 1);
		digits[len - 1] = '\0';
	}
	if (!text_u64(digits, max >> shift, &value))
		return false;
	*out = value << shift;
	return true;
}

/* Length of the well-formed character at p, or 0. RFC 3629 section 4. */
static size_t utf8_len(const unsigned char *p, size_t len)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t need;

	if (p[0] < 0x80)
		return p[0] ? 1 : 0;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	need = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (p[0] == 0xe0)
		low = 0xa0;
	else if (p[0] == 0xed)
		high = 0x9f;
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;
	if (len < need || p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < need; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return need;
}

/* Bytes of plain ASCII without NUL at p, counted by eights; may be 0. */
static size_t ascii_run(const unsigned char *p, size_t len)
{
	uint64_t word, flags;
	size_t n = 0;

	for (; len - n >= 8; n += 8) {
		word = eights_load(p + n);
		flags = eights_beyond(word) | eights_equal(word, 0);
		if (flags)
			return n + eights_first(flags);
	}
	return n;
}

bool text_is_utf8(const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t step;

	for (size_t i = 0; i < len; i += step) {
		step = ascii_run(p + i, len - i);
		if (!step)
			step = utf8_len(p + i, len - i);
		if (!step)
			return false;
	}
	return true;
}

static uint32_t utf8_decode(const unsigned char *p, size_t len)
{
	uint32_t c = len == 1 ? p[0] : p[0] & (0x7fu >> len);

	for (size_t i = 1; i < len; i++)
		c = c << 6 | (p[i] & 0x3fu);
	return c;
}

size_t text_char(const char *text, uint32_t *out)
{
	const unsigned char *p = (const unsigned char *)text;
	const size_t len = utf8_len(p, strnlen(text, 4));

	*out = len ? utf8_decode(p, len) : 0;
	return len;
}

bool text_is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	       (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

bool text_has_control(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t len = strlen(text), step;

	for (size_t i = 0; i < len; i += step) {
		step = utf8_len(p + i, len - i);
		if (!step || text_is_control(utf8_decode(p + i, step)))
			return true;
	}
	return false;
}

char *text_escape(char *buf, size_t size, const void *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = bytes;
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		bool plain = p[i] >= 0x20 && p[i] < 0x7f && p[i] != '\\';

		if (n + (plain ? 1 : 4) >= size)
			break;
		if (plain) {
			buf[n++] = (char)p[i];
			continue;
		}
		buf[n++] = '\\';
		buf[n++] = 'x';
		buf[n++] = digits[p[i] >> 4];
		buf[n++] = digits[p[i] & 15];
	}
	if (size)
		buf[n] = '\0';
	return buf;
}

const char *text_shown(char *buf, size_t size, const char *text)
{
	size_t len = strlen(text);

	if (text_is_utf8(text, len) && !text_has_control(text))
		return text;
	return text_escape(buf, size, text, len);
}

size_t text_line(char *buf, size_t size, const char *fmt, va_list ap)
{
	int made = vsnprintf(buf, size, fmt, ap);
	size_t len = (size_t)made;

	if (made < 0)
		return 0;
	if (len > size - 2) {
		len = size - 2;
		while (len && ((uint8_t)buf[len] & 0xC0) == 0x80)
			len--;
	}
	buf[len] = '\n';
	return len + 1;
}

char *text_hex(char *buf, const void *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++) {
		buf[2 * i] = digits[p[i] >> 4];
		buf[2 * i + 1] = digits[p[i] & 15];
	}
	buf[2 * len] = '\0';
	return buf;
}

size_t text_columns(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t n = 0;

	for (; *p; p++)
		if ((*p & 0xc0) != 0x80)
			n += *p >= 0xe0 ? 2 : 1;
	return n;
}
