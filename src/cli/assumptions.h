/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * assumptions.h -- what an answer rests on, as lines and as JSON
 */
#pragma once

#include <stdio.h>

#include "base/json.h"
#include "proof/question/assumption.h"

void assumptions_print(const struct assumptions *assumptions, FILE *out);
/* As member "assumptions": [{"slug","object","hole","ja","en"}]. */
void assumptions_json(const struct assumptions *assumptions, struct json *json);
