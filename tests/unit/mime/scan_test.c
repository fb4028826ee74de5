/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_test.c -- tests src/mime/content/scan.c
 */
#include "mime/content/scan.h"

#include "fixture.h"

static const char zip[] = "PK\3\4\x14\0\0\0xxxxxxxxxxxxxxxxx"
			  "PK\1\2\x14\0\x14\0\1\0yyyyyyyyyyyyyyy";

static void a_locked_entry_is_found_however_the_pieces_fall(void **state)
{
	(void)state;
	for (size_t cut = 4; cut < sizeof(zip) - 1; cut++) {
		struct scan found = { .type = "" };

		for (size_t i = 0; i < sizeof(zip) - 1; i += cut)
			scan_piece(&found, (const uint8_t *)zip + i,
				   sizeof(zip) - 1 - i < cut
					   ? sizeof(zip) - 1 - i
					   : cut);
		assert_true(found.locked);
	}
}

static void an_open_zip_is_not_locked(void **state)
{
	struct scan found = { .type = "" };

	(void)state;
	scan_piece(&found, (const uint8_t *)zip, 30);
	assert_false(found.locked);
}

static struct scan scan(const uint8_t *bytes, size_t len)
{
	struct scan found = { .type = "" };

	scan_piece(&found, bytes, len);
	return found;
}

static void rar_archives_say_where_they_are_locked(void **state)
{
	(void)state;
	/* RAR 4: encrypted headers; an encrypted file; neither. */
	assert_true(scan(BYTES("Rar!\x1a\7\0cc\x73\x80\0\x0d\0\0\0\0\0\0\0"))
			    .locked);
	assert_true(scan(BYTES("Rar!\x1a\7\0cc\x73\0\0\x0d\0\0\0\0\0\0\0"
			       "cc\x74\4\x80\x20\0xxxxx"))
			    .locked);
	assert_false(scan(BYTES("Rar!\x1a\7\0cc\x73\0\0\x0d\0\0\0\0\0\0\0"
				"cc\x74\0\x80\x20\0xxxxx"))
			     .locked);
	/* RAR 5: the same. */
	assert_true(scan(BYTES("Rar!\x1a\7\1\0ssss\5\4\0\0\0\0")).locked);
	assert_true(scan(BYTES("Rar!\x1a\7\1\0ssss\3\1\0\0"
			       "ssss\6\2\1\3\2\1\0"))
			    .locked);
	assert_false(scan(BYTES("Rar!\x1a\7\1\0ssss\3\1\0\0"
				"ssss\6\2\1\3\2\3\0"))
			     .locked);
}

/* A comment, or a file that is not encrypted. */
static void rar_archives_are_locked_behind_other_blocks(void **state)
{
	(void)state;
	assert_true(scan(BYTES("Rar!\x1a\7\0cc\x73\0\0\x0d\0\0\0\0\0\0\0"
			       "cc\x7a\0\x80\x0c\0\3\0\0\0xabc"
			       "cc\x74\4\x80\x20\0xxxxx"))
			    .locked);
	assert_true(scan(BYTES("Rar!\x1a\7\0cc\x73\0\0\x0d\0\0\0\0\0\0\0"
			       "cc\x74\0\x80\x0b\0\3\0\0\0abc"
			       "cc\x74\4\x80\x20\0xxxxx"))
			    .locked);
	/* The data is longer than what is there. */
	assert_false(scan(BYTES("Rar!\x1a\7\0cc\x73\0\0\x0d\0\0\0\0\0\0\0"
				"cc\x7a\0\x80\x0b\0\xff\xff\xff\xff"
				"cc\x74\4\x80\x20\0xxxxx"))
			     .locked);
	assert_true(scan(BYTES("Rar!\x1a\7\1\0ssss\3\1\0\0"
			       "ssss\4\3\2\3xabc"
			       "ssss\6\2\1\3\2\1\0"))
			    .locked);
	assert_true(scan(BYTES("Rar!\x1a\7\1\0ssss\3\1\0\0"
			       "ssss\7\2\3\3\3\2\3\0abc"
			       "ssss\6\2\1\3\2\1\0"))
			    .locked);
	assert_false(scan(BYTES("Rar!\x1a\7\1\0ssss\3\1\0\0"
				"ssss\4\3\2\x7fxabc"
				"ssss\6\2\1\3\2\1\0"))
			     .locked);
}

