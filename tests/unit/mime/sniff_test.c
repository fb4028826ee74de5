/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sniff_test.c -- tests src/mime/sniff.c
 */
#include "mime/sniff.h"

#include "fixture.h"

static void files_are_known_by_their_first_bytes(void **state)
{
	(void)state;
	assert_string_equal(sniff_type(BYTES("PK\3\4xxxx")), "application/zip");
	assert_string_equal(sniff_type(BYTES("%PDF-1.7")), "application/pdf");
	assert_string_equal(sniff_type(BYTES("MZ\x90")),
			    "application/x-msdownload");
	assert_string_equal(sniff_type(BYTES("P")), "");
	assert_string_equal(sniff_type(BYTES("")), "");
}

static const char zip[] = "PK\3\4\x14\0\0\0xxxxxxxxxxxxxxxxx"
			  "PK\1\2\x14\0\x14\0\1\0yyyyyyyyyyyyyyy";

static void a_locked_entry_is_found_however_the_pieces_fall(void **state)
{
	(void)state;
	for (size_t cut = 1; cut < sizeof(zip) - 1; cut++) {
		struct sniff_zip found = { .n_tail = 0 };

		for (size_t i = 0; i < sizeof(zip) - 1; i += cut)
			sniff_zip(&found, (const uint8_t *)zip + i,
				  sizeof(zip) - 1 - i < cut
					  ? sizeof(zip) - 1 - i
					  : cut);
		assert_true(found.locked);
	}
}

static void an_open_zip_is_not_locked(void **state)
{
	struct sniff_zip found = { .n_tail = 0 };

	(void)state;
	sniff_zip(&found, (const uint8_t *)zip, 30);
	assert_false(found.locked);
}

MAIN(cmocka_unit_test(files_are_known_by_their_first_bytes),
     cmocka_unit_test(a_locked_entry_is_found_however_the_pieces_fall),
     cmocka_unit_test(an_open_zip_is_not_locked))
