/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job_prove_test.c -- tests src/daemon/engine/prove/worker_prove.c and worker_dump.c,
 * and jobs that nobody waits for
 */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/must.h"
#include "base/sealed.h"
#include "daemon/clock.h"
#include "proof/rules/dump_file.h"

#include "job_lab.h"

enum {
	FILE_MAX = 1 << 16,
};

/* A kernel without a rule, of generation 7; and what is around it. */
static int dump_of_nothing(void)
{
	struct snapshot snapshot = { .genid = 7,
				     .taken_ns = 1800000000000000000 };
	uint8_t bytes[FILE_MAX], digest[DIGEST_LEN];

	must(dump_file_len(&snapshot) <= sizeof(bytes));
	dump_file_write(&snapshot, bytes, digest);
	return sealed_make(bytes, dump_file_len(&snapshot));
}

static int dump_of_a_link(void)
{
	struct snapshot snapshot = { .has_around = true };
	struct snapshot_link *link = vec_add(&snapshot.arena, &snapshot.links);
	struct snapshot_fact *fact = vec_add(&snapshot.arena, &snapshot.facts);
	uint8_t bytes[FILE_MAX], digest[DIGEST_LEN];
	int fd;

	*link = (struct snapshot_link){ 3, "a0" };
	*fact = (struct snapshot_fact){ "ipv4/ip_forward", 1 };
	must(dump_file_len(&snapshot) <= sizeof(bytes));
	dump_file_write(&snapshot, bytes, digest);
	fd = sealed_make(bytes, dump_file_len(&snapshot));
	snapshot_finish(&snapshot);
	return fd;
}

static int garbage(void)
{
	return sealed_make("SKDUMP1\ngarbage", 15);
}

static struct job job_of(enum job_kind kind, int rules, int around, int next)
{
	return (struct job){
		.kind = kind,
		.policy = kind == JOB_PROVE ? sealed_make(plain_policy,
							  strlen(plain_policy))
					    : -1,
		.base = -1,
		.name = "policy",
		.generation = 1,
		.now = 1800000000,
		.keep_expired = true,
		.rules = rules,
		.around = around,
		.next = next,
		.heard = { -1, -1 },
		.hear = hear_nothing,
	};
}

