/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_archive.c -- any bytes as a file that was attached: ZIP, 7z, RAR, OLE,
 * PDF, RTF, winmail.dat
 *
 * The marks do not hang on where the file was cut into pieces; a winmail.dat
 * hands out nothing but its own bytes. The first byte says how long a piece is.
 */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "mime/content/scan.h"
#include "mime/content/sniff.h"
#include "mime/content/suspect.h"
#include "mime/convert.h"
#include "mime/outlook/tnef.h"

#include "fuzz.h"

enum {
	FILES = 1 << 16
};

static volatile unsigned sink; /* so that no reading is left out */

static void scan_all(struct scan *scan, const uint8_t *bytes, size_t len,
		     size_t piece)
{
	memset(scan, 0, sizeof(*scan));
	for (size_t at = 0; at < len; at += piece)
		scan_piece(scan, bytes + at,
			   len - at < piece ? len - at : piece);
	must(scan->seen == len && scan->n_tail <= SCAN_TAIL);
}

/* A name or a lock found in one cut of the file is found in each other. */
static void check_scan(const uint8_t *bytes, size_t len, size_t piece)
{
	struct scan whole, cut;

	if (!len)
		return;
	scan_all(&whole, bytes, len, len);
	scan_all(&cut, bytes, len, piece);
	must(!strcmp(whole.type, sniff_type(bytes, len)));
	/* Markup may stand behind more blanks than the first piece has. */
	must(!strcmp(whole.type, cut.type) ||
	     (!cut.type[0] && strncmp(whole.type, "text/", 5) == 0));
	must(whole.macro == cut.macro);
	if (!strcmp(whole.type, "application/zip") ||
	    !strcmp(whole.type, "application/pdf"))
		must(whole.locked == cut.locked);
	suspect_marks("a.pdf", whole.type, whole.macro);
}

static void check_inside(const struct tnef_text *text, const uint8_t *bytes,
			 size_t len)
{
	unsigned n = 0;

	must(!text->len || (text->at >= bytes && text->at <= bytes + len &&
			    text->len <= (size_t)(bytes + len - text->at)));
	for (size_t i = 0; i < text->len; i++)
		n += text->at[i];
	sink = n;
}

static void check_tnef(const uint8_t *bytes, size_t len)
{
	struct tnef_file file;
	struct tnef tnef = { 0 };
	size_t n = 0;

	if (!tnef_open(&tnef, bytes, len))
		return;
	while (tnef_next_file(&tnef, &file)) {
		const struct tnef_text data = { file.data, file.len, 0 };

		check_inside(&file.name, bytes, len);
		check_inside(&data, bytes, len);
		must(++n < FILES);
	}
	check_inside(&tnef.body, bytes, len);
	check_inside(&tnef.plain, bytes, len);
	check_inside(&tnef.html, bytes, len);
	check_inside(&tnef.rtf, bytes, len);
	check_inside(&tnef.subject, bytes, len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t len = size ? size - 1 : 0;
	uint8_t *copy = malloc(len + !len);

	must(copy);
	if (size) {
		memcpy(copy, data + 1, len);
		check_scan(copy, len, SNIFF_LEN + 4 * (size_t)data[0]);
		check_tnef(copy, len);
	}
	free(copy);
	return 0;
}
