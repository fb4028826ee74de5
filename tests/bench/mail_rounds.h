/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_rounds.h -- the same mails in memory, to each program that is measured
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct mail {
	uint8_t *bytes;
	size_t len;
};

/*
 * main() of PROGRAM ROUNDS < list of files, one a line: has the work done with
 * each mail in each round. Prints mails, bytes, bytes of what they became (the
 * work's answers together), of how many came nothing, and CPU nanoseconds of
 * the fastest round.
 */
int mail_rounds(int argc, char **argv, size_t (*work)(const struct mail *mail));
