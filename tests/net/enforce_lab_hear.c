/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enforce_lab_hear.c -- what enforce says, printed
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/sealed.h"
#include "base/text.h"
#include "base/wire.h"
#include "daemon/enforce/enforce.h"
#include "daemon/messages.h"
#include "kernel/live/cut.h"
#include "privsep/channel.h"

#include "enforce_lab.h"

enum {
	PATIENCE = 60000, /* ms */
};

static void print_text(const char *prefix, const char *text, size_t len)
{
	while (len > 0) {
		size_t line = strcspn(text, "\n");

		if (line > len)
			line = len;
		printf("%s%.*s\n", prefix, (int)line, text);
		if (line >= len)
			return;
		text += line + 1;
		len -= line + 1;
	}
}

static struct wire body_of(const struct message *message)
{
	return (struct wire){ message->body, message->body + message->body_len,
			      false };
}

static const char *error_name(int r)
{
	return r < 0 ? strerrorname_np(-r) : r ? "1" : "0";
}

static bool hear_result(void *state, struct message *message)
{
	struct lab *lab = state;
	struct wire w = body_of(message);
	const int r = (int)wire_u32(&w);

	lab->answered = message->id == lab->id;
	printf("%s result=%s\n",
	       message->type == MESSAGE_ENFORCED ? "enforced" : "compared",
	       error_name(r));
	print_text("  ", (const char *)w.pos, (size_t)(w.end - w.pos));
	return true;
}

static bool hear_held(void *state, struct message *message)
{
	struct lab *lab = state;
	struct enforce_held held;
	char hex[2 * DIGEST_LEN + 1];

	lab->answered = message->id == lab->id;
	if (!held_unpack(message->body, message->body_len, &held))
		return false;
	text_hex(hex, held.digest, 2);
	printf("held live=%u pending=%u fallback=%u present=%d mixed=%d ms=%llu facts=%s\n",
	       held.live, held.pending, held.fallback, held.present, held.mixed,
	       (unsigned long long)held.pending_ms,
	       held.has_facts ? hex : "none");
	return true;
}

static bool hear_connected(void *state, struct message *message)
{
	struct lab *lab = state;
	struct wire w = body_of(message);
	struct sealed sealed;
	size_t n;

	lab->answered = true;
	printf("connected n=%u\n", wire_u32(&w));
	if (sealed_map(message->fd, sizeof(lab->connections), &sealed) < 0)
		return false;
	n = sealed.len / sizeof(*lab->connections);
	memcpy(lab->connections, sealed.bytes, sealed.len);
	lab->n_connections = n;
	sealed_finish(&sealed);
	return true;
}

static bool hear_was_cut(void *state, struct message *message)
{
	struct lab *lab = state;
	struct wire w = body_of(message);
	const int r = (int)wire_u32(&w);
	const uint32_t n = wire_u32(&w);
	struct sealed sealed = { 0 };

	lab->answered = true;
	printf("cut result=%s n=%u left=%u\n", error_name(r), n, wire_u32(&w));
	if (message->fd < 0 || sealed_map(message->fd, 1 << 20, &sealed) < 0)
		return message->fd < 0;
	for (size_t i = 0; i < sealed.len / sizeof(struct cut_count); i++) {
		const struct cut_count *counts = (const void *)sealed.bytes;

		printf("  mark=%#x n=%zu\n", counts[i].mark, counts[i].n);
	}
	sealed_finish(&sealed);
	return true;
}

static bool hear_tampered(void *state, struct message *message)
{
	struct wire w = body_of(message);
	const uint32_t pid = wire_u32(&w), us = wire_u32(&w);
	const uint8_t healed = wire_u8(&w);
	const char *by = (const char *)w.pos;
	const size_t len = strnlen(by, (size_t)(w.end - w.pos));

	(void)state;
	if (len == (size_t)(w.end - w.pos) || !text_is_utf8(by, len) ||
	    !text_is_utf8(by + len + 1, (size_t)(w.end - w.pos) - len - 1))
		return false;
	printf("tampered pid=%u took=%u healed=%u by=%s\n", pid, us, healed,
	       by);
	print_text("  ", by + len + 1, (size_t)(w.end - w.pos) - len - 1);
	return true;
}

static bool hear_changed(void *state, struct message *message)
{
	(void)state;
	(void)message;
	puts("changed");
	return true;
}

static bool hear_lapsed(void *state, struct message *message)
{
	(void)state;
	(void)message;
	puts("lapsed");
	return true;
}

static bool hear_pong(void *state, struct message *message)
{
	struct lab *lab = state;

	(void)message;
	lab->answered = true;
	puts("pong");
	return true;
}

static const struct accept from_enforce[] = {
	{ MESSAGE_ENFORCED, false, 4, CHANNEL_BODY, hear_result },
	{ MESSAGE_COMPARED, false, 4, CHANNEL_BODY, hear_result },
	{ MESSAGE_HELD, false, 0, CHANNEL_BODY, hear_held },
	{ MESSAGE_CONNECTED, true, 4, 4, hear_connected },
	{ MESSAGE_WAS_CUT, true, 12, 12, hear_was_cut },
	{ MESSAGE_WAS_CUT, false, 12, 12, hear_was_cut },
	{ MESSAGE_TAMPERED, false, 10, CHANNEL_BODY, hear_tampered },
	{ MESSAGE_LAPSED, false, 0, 0, hear_lapsed },
	{ MESSAGE_CHANGED, false, 0, 0, hear_changed },
	{ MESSAGE_PONG, false, 0, 0, hear_pong },
};

static void hear(struct lab *lab, int channel)
{
	enum channel_verdict verdict = CHANNEL_OK;

	while (verdict == CHANNEL_OK)
		verdict = channel_serve(
			channel, from_enforce,
			sizeof(from_enforce) / sizeof(*from_enforce), lab);
	if (verdict == CHANNEL_BROKEN)
		puts("nonsense from enforce");
	if (verdict != CHANNEL_EMPTY)
		lab->gone = true;
	fflush(stdout);
}

/* Until an answer has come, or, without one, there is something to read. */
void lab_listen(struct lab *lab, bool answer)
{
	struct pollfd fds[] = {
		{ .fd = lab->engine, .events = POLLIN },
		{ .fd = lab->parent, .events = POLLIN },
		{ .fd = answer ? -1 : STDIN_FILENO, .events = POLLIN },
	};

	lab->answered = false;
	while (!lab->answered && !fds[2].revents) {
		if (lab->gone)
			fds[0].fd = fds[1].fd = -1;
		if (lab->gone && answer)
			return;
		if (poll(fds, 3, PATIENCE) == 0 && answer)
			return;
		if (fds[0].revents)
			hear(lab, lab->engine);
		else if (fds[1].revents)
			hear(lab, lab->parent);
	}
}
