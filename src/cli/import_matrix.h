/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import_matrix.h -- who can begin a service with whom, of imported rules
 */
#pragma once

#include <stdbool.h>

#include "base/json.h"
#include "proof/question/matrix.h"
#include "ruleset/snapshot.h"

/* "tcp/22", "udp/53". */
bool import_matrix_read(const char *text, struct matrix_question *out);
/* Prints it of every family that there are rules of, as text or, with `json`,
 * as members. ANSWER_YES, or what the process should exit with. */
int import_matrix(const struct snapshot *snapshot,
		  const struct matrix_question *question, struct json *json);
