/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job.h -- what needs a policy to be read, done in a child that may die
 *
 * The engine forks a worker for each job. It reads the policy's text, and what
 * the kernel holds, from descriptors, answers into memory that the engine made
 * for it, and ends. It is narrower than the engine: no state folder, fewer
 * system calls, limits of time and memory. A worker that dies has answered no.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/digest.h"
#include "control/request.h"
#include "policy/policy.h"
#include "proof/trial.h"
#include "ruleset/connection.h"

enum job_kind {
	JOB_COMPILE,  /* make it ready for the kernel, no questions asked */
	JOB_CHANGE,   /* say what it changes, for those who approve */
	JOB_PLAN,     /* both, and what it would end */
	JOB_PROVE,    /* does the kernel do what it says? proof/trial.h */
	JOB_SNAPSHOT, /* two dump files as one: OUT_ANSWER; no policy */
};

/* What the worker writes to, each a memfd. */
enum job_out {
	OUT_SAID,    /* for standard error: diagnostics */
	OUT_ANSWER,  /* the plan, as text or JSON */
	OUT_RULESET, /* packed: ruleset/pack.h */
	OUT_INDEX,   /* packed: index.h */
	OUT_EXPECT,  /* packed: what the survey shall find */
	OUT_CHANGE,  /* what is to be approved: policy/change/change.h */
	OUT_RULE,    /* packed: policy/change/approval_rule.h */
	OUT_CUTS,    /* an array of struct connection */
	OUT_MARKS,   /* an array of struct job_mark */
	OUT_REPORT,  /* struct job_report */
	N_OUTS
};

/* A mark of an earlier generation among OUT_CUTS, and which of the base's
 * entries permits what bears it. */
struct job_mark {
	uint32_t mark, number;
};

struct job {
	enum job_kind kind;
	int policy, base; /* texts; base -1: nothing is in force */
	const char *name; /* of the policy, in diagnostics */
	uint32_t generation, base_generation; /* base's 0: there is none */
	uint32_t origin; /* the base as a change names it: origin.h */
	time_t now;
	unsigned seconds;  /* at most; 0: JOB_SECONDS */
	bool keep_expired; /* leave out what has ended, with a warning */
	bool json;
	const char *session;
	const struct connection *connections; /* live ones */
	size_t n_connections;
	/* JOB_PROVE and JOB_SNAPSHOT. Dump files: of the rules; of links and
	 * facts, or -1: nobody has looked. */
	int rules, around;
	int next; /* packed: the tree as if it were switched on; -1: as it is */
	/* While it runs: whenever heard[i] is readable, hear(ctx, i), until that
	 * says false; -1: nothing to hear. */
	int heard[2];
	bool (*hear)(void *ctx, int i);
	void *ctx;
};

enum {
	JOB_FIRST = 512
};

/* What a proof came to, flat as well. */
struct job_proof {
	enum trial_verdict verdict;
	bool by_others;
	uint32_t milliseconds;
	uint8_t dump[DIGEST_LEN]; /* of what both dumps are together */
	char first[JOB_FIRST];    /* the first difference, or why not */
};

/* Flat; the same program made it. */
struct job_report {
	uint8_t policy[DIGEST_LEN], change[DIGEST_LEN];
	uint32_t kinds; /* bits 1 << APPROVE_… of the change */
	int64_t now;    /* the job's, Unix time */
	uint32_t n_entries, n_elements;
	uint32_t n_connections, n_cuts;
	bool cuts_asker;      /* the session of the asker would end */
	uint64_t compiled_ms; /* CLOCK_MONOTONIC: what timeouts count from */
	struct job_proof proof;
};

struct job_result {
	int status;               /* ANSWER_YES, _NO, _MACHINE (it died) */
	int outs[N_OUTS];         /* sealed; -1 where nothing was written */
	struct job_report report; /* where status is ANSWER_YES */
};

struct filter;

/* Runs it to its end, or until its time is over. Always a result, to be ended. */
void job_run(const struct job *job, const struct filter *filter,
	     struct job_result *out);
void job_finish(struct job_result *result);
/* Of a job that was never run: nothing to end. */
void job_none(struct job_result *out);

/* One that nobody waits for. All zero: there is none. */
struct job_running {
	pid_t pid;   /* 0: there is none */
	int process; /* readable when it has ended */
	int outs[N_OUTS];
	int64_t until;
	unsigned seconds;
};

/* False: it cannot be begun, and there is none. */
bool job_begin(const struct job *job, const struct filter *filter,
	       struct job_running *out);
/* True: it has ended, or its time is over; a result, and there is none. */
bool job_has_ended(struct job_running *running, struct job_result *out);
/* Ends it without a result. */
void job_give_up(struct job_running *running);

enum {
	JOB_SECONDS = 40,
	/* Of one order of fields of a proof, and of all of it. */
	PROVE_SECONDS = 8,
	PROVE_JOB_SECONDS = 50,
};

/* The worker's life, in the child: worker.c. Returns its exit status. */
int worker_main(const struct job *job, const int outs[static N_OUTS]);
