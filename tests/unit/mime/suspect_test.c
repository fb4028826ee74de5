/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * suspect_test.c -- tests src/mime/content/suspect.c
 */
#include "mime/content/suspect.h"

#include "fixture.h"

#define EXE "application/x-msdownload"
#define ZIP "application/zip"
#define OLE "application/x-ole-storage"

static void honest_files_have_no_mark(void **state)
{
	(void)state;
	assert_int_equal(suspect_marks("資料.pdf", "application/pdf", false),
			 0);
	assert_int_equal(suspect_marks("a.docx", ZIP, false), 0);
	assert_int_equal(suspect_marks("a.b.txt", "", false), 0);
	assert_int_equal(suspect_marks("", ZIP, false), 0);
	assert_int_equal(suspect_marks("noending", "", false), 0);
	assert_int_equal(suspect_marks("site[.]co[.]jp", "", false), 0);
}

static void programs_are_named_whatever_they_are_called(void **state)
{
	(void)state;
	assert_int_equal(suspect_marks("a.exe", EXE, false),
			 mark_bit(MARK_PROGRAM));
	assert_int_equal(suspect_marks("請求書.pdf.exe", EXE, false),
			 mark_bit(MARK_PROGRAM) |
				 mark_bit(MARK_DOUBLE_EXTENSION));
	assert_int_equal(suspect_marks("a.pdf      .SCR", EXE, false),
			 mark_bit(MARK_PROGRAM) |
				 mark_bit(MARK_DOUBLE_EXTENSION));
	assert_int_equal(suspect_marks("a.pdf", EXE, false),
			 mark_bit(MARK_PROGRAM) | mark_bit(MARK_TYPE_MISMATCH));
	assert_int_equal(suspect_marks("a.dat", EXE, false),
			 mark_bit(MARK_PROGRAM) | mark_bit(MARK_TYPE_MISMATCH));
	assert_int_equal(suspect_marks("a.txt / b.js", "", false),
			 mark_bit(MARK_PROGRAM));
	assert_int_equal(suspect_marks("a.doc[.]com", "", false),
			 mark_bit(MARK_PROGRAM) |
				 mark_bit(MARK_DOUBLE_EXTENSION));
}

static void every_ending_of_a_program_is_one(void **state)
{
	static const char *const programs[] = {
		"exe",
		"scr",
		"dll",
		"cpl",
		"com",
		"pif",
		"bat",
		"cmd",
		"ps1",
		"vbs",
		"vbe",
		"js",
		"jse",
		"wsf",
		"wsh",
		"hta",
		"sct",
		"wsc",
		"msc",
		"msp",
		"scf",
		"xll",
		"appx",
		"msix",
		"lnk",
		"url",
		"jar",
		"msi",
		"iso",
		"img",
		"vhd",
		"vhdx",
		"chm",
		"reg",
		"one",
		"application",
		"search-ms",
		"library-ms",
		"settingcontent-ms",
		"ws",
		"website",
		"appxbundle",
		"msixbundle",
		"appinstaller",
		"appref-ms",
		"jnlp",
		"diagcab",
		"msu",
		"accde",
		"mde",
		"ade",
		"adp",
		"ps1xml",
		"psc1",
		"psm1",
		"psd1",
		"py",
		"pyc",
		"pyw",
		"pyz",
		"pyzw",
		"sh",
		"csh",
		"ksh",
		"vb",
		"rdp",
		"iqy",
		"dqy",
		"oqy",
		"rqy",
		"odc",
		"udl",
		"inf",
		"job",
		"gadget",
		"theme",
		"themepack",
		"deskthemepack",
		"hlp",
		"shb",
		"shs",
		"mst",
		"xbap",
		"xnk",
		"printerexport",
		"webpnp",
		"mda",
		"apk",
		"wim",
		"maf",
		"mam",
		"maq",
		"mav",
		"mdz",
		"pl",
		"html",
		"htm",
		"shtml",
		"shtm",
		"xhtml",
		"xhtm",
		"xht",
		"mhtml",
		"mht",
		"svg",
		"svgz",
	};
	const uint32_t both =
		mark_bit(MARK_PROGRAM) | mark_bit(MARK_DOUBLE_EXTENSION);
	char name[60];

	(void)state;
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		snprintf(name, sizeof(name), "a.jtd.%s", programs[i]);
		assert_int_equal(suspect_marks(name, "", false) & both, both);
	}
}

