/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan.c -- what a file holds that a reader must know: passwords, macros
 */
#include "mime/content/scan.h"

#include <string.h>

#include "mime/content/sniff.h"

/* Behind the bits of enum scan_holds. */
enum effect {
	HOLDS = 15,
	LOCKED = 16,
	MACRO = 32,
};

/* Bytes that mean something in files of a type. Names of streams in OLE files
 * are UTF-16LE. */
static const struct {
	const char *type;
	const char *bytes;
	uint8_t len;
	uint8_t effect;
} marks[] = {
	{ "application/zip", "vbaProject.bin", 14, MACRO },
	{ "application/zip", "xl/macrosheets/", 15, MACRO },
	{ "application/zip", "[Content_Types].xml", 19, SCAN_TYPES },
	{ "application/zip", "word/document.xml", 17, SCAN_WORD },
	{ "application/zip", "xl/workbook.xml", 15, SCAN_SHEET },
	{ "application/zip", "ppt/presentation.xml", 20, SCAN_SLIDES },
	/* MS-OFFCRYPTO 2.3.4.4: a package that is encrypted as a whole. */
	{ "application/x-ole-storage", "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0", 22,
	  LOCKED },
	/* MS-PPT 2.3.7; 2.3.2, where the properties stay readable. */
	{ "application/x-ole-storage", "E\0n\0c\0r\0y\0p\0t\0e\0d\0S\0u\0m\0",
	  24, LOCKED },
	{ "application/x-ole-storage", "\x14\0\0\0\xdf\xc4\xd1\xf3", 8,
	  LOCKED },
	/* MS-OVBA 2.3.4.1 */
	{ "application/x-ole-storage", "_\0V\0B\0A\0_\0P\0R\0O\0J\0", 18,
	  MACRO },
	/* ISO 32000-1 7.6.1; a permission without a password has it too. */
	{ "application/pdf", "/Encrypt", 8, LOCKED },
	{ "application/pdf", "/JavaScript", 11, MACRO },
	{ "application/pdf", "/Launch", 7, MACRO },
	/* 7-Zip's number of AES-256 */
	{ "application/x-7z-compressed", "\x06\xf1\x07\x01", 4, LOCKED },
	{ "application/rtf", "\\objdata", 8, MACRO },
	/* Any formula of it may be one of Excel 4.0's macros. */
	{ "application/x-sylk", "ID;P", 4, MACRO },
};

static bool is(const struct scan *scan, const char *type)
{
	return strcmp(scan->type, type) == 0;
}

static uint32_t read16(const uint8_t *at)
{
	return at[0] | (uint32_t)at[1] << 8;
}

/* Bit 0 of the flags in a local or central file header (APPNOTE 4.4.4): they
 * lie 6 bytes into the one, 8 into the other. */
static bool locks_entry(const uint8_t *at, const uint8_t *end)
{
	if (end - at < 10 || at[0] != 'P' || at[1] != 'K')
		return false;
	if (at[2] == 3 && at[3] == 4)
		return at[6] & 1;
	return at[2] == 1 && at[3] == 2 && (at[8] & 1);
}

static bool has_locked_entry(const uint8_t *bytes, size_t len)
{
	const uint8_t *at = bytes, *end = bytes + len;

	while (at < end && (at = memchr(at, 'P', (size_t)(end - at)))) {
		if (locks_entry(at, end))
			return true;
		at++;
	}
	return false;
}

static void find_marks(struct scan *scan, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (!is(scan, marks[i].type) ||
		    !memmem(bytes, len, marks[i].bytes, marks[i].len))
			continue;
		scan->holds |= marks[i].effect & HOLDS;
		scan->locked |= (marks[i].effect & LOCKED) != 0;
		scan->macro |= (marks[i].effect & MACRO) != 0;
	}
	if (!scan->locked && is(scan, "application/zip"))
		scan->locked = has_locked_entry(bytes, len);
}

/* A variable-length number of RAR 5; 0 bytes used: it is cut. */
static uint64_t vint(const uint8_t *at, const uint8_t *end, size_t *used)
{
	uint64_t value = 0;

	for (*used = 0; at + *used < end && *used < 9;) {
		value |= (uint64_t)(at[*used] & 0x7F) << (7 * *used);
		if (!(at[(*used)++] & 0x80))
			return value;
	}
	*used = 0;
	return 0;
}

/* RAR 4: the main header at 7 says that headers are encrypted, a file header
 * behind it that its file is. A comment or another file may lie between. */
static bool rar4_is_locked(const uint8_t *bytes, size_t len)
{
	size_t at = 7, size;
	uint32_t flags;

	while (len - at >= 7) {
		flags = read16(bytes + at + 3);
		size = read16(bytes + at + 5);
		if ((bytes[at + 2] == 0x73 && (flags & 0x80)) ||
		    (bytes[at + 2] == 0x74 && (flags & 4)))
			return true;
		if (size < 7 || size > len - at)
			return false;
		/* Data follows, so long. */
		if ((flags & 0x8000) && size >= 11)
			size += read16(bytes + at + 7) |
				(size_t)read16(bytes + at + 9) << 16;
		if (size > len - at)
			return false;
		at += size;
	}
	return false;
}

