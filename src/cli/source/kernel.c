/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel.c -- a kernel's rules as a snapshot: read here, or from a file
 */
#include "cli/source/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/ask.h"
#include "cli/bytes.h"
#include "cli/command/command.h"
#include "cli/session.h"
#include "kernel/around/around.h"
#include "kernel/dump.h"
#include "kernel/live/conntrack.h"
#include "proof/rules/dump_file.h"

enum {
	/* Beside the messages: links, facts, the frame. */
	DUMP_BESIDE = 64 << 20,
};

/* Every interface is asked about, for who reads a dump brings the policy. */
static void expect_all(const struct around *around, struct expectation *out)
{
	struct expected_zone *zone = vec_add(&out->arena, &out->zones);

	zone->name = "";
	vec_each(link, &around->links) {
		struct expected_interface *interface =
			vec_add(&out->arena, &zone->interfaces);

		memcpy(interface->name, link->name, sizeof(interface->name));
	}
}

static void look_around(struct snapshot *out)
{
	_cleanup_(expectation_finish) struct expectation all = { 0 };
	const struct expectation none = { 0 };
	_cleanup_(around_finish) struct around links = { 0 };
	_cleanup_(around_finish) struct around around = { 0 };
	_cleanup_(around_close) struct around_eyes eyes;

	/* What nobody has looked at is said by has_around. */
	if (around_open(&eyes) < 0)
		return;
	eyes.asks_programs = true;
	around_look(&eyes, &none, &links);
	expect_all(&links, &all);
	around_look(&eyes, &all, &around);
	dump_around(&around, out);
}

/* Without them all else can still be said. */
static void list_live(struct sock *sock, struct snapshot *out)
{
	int r = conntrack_list(sock, &out->arena, &out->connections);

	if (r < 0)
		fprintf(stderr,
			"sekisho: the live connections cannot be listed: %s\n",
			strerror(-r));
	out->has_connections = r == 0;
}

int source_take(bool live, struct snapshot *out,
		uint8_t digest[static DIGEST_LEN])
{
	struct sock sock = { .fd = -1 };
	int r = sock_open(&sock);

	if (r < 0)
		return session_failed("open a netlink socket", r);
	r = dump_take(&sock, NULL, out);
	if (r == 0 && live)
		list_live(&sock, out);
	sock_close(&sock);
	if (r < 0)
		return session_failed("read the kernel's rules", r);
	dump_where(out);
	look_around(out);
	dump_file_digest(out, digest);
	return ANSWER_YES;
}

static int cannot(const char *path, const char *why)
{
	fprintf(stderr, "sekisho: %s: %s\n", path, why);
	return ANSWER_MACHINE;
}

static int no_dump(const char *path, enum dump_verdict verdict)
{
	fprintf(stderr, "sekisho: %s: %s: %s\n", path,
		dump_verdict_text(verdict),
		verdict == DUMP_ENDIAN
			? "ask on one of that order"
			: "copy it again, or take another by `sekisho dump -o "
			  "FILE` (ダンプを取り直す)");
	return ANSWER_MACHINE;
}

/* The same of a descriptor, which `name` is for. */
static int read_dump_fd(int fd, const char *name, struct snapshot *out,
			uint8_t digest[static DIGEST_LEN])
{
	_cleanup_(freep) char *bytes = NULL;
	enum dump_verdict verdict;
	size_t len = 0;
	int r = bytes_read(fd, (size_t)SNAPSHOT_BYTES_MAX + DUMP_BESIDE, &bytes,
			   &len);

	if (r < 0)
		return cannot(name, strerror(-r));
	verdict = dump_file_read((const uint8_t *)bytes, len, out, digest);
	if (verdict != DUMP_FINE)
		return no_dump(name, verdict);
	return ANSWER_YES;
}

int source_ask_dump(bool live, struct snapshot *out,
		    uint8_t digest[static DIGEST_LEN])
{
	const struct request request = { .verb = VERB_SNAPSHOT,
					 .flags = live ? REQUEST_LIVE : 0 };
	_cleanup_(fd_closep) int fd = -1;
	int status = ask_for(&request, NULL, &fd);

	if (ask_is_nobody(status))
		return status;
	if (status < 0)
		return ask_failed(status, "");
	if (status != ANSWER_YES || fd < 0)
		return status == ANSWER_YES ? ANSWER_MACHINE : status;
	return read_dump_fd(fd, "the daemon's dump", out, digest);
}

int source_read_dump(const char *path, struct snapshot *out,
		     uint8_t digest[static DIGEST_LEN])
{
	_cleanup_(fd_closep) int fd = bytes_open(path);

	if (fd < 0)
		return cannot(path, bytes_error(fd));
	return read_dump_fd(fd, path, out, digest);
}