static void documents_behind_a_password_are_locked(void **state)
{
	uint8_t doc[2048] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

	(void)state;
	assert_false(scan(doc, sizeof(doc)).locked);
	memcpy(doc + 1024, "\xec\xa5\xc1\0xxxxxx\0\1", 12);
	assert_true(scan(doc, sizeof(doc)).locked);
	memcpy(doc + 1024, "\x09\x08\x04\0xxxx\x2f\0\6\0", 12);
	assert_true(scan(doc, sizeof(doc)).locked);
	memset(doc + 1024, 0, 12);
	memcpy(doc + 1536, "\0\0\xf6\x0f\x31\0\0\0\x14\0\0\0\xdf\xc4\xd1\xf3",
	       16);
	assert_true(scan(doc, sizeof(doc)).locked);
	memcpy(doc + 1536, "\0\0\xf6\x0f\x31\0\0\0\x14\0\0\0\x5f\xc0\x91\xe3",
	       16);
	assert_false(scan(doc, sizeof(doc)).locked);
	memcpy(doc + 700, "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
	       32);
	assert_true(scan(doc, sizeof(doc)).locked);
	assert_false(scan(doc, sizeof(doc)).macro);
	assert_true(scan(BYTES("%PDF-1.7 x trailer<</Encrypt 3 0 R>>")).locked);
	assert_true(
		scan(BYTES("7z\xbc\xaf\x27\x1cxxxx\x06\xf1\x07\x01")).locked);
	assert_false(scan(BYTES("%PDF-1.7 x")).locked);
}

/* However the pieces fall, behind so much of the file. */
static void marks_are_found_in_their_type(void **state)
{
#define OLE              "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#define MARK(head, mark) head, sizeof(head) - 1, mark, sizeof(mark) - 1

	static const struct {
		const char *head;
		size_t head_len;
		const char *mark;
		size_t len;
		bool locked, macro;
		unsigned holds;
	} rows[] = {
		{ MARK("PK\3\4", "xl/macrosheets/"), .macro = true },
		{ MARK("PK\3\4", "xl/vbaProject.bin"), .macro = true },
		{ MARK("PK\3\4", "xl/workbook.xml"), .holds = SCAN_SHEET },
		{ MARK("PK\3\4", "ppt/presentation.xml"),
		  .holds = SCAN_SLIDES },
		{ MARK("PK\3\4", "word/document.xml"), .holds = SCAN_WORD },
		{ MARK("PK\3\4", "[Content_Types].xml"), .holds = SCAN_TYPES },
		{ MARK(OLE, "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0"),
		  .locked = true },
		{ MARK(OLE, "E\0n\0c\0r\0y\0p\0t\0e\0d\0S\0u\0m\0m\0"),
		  .locked = true },
		{ MARK(OLE, "_\0V\0B\0A\0_\0P\0R\0O\0J\0"), .macro = true },
		{ MARK("%PDF-", "/Launch"), .macro = true },
		{ MARK("%PDF-", "/JavaScript"), .macro = true },
		{ MARK("%PDF-", "/Encrypt"), .locked = true },
		{ MARK("%PDF-", "PK\1\2\x14\0\x14\0\1\0") },
		{ MARK("{\\rtf1", "\\objdata"), .macro = true },
		{ MARK("ID;PWXL", ""), .macro = true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (size_t cut = 8; cut < 60; cut++) {
			struct scan found = { .type = "" };
			uint8_t file[90] = { 0 };

			memcpy(file, rows[i].head, rows[i].head_len);
			memcpy(file + 30, rows[i].mark, rows[i].len);
			scan_piece(&found, file, cut);
			scan_piece(&found, file + cut, 1);
			scan_piece(&found, file + cut + 1,
				   sizeof(file) - cut - 1);
			assert_int_equal(found.locked, rows[i].locked);
			assert_int_equal(found.macro, rows[i].macro);
			assert_int_equal(found.holds, rows[i].holds);
		}
	}
}

static void what_is_no_header_of_an_entry_locks_nothing(void **state)
{
	char file[] = "PK\3\4\x14\0\0\0xxxxPK\3\4\x14\0\1\0yyyyyyyyyy";
	static const char local[] = "PK\3\4", central[] = "PK\1\2";

	(void)state;
	assert_true(scan(BYTES(file)).locked);
	for (size_t i = 0; i < 8; i++) {
		memcpy(file + 12, i < 4 ? local : central, 4);
		file[12 + 6] = 1;
		file[12 + 8] = 1;
		file[12 + i % 4] = 'x';
		assert_false(scan(BYTES(file)).locked);
	}
}

/* Sizes that lead nowhere, or behind the end. */
static void broken_archives_are_not_locked(void **state)
{
	(void)state;
	assert_false(scan(BYTES("Rar!\x1a\7\0cc\x73\0\0\0\0xxxxxxx")).locked);
	assert_false(scan(BYTES("Rar!\x1a\7\0cc\x73\0\x80\x40\0")).locked);
	/* A record of no length; one that is longer than its area. */
	assert_false(scan(BYTES("Rar!\x1a\7\1\0ssss\x0d\2\1\x0a\xff\xff\xff"
				"\xff\xff\xff\xff\xff\xff\xff"))
			     .locked);
	assert_false(scan(BYTES("Rar!\x1a\7\1\0ssss\6\2\1\3\x40\1\0")).locked);
	assert_false(scan(BYTES("Rar!\x1a\7\1\0ssss\x40\4\0\0\0\0")).locked);
	/* An area longer than its header. */
	assert_false(scan(BYTES("Rar!\x1a\7\1\0ssss\6\2\1\x40\2\1\0")).locked);
	/* A comment is not a file. */
	assert_false(scan(BYTES("Rar!\x1a\7\1\0ssss\6\3\1\3\2\1\0")).locked);
	assert_false(scan(BYTES("Rar!\x1a\7\0cc\x7a\x84\0\7\0")).locked);
}

/* Word says "encrypted" at the head of its file alone. */
static void a_flag_elsewhere_locks_no_document(void **state)
{
	uint8_t doc[2048] = OLE;

	(void)state;
	memcpy(doc + 1024, "\xec\xa5\xc1\0xxxxxx\0\0", 12);
	assert_false(scan(doc, sizeof(doc)).locked);
	memcpy(doc + 1024, "xx\xc1\0xxxxxx\0\1", 12);
	assert_false(scan(doc, sizeof(doc)).locked);
	memcpy(doc + 1024, "\x09\x08\x04\0xxxx\x2e\0\6\0", 12);
	assert_false(scan(doc, sizeof(doc)).locked);
}

static void macros_are_seen(void **state)
{
	(void)state;
	assert_true(scan(BYTES("PK\3\4xxxxxxxxword/vbaProject.bin")).macro);
	assert_true(scan(BYTES("%PDF-1.7 /S/JavaScript")).macro);
	assert_true(scan(BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
			       "_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T\0"))
			    .macro);
	assert_false(scan(BYTES("vbaProject.bin")).macro);
}

