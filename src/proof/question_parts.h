/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * question_parts.h -- what the answers to questions share; for question_*.c
 */
#pragma once

#include "proof/question.h"

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

/* What a claim about two zones is asked of: TRUE and FALSE, or entries. */
struct claimed {
	uint32_t may;                   /* of the kernel, or allowed */
	uint32_t plain_may, plain_must; /* where no stamp lets it pass */
	uint32_t allowed;               /* by the register alone */
};

/* Of forwarded packets, but for those of `but`. */
void asking_claimed(const struct asking *a, uint32_t but, struct claimed *out);
void asking_between(const struct asking *a, const struct ask_between *between,
		    const struct claimed *claimed);

void answer_no_packet(const struct asking *a);
void answer_anti_spoofing(const struct asking *a);
void answer_packet(const struct asking *a);
void answer_same(const struct asking *a);
