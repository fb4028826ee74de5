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
	static const char sheet[] = "\x85\0\x0e\0pppp\0\0\6\0Sheet1";
	char file[64] = { 0 };

	(void)state;
	memcpy(file, head, 8);
	memcpy(file + 20, sheet, sizeof(sheet));
	assert_false(scan((const uint8_t *)file, sizeof(file)).macro);
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
     cmocka_unit_test(macros_are_seen),
     cmocka_unit_test(sheets_of_excel_4_macros_are_seen))
