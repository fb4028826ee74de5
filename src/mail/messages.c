/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * messages.c -- what the relay's messages are made of
 */
#include "mail/messages.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "base/must.h"

static const char *const why_names[] = {
	[HELD_NOT] = "not-held",
	[HELD_TOO_DEEP] = "too-deep",
	[HELD_TOO_MANY_PARTS] = "too-many-parts",
	[HELD_TOO_MANY_FIELDS] = "too-many-fields",
	[HELD_HEADER_TOO_LONG] = "header-too-long",
	[HELD_TOO_LARGE] = "too-large",
	[HELD_CONVERTER_DIED] = "converter-died",
};

static_assert(sizeof(why_names) / sizeof(why_names[0]) == N_HELD_WHYS,
	      "one name each");

const char *held_why_name(enum held_why why)
{
	must(why < N_HELD_WHYS);
	return why_names[why];
}

/* ------ strings ------ */

void pack_string(struct pack *pack, const char *text)
{
	size_t len = strlen(text);

	must(len <= UINT16_MAX);
	pack_u16(pack, (uint16_t)len);
	pack_bytes(pack, text, len);
}

/* With room for `size` bytes, the NUL included. */
static void take_text(struct wire *wire, char *out, size_t size)
{
	uint16_t len = wire_u16(wire);
	const uint8_t *bytes;

	out[0] = '\0';
	if (len >= size) {
		wire->bad = true;
		return;
	}
	bytes = wire_bytes(wire, len);
	if (!bytes || memchr(bytes, '\0', len)) {
		wire->bad = true;
		return;
	}
	memcpy(out, bytes, len);
	out[len] = '\0';
}

void wire_string(struct wire *wire, char out[static LIMIT_PATH + 1])
{
	take_text(wire, out, LIMIT_PATH + 1);
}

/* ------ envelopes and references ------ */

void pack_envelope(struct pack *pack, const char *sender, char *const *rcpts,
		   size_t n_rcpts)
{
	pack_u16(pack, (uint16_t)n_rcpts);
	pack_string(pack, sender);
	for (size_t i = 0; i < n_rcpts; i++)
		pack_string(pack, rcpts[i]);
}

bool mailbox_needs_utf8(const char *path)
{
	for (; *path; path++)
		if ((unsigned char)*path >= 0x80)
			return true;
	return false;
}

bool envelope_needs_utf8(const struct envelope *envelope)
{
	for (size_t i = 0; i < envelope->n_rcpts; i++)
		if (mailbox_needs_utf8(envelope->rcpts[i]))
			return true;
	return mailbox_needs_utf8(envelope->sender);
}

void wire_envelope(struct wire *wire, struct envelope *out)
{
	out->n_rcpts = wire_u16(wire);
	if (out->n_rcpts < 1 || out->n_rcpts > LIMIT_RECIPIENTS) {
		out->n_rcpts = 0;
		wire->bad = true;
	}
	wire_string(wire, out->sender);
	for (size_t i = 0; i < out->n_rcpts; i++)
		wire_string(wire, out->rcpts[i]);
}

void envelope_forget(struct envelope *envelope)
{
	memset(envelope, 0,
	       offsetof(struct envelope, rcpts) +
		       envelope->n_rcpts * sizeof(envelope->rcpts[0]));
}

void pack_reference(struct pack *pack, const struct reference *reference)
{
	pack_u32(pack, reference->day);
	pack_u32(pack, reference->number);
}

static bool can_be(const struct reference *reference)
{
	char text[REFERENCE_TEXT];
	struct reference again;

	return reference->day >= 10000101 && reference->day <= 99991231 &&
	       reference->number <= REFERENCE_NUMBER_MAX &&
	       reference_read(reference_text(text, reference), &again);
}

void wire_reference(struct wire *wire, struct reference *out)
{
	out->day = wire_u32(wire);
	out->number = wire_u32(wire);
	if (!can_be(out))
		wire->bad = true;
}

/* ------ how a message ended ------ */

void done_pack(struct pack *pack, const struct done *done)
{
	uint8_t answer[ANSWER_BODY];

	answer_pack(answer, &done->answer);
	pack_bytes(pack, answer, sizeof(answer));
	pack_bytes(pack, done->digest, sizeof(done->digest));
	pack_u32(pack, done->size);
	pack_u32(pack, done->removed);
	pack_string(pack, done->actions);
}

/* Words as the inner half permits them, so that a log can have them. */
static bool are_words(const char *text)
{
	for (; *text; text++)
		if (!(*text >= 'a' && *text <= 'z') &&
		    !(*text >= '0' && *text <= '9') && *text != '-' &&
		    *text != ' ')
			return false;
	return true;
}

bool done_unpack(const uint8_t *bytes, size_t len, struct done *out)
{
	struct wire wire = { bytes, bytes + len, false };
	const uint8_t *answer = wire_bytes(&wire, ANSWER_BODY);
	const uint8_t *digest = wire_bytes(&wire, DIGEST_LEN);

	if (!answer || !digest ||
	    !answer_unpack(answer, ANSWER_BODY, &out->answer))
		return false;
	memcpy(out->digest, digest, DIGEST_LEN);
	out->size = wire_u32(&wire);
	out->removed = wire_u32(&wire);
	take_text(&wire, out->actions, sizeof(out->actions));
	return wire_done(&wire) && are_words(out->actions);
}
