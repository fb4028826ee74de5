/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * card_test.c -- tests the bounds of src/mime/card/line.c
 */
#include "mime/card/card.h"

#include "mime/card/line.h"

#include "fixture.h"

/* Of a line in pieces as long as that: what there is no room for is counted. */
static void reads(struct fixture *f, enum card_kind kind, const char *name,
		  const char *fold, size_t piece)
{
	const size_t len = 3 * CARD_LINE / 2, kept = CARD_LINE - strlen(name);
	struct buf text = { .arena = &f->arena };
	const char *shown;

	buf_put_text(&text, name);
	for (size_t i = 0; i < len; i++) {
		if (i && i % piece == 0)
			buf_put_text(&text, fold);
		buf_put_byte(&text, (char)('a' + i % 26));
	}
	buf_put_text(&text, "\nSUMMARY:z\nFN:z\n");
	f->out.cut = 0;
	card_text(&f->mime, kind, (const uint8_t *)text.at, text.len, NULL,
		  &f->out);
	assert_int_equal(f->out.cut, len - kept);
	shown = strstr(fixture_text(f), ": ") + 2;
	for (size_t i = 0; i < kept; i++)
		assert_int_equal(shown[i], 'a' + i % 26);
	assert_int_equal(shown[kept], '\n');
	assert_non_null(strstr(shown, ": z\n"));
}

static void a_long_line_is_cut_where_its_room_ends(void **state)
{
	static const size_t pieces[] = {
		50,        75,           1000, CARD_LINE - 8, CARD_LINE - 12,
		CARD_LINE, 2 * CARD_LINE
	};

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		reads(*state, CARD_CALENDAR, "LOCATION:", "\n ", pieces[i]);
		reads(*state, CARD_CALENDAR, "LOCATION:", "\r\n\t", pieces[i]);
		reads(*state, CARD_VCARD, "NOTE:", "\r\r\n ", pieces[i]);
	}
}

MAIN(WITH(a_long_line_is_cut_where_its_room_ends))
