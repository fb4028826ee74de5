/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mailbox_test.c -- tests src/mime/header/mailbox.c
 */
#include "mime/header/mailbox.h"

#include "mime/header/field.h"
#include "mime/limits.h"

#include "fixture.h"

static struct mailbox_list read_bytes(struct fixture *f, const char *bytes,
				      size_t len, bool *odd)
{
	struct field field = { .at = (const uint8_t *)bytes, .len = len };
	struct mailbox_list list = { .n = 0 };

	*odd = false;
	mailbox_read(&f->mime, &field, &list, odd);
	return list;
}

static struct mailbox_list read(struct fixture *f, const char *text, bool *odd)
{
	return read_bytes(f, text, strlen(text), odd);
}

static void one_is(struct fixture *f, const char *text, const char *name,
		   const char *addr)
{
	bool odd;
	struct mailbox_list list = read(f, text, &odd);

	assert_false(odd);
	assert_int_equal(list.n, 1);
	assert_string_equal(list.at[0].name, name);
	assert_string_equal(list.at[0].addr, addr);
}

static void names_and_addresses_are_told_apart(void **state)
{
	one_is(*state, " a@b.c ", "", "a@b.c");
	one_is(*state, "<a@b.c>", "", "a@b.c");
	one_is(*state, "A B <a@b.c>", "A B", "a@b.c");
	one_is(*state, "\"B, \\\"A\\\"\" <a@b.c>", "B, \"A\"", "a@b.c");
	one_is(*state, "a@b.c (A (the) B)", "A (the) B", "a@b.c");
	one_is(*state, "=?utf-8?Q?A,_B?= <a@b.c>", "A, B", "a@b.c");
	one_is(*state, "g: a@b.c;", "", "a@b.c");
	one_is(*state, ", a@b.c,", "", "a@b.c");
	one_is(*state, "a@b.c (A \\) B)", "A ) B", "a@b.c");
}

/* Outlook and gateways write so, MimeKit and GMime read so. */
static void a_name_with_commas_may_lack_its_quotes(void **state)
{
	static const char *const odd[] = {
		"x, a@b.c",             /* nothing says whose name it is */
		"x, g: A <a@b.c>;",     /* a group has its own name */
		"g: x; A <a@b.c>",      /* and its own end */
		"x; A <a@b.c>",         /* what separates for Outlook alone */
		"A <a@b.c>, x",         /* a name stands before */
		"x (y), A <a@b.c>",     /* as one person would not write it */
		"d@, A <a@b.c>",        /* an address that is none */
		"\"d@e.f\", A <a@b.c>", /* a name like an address, of two */
		"\"x, A <a@b.c>",       /* quotes, but one too few */
		"x,, A <a@b.c>",
	};
	struct fixture *f = *state;
	struct mailbox_list list;
	bool is_odd;

	one_is(f, "Last, First <a@b.c>", "Last, First", "a@b.c");
	one_is(f, " B, Dr.,\r\n A (x) <a@b.c>,", "B, Dr., A (x)", "a@b.c");
	one_is(f, "\"B\", =?utf-8?Q?A?= <a@b.c>", "B, A", "a@b.c");
	one_is(f, "B, <a@b.c>", "B", "a@b.c");
	one_is(f, "C, B ,\r\n (x) <a@b.c>", "C, B , (x)", "a@b.c");
	one_is(f, "C, B ,\r\n <a@b.c>", "C, B", "a@b.c");
	list = read(f, "x@y.z, B, A <a@b.c>, D, C <c@d.e>", &is_odd);
	assert_false(is_odd);
	assert_int_equal(list.n, 3);
	assert_string_equal(list.at[0].name, "");
	assert_string_equal(list.at[1].name, "B, A");
	assert_string_equal(list.at[2].name, "D, C");
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		read(f, odd[i], &is_odd);
		if (!is_odd)
			fail_msg("%s", odd[i]);
	}
}

