/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sign.c -- what stands before items of lists and around readings
 */
#include "mime/html/sign.h"

#include <stdio.h>
#include <string.h>

#include "mime/html/stack.h"
#include "mime/text/buf.h"
#include "mime/text/utf8.h"

enum {
	MOST_ROMAN = 399, /* larger ones are written in digits */
};

/* "list-style:none", "list-style-type: none", as styles of both kinds of lists
 * have it: who numbers by hand takes the numbers away. */
static bool writes_none(const struct html_span *style)
{
	static const char name[] = "list-style", type[] = "-type";
	const char *at = style->at, *end = at + style->len;

	while ((at = memmem(at, (size_t)(end - at), name, sizeof(name) - 1))) {
		at += sizeof(name) - 1;
		if ((size_t)(end - at) >= sizeof(type) - 1 &&
		    memcmp(at, type, sizeof(type) - 1) == 0)
			at += sizeof(type) - 1;
		while (at < end && (*at == ' ' || *at == ':'))
			at++;
		if (ascii_begins(at, (size_t)(end - at), "none"))
			return true;
	}
	return false;
}

/* How a list, or an item of its own, writes its numbers: by its style, else by
 * its type, else as it would without; 0: not at all. 'h', 'H': in kana, 'r', 'R':
 * in the order of the iroha; 'k': in kanji. */
static char numbers_of(const struct html_token *token, char otherwise)
{
	static const struct {
		const char *name;
		char numbers;
	} styles[] = {
		{ "lower-alpha", 'a' },
		{ "lower-latin", 'a' },
		{ "upper-alpha", 'A' },
		{ "upper-latin", 'A' },
		{ "lower-roman", 'i' },
		{ "upper-roman", 'I' },
		{ "decimal", '1' },
		{ "disc", 0 },
		{ "circle", 0 },
		{ "square", 0 },
		{ "hiragana-iroha", 'r' },
		{ "katakana-iroha", 'R' },
		{ "hiragana", 'h' },
		{ "katakana", 'H' },
		{ "cjk-ideographic", 'k' },
		{ "japanese-informal", 'k' },
	};

	const struct html_span *type = html_attr_find(token, "type");
	const struct html_span *style = html_attr_find(token, "style");

	for (size_t i = 0; style && i < sizeof(styles) / sizeof(styles[0]); i++)
		if (memmem(style->at, style->len, styles[i].name,
			   strlen(styles[i].name)))
			return styles[i].numbers;
	if (style && writes_none(style))
		return 0;
	if (type && type->len == 1 && type->at[0] &&
	    strchr("1aAiI", type->at[0]))
		return type->at[0];
	return otherwise;
}

void html_sign_list(struct html_open *list, const struct html_token *token)
{
	list->item = html_attr_number(token, "start", 1);
	list->numbers = numbers_of(token, '1');
	/* Where they run down to 1 is known at the end. */
	if (html_attr_find(token, "reversed"))
		list->numbers = 0;
}

static size_t roman(long n, char *out)
{
	static const struct {
		long value;
		const char *digits;
	} steps[] = {
		{ 100, "c" }, { 90, "xc" }, { 50, "l" },
		{ 40, "xl" }, { 10, "x" },  { 9, "ix" },
		{ 5, "v" },   { 4, "iv" },  { 1, "i" },
	};

	size_t len = 0;

	for (size_t i = 0; n > 0; n -= steps[i].value) {
		while (n < steps[i].value)
			i++;
		for (const char *at = steps[i].digits; *at; at++)
			out[len++] = *at;
	}
	return len;
}

/* 1 is a, 27 is aa; digits from the last one on. */
static size_t letters(long n, char *out)
{
	char reversed[16];
	size_t len = 0;

	for (; n > 0; n = (n - 1) / 26)
		reversed[len++] = (char)('a' + (n - 1) % 26);
	for (size_t i = 0; i < len; i++)
		out[i] = reversed[len - 1 - i];
	return len;
}

/* The nth of kana that take three bytes each; 0: there are not so many. */
static size_t kana(char numbers, long n, char *out)
{
	static const char gojuon[] =
		"あいうえおかきくけこさしすせそたちつてとなにぬねの"
		"はひふへほまみむめもやゆよらりるれろわゐゑをん";
	static const char iroha[] =
		"いろはにほへとちりぬるをわかよたれそつねならむ"
		"うゐのおくやまけふこえてあさきゆめみしゑひもせす";
	bool hiragana = numbers >= 'a';
	const char *all = (numbers | 0x20) == 'h' ? gojuon : iroha;
	uint32_t cp;

	if (n < 1 || (size_t)n > strlen(all) / 3)
		return 0;
	all += (n - 1) * 3;
	cp = (uint32_t)(all[1] & 0x3F) << 6 | (all[2] & 0x3F);
	cp += hiragana ? 0x3000 : 0x3060; /* the other kana are 0x60 behind */
	return utf8_write(out, cp);
}

