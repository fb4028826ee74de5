/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_question.c -- any bytes as a claim: an error, or an answer
 *
 * Of the demo's policy. A witness, said in words, is the same packet again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "proof/question/question.h"
#include "proof/space/witness.h"

#include "fuzz.h"

static struct policy policy;
static struct inquiry inquiry;
static struct arena arena;
static struct grounds grounds = { .inquiry = &inquiry, .arena = &arena };

/* Once; it stays. */
static void build(void)
{
	const char *rules = getenv("RULES");
	const struct policy_options how = {
		.rules = rules ? rules : "rules",
		.now = 1795143600, /* 2026-11-20 12:00 in Tokyo */
	};
	struct inquiry_options options = {
		.policy = &policy,
		.how = { .time = REGISTER_TIMES, .now = how.now },
	};
	struct diags diags = { 0 };
	char file[4096];

	snprintf(file, sizeof(file), "%s/../conf/demo/sekisho.conf", how.rules);
	must(policy_load(file, &how, &policy, &diags));
	diags_finish(&diags);
	must(inquiry_build(&inquiry, &options));
}

static void look_at(const struct reply *reply)
{
	char text[WITNESS_TEXT], again[WITNESS_TEXT], error[WITNESS_ERROR];
	uint16_t digits[DIAGRAM_LEVELS];

	must(reply->result <= RESULT_UNKNOWN);
	if (!reply->has_witness)
		return;
	witness_text(text, &inquiry.space, &policy, reply->digits);
	must(witness_read(text, &inquiry.space, &policy, digits, error));
	must(!strcmp(text,
		     witness_text(again, &inquiry.space, &policy, digits)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char error[QUESTION_ERROR] = "";
	struct question question;
	struct reply reply;
	char *text;

	if (!policy.file)
		build();
	text = xcalloc(size + 1, 1);
	memcpy(text, data, size);
	if (!question_read(text, &policy, &question, error))
		must(*error && strlen(error) < sizeof(error));
	else if (question.kind == QUESTION_SAME)
		must(!question.packet); /* is of a kernel */
	else if (question_answer(&grounds, &question, &reply))
		look_at(&reply);
	else
		must(*reply.error);
	free(text);
	return 0;
}
