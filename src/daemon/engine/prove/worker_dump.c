/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker_dump.c -- a worker's dump files
 *
 * Enforce sees the rules and the survey what is around: neither reads what the
 * other says, and the engine reads neither.
 */
#include "daemon/engine/prove/worker_dump.h"

#include <unistd.h>

#include "base/cleanup.h"
#include "base/fd.h"
#include "base/must.h"
#include "base/sealed.h"
#include "daemon/enforce/enforce.h"
#include "proof/rules/dump_file.h"

static bool read_dump(int fd, const char *name, struct snapshot *out,
		      struct diags *diags)
{
	const struct loc nowhere = { 0 };
	uint8_t digest[DIGEST_LEN];
	enum dump_verdict verdict = DUMP_SHORT;
	struct sealed file;

	if (sealed_map(fd, ENFORCE_DUMP_MAX, &file) == 0) {
		verdict = dump_file_read(file.bytes, file.len, out, digest);
		sealed_finish(&file);
	}
	if (verdict == DUMP_FINE)
		return true;
	diag_note(diags, nowhere, "the dump of %s is not one: %s", name,
		  dump_verdict_text(verdict));
	return false;
}

/* They live as long as the worker. */
static void take_around(const struct snapshot *around, struct snapshot *out)
{
	out->has_around = around->has_around;
	vec_each(link, &around->links)
		*vec_add(&out->arena, &out->links) = *link;
	vec_each(fact, &around->facts) {
		const struct snapshot_fact copy = {
			arena_strdup(&out->arena, fact->name), fact->value
		};

		*vec_add(&out->arena, &out->facts) = copy;
	}
}

bool worker_read_dumps(const struct job *job, struct snapshot *out,
		       struct diags *diags)
{
	struct snapshot around = { 0 };

	if (!read_dump(job->rules, "the rules", out, diags))
		return false;
	if (job->around < 0)
		return true;
	if (!read_dump(job->around, "what is around", &around, diags))
		return false;
	take_around(&around, out);
	snapshot_finish(&around);
	return true;
}

int worker_snapshot(const struct job *job, int out, struct diags *diags)
{
	struct snapshot snapshot = { 0 };
	_cleanup_(freep) uint8_t *bytes = NULL;
	uint8_t digest[DIGEST_LEN];
	size_t len;
	int r;

	if (!worker_read_dumps(job, &snapshot, diags))
		return ANSWER_MACHINE;
	len = dump_file_len(&snapshot);
	bytes = xcalloc(len, 1);
	dump_file_write(&snapshot, bytes, digest);
	r = fd_write_all(out, bytes, len);
	snapshot_finish(&snapshot);
	return r < 0 ? ANSWER_MACHINE : ANSWER_YES;
}