/* 1 to 99, of kanji that take three bytes each. */
static size_t kanji(long n, char *out)
{
	static const char all[] = "一二三四五六七八九十";
	long digits[3] = { n >= 20 ? n / 10 : 0, n >= 10 ? 10 : 0, n % 10 };
	size_t len = 0;

	if (n < 1 || n > 99)
		return 0;
	for (size_t i = 0; i < 3; i++) {
		if (!digits[i])
			continue;
		memcpy(out + len, all + (digits[i] - 1) * 3, 3);
		len += 3;
	}
	return len;
}

static bool put_japanese(char numbers, long n, char out[static FLOW_BULLET])
{
	size_t len = 0;

	if (numbers == 'k')
		len = kanji(n, out);
	else if (strchr("hHrR", numbers))
		len = kana(numbers, n, out);
	if (len)
		memcpy(out + len, "、", sizeof("、"));
	return len;
}

static void put_number(char numbers, long n, char out[static FLOW_BULLET])
{
	size_t len = 0;

	if (put_japanese(numbers, n, out))
		return;
	if (n > 0 && (numbers | 0x20) == 'a')
		len = letters(n, out);
	else if (n > 0 && n <= MOST_ROMAN && (numbers | 0x20) == 'i')
		len = roman(n, out);
	for (size_t i = 0; i < len && numbers < 'a'; i++)
		out[i] = (char)(out[i] - 0x20);
	if (len)
		memcpy(out + len, ". ", sizeof(". "));
	else
		snprintf(out, FLOW_BULLET, "%ld. ", n);
}

void html_sign_item(struct html_stack *stack, struct html_open *list,
		    const struct html_token *token)
{
	struct flow *flow = &stack->flow;
	char numbers = 0;
	long item = 0;

	if (stack->dropped ||
	    ((stack->sight.gone || stack->beyond.hiding) && !stack->show_all))
		return;
	flow->bullet_inside = flow->cell.due;
	if (list && html_open_does(list, DOES_NUMBER)) {
		item = html_attr_number(token, "value", list->item);
		list->item = item + 1;
		numbers = numbers_of(token, list->numbers);
	}
	if (numbers)
		put_number(numbers, item, flow->bullet);
	else
		snprintf(flow->bullet, sizeof(flow->bullet), "・");
	/* One that is there without being seen is counted all the same. */
	if (html_stack_is_invisible(stack))
		flow->bullet[0] = '\0';
}

void html_sign_begin_reading(struct html_stack *stack, struct html_open *open)
{
	stack->flow.space = false;
	if (!html_stack_is_invisible(stack))
		flow_put(&stack->flow, "(");
	open->from = stack->flow.out->len;
}

void html_sign_end_reading(struct html_stack *stack,
			   const struct html_open *open)
{
	struct buf *out = stack->flow.out;

	if (html_stack_is_invisible(stack))
		return;
	stack->flow.space = false;
	if (out->len == open->from && out->len && !out->cut)
		out->len--;
	else
		flow_put(&stack->flow, ")");
}

/* Rows and lists have no text of their own. */
static bool has_text(const struct html_stack *stack,
		     const struct html_open *open)
{
	const uint32_t none =
		DOES_TABLE | DOES_ROW | DOES_LIST | DOES_MARK | DOES_RUBY;

	return !html_stack_is_invisible(stack) && !html_open_does(open, none);
}

/* U+202E and U+202C, which <bdo> is the same as (HTML 4.5.27): src/mime/text/clean.c
 * makes them seen. */
static const char turn[] = { '\xE2', '\x80', '\xAE', '\0' };
static const char turn_end[] = { '\xE2', '\x80', '\xAC', '\0' };

void html_sign_begin_turned(struct html_stack *stack, struct html_open *open)
{
	open->turned = has_text(stack, open);
	if (open->turned)
		flow_put(&stack->flow, turn);
}

void html_sign_end_turned(struct html_stack *stack)
{
	flow_put(&stack->flow, turn_end);
}

void html_sign_begin_struck(struct html_stack *stack, struct html_open *open)
{
	if (stack->struck || !has_text(stack, open))
		return;
	open->struck = stack->struck = true;
	flow_put(&stack->flow, STRUCK);
	open->from = stack->flow.out->len;
}

void html_sign_end_struck(struct html_stack *stack,
			  const struct html_open *open)
{
	struct buf *out = stack->flow.out;
	const size_t len = strlen(STRUCK);

	stack->struck = false;
	if (out->len == open->from && out->len >= len && !out->cut &&
	    memcmp(out->at + out->len - len, STRUCK, len) == 0)
		out->len -= len; /* nothing is inside */
	else
		flow_put(&stack->flow, STRUCK_END);
}