/* The record of a file's encryption in the extra area of its header. */
static bool has_encryption_record(const uint8_t *at, const uint8_t *end)
{
	uint64_t size;
	size_t used, type_used;

	while (at < end) {
		size = vint(at, end, &used);
		at += used;
		if (!used || size > (size_t)(end - at))
			return false;
		if (vint(at, end, &type_used) == 1 && type_used)
			return true;
		at += size;
	}
	return false;
}

/* RAR 5: a header of encryption (type 4) stands first, or a file (type 2) has
 * the record. A comment or another file may lie before it. */
static bool rar5_is_locked(const uint8_t *bytes, size_t len)
{
	const uint8_t *at = bytes + 8, *end = bytes + len, *stop;
	uint64_t size, type, flags, extra, data;
	size_t used;

	while (end - at > 7) {
		at += 4; /* a sum */
		size = vint(at, end, &used);
		at += used;
		if (!used || size > (size_t)(end - at))
			return false;
		stop = at + size;
		type = vint(at, stop, &used);
		at += used;
		flags = vint(at, stop, &used);
		at += used;
		extra = flags & 1 ? vint(at, stop, &used) : 0;
		at += flags & 1 ? used : 0;
		data = flags & 2 ? vint(at, stop, &used) : 0;
		if (type == 4 || (type == 2 && extra <= (uint64_t)(stop - at) &&
				  has_encryption_record(stop - extra, stop)))
			return true;
		if (data > (uint64_t)(end - stop))
			return false;
		at = stop + data;
	}
	return false;
}

/* MS-DOC 2.5.1: the FIB begins a sector; bit 8 of its flags is "encrypted". */
static void find_fib(struct scan *scan, const uint8_t *bytes, size_t len)
{
	size_t at = (512 - scan->seen % 512) % 512;

	for (; at < len && len - at >= 12; at += 512)
		if (read16(bytes + at) == 0xA5EC &&
		    (read16(bytes + at + 10) & 0x100))
			scan->locked = true;
}

/* MS-XLS 2.4.117: FILEPASS comes just behind the BOF of the workbook. */
static void find_filepass(struct scan *scan, const uint8_t *bytes, size_t len)
{
	size_t at = (512 - scan->seen % 512) % 512, size;

	for (; at < len && len - at >= 8; at += 512) {
		size = read16(bytes + at + 2);
		if (read16(bytes + at) == 0x0809 && size <= 32 &&
		    len - at >= size + 8 &&
		    read16(bytes + at + 4 + size) == 0x002F)
			scan->locked = true;
	}
}

/* MS-XLS 2.4.28, BoundSheet8: where the sheet lies, whether it is hidden, what
 * it is (1: a sheet of Excel 4.0 macros) and its name, which ends the record.
 * Excel 5.0 writes the name without the byte of flags. */
static bool is_macro_sheet(const uint8_t *at)
{
	size_t len = read16(at + 2), name = at[10];

	return at[8] <= 2 && at[9] == 1 && name && name <= 31 &&
	       (len == name + 7 ||
		(at[11] <= 1 && len == 8 + name * (1 + at[11])));
}

static bool has_macro_sheet(const uint8_t *bytes, size_t len)
{
	static const uint8_t bound_sheet[2] = { 0x85, 0 };
	const uint8_t *at = bytes, *end = bytes + len;

	while ((at = memmem(at, (size_t)(end - at), bound_sheet, 2))) {
		if (end - at >= 12 && is_macro_sheet(at))
			return true;
		at++;
	}
	return false;
}

static void begin(struct scan *scan, const uint8_t *bytes, size_t len)
{
	scan->type = sniff_type(bytes, len);
	if (is(scan, "application/vnd.rar") && len >= 8)
		scan->locked = bytes[6] ? rar5_is_locked(bytes, len)
					: rar4_is_locked(bytes, len);
}

void scan_piece(struct scan *scan, const uint8_t *bytes, size_t len)
{
	uint8_t seam[2 * SCAN_TAIL];
	size_t n = len < SCAN_TAIL ? len : SCAN_TAIL;

	if (!scan->seen)
		begin(scan, bytes, len);
	memcpy(seam, scan->tail, scan->n_tail);
	memcpy(seam + scan->n_tail, bytes, n);
	n += scan->n_tail;
	find_marks(scan, seam, n);
	find_marks(scan, bytes, len);
	if (is(scan, "application/x-ole-storage")) {
		scan->macro |=
			has_macro_sheet(seam, n) || has_macro_sheet(bytes, len);
		find_fib(scan, bytes, len);
		find_filepass(scan, bytes, len);
	}
	scan->seen += len;
	if (len >= SCAN_TAIL) {
		memcpy(scan->tail, bytes + len - SCAN_TAIL, SCAN_TAIL);
		scan->n_tail = SCAN_TAIL;
		return;
	}
	scan->n_tail = n < SCAN_TAIL ? n : SCAN_TAIL;
	memcpy(scan->tail, seam + n - scan->n_tail, scan->n_tail);
}