static void close_job(const struct job *job)
{
	const int fds[] = { job->policy, job->rules, job->around, job->next };

	for (size_t i = 0; i < sizeof(fds) / sizeof(*fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static void run(const struct job *job)
{
	job_finish(&result);
	job_run(job, &filter, &result);
	job_lab_read();
	close_job(job);
}

/* ------ proofs ------ */

static void a_kernel_without_rules_is_refuted_with_packets(void **state)
{
	const struct job job = job_of(JOB_PROVE, dump_of_nothing(), -1, -1);

	(void)state;
	run(&job);
	assert_int_equal(result.status, YES);
	assert_int_equal(result.report.proof.verdict, TRIAL_REFUTED);
	assert_false(result.report.proof.by_others);
	assert_non_null(strstr(said, "[no entry] passes, and must not"));
	assert_memory_equal(said, result.report.proof.first,
			    strlen(result.report.proof.first));
	assert_true(result.outs[OUT_ANSWER] >= 0);
}

static void
without_the_tree_that_is_to_be_switched_on_nothing_is_known(void **state)
{
	const struct job job =
		job_of(JOB_PROVE, dump_of_nothing(), -1, garbage());

	(void)state;
	run(&job);
	assert_int_equal(result.status, DIED);
	assert_non_null(strstr(said, "the loaded tree cannot be read"));
}

static void a_dump_that_is_none_proves_nothing(void **state)
{
	const struct job job = job_of(JOB_PROVE, garbage(), -1, -1);
	const struct job other =
		job_of(JOB_PROVE, dump_of_nothing(), garbage(), -1);
	/* Not sealed: it could change while it is read. */
	const struct job open_one =
		job_of(JOB_PROVE, open("/dev/null", O_RDONLY), -1, -1);

	(void)state;
	run(&job);
	assert_int_equal(result.status, DIED);
	assert_non_null(strstr(said, "the dump of the rules is not one"));
	run(&other);
	assert_int_equal(result.status, DIED);
	assert_non_null(strstr(said, "the dump of what is around is not one"));
	run(&open_one);
	assert_int_equal(result.status, DIED);
}

/* ------ dumps ------ */

static void two_dumps_become_one(void **state)
{
	const struct job job =
		job_of(JOB_SNAPSHOT, dump_of_nothing(), dump_of_a_link(), -1);
	struct snapshot snapshot;
	struct sealed file;
	uint8_t digest[DIGEST_LEN];

	(void)state;
	run(&job);
	assert_int_equal(result.status, YES);
	assert_int_equal(sealed_map(result.outs[OUT_ANSWER], FILE_MAX, &file),
			 0);
	assert_int_equal(
		dump_file_read(file.bytes, file.len, &snapshot, digest),
		DUMP_FINE);
	assert_int_equal(snapshot.genid, 7);
	assert_true(snapshot.has_around);
	assert_int_equal(snapshot.links.n, 1);
	assert_string_equal(snapshot.links.at[0].name, "a0");
	assert_int_equal(snapshot.facts.n, 1);
	snapshot_finish(&snapshot);
	sealed_finish(&file);
}

static void what_nobody_looked_at_is_not_said_to_be_seen(void **state)
{
	const struct job job = job_of(JOB_SNAPSHOT, dump_of_nothing(), -1, -1);
	struct snapshot snapshot;
	struct sealed file;
	uint8_t digest[DIGEST_LEN];

	(void)state;
	run(&job);
	assert_int_equal(sealed_map(result.outs[OUT_ANSWER], FILE_MAX, &file),
			 0);
	assert_int_equal(
		dump_file_read(file.bytes, file.len, &snapshot, digest),
		DUMP_FINE);
	assert_false(snapshot.has_around);
	snapshot_finish(&snapshot);
	sealed_finish(&file);
}

/* ------ nobody waits ------ */

static void a_job_that_nobody_waits_for_has_a_result_in_the_end(void **state)
{
	const struct job job = job_of(JOB_PROVE, dump_of_nothing(), -1, -1);
	struct job_running running;
	struct pollfd process = { .events = POLLIN };

	(void)state;
	job_finish(&result);
	assert_true(job_begin(&job, &filter, &running));
	close_job(&job);
	process.fd = running.process;
	assert_int_equal(poll(&process, 1, 30000), 1);
	assert_true(job_has_ended(&running, &result));
	assert_int_equal(running.pid, 0);
	assert_int_equal(result.report.proof.verdict, TRIAL_REFUTED);
}

static void one_whose_time_is_over_has_died(void **state)
{
	const struct job job = job_of(JOB_PROVE, dump_of_nothing(), -1, -1);
	struct job_running running;

	(void)state;
	job_finish(&result);
	assert_true(job_begin(&job, &filter, &running));
	running.until = now_ms() - 1;
	assert_true(job_has_ended(&running, &result));
	close_job(&job);
	/* It may have been done by then. */
	assert_true(result.status == DIED || result.status == YES);
}

static void one_that_is_given_up_leaves_nothing(void **state)
{
	const struct job job = job_of(JOB_PROVE, dump_of_nothing(), -1, -1);
	struct job_running running, none = { 0 };
	int free_before = dup(STDERR_FILENO), free_after;

	(void)state;
	close(free_before);
	assert_true(job_begin(&job, &filter, &running));
	job_give_up(&running);
	assert_memory_equal(&running, &none, sizeof(none));
	job_give_up(&running);
	free_after = dup(STDERR_FILENO);
	close(free_after);
	assert_int_equal(free_after, free_before);
	close_job(&job);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_kernel_without_rules_is_refuted_with_packets),
		cmocka_unit_test(
			without_the_tree_that_is_to_be_switched_on_nothing_is_known),
		cmocka_unit_test(a_dump_that_is_none_proves_nothing),
		cmocka_unit_test(two_dumps_become_one),
		cmocka_unit_test(what_nobody_looked_at_is_not_said_to_be_seen),
		cmocka_unit_test(
			a_job_that_nobody_waits_for_has_a_result_in_the_end),
		cmocka_unit_test(one_whose_time_is_over_has_died),
		cmocka_unit_test(one_that_is_given_up_leaves_nothing),
	};

	job_none(&result);
	return cmocka_run_group_tests(tests, job_lab_begin, job_lab_end);
}
