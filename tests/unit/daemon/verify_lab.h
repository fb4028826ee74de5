/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_lab.h -- the verify process, started for a test, with keys to sign by
 */
#pragma once

#include "daemon/verify/verify.h"
#include "privsep/channel.h"

#define TEXT "sekisho-change 1\nbase-generation: 42\n区画を足す\n"

struct lab {
	char folder[32];
	char keys[3][1024];
	int engine, parent; /* our ends */
	pid_t pid;
	struct verify_request request;
	char signature[VERIFY_SIGNATURE_MAX + 1];
	char answer[2048];
	bool good;
};

/* Once: keys k0 … k2 of the three approvers, k3 of nobody; signatures by k0, k1
 * and k3 over TEXT (s0, s1, s3), by k0 over another one (altered), by k2 for
 * another purpose (other). */
int lab_make(void **state);
int lab_remove(void **state);
/* For each test: the process, and a question whose signature is missing. */
int lab_begin(void **state);
/* It must have lived until now. */
int lab_end(void **state);

/* A file of the lab's folder, as text. */
void lab_read(const struct lab *lab, const char *name, char *out, size_t size);
/* Whether the signature is good; the answer is in the lab. */
bool lab_ask(struct lab *lab);
bool lab_ask_about(struct lab *lab, const char *name);
/* It was not, and the answer says so in these words. */
void assert_refused(struct lab *lab, const char *why);
void lab_wait(int channel);

extern const struct accept verify_answers[2];
