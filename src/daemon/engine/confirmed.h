/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * confirmed.h -- the generation to start with, kept in step with the kernel
 */
#pragma once

#include "daemon/engine/engine.h"

/* The kernel does it for good: notes it in the store. Where that fails the
 * client is told, an alarm stands, and it is tried again. */
void confirmed_note(struct engine *engine, uint32_t number, uint32_t client);
/* What could not be noted, once more. */
void confirmed_again(struct engine *engine);