/* In JIS 、 is `!"`, 勝 `>!` and 次 `<!`; in Shift_JIS ソ ends in a backslash. */
static void raw_japanese_hides_no_syntax(void **state)
{
	one_is(*state, "\x1b$B!\">!<!\x1b(B <a@b.c>", "、勝次", "a@b.c");
	one_is(*state, "\"\x1b$B!\">!<!\x1b(B\" <a@b.c>", "、勝次", "a@b.c");
	one_is(*state, "\"\x83\x5c\x83\x8c\x83\x5c\" <a@b.c>", "ソレソ",
	       "a@b.c");
	one_is(*state, "a@b.c (\x83\x5c\x83\x8c\x83\x5c)", "ソレソ", "a@b.c");
}

static void too_many_addresses_are_said(void **state)
{
	struct fixture *f = *state;
	static char text[(LIMIT_ADDRESSES + 1) * 6 + 1];
	bool odd;

	for (size_t i = 0; i < sizeof(text) - 1; i += 6)
		memcpy(text + i, "a@b.c,", 6);
	assert_int_equal(read(f, text, &odd).n, LIMIT_ADDRESSES);
	assert_true(f->mime.defects & defect_bit(DEFECT_ADDRESS_COUNT));
}

/* Carriers gave out such addresses. */
static void dots_where_none_may_stand_are_put_in_quotes(void **state)
{
	one_is(*state, "a..b@c.d", "", "\"a..b\"@c.d");
	one_is(*state, "A <a.@c.d>", "A", "\"a.\"@c.d");
	one_is(*state, "\"\" <.a-_.@c.d>", "", "\".a-_.\"@c.d");
	one_is(*state, "\"a..b\"@c.d", "", "\"a..b\"@c.d");
}

static void a_list_has_its_members_in_order(void **state)
{
	bool odd;
	struct mailbox_list list = read(
		*state, "a@b.c, \"x, y\" <d@e.f>, g:h@i.j,k@l.m;, n@o.p", &odd);

	assert_false(odd);
	assert_int_equal(list.n, 5);
	assert_string_equal(list.at[1].addr, "d@e.f");
	assert_string_equal(list.at[4].addr, "n@o.p");
}

static void what_is_no_address_is_odd_and_left_out(void **state)
{
	static const char *const bad[] = {
		"a",
		"a@",
		"<a@b.c",
		"a <b@c.d> e",
		"<a@b.c> <d@e.f>",
		"a@b.c d@e.f",
		"=?utf-8?Q?a=40b.c?=",
		"<a@b.c\r\n>x",
		"\"a@b.c",
		"(a@b.c",
		"a@b.c (x",
		"<a@b.c> \"x\"",
		"@x:a@b.c",
		"a@b.c (x).d.e",
		"a@b.c (x) (y) z",
		"a@b.c (x) \"y\"",
		"(x) a@b.c",
		"a..@b..c",
		"a..b",
		"a. .b@c.d",
	};
	struct mailbox_list list;
	bool odd;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		list = read(*state, bad[i], &odd);
		assert_true(odd);
		assert_int_equal(list.n, 0);
	}
}

static void nothing_is_an_address_up_to_its_nul(void **state)
{
	static const char dotted[] = "a.@b.c\0d", plain[] = "a@b.c\0d";
	bool odd;

	assert_int_equal(read_bytes(*state, dotted, 8, &odd).n, 0);
	assert_true(odd);
	assert_int_equal(read_bytes(*state, plain, 7, &odd).n, 0);
	assert_true(odd);
}

static void an_empty_group_is_nobody(void **state)
{
	bool odd;

	assert_int_equal(read(*state, "undisclosed-recipients:;", &odd).n, 0);
	assert_false(odd);
}

MAIN(WITH(names_and_addresses_are_told_apart),
     WITH(a_name_with_commas_may_lack_its_quotes),
     WITH(dots_where_none_may_stand_are_put_in_quotes),
     WITH(raw_japanese_hides_no_syntax), WITH(too_many_addresses_are_said),
     WITH(a_list_has_its_members_in_order),
     WITH(what_is_no_address_is_odd_and_left_out),
     WITH(nothing_is_an_address_up_to_its_nul), WITH(an_empty_group_is_nobody))
