/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parts.h -- what the answers to questions share; for question/ alone
 */
#pragma once

#include "proof/question/question.h"

struct asking {
	struct grounds *grounds;
	struct inquiry *inquiry; /* the grounds' */
	const struct question *question;
	struct reply *out;
};

bool asking_of_kernel(const struct asking *a);
/* The kernel's where there is one, else what is allowed. */
uint32_t asking_may(const struct asking *a, enum register_hook hook);
uint32_t asking_must(const struct asking *a, enum register_hook hook);

/* Of a search for a packet that may pass (out->digits) and should not. */
void asking_take(const struct asking *a, enum register_hook hook,
		 enum diagram_answer answer);
void asking_unknown(const struct asking *a);
void asking_rests_on(const struct asking *a, const char *text);
void asking_name_atoms(const struct asking *a, enum register_hook hook,
		       const uint16_t *digits);

/* Of forwarded packets. */
const struct claimed *asking_claimed(const struct asking *a);
/* To ask of those diagrams. */
struct asked asking_existing(const struct asking *a);
void asking_between(const struct asking *a, const struct ask_between *between,
		    const struct claimed *claimed);

void answer_no_packet(const struct asking *a);
void answer_anti_spoofing(const struct asking *a);
void answer_packet(const struct asking *a);
void answer_same(const struct asking *a);
