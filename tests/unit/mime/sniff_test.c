/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sniff_test.c -- tests src/mime/content/sniff.c
 */
#include "mime/content/sniff.h"

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

MAIN(cmocka_unit_test(files_are_known_by_their_first_bytes))