static void every_ending_of_a_document_has_its_types(void **state)
{
	const struct {
		const char *name, *type;
		uint32_t marks;
	} rows[] = {
		{ "a.xls", OLE },
		{ "a.xls", "text/html" },
		{ "a.xls", "text/xml" },
		{ "a.doc", "application/rtf" },
		{ "a.ppt", OLE },
		{ "a.docx", OLE },
		{ "a.xlsx", ZIP },
		{ "a.pptx", ZIP },
		{ "a.7z", "application/x-7z-compressed" },
		{ "a.rar", "application/vnd.rar" },
		{ "a.gz", "application/gzip" },
		{ "a.jpg", "image/jpeg" },
		{ "a.jpeg", "image/jpeg" },
		{ "a.png", "image/png" },
		{ "a.gif", "image/gif" },
		{ "a.bmp", "image/bmp" },
		{ "a.rtf", "application/rtf" },
		{ "a.pptm", ZIP, mark_bit(MARK_MACRO) },
		{ "a.dotm", ZIP, mark_bit(MARK_MACRO) },
		{ "a.xlsm", ZIP, mark_bit(MARK_MACRO) },
		{ "a.xltm", ZIP, mark_bit(MARK_MACRO) },
		{ "a.potm", ZIP, mark_bit(MARK_MACRO) },
		{ "a.ppsm", ZIP, mark_bit(MARK_MACRO) },
		{ "a.sldm", ZIP, mark_bit(MARK_MACRO) },
		{ "a.xlsb", ZIP, mark_bit(MARK_MACRO) },
		{ "a.xlam", ZIP, mark_bit(MARK_MACRO) },
		{ "a.ppam", ZIP, mark_bit(MARK_MACRO) },
		{ "a.xla", OLE, mark_bit(MARK_MACRO) },
		{ "a.slk", "application/x-sylk", mark_bit(MARK_MACRO) },
		{ "a.lnk", "application/x-ms-shortcut",
		  mark_bit(MARK_PROGRAM) },
		{ "a.jar", ZIP, mark_bit(MARK_PROGRAM) },
		{ "a.msi", OLE, mark_bit(MARK_PROGRAM) },
		{ "a.one", "application/onenote", mark_bit(MARK_PROGRAM) },
		{ "a.csv", "" },
		{ "a.csv", EXE,
		  mark_bit(MARK_PROGRAM) | mark_bit(MARK_TYPE_MISMATCH) },
		{ "a", "application/x-executable",
		  mark_bit(MARK_PROGRAM) | mark_bit(MARK_TYPE_MISMATCH) },
		{ "a.mp4", "application/x-ms-shortcut",
		  mark_bit(MARK_PROGRAM) | mark_bit(MARK_TYPE_MISMATCH) },
		{ " . .", "" },
		{ "a.doc.exe", OLE,
		  mark_bit(MARK_PROGRAM) | mark_bit(MARK_DOUBLE_EXTENSION) |
			  mark_bit(MARK_TYPE_MISMATCH) },
		{ "a[U+061C]", "", mark_bit(MARK_BIDI_NAME) },
		{ "a.exe.js", "", mark_bit(MARK_PROGRAM) },
		{ "a.html", "text/html", mark_bit(MARK_PROGRAM) },
		{ "a.htm", "", mark_bit(MARK_PROGRAM) },
		{ "a.svg", "text/xml", mark_bit(MARK_PROGRAM) },
		{ "a.xml", "text/xml" },
		{ "a.exe. .", EXE, mark_bit(MARK_PROGRAM) },
	};

	static const char *const documents[] = {
		"pdf", "doc", "xls", "ppt", "docx", "xlsx", "pptx", "zip",
		"7z",  "rar", "gz",  "jpg", "jpeg", "png",  "gif",  "bmp",
		"txt", "csv", "rtf", "jtd", "mp3",  "mp4",
	};
	char name[40];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(
			suspect_marks(rows[i].name, rows[i].type, false),
			rows[i].marks);
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
		snprintf(name, sizeof(name), "a.%s.exe", documents[i]);
		assert_true(suspect_marks(name, EXE, false) &
			    mark_bit(MARK_DOUBLE_EXTENSION));
	}
}

static void names_and_bytes_that_disagree_are_marked(void **state)
{
	(void)state;
	assert_int_equal(suspect_marks("a.pdf", ZIP, false),
			 mark_bit(MARK_TYPE_MISMATCH));
	assert_int_equal(suspect_marks("a.zip", "", false),
			 mark_bit(MARK_TYPE_MISMATCH));
	assert_int_equal(suspect_marks("a.docm", ZIP, false),
			 mark_bit(MARK_MACRO));
	assert_int_equal(suspect_marks("a.docx", ZIP, true),
			 mark_bit(MARK_MACRO));
	assert_int_equal(suspect_marks("photo[U+202E]gnp.exe", EXE, false),
			 mark_bit(MARK_PROGRAM) | mark_bit(MARK_BIDI_NAME));
}

MAIN(cmocka_unit_test(honest_files_have_no_mark),
     cmocka_unit_test(programs_are_named_whatever_they_are_called),
     cmocka_unit_test(every_ending_of_a_program_is_one),
     cmocka_unit_test(every_ending_of_a_document_has_its_types),
     cmocka_unit_test(names_and_bytes_that_disagree_are_marked))
