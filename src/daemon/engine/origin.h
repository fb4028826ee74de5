/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * origin.h -- the generation that people decided on, where the one in force
 * only renews it
 *
 * A renewal has a number of its own but changes nothing: what was proposed or
 * signed against the generation that it renews is good still. Any decision of
 * people is a new origin, so that no number comes back.
 */
#pragma once

#include <stdint.h>

#include "evidence/generations.h"

/* That of `number`, which is itself where it is no renewal, or where a record
 * cannot be read. */
uint32_t origin_of(const struct generations *store, uint32_t number);