static void sheets_of_excel_4_macros_are_seen(void **state)
{
	static const char head[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
	static const char *const macros[] = {
		"\x85\0\x0e\0pppp\0\1\6\0Macro1",   /* Excel 97 */
		"\x85\0\x0a\0pppp\2\1\1\1\xde\x30", /* in Japanese, hidden */
		"\x85\0\x0d\0pppp\0\1\6Macro1",     /* Excel 5.0 */
	};
	static const char *const others[] = {
		"\x85\0\x0e\0pppp\3\1\6\0Macro1",  /* hidden in no known way */
		"\x85\0\x0f\0pppp\0\1\6\0Macro1",  /* of another length */
		"\x85\0\x1a\0pppp\0\1\6\2Macro1",  /* of unknown flags */
		"\x85\0\x07\0pppp\0\1\0\0Macro1",  /* without a name */
		"\x85\0\x27\0pppp\0\1\x20Macro12", /* with one too long */
	};
	static const char sheet[] = "\x85\0\x0e\0pppp\0\0\6\0Sheet1";
	char file[64] = { 0 };

	(void)state;
	memcpy(file, head, 8);
	memcpy(file + 20, sheet, sizeof(sheet));
	assert_false(scan((const uint8_t *)file, sizeof(file)).macro);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		memcpy(file + 20, others[i], 18);
		assert_false(scan((const uint8_t *)file, sizeof(file)).macro);
	}
	memset(file + 20, 0, sizeof(file) - 20);
	for (size_t i = 0; i < 3; i++) {
		memcpy(file + 20, macros[i], 14);
		for (size_t cut = 8; cut < 40; cut++) {
			struct scan found = { .type = "" };

			scan_piece(&found, (const uint8_t *)file, cut);
			scan_piece(&found, (const uint8_t *)file + cut,
				   sizeof(file) - cut);
			assert_true(found.macro);
		}
	}
}

MAIN(cmocka_unit_test(a_locked_entry_is_found_however_the_pieces_fall),
     cmocka_unit_test(an_open_zip_is_not_locked),
     cmocka_unit_test(rar_archives_say_where_they_are_locked),
     cmocka_unit_test(rar_archives_are_locked_behind_other_blocks),
     cmocka_unit_test(documents_behind_a_password_are_locked),
     cmocka_unit_test(marks_are_found_in_their_type),
     cmocka_unit_test(what_is_no_header_of_an_entry_locks_nothing),
     cmocka_unit_test(broken_archives_are_not_locked),
     cmocka_unit_test(a_flag_elsewhere_locks_no_document),
     cmocka_unit_test(macros_are_seen),
     cmocka_unit_test(sheets_of_excel_4_macros_are_seen))
