/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker_prove.c -- a worker's proof: does the kernel do what a policy says?
 *
 * The limits of one order of fields let several of them be tried within the
 * job's time; who wants more than that is ended by the engine.
 */
#include "daemon/engine/prove/worker_prove.h"

#include "base/sealed.h"
#include "daemon/clock.h"
#include "daemon/enforce/enforce.h"
#include "daemon/engine/prove/worker_dump.h"
#include "daemon/engine/transition.h"
#include "proof/rules/dump_file.h"
#include "ruleset/pack.h"

enum {
	NANOSECONDS = 1000000000,
	LIMIT_NODES = 1 << 26,
	LIMIT_BYTES = 1 << 30,
};

static bool read_next(int fd, struct ruleset *out)
{
	struct sealed packed;
	bool good;

	if (sealed_map(fd, ENFORCE_RULESET_MAX, &packed) < 0)
		return false;
	good = ruleset_unpack(packed.bytes, packed.len, out);
	sealed_finish(&packed);
	return good;
}

static void try(const struct job *job, const struct policy *policy,
		const struct snapshot *snapshot, const struct ruleset *next,
		struct trial *out)
{
	const struct trial_options how = {
		.policy = policy,
		.snapshot = snapshot,
		.next = next,
		.generation = (uint16_t)tree_of(job->generation),
		/* Both sides as they were at that moment. */
		.now = (time_t)(snapshot->taken_ns / NANOSECONDS),
		.limits = { .nodes = LIMIT_NODES,
			    .bytes = LIMIT_BYTES,
			    .milliseconds = PROVE_SECONDS * 1000 },
	};

	trial_make(out, &how);
}

static void print(struct trial *trial, const struct job_proof *proof,
		  const struct worker_words *words)
{
	struct json json = { .out = words->answer };

	trial_print(trial, words->said);
	json_object(&json);
	trial_print_json(trial, &json);
	json_key(&json, "milliseconds");
	json_number(&json, proof->milliseconds);
	json_object_end(&json);
	fputc('\n', words->answer);
}

bool worker_prove(const struct job *job, const struct policy *policy,
		  const struct worker_words *words, struct job_proof *out)
{
	/* All of it ends with its process: nothing is freed. */
	static struct trial trial;
	static struct snapshot snapshot;
	static struct ruleset next;
	int64_t began = now_ms();

	if (!worker_read_dumps(job, &snapshot, words->diags))
		return false;
	if (job->next >= 0 && !read_next(job->next, &next)) {
		fputs("the loaded tree cannot be read\n", words->said);
		return false;
	}
	dump_file_digest(&snapshot, out->dump);
	try(job, policy, &snapshot, job->next >= 0 ? &next : NULL, &trial);
	out->verdict = trial.verdict;
	out->by_others = trial.by_others;
	out->milliseconds = (uint32_t)(now_ms() - began);
	trial_first(&trial, out->first, sizeof(out->first));
	print(&trial, out, words);
	return true;
}
